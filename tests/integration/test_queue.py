"""The inbox from its reading end, over queues as the template makes them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest

from rollbook.aws import session
from rollbook.aws.queue import Queue
from tests.integration.stack import Stack

SENDER: Any = {"sender": {"DataType": "String", "StringValue": "schoology"}}
MOST_AT_ONCE = 10


@pytest.fixture
def inbox(stack: Stack) -> Queue:
    return Queue(session.sqs(), stack.names["InboxQueue"])


@pytest.fixture
def dead_letters(stack: Stack) -> Queue:
    return Queue(session.sqs(), stack.names["InboxDeadLetters"])


def put(url: str, bodies: Sequence[str]) -> None:
    for body in bodies:
        session.sqs().send_message(QueueUrl=url, MessageBody=body, MessageAttributes=SENDER)


def taken(url: str) -> Iterator[Any]:
    """Take every message out of a queue."""
    while (
        messages := session.sqs()
        .receive_message(QueueUrl=url, MaxNumberOfMessages=MOST_AT_ONCE, MessageAttributeNames=["All"])
        .get("Messages", [])
    ):
        yield from messages


@pytest.mark.parametrize("events", [0, 1, 25])
def test_events_that_were_given_up_are_put_back_as_they_were(
    stack: Stack, inbox: Queue, dead_letters: Queue, events: int
) -> None:
    bodies = [f"event {number}" for number in range(events)]
    put(stack.names["InboxDeadLetters"], bodies)
    told: list[int] = []

    assert dead_letters.move_to(inbox, told.append) == events

    assert (dead_letters.waiting(), inbox.waiting()) == (0, events)
    assert (told, max(told, default=0)) == (sorted(told), events)
    back = list(taken(stack.names["InboxQueue"]))
    assert sorted(message["Body"] for message in back) == sorted(bodies)
    assert all(message["MessageAttributes"]["sender"]["StringValue"] == "schoology" for message in back)


@pytest.mark.parametrize("events", [0, 3, 25])
def test_events_that_failed_can_be_taken_again_at_once_and_no_others(stack: Stack, inbox: Queue, events: int) -> None:
    url = stack.names["InboxQueue"]
    put(url, [f"event {number}" for number in range(events + 5)])
    receipts = [message["ReceiptHandle"] for message in taken(url)]
    assert list(taken(url)) == []

    inbox.again(receipts[:events], 0)

    assert inbox.waiting() == events + 5
    assert len(list(taken(url))) == events


@pytest.mark.usefixtures("stack")
def test_where_aws_does_not_let_them_come_sooner_nothing_else_ends_and_the_log_says_it(
    caplog: pytest.LogCaptureFixture,
) -> None:
    Queue(session.sqs(), "https://sqs.eu-central-1.amazonaws.com/123456789012/gone").again(["a receipt"], 0)

    assert "failed events come again late" in caplog.messages


@dataclass
class ManyServers:
    """A queue as AWS keeps it: asked without patience it looks on one server only, where there may be nothing."""

    left: list[str]
    sent: list[str] = field(default_factory=list)

    def receive_message(self, *, WaitTimeSeconds: int = 0, **_: Any) -> dict[str, Any]:  # noqa: N803 - AWS's spelling
        if not WaitTimeSeconds or not self.left:
            return {}
        return {"Messages": [{"Body": self.left[0], "ReceiptHandle": self.left[0]}]}

    def send_message(self, *, MessageBody: str, **_: Any) -> None:  # noqa: N803 - as above
        self.sent.append(MessageBody)

    def delete_message(self, *, ReceiptHandle: str, **_: Any) -> None:  # noqa: N803 - as above
        assert ReceiptHandle in self.sent, "the other queue has it before this one loses it"
        self.left.remove(ReceiptHandle)


def test_no_event_stays_behind_on_a_server_that_was_not_asked() -> None:
    servers: Any = ManyServers(["a", "b", "c"])

    assert Queue(servers, "dead letters").move_to(Queue(servers, "inbox"), lambda _: None) == 3
    assert (servers.left, servers.sent) == ([], ["a", "b", "c"])
