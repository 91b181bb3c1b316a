"""The door as Lambda opens it: samples go in; then the answer, the queue, the table and the journal are looked at."""

import io
import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from moto import mock_aws

from rollbook.aws import session
from rollbook.aws.clock import SystemClock
from tests.contract.architecture.repository import FUNCTIONS, LAYER, ROOT
from tests.integration.doorstep import (
    KEY,
    NOW,
    PATH_SECRET,
    PREFIX,
    SECRET,
    TABLE,
    Doorstep,
    in_base64,
    loaded,
    posted,
)

SIGNING = {"scheme": "standard_webhooks", "key": "whsec_ZXhhbXBsZS1zaWduaW5nLWtleS1vZi0zMi1ieXRlcyE="}
SIGNED = {
    "standard_webhooks": "schoology",
    "coursekey_attendance": "coursekey",
    "coursedog_section": "coursedog",
}
"""The samples that are signed, and who sends them."""

EVENTS = (
    "attendance_update",
    "dropbox_submission_update",
    "grade_item_delete",
    "grade_item_update",
    "grades_update",
    "section_completion_update",
)
SAMPLES = [f"{event}_{ids}" for event in EVENTS for ids in ("numbers", "strings")]
REFUSALS = {
    "unsigned": (401, "unauthenticated"),
    "oversized": (413, "too_large"),
    "wrong_content_type": (415, "wrong_type"),
    "wrong_encoding": (400, "wrong_encoding"),
    "malformed": (400, "malformed"),
}
PERSONAL = ("Noa", "nlindqvist", "Tunde", "tokonkwo", "Zoé", "7004513", "7004514", "5000021", "5000733", "essay_draft")
ADDRESSES = ("192.0.2.17", KEY, "whsec_", "v1,", "msg_3Fq7Lk2Vx9")
JOURNAL = {"outcome", "status", "code", "sender", "bytes", "id", "request"}


@pytest.fixture
def doorstep(log: io.StringIO, monkeypatch: pytest.MonkeyPatch) -> Iterator[Doorstep]:
    with mock_aws():
        made = Doorstep(log)
        monkeypatch.setattr(SystemClock, "now", lambda _: made.now)
        for name, value in {"INBOX_QUEUE": made.queue, "COORDINATION_TABLE": TABLE, "SECRETS_PREFIX": PREFIX}.items():
            monkeypatch.setenv(name, value)
        made.handler = loaded()
        clients: list[Any] = [session.sqs(), session.dynamodb(), session.secretsmanager()]
        for client in clients:
            client.meta.events.register(
                "before-parameter-build", lambda model, **_: made.asked.append(model.name), unique_id="asked"
            )
        yield made
        for client in clients:
            client.meta.events.unregister("before-parameter-build", unique_id="asked")
        made.mend()


def test_the_samples_are_these() -> None:
    stems = {path.stem for path in (ROOT / "events" / "receive").glob("*.json")}
    assert stems == {*SAMPLES, *REFUSALS, *SIGNED}


# ------------------------------------------------------------------------------------------------------- let in


@pytest.mark.parametrize("transport", [dict, in_base64], ids=["text", "base64"])
@pytest.mark.parametrize("name", SAMPLES)
def test_an_event_is_queued_byte_by_byte_remembered_for_80_hours_and_answered_with_200(
    doorstep: Doorstep, name: str, transport: Callable[[dict[str, Any]], dict[str, Any]]
) -> None:
    event = posted(name)

    status, told = doorstep.post(transport(event))

    assert (status, told["status"]) == (200, "queued")
    assert told["request_id"] == event["requestContext"]["requestId"]
    (message,) = doorstep.queued()
    attributes = {key: value["StringValue"] for key, value in message["MessageAttributes"].items()}
    assert message["Body"] == event["body"]
    assert attributes.keys() == {"sender", "id", "received_at"}
    assert (attributes["sender"], datetime.fromisoformat(attributes["received_at"])) == ("schoology", NOW)
    assert doorstep.remembered() == [
        {
            "name": {"S": f"webhook/schoology/{attributes['id']}"},
            "part": {"S": "seen"},
            "expires": {"N": str(int((NOW + timedelta(hours=80)).timestamp()))},
        }
    ]


@pytest.mark.parametrize("prefix", ["whsec_", ""])
@pytest.mark.parametrize(("name", "sender"), SIGNED.items())
def test_a_signed_event_is_queued_and_known_by_its_id(doorstep: Doorstep, name: str, sender: str, prefix: str) -> None:
    doorstep.put_secret(SIGNING | {"key": prefix + SIGNING["key"].removeprefix("whsec_")}, sender)

    assert doorstep.post(posted(name))[1]["status"] == "queued"
    assert doorstep.post(posted(name))[1]["status"] == "known"
    (message,) = doorstep.queued()
    assert message["Body"] == posted(name)["body"]
    assert message["MessageAttributes"]["sender"]["StringValue"] == sender


def test_an_event_that_is_signed_with_a_key_of_another_sender_is_refused(doorstep: Doorstep) -> None:
    doorstep.put_secret(SIGNING, "schoology")

    assert doorstep.post(posted("coursekey_attendance"))[0] == 401
    assert doorstep.queued() == []


def test_an_event_that_comes_again_within_the_memory_is_not_queued_again(doorstep: Doorstep) -> None:
    told = []
    for hours in (0, 1, 27, 76):
        doorstep.now = NOW + timedelta(hours=hours)
        told.append(doorstep.post(posted("grades_update_numbers")))

    assert [(status, body["status"]) for status, body in told] == [(200, "queued"), *[(200, "known")] * 3]
    assert len(doorstep.queued()) == 1


def test_a_call_takes_three_calls_to_aws_and_a_repetition_one_once_the_keys_are_there(doorstep: Doorstep) -> None:
    doorstep.post(posted("attendance_update_numbers"))
    assert doorstep.asked == ["GetSecretValue", "GetItem", "SendMessage", "PutItem"]
    doorstep.asked.clear()

    doorstep.post(posted("grades_update_numbers"))
    doorstep.post(posted("grades_update_numbers"))

    assert doorstep.asked == ["GetItem", "SendMessage", "PutItem", "GetItem"]


# ----------------------------------------------------------------------------------------------------- kept out


@pytest.mark.parametrize("name", REFUSALS)
def test_what_is_not_in_order_is_refused_and_leaves_nothing(doorstep: Doorstep, name: str) -> None:
    status, told = doorstep.post(posted(name))

    assert (status, told["status"]) == REFUSALS[name]
    assert doorstep.queued() == doorstep.remembered() == []


def test_nobody_gets_in_with_another_senders_name_and_no_secret_is_looked_for(doorstep: Doorstep) -> None:
    event = posted("grades_update_numbers")
    event["pathParameters"]["sender"] = "noa@maple-ridge.example"

    assert doorstep.post(event)[0] == 404
    assert doorstep.asked == []
    assert doorstep.journal()[-1]["sender"] == "unknown"


def test_a_key_that_was_changed_works_at_once_and_the_previous_one_as_long_as_it_is_there(doorstep: Doorstep) -> None:
    new = "another-path-secret-of-41-characters-or-so"
    doorstep.post(posted("attendance_update_numbers"))
    doorstep.put_secret(PATH_SECRET | {"key": new, "previous": KEY})
    doorstep.now += timedelta(seconds=31)
    event = posted("grades_update_numbers")
    event["pathParameters"]["secret"] = new

    assert doorstep.post(event)[0] == 200
    assert doorstep.post(posted("grade_item_update_numbers"))[0] == 200

    doorstep.put_secret(PATH_SECRET | {"key": new})
    doorstep.now += timedelta(minutes=5, seconds=1)

    assert doorstep.post(posted("grade_item_delete_numbers"))[0] == 401


def test_forged_calls_do_not_read_the_secret_each(doorstep: Doorstep) -> None:
    for _ in range(50):
        assert doorstep.post(posted("unsigned"))[0] == 401
        doorstep.now += timedelta(seconds=1)

    assert doorstep.asked == ["GetSecretValue"] * 2


@pytest.mark.parametrize(
    ("secret", "problem"),
    [
        (None, f"The secret {SECRET} does not exist. Deploy template.yaml"),
        ({}, f"The secret {SECRET} cannot be used. It must be a JSON object"),
        ({"scheme": "path_secret", "key": "too-short"}, "key must be at least 32 letters"),
    ],
)
def test_a_secret_that_is_missing_or_wrong_is_401_to_the_caller_and_an_error_in_the_journal(
    doorstep: Doorstep, secret: dict[str, str] | None, problem: str
) -> None:
    if secret is None:
        session.secretsmanager().delete_secret(SecretId=SECRET, ForceDeleteWithoutRecovery=True)
    else:
        doorstep.put_secret(secret)

    status, told = doorstep.post(posted("grades_update_numbers"))

    assert (status, told["status"]) == (401, "unauthenticated")
    (line,) = doorstep.journal()
    assert line["level"] == "ERROR"
    assert problem in line["problem"]
    assert SECRET not in json.dumps(told)


# ------------------------------------------------------------------------------------------------ AWS that fails


@pytest.mark.parametrize(
    ("service", "operation"),
    [("secretsmanager", "GetSecretValue"), ("dynamodb", "GetItem"), ("sqs", "SendMessage")],
)
def test_an_event_that_cannot_be_queued_is_503_so_that_it_comes_again(
    doorstep: Doorstep, service: str, operation: str
) -> None:
    event = posted("grades_update_numbers")
    doorstep.break_aws(service, operation)
    status, told = doorstep.post(event)
    assert (status, told["status"], doorstep.remembered()) == (503, "unavailable", [])

    doorstep.mend()
    doorstep.now += timedelta(minutes=10)

    assert doorstep.post(event)[1]["status"] == "queued"
    assert [line["level"] for line in doorstep.journal()] == ["ERROR", "INFO"]
    assert "EndpointConnectionError" in doorstep.journal()[0]["problem"]


def test_an_event_that_is_queued_but_cannot_be_remembered_is_200(doorstep: Doorstep) -> None:
    doorstep.break_aws("dynamodb", "PutItem")

    assert doorstep.post(posted("grades_update_numbers"))[0] == 200
    assert len(doorstep.queued()) == 1
    assert "could not be remembered" in doorstep.journal()[-1]["problem"]


def test_what_aws_refuses_is_named_by_operation_and_code(doorstep: Doorstep) -> None:
    session.sqs().delete_queue(QueueUrl=doorstep.queue)

    assert doorstep.post(posted("grades_update_numbers"))[0] == 503
    assert "AWS answered SendMessage with" in doorstep.journal()[-1]["problem"]


def test_a_defect_is_500_and_named_by_its_place_without_its_words(
    doorstep: Doorstep, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_sender: str, _call: str) -> bool:
        raise KeyError(PERSONAL[0])

    monkeypatch.setattr(doorstep.handler.INBOX, "seen", broken)

    status, told = doorstep.post(posted("grades_update_numbers"))

    assert (status, told["status"]) == (500, "defect")
    (line,) = doorstep.journal()
    assert "KeyError in test_receive.py:" in line["problem"]
    assert PERSONAL[0] not in doorstep.log.getvalue()


# ------------------------------------------------------------------------------------------------------- journal


@pytest.mark.parametrize("secret", [PATH_SECRET, SIGNING], ids=["path", "signed"])
def test_every_call_leaves_one_line_and_in_it_nobody(doorstep: Doorstep, secret: dict[str, str]) -> None:
    doorstep.put_secret(secret)
    names = [*SAMPLES, *REFUSALS, "standard_webhooks"]
    for count, name in enumerate(names * 2, start=1):
        event = posted(name)
        status, told = doorstep.post(event)
        lines = doorstep.journal()
        assert len(lines) == count
        line = lines[-1]
        assert line.keys() >= JOURNAL
        assert (line["status"], line["code"]) == (status, told["status"])
        assert (line["sender"], line["request"]) == ("schoology", event["requestContext"]["requestId"])
        assert len(line["id"]) == (12 if status == 200 else 0)
        assert line["level"] == {"refused": "WARNING"}.get(line["outcome"], "INFO")

    assert [word for word in (*PERSONAL, *ADDRESSES) if word in doorstep.log.getvalue()] == []


@pytest.mark.parametrize("event", [{}, [], None, {"pathParameters": {"sender": "schoology"}, "body": "%"}])
def test_an_event_that_is_not_api_gateways_is_refused_like_any_other(doorstep: Doorstep, event: Any) -> None:
    assert doorstep.post(event)[0] in {401, 404}
    assert len(doorstep.journal()) == 1


# ---------------------------------------------------------------------------------------------------- cold start


def test_a_cold_start_loads_nothing_that_makes_a_sender_wait(doorstep: Doorstep) -> None:
    environment = {
        "INBOX_QUEUE": doorstep.queue,
        "COORDINATION_TABLE": TABLE,
        "SECRETS_PREFIX": PREFIX,
        "AWS_REGION": "us-east-1",
        "PYTHONPATH": f"{FUNCTIONS / 'receive'}:{LAYER}",
    }
    script = "import sys, handler; print(*sys.modules)"
    ran = subprocess.run(  # noqa: S603 - our own interpreter with our own script
        [sys.executable, "-c", script], env=environment, capture_output=True, text=True, check=True
    )

    loaded_modules = set(ran.stdout.split())

    assert "rollbook.webhooks.judging" in loaded_modules
    assert {name for name in loaded_modules if name.split(".")[0] in {"pydantic", "requests", "yaml"}} == set()
    assert {name for name in loaded_modules if name.startswith(("rollbook.model", "rollbook.connectors"))} == set()
