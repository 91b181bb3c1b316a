"""Events of API Gateway as raw calls, byte by byte; anything that is no such event is an empty call."""

import base64
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rollbook.aws.gateway import raw_call, response
from rollbook.webhooks.receiving import Answer
from tests.unit.webhooks.callers import NOW

EVENT: dict[str, Any] = {
    "pathParameters": {"sender": "schoology", "secret": "s3cret"},
    "headers": {"X-Twice": "b", "Content-Type": "application/json"},
    "multiValueHeaders": {"X-Twice": ["a", "b"], "Content-Type": ["application/json"]},
    "body": '{"name": "Noé"}\r\n',
    "isBase64Encoded": False,
}


def test_a_call_is_what_the_event_holds() -> None:
    call = raw_call(EVENT, NOW)

    assert (call.sender, call.path_secret, call.received_at) == ("schoology", "s3cret", NOW)
    assert call.body == '{"name": "Noé"}\r\n'.encode()
    assert call.header("CONTENT-TYPE") == "application/json"


def test_headers_that_came_twice_are_seen_twice_and_so_trusted_never() -> None:
    assert raw_call(EVENT, NOW).header("x-twice") == ""
    assert [value for name, value in raw_call(EVENT, NOW).headers if name == "X-Twice"] == ["a", "b"]


def test_single_headers_are_read_when_there_are_no_others() -> None:
    for missing in (EVENT | {"multiValueHeaders": None}, {k: v for k, v in EVENT.items() if k != "multiValueHeaders"}):
        assert raw_call(missing, NOW).header("x-twice") == "b"


def test_a_body_in_base64_is_decoded_to_the_bytes_that_were_sent() -> None:
    sent = bytes(range(256))
    event = EVENT | {"body": base64.b64encode(sent).decode(), "isBase64Encoded": True}

    assert raw_call(event, NOW).body == sent


@pytest.mark.parametrize(
    "event",
    [
        None,
        [],
        {},
        {"body": None, "headers": None, "multiValueHeaders": None, "pathParameters": None},
        {"body": "no base64", "isBase64Encoded": True},
        {"pathParameters": {"sender": 7, "secret": None}, "headers": {"a": 1}, "multiValueHeaders": {"a": None}},
    ],
)
def test_what_is_missing_is_empty(event: Any) -> None:
    call = raw_call(event, NOW)

    assert (call.sender, call.path_secret, call.headers, call.body) == ("", "", (), b"")


def test_half_of_a_surrogate_pair_becomes_bytes_that_are_no_utf_8() -> None:
    with pytest.raises(UnicodeDecodeError):
        raw_call(EVENT | {"body": "\ud800"}, NOW).body.decode()


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(st.characters()),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=6,
)


@given(ANYTHING | st.fixed_dictionaries(dict.fromkeys(EVENT, ANYTHING)))
def test_no_event_makes_reading_raise(event: Any) -> None:
    assert raw_call(event, NOW).received_at == NOW


def test_an_answer_is_json_that_nobody_stores_and_that_names_the_request() -> None:
    answer = Answer("queued", 200, "queued", "Thank you.", "schoology", 7, call="c" * 64, problem="for us alone")

    told = response(answer, "3f0c")

    assert told["statusCode"] == 200
    assert told["headers"] == {"Content-Type": "application/json", "Cache-Control": "no-store"}
    assert json.loads(told["body"]) == {"status": "queued", "message": "Thank you.", "request_id": "3f0c"}
