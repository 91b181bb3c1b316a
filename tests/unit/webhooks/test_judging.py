"""What an authentic call must also be, and that a stranger learns none of that."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any, NoReturn

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rollbook.webhooks import verdicts
from rollbook.webhooks.calls import RawCall
from rollbook.webhooks.judging import REPLAY_MEMORY, judge
from rollbook.webhooks.schemes import Scheme
from rollbook.webhooks.verdicts import Accepted, Refused
from tests.unit.webhooks.callers import CALLERS, NOW, OTHER_KEY, PATH_SECRET, SENDER, Caller, event, with_headers

every_caller = pytest.mark.parametrize("caller", CALLERS, ids=lambda caller: caller.name)
LARGEST = 250_000
SECONDS = int(NOW.timestamp())


def padded(size: int) -> bytes:
    return event().ljust(size)


def dated(text: str) -> bytes:
    return f'{{"timestamp": {SECONDS}, "data": {text}}}'.encode()


def nobody(sender: str) -> NoReturn:
    raise AssertionError(f"the keys of {sender} were asked for")


CONTENTS = {
    "latin-1": ("Noé".encode("latin-1"), verdicts.WRONG_ENCODING),
    "UTF-16": (event().decode().encode("utf-16"), verdicts.WRONG_ENCODING),
    "a byte order mark": (b"\xef\xbb\xbf" + event(), verdicts.WRONG_ENCODING),
    "half of a surrogate pair as bytes": (dated('"') + b"\xed\xa0\x80", verdicts.WRONG_ENCODING),
    "U+FFFF": (dated('"\uffff"'), verdicts.WRONG_CHARACTERS),
    "U+FFFE": (dated('"\ufffe"'), verdicts.WRONG_CHARACTERS),
    "nothing": (b"", verdicts.MALFORMED),
    "half an object": (event()[:-1], verdicts.MALFORMED),
    "two objects": (event() * 2, verdicts.MALFORMED),
    "a list": (b"[" + event() + b"]", verdicts.MALFORMED),
    "a number": (b"1", verdicts.MALFORMED),
    "a form": (b"timestamp=1789409100", verdicts.MALFORMED),
    "NaN": (dated("NaN"), verdicts.MALFORMED),
    "Infinity": (dated("-Infinity"), verdicts.MALFORMED),
    "a NUL": (dated('"\0"'), verdicts.MALFORMED),
    "a number of 5,000 digits": (dated("9" * 5_000), verdicts.MALFORMED),
    "lists in lists": (dated("[" * 100_000 + "]" * 100_000), verdicts.MALFORMED),
    "objects in objects": (b'{"":' * 60_000, verdicts.MALFORMED),
    "no timestamp": (b"{}", verdicts.UNDATED),
}


@every_caller
@pytest.mark.parametrize(("body", "verdict"), CONTENTS.values(), ids=CONTENTS)
def test_an_authentic_call_is_refused_for_its_content(caller: Caller, body: bytes, verdict: Refused) -> None:
    assert judge(caller.call(body), caller.keys()) == verdict


@every_caller
@pytest.mark.parametrize("body", [body for body, _ in CONTENTS.values()], ids=CONTENTS)
def test_a_stranger_is_not_told_what_is_wrong_with_the_content(caller: Caller, body: bytes) -> None:
    assert judge(caller.call(body, key=OTHER_KEY), caller.keys()) == verdicts.UNAUTHENTICATED


@pytest.mark.parametrize(
    "text", ['"\\ud800"', '"\\uffff"', "1e999", "-0.0", '{"a": 1, "a": 2}', '"é\U0010ffff"', "1" * 4_000]
)
def test_json_that_is_merely_odd_is_accepted_as_it_is(text: str) -> None:
    verdict = judge(PATH_SECRET.call(dated(text)), PATH_SECRET.keys())

    assert isinstance(verdict, Accepted)
    assert verdict.text.encode() == dated(text)


@pytest.mark.parametrize(
    "given_type",
    [
        "application/json",
        "Application/JSON; Charset=UTF-8",
        'application/json ;charset="utf-8"',
    ],
)
def test_json_is_accepted_however_its_type_is_written(given_type: str) -> None:
    call = with_headers(PATH_SECRET.call(), content_type=given_type)

    assert isinstance(judge(call, PATH_SECRET.keys()), Accepted)


@pytest.mark.parametrize(
    "given_type",
    [
        "",
        "text/plain",
        "application/x-www-form-urlencoded",
        "application/json; charset=latin-1",
        "application/json; charset=utf-8; charset=utf-8",
        "application/json, text/plain",
        "application/jsonx",
        ";",
    ],
)
def test_any_other_type_is_refused(given_type: str) -> None:
    call = with_headers(PATH_SECRET.call(), content_type=given_type)

    assert judge(call, PATH_SECRET.keys()) == verdicts.WRONG_TYPE
    assert judge(replace(call, path_secret=""), PATH_SECRET.keys()) == verdicts.UNAUTHENTICATED


def test_two_types_are_no_type() -> None:
    call = PATH_SECRET.call()
    twice = replace(call, headers=call.headers * 2)

    assert judge(twice, PATH_SECRET.keys()) == verdicts.WRONG_TYPE


@pytest.mark.parametrize("sender", ["", "Schoology", "schoology ", "../schoology", "unknown", "\ud800", "s" * 10_000])
def test_nobody_else_is_expected_and_no_key_is_looked_for(sender: str) -> None:
    call = replace(PATH_SECRET.call(padded(LARGEST + 1)), sender=sender)

    assert judge(call, nobody) == verdicts.UNKNOWN_SENDER


def test_the_largest_body_is_accepted_and_a_larger_one_refused_before_any_key_is_looked_for() -> None:
    assert isinstance(judge(PATH_SECRET.call(padded(LARGEST)), PATH_SECRET.keys()), Accepted)
    assert judge(PATH_SECRET.call(padded(LARGEST + 1)), nobody) == verdicts.TOO_LARGE


@pytest.mark.parametrize(
    ("age", "accepted"),
    [
        (timedelta(minutes=-10, seconds=-1), False),
        (timedelta(minutes=-10), True),
        (timedelta(hours=76), True),
        (REPLAY_MEMORY - timedelta(minutes=10, seconds=1), True),
        (REPLAY_MEMORY - timedelta(minutes=10), False),
        (timedelta(days=365), False),
    ],
)
@pytest.mark.parametrize("written", [int, str], ids=["number", "text"])
def test_an_event_is_of_our_time_or_stale(age: timedelta, accepted: bool, written: Callable[[int], Any]) -> None:
    body = event(timestamp=written(int((NOW - age).timestamp())))

    verdict = judge(PATH_SECRET.call(body), PATH_SECRET.keys())

    assert verdict == (Accepted(hashlib.sha256(body).hexdigest(), body.decode()) if accepted else verdicts.STALE)


@pytest.mark.parametrize(
    "timestamp",
    [None, True, 1.5, "", "soon", "-1", -1, "1e9", SECONDS * 1000, "9" * 5_000, 10**3_000, [SECONDS], {"": SECONDS}],
    ids=lambda value: str(type(value)),
)
def test_an_event_that_does_not_say_when_it_happened_is_refused(timestamp: Any) -> None:
    call = PATH_SECRET.call(event(timestamp=timestamp))

    assert judge(call, PATH_SECRET.keys()) == verdicts.UNDATED


ANY_TEXT = st.text(st.characters() | st.sampled_from("\ud800\udfff\ufffe\uffff\0"))
NAMES = st.sampled_from(
    ["content-type", "Webhook-Id", "webhook-timestamp", "webhook-signature", "x-signature", "x-sent"]
)
STAMPS = st.sampled_from([str(SECONDS), "v1,", "sha256=", "application/json", f"v1,{'A' * 43}="])
HEADERS = st.lists(st.tuples(NAMES | ANY_TEXT, STAMPS | ANY_TEXT)).map(tuple)
CALLS = st.builds(
    RawCall,
    sender=st.just(SENDER) | ANY_TEXT,
    path_secret=ANY_TEXT,
    headers=HEADERS,
    body=st.binary() | st.just(event()),
    received_at=st.just(NOW),
)


@given(st.sampled_from(CALLERS), CALLS)
def test_whatever_a_stranger_sends_is_refused_and_nothing_raises(caller: Caller, call: RawCall) -> None:
    refused = {verdicts.UNAUTHENTICATED} if call.sender == SENDER else {verdicts.UNKNOWN_SENDER}

    assert {judge(call, caller.keys())} == refused


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | ANY_TEXT,
    lambda inner: st.lists(inner) | st.dictionaries(ANY_TEXT, inner),
    max_leaves=8,
)
BODIES = (
    st.binary()
    | ANY_TEXT.map(lambda text: text.encode("utf-8", "surrogatepass"))
    | JSON.map(
        lambda value: json.dumps({"timestamp": SECONDS, "data": value}, ensure_ascii=False).encode(
            "utf-8", "surrogatepass"
        )
    )
)


@given(st.sampled_from(CALLERS), BODIES)
def test_whatever_is_accepted_is_a_json_object_that_a_queue_can_carry(caller: Caller, body: bytes) -> None:
    verdict = judge(caller.call(body), caller.keys())

    if isinstance(verdict, Accepted):
        assert verdict.text.encode() == body
        assert isinstance(json.loads(verdict.text), dict)
        assert all(map(is_carried_by_sqs, verdict.text))
        assert len(verdict.id) == len(hashlib.sha256().hexdigest())
    else:
        assert verdict.status == 400


def is_carried_by_sqs(character: str) -> bool:
    """https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html."""
    point = ord(character)
    return character in "\t\n\r" or 0x20 <= point <= 0xD7FF or 0xE000 <= point <= 0xFFFD or point >= 0x10000


def test_keys_are_asked_for_once_and_by_the_senders_name() -> None:
    asked: list[str] = []

    def keys(sender: str) -> Scheme:
        asked.append(sender)
        return PATH_SECRET.keys()(sender)

    judge(PATH_SECRET.call(), keys)

    assert asked == [SENDER]
