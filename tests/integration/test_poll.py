"""The poll function as its schedule calls it: what a system tells is queued once, as if it had sent events (CD4)."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from rollbook import assembly
from rollbook.aws import session
from rollbook.model.errors import ContractError, SettingsError, SystemUnavailableError
from tests.contract.architecture.repository import sample
from tests.integration.conftest import Invoke, Rewrite
from tests.integration.stack import Stack

EVENT = sample("poll", "coursedog")
BODIES = [json.dumps({"type": "section.saved", "data": {"sectionNumber": number}}).encode() for number in ("1", "2")]


@dataclass
class Told:
    """What the system tells, and from which moments on it was asked."""

    bodies: list[bytes] = field(default_factory=lambda: list(BODIES))
    asked: list[datetime] = field(default_factory=list)
    error: Exception | None = None

    def ask(self, since: datetime) -> Sequence[bytes]:
        self.asked.append(since)
        if self.error:
            raise self.error
        return self.bodies


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> Told:
    """Put somebody in the place of the system."""
    found = Told()

    def asking(system: str, _folder: Path, _stores: object, _scale: float) -> Callable[[datetime], Sequence[bytes]]:
        assert system == EVENT["system"]
        return found.ask

    monkeypatch.setattr(assembly, "asking", asking)
    return found


def queued(stack: Stack) -> list[dict[str, Any]]:
    """Take all that waits in the inbox."""
    found: list[dict[str, Any]] = []
    while (
        page := session.sqs()
        .receive_message(QueueUrl=stack.names["InboxQueue"], MaxNumberOfMessages=10, MessageAttributeNames=["All"])
        .get("Messages")
    ):
        found += [dict(message) for message in page]
    return found


def test_what_is_new_waits_in_the_inbox_as_if_it_had_been_sent(stack: Stack, invoke: Invoke, told: Told) -> None:
    assert invoke("poll", EVENT) == {"system": "coursedog", "queued": len(told.bodies), "known": 0}

    messages = queued(stack)
    assert sorted(message["Body"].encode() for message in messages) == sorted(told.bodies)
    for message in messages:
        attributes = {name: value["StringValue"] for name, value in message["MessageAttributes"].items()}
        assert attributes.keys() == {"sender", "id", "received_at"}
        assert attributes["sender"] == "coursedog"
        assert datetime.fromisoformat(attributes["received_at"]).tzinfo


def test_what_is_known_is_not_queued_again(stack: Stack, invoke: Invoke, told: Told) -> None:
    invoke("poll", EVENT)
    queued(stack)
    told.bodies.append(b'{"type": "section.deleted"}')
    assert invoke("poll", EVENT) == {"system": "coursedog", "queued": 1, "known": 2}
    assert [message["Body"].encode() for message in queued(stack)] == told.bodies[-1:]
    assert told.asked[0] < told.asked[1]


def test_what_failed_is_asked_for_again(stack: Stack, invoke: Invoke, told: Told) -> None:
    invoke("poll", EVENT)
    told.error = SystemUnavailableError("Coursedog is away.")
    with pytest.raises(SystemUnavailableError):
        invoke("poll", EVENT)
    told.error = None
    invoke("poll", EVENT)
    assert told.asked[1] == told.asked[2]
    assert len(queued(stack)) == len(BODIES)


def test_no_key_in_the_table_holds_a_body(stack: Stack, invoke: Invoke, told: Told) -> None:
    invoke("poll", EVENT)
    items = session.dynamodb().scan(TableName=stack.names["CoordinationTable"])["Items"]
    assert len(items) > len(told.bodies)
    assert "section.saved" not in json.dumps(items)


def test_nobody_is_asked_while_no_flow_wants_to_know(stack: Stack, rewrite: Rewrite, invoke: Invoke) -> None:
    """There are no credentials in the secret, and they are not missed."""
    rewrite("\nlive_sync: true\n", "\nlive_sync: false\n")
    assert invoke("poll", EVENT) == {"system": "coursedog", "queued": 0, "known": 0}
    assert queued(stack) == []


@pytest.mark.usefixtures("stack")
def test_a_system_that_cannot_be_asked_says_so(invoke: Invoke) -> None:
    with pytest.raises(SettingsError, match=r"schoology.*template\.yaml"):
        invoke("poll", {"system": "schoology"})


@pytest.mark.usefixtures("stack")
@pytest.mark.parametrize("event", [{}, {"system": ["coursedog"]}, {"system": "coursedog", "since": "yesterday"}])
def test_a_request_that_cannot_be_understood_is_none(invoke: Invoke, event: dict[str, Any]) -> None:
    with pytest.raises(ContractError):
        invoke("poll", event)
