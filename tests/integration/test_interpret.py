import io
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from botocore.exceptions import ClientError, EndpointConnectionError, ReadTimeoutError

from rollbook.aws import session
from rollbook.model.errors import SettingsError
from rollbook.model.messages import BeginRequest, RunReference
from rollbook.steps import looking
from tests.contract.architecture.repository import sample
from tests.contract.architecture.test_state_machine import LONGEST_EXPRESS
from tests.integration.conftest import Invoke, Rewrite
from tests.integration.stack import Stack

Json = dict[str, Any]

PERSONAL = ("nlindqvist", "tokonkwo", "ibakker", "7004513", "7004514", "330118")
MESSAGES = "Records"


@dataclass
class Express:
    """The machine of looks as AWS shows it to whoever waits for it; a test plays what it does."""

    ends: str = "SUCCEEDED"
    during: Callable[[str], None] = lambda _run: None
    started: list[Json] = field(default_factory=list)

    def start_sync_execution(self, **given: str) -> Json:
        self.started.append({"machine": given["stateMachineArn"], "run": given["name"], **json.loads(given["input"])})
        self.during(given["name"])
        return {"status": self.ends}

    @property
    def looks(self) -> list[str]:
        """The runs that were started."""
        return [str(started["run"]) for started in self.started]


@pytest.fixture
def express(stack: Stack, monkeypatch: pytest.MonkeyPatch) -> Express:
    machine = Express()
    # Whatever fails comes again at once, for a test cannot wait.
    stack.names["AgainSeconds"] = "0"
    monkeypatch.setattr(session, "waiting_stepfunctions", lambda: machine)
    return machine


def failed(said: Json) -> set[str]:
    return {failure["itemIdentifier"] for failure in said["batchItemFailures"]}


def identifiers(event: Json) -> list[str]:
    return [message["messageId"] for message in event[MESSAGES]]


def hints(stack: Stack, run: str) -> list[Json]:
    """Return what was left for a look, without its moment."""
    (note,) = stack.stores().plans.notes(run, "hints")
    return [{name: hint[name] for name in ("entity", "part", "ids")} for hint in note["hints"]]


def through_the_queue(stack: Stack, event: Json) -> Json:
    """Put the messages of a sample into the inbox, take them out, and return them as Lambda hands them over."""
    queue = stack.names["InboxQueue"]
    for message in event[MESSAGES]:
        attributes: dict[str, Any] = {
            name: {"DataType": "String", "StringValue": attribute["stringValue"]}
            for name, attribute in message["messageAttributes"].items()
        }
        session.sqs().send_message(QueueUrl=queue, MessageBody=message["body"], MessageAttributes=attributes)
    taken = session.sqs().receive_message(QueueUrl=queue, MaxNumberOfMessages=10, MessageAttributeNames=["All"])
    by_body = {message["Body"]: message for message in taken["Messages"]}
    return {
        MESSAGES: [
            message
            | {
                "messageId": by_body[message["body"]]["MessageId"],
                "receiptHandle": by_body[message["body"]]["ReceiptHandle"],
            }
            for message in event[MESSAGES]
        ]
    }


def answered(code: str) -> ClientError:
    """Return what AWS answers when no look can be started."""
    answer = {"Error": {"Code": code}, "ResponseMetadata": {"HTTPStatusCode": 400}}
    return ClientError(answer, "StartSyncExecution")  # type: ignore[arg-type]  # as much as is looked at


def visible(stack: Stack) -> int:
    """Return how many events can be taken out of the inbox."""
    told = session.sqs().get_queue_attributes(QueueUrl=stack.names["InboxQueue"], AttributeNames=["All"])
    return int(told["Attributes"]["ApproximateNumberOfMessages"])


# ------------------------------------------------------------------------------------------------------ looking


def test_many_events_about_a_record_become_one_look_at_it(stack: Stack, invoke: Invoke, express: Express) -> None:
    said = invoke("interpret", sample("interpret", "grades"))
    assert (said["events"], said["hints"], said["looks"], said["idle"], failed(said)) == (3, 4, 1, 0, set())
    (look,) = express.looks
    assert hints(stack, look) == [
        {"entity": "grade", "part": "MRH-ALG1-03", "ids": {"item": item, "user": user}}
        for item, user in (("330118", "nlindqvist"), ("330118", "tokonkwo"), ("330121", "ibakker"))
    ]


def test_a_look_is_started_as_begin_wants_it_by_the_machine_of_looks(
    stack: Stack, invoke: Invoke, express: Express
) -> None:
    invoke("interpret", sample("interpret", "items"))
    (started,) = express.started
    assert started["run"].endswith(identifiers(sample("interpret", "items"))[0][:8])
    assert started.pop("machine") == stack.names["LiveStateMachine"]
    assert started | {"run": sample("begin", "live")["run"]} == sample("begin", "live")
    assert BeginRequest.model_validate(started).scoped
    assert invoke("begin", started)["admitted"]


def test_what_was_left_is_there_before_the_look_begins(stack: Stack, invoke: Invoke, express: Express) -> None:
    seen: list[list[Json]] = []
    express.during = lambda run: seen.append(hints(stack, run))
    invoke("interpret", sample("interpret", "items"))
    assert seen == [
        [{"entity": "grade_item", "part": "MRH-ALG1-03", "ids": {"item": item}} for item in ("330130", "330119")]
    ]


def test_a_look_finds_the_sections_that_the_events_named(
    stack: Stack, invoke: Invoke, load: Callable[[str], Any], express: Express
) -> None:
    invoke("interpret", sample("interpret", "grades"))
    (started,) = express.started
    run = RunReference.model_validate(
        invoke("begin", {name: started[name] for name in started if name != "machine"})["run"]
    )
    handler = load("extract")
    rules = handler.assembly.rules(handler.FOLDER, handler.flows.load(run.flow))
    found, context = looking.look(run, rules, stack.stores().plans)
    assert found.scope.parts == ("MRH-ALG1-03",)
    assert len(context.hints) == 3


def test_events_that_name_nothing_for_us_are_done_with(invoke: Invoke, express: Express) -> None:
    said = invoke("interpret", sample("interpret", "of_no_use"))
    assert (said["events"], said["idle"], said["looks"], failed(said)) == (2, 2, 0, set())
    assert express.looks == []


@pytest.mark.parametrize("setting", ["live_sync", "enabled"])
def test_events_that_no_flow_wants_now_are_done_with(
    rewrite: Rewrite, invoke: Invoke, express: Express, setting: str
) -> None:
    rewrite(f"{setting}: true", f"{setting}: false")
    said = invoke("interpret", sample("interpret", "grades"))
    assert (said["idle"], said["looks"], failed(said)) == (3, 0, set())
    assert express.looks == []


# ------------------------------------------------------------------------------------------------------ failing


@pytest.mark.parametrize("ends", ["FAILED", "TIMED_OUT"])
def test_the_events_of_a_look_that_failed_come_again_and_soon(
    stack: Stack, invoke: Invoke, express: Express, ends: str
) -> None:
    express.ends = ends
    event = through_the_queue(stack, sample("interpret", "grades"))
    assert visible(stack) == 0
    assert failed(invoke("interpret", event)) == set(identifiers(event))
    assert visible(stack) == 3


def test_an_event_that_nobody_understands_fails_alone_and_the_log_says_why(
    stack: Stack, invoke: Invoke, express: Express, log: io.StringIO
) -> None:
    event = through_the_queue(stack, sample("interpret", "one_unclear"))
    said = invoke("interpret", event)
    assert failed(said) == {identifiers(event)[1]}
    assert len(express.looks) == 1
    assert visible(stack) == 1
    (problem,) = said["problems"]
    assert "An event of Schoology was not understood" in problem
    assert problem in log.getvalue(), "whoever finds it among the dead letters can look there"


def test_an_event_of_somebody_whom_we_do_not_know_fails_alone(stack: Stack, invoke: Invoke, express: Express) -> None:
    event = sample("interpret", "grades")
    event[MESSAGES][1]["messageAttributes"]["sender"]["stringValue"] = "gradebook-of-nowhere"
    event = through_the_queue(stack, event)
    said = invoke("interpret", event)
    assert failed(said) == {identifiers(event)[1]}
    assert "gradebook-of-nowhere" in said["problems"][0]
    assert len(express.looks) == 1


def test_an_event_without_a_sender_fails_alone(stack: Stack, invoke: Invoke, express: Express) -> None:
    event = sample("interpret", "grades")
    del event[MESSAGES][0]["messageAttributes"]["sender"]
    event = through_the_queue(stack, event)
    assert failed(invoke("interpret", event)) == {identifiers(event)[0]}
    assert len(express.looks) == 1


def test_nothing_is_made_visible_again_when_all_went_well(stack: Stack, invoke: Invoke, express: Express) -> None:
    event = through_the_queue(stack, sample("interpret", "items"))
    assert failed(invoke("interpret", event)) == set()
    assert (len(express.looks), visible(stack)) == (1, 0)


def test_a_wrong_setting_fails_the_batch_so_that_no_event_is_lost(
    rewrite: Rewrite, invoke: Invoke, express: Express
) -> None:
    rewrite("live_sync: true", "live_sync: perhaps")
    with pytest.raises(SettingsError, match=r"schoology\.grades\.yaml, line \d+: live_sync"):
        invoke("interpret", sample("interpret", "grades"))
    assert express.looks == []


def test_a_wrong_setting_of_another_sender_s_flow_keeps_no_event_from_being_looked_at(
    stack: Stack, rewrite: Rewrite, invoke: Invoke, express: Express
) -> None:
    rewrite("follow_days: 7", "follow_days: seven")
    event = through_the_queue(stack, sample("interpret", "grades"))
    assert failed(invoke("interpret", event)) == set()
    with pytest.raises(SettingsError, match=r"coursekey\.attendance\.yaml, line \d+: follow_days"):
        invoke("interpret", sample("interpret", "attendance"))
    assert len(express.looks) == 1


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (answered("ThrottlingException"), "AWS answered StartSyncExecution with ThrottlingException."),
        (answered("AccessDeniedException"), "AWS does not allow this function StartSyncExecution."),
        (ReadTimeoutError(endpoint_url="https://sync-states"), "AWS could not be reached (ReadTimeoutError)."),
        (
            EndpointConnectionError(endpoint_url="https://sync-states"),
            "could not be reached (EndpointConnectionError).",
        ),
    ],
    ids=["throttled", "not allowed", "end not seen", "not reached"],
)
def test_the_events_of_a_look_that_could_not_be_started_come_again_and_soon_and_the_log_says_why(
    stack: Stack, invoke: Invoke, express: Express, log: io.StringIO, *, error: Exception, reason: str
) -> None:
    def broken(_run: str) -> None:
        raise error

    express.during = broken
    event = through_the_queue(stack, sample("interpret", "one_unclear"))
    said = invoke("interpret", event)
    assert failed(said) == set(identifiers(event)), "none of them is done with"
    assert visible(stack) == len(identifiers(event))
    (told,) = [problem for problem in said["problems"] if "AWS" in problem]
    assert reason in told
    assert reason in log.getvalue()


# ------------------------------------------------------------------------------------------------------ keeping


def test_neither_the_answer_nor_the_log_nor_a_key_names_a_person_or_a_grade(
    stack: Stack, invoke: Invoke, express: Express, log: io.StringIO
) -> None:
    said = [invoke("interpret", sample("interpret", name)) for name in ("grades", "items", "one_unclear", "of_no_use")]
    listed = session.s3().list_objects_v2(Bucket=stack.names["DataBucket"])["Contents"]
    seen = json.dumps(said) + json.dumps(express.started) + log.getvalue() + " ".join(item["Key"] for item in listed)
    assert log.getvalue()
    assert not [word for word in PERSONAL if word in seen]


def test_whoever_waits_for_a_look_waits_until_its_end_and_never_starts_it_twice() -> None:
    client = session.waiting_stepfunctions()
    assert client.meta.config.read_timeout > LONGEST_EXPRESS.total_seconds()  # type: ignore[attr-defined]  # boto3's options
    assert client.meta.config.retries["total_max_attempts"] == 1  # type: ignore[attr-defined]  # as above
