"""The status function as API Gateway calls it: questions go in, and what is known comes out, in plain words (CD8)."""

import io
import json
from datetime import UTC, datetime
from typing import Any

import pytest
from botocore.exceptions import EndpointConnectionError

from rollbook import connectors
from rollbook.aws import session
from rollbook.aws.questions import logger
from rollbook.model.changes import Mapping, OutcomeKind
from rollbook.model.ports import Standing
from rollbook.model.records import Detail, Json, Reason
from rollbook.sync.digests import Digester
from tests.contract.architecture.repository import sample
from tests.integration.conftest import Invoke
from tests.integration.stack import GENERATED, Stack

RECORD, UNKNOWN, ERRORS = (sample("status", name) for name in ("record", "unknown", "errors_of_a_system"))
KEY = RECORD["queryStringParameters"]["key"]
NOON = datetime(2026, 9, 14, 16, tzinfo=UTC)
DETAIL = Detail(field="maxEnrollment", value="40", code="InsufficientRoomCapacity", said="Room too small for Keala.")
REASON = Reason(sentence="The room is too small.", remedy="Choose a larger one.", details=(DETAIL,))


def remember(stack: Stack, flow: str = "coursedog.pull") -> None:
    """Write down that both sides hold the section alike."""
    digest = Digester(GENERATED.encode(), flow, "sections", version=1).key(KEY).hex()
    mapping = Mapping(
        flow=flow,
        stream="sections",
        digest=digest,
        key=KEY,
        state="applied",
        applied=digest,
        fence=1,
        run="run-1",
        changed_at=NOON.isoformat(),
    )
    stack.stores().mappings.put([mapping])


def complain(stack: Stack, key: str = KEY) -> None:
    standing = Standing(kind=OutcomeKind.REFUSED, reason=REASON, run="run-2", since=NOON)
    stack.stores().standings.write("coursedog.post", "sections", {key: (standing,)})


def ask(invoke: Invoke, event: Json) -> tuple[int, Any]:
    answer = invoke("status", event)
    assert answer["headers"] == {"Content-Type": "application/json", "Cache-Control": "no-store"}
    assert answer["isBase64Encoded"] is False
    return answer["statusCode"], json.loads(answer["body"])


@pytest.mark.usefixtures("stack")
def test_a_record_that_nobody_has_seen_is_not_synced(invoke: Invoke) -> None:
    expected = {"stream": "sections", "key": KEY, "status": "not synced", "synced_at": None, "problems": []}
    assert ask(invoke, RECORD) == (200, expected)


def test_a_record_that_both_sides_hold_alike_is_synced(stack: Stack, invoke: Invoke) -> None:
    remember(stack)
    _, told = ask(invoke, RECORD)
    assert (told["status"], told["synced_at"]) == ("synced", NOON.isoformat())


def test_a_record_with_a_problem_is_told_with_field_value_words_and_what_to_do(stack: Stack, invoke: Invoke) -> None:
    remember(stack)
    complain(stack)
    _, told = ask(invoke, RECORD)
    assert told["status"] == "synced with errors"
    assert told["problems"] == [
        {
            "flow": "coursedog.post",
            "kind": "refused",
            "reason": REASON.model_dump(mode="json"),
            "run": "run-2",
            "since": "2026-09-14T16:00:00Z",
        }
    ]


def test_the_problems_of_others_are_not_told(stack: Stack, invoke: Invoke) -> None:
    complain(stack, "202710/BIO-101/002")
    assert ask(invoke, RECORD)[1]["problems"] == []


def test_what_no_flow_keeps_in_step_is_not_found(stack: Stack, invoke: Invoke) -> None:
    del stack
    status, told = ask(invoke, UNKNOWN)
    assert (status, list(told)) == (404, ["message"])
    assert "rooms" in told["message"]


@pytest.mark.parametrize(
    ("event", "word"),
    [
        (RECORD | {"pathParameters": {"integration": "nobody", "stream": "sections"}}, "nobody"),
        (ERRORS | {"pathParameters": {"system": "nobody"}}, "nobody"),
    ],
)
def test_what_there_is_not_is_not_found(stack: Stack, invoke: Invoke, event: Json, word: str) -> None:
    del stack
    status, told = ask(invoke, event)
    assert status == 404
    assert word in told["message"]


def test_the_error_codes_of_a_system_are_told_in_plain_words(stack: Stack, invoke: Invoke) -> None:
    del stack
    status, told = ask(invoke, ERRORS)
    assert (status, told["system"]) == (200, "sis")
    assert told["errors"] == list(connectors.load("sis").dictionary())
    assert all(entry["code"] and entry["plain"] and entry["remedy"] for entry in told["errors"])


def test_a_question_without_a_key_is_of_nobody(stack: Stack, invoke: Invoke) -> None:
    complain(stack)
    status, told = ask(invoke, RECORD | {"queryStringParameters": None})
    assert (status, told["key"], told["status"]) == (200, "", "not synced")


def test_a_failure_says_no_more_than_that_and_its_name_in_the_log(stack: Stack, invoke: Invoke) -> None:
    complain(stack)
    written = io.StringIO()
    before = logger.registered_handler.setStream(written)  # type: ignore[attr-defined]  # it is a stream handler
    client: Any = session.s3()

    def nobody(**_: object) -> None:
        raise EndpointConnectionError(endpoint_url=f"https://{KEY}")

    client.meta.events.register("before-call.s3.GetObject", nobody, unique_id="broken")
    try:
        status, told = ask(invoke, RECORD)
    finally:
        client.meta.events.unregister("before-call.s3.GetObject", unique_id="broken")
        logger.registered_handler.setStream(before)  # type: ignore[attr-defined]  # as above
    assert (status, told) == (500, {"message": "It failed; the log says why."})
    (line,) = map(json.loads, written.getvalue().splitlines())
    assert line["error"]
    assert KEY not in written.getvalue()


def test_nothing_of_what_is_asked_or_answered_is_logged(stack: Stack, invoke: Invoke) -> None:
    complain(stack)
    written = io.StringIO()
    before = logger.registered_handler.setStream(written)  # type: ignore[attr-defined]  # it is a stream handler
    ask(invoke, RECORD)
    logger.registered_handler.setStream(before)  # type: ignore[attr-defined]  # as above
    assert written.getvalue() == ""
