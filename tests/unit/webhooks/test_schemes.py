"""Who is let in by each scheme, and that nothing but the proof itself lets anybody in."""

import hashlib
from base64 import b64encode
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rollbook.webhooks.calls import RawCall
from rollbook.webhooks.judging import judge
from rollbook.webhooks.keys import read
from rollbook.webhooks.schemes import HmacHeader, PathSecret, Scheme, StandardWebhooks
from rollbook.webhooks.verdicts import UNAUTHENTICATED, Accepted
from tests.unit.webhooks.callers import (
    CALLERS,
    KEY,
    NOW,
    OTHER_KEY,
    PATH_SECRET,
    SENDER,
    SIGNED_BODY,
    SIGNED_BODY_AND_TIME,
    SIGNING,
    STANDARD,
    Caller,
    event,
    flipped,
    flips,
    part_of,
    signature,
    with_headers,
    with_part,
)

every_caller = pytest.mark.parametrize("caller", CALLERS, ids=lambda caller: caller.name)
TIMED = (STANDARD, SIGNED_BODY_AND_TIME)
THIRD_KEY = b"a-third-key-that-nobody-here-accepts"
SHORT = b"15-bytes-of-key"


@every_caller
def test_a_sender_that_has_the_key_is_let_in(caller: Caller) -> None:
    assert isinstance(judge(caller.call(), caller.keys()), Accepted)


@every_caller
def test_while_a_key_is_changed_the_present_and_the_previous_one_are_good_and_no_third(caller: Caller) -> None:
    keys = caller.keys(OTHER_KEY, KEY)

    assert isinstance(judge(caller.call(key=KEY), keys), Accepted)
    assert isinstance(judge(caller.call(key=OTHER_KEY), keys), Accepted)
    assert judge(caller.call(key=THIRD_KEY), keys) == UNAUTHENTICATED


@every_caller
def test_after_the_change_the_previous_key_is_good_no_more(caller: Caller) -> None:
    assert judge(caller.call(key=KEY), caller.keys(OTHER_KEY)) == UNAUTHENTICATED


@every_caller
def test_every_single_flipped_bit_is_refused(caller: Caller) -> None:
    call = caller.call()
    for part in caller.proven:
        changed = list(flips(call, part))
        assert len(changed) >= 64
        assert {judge(one, caller.keys()) for one in changed} == {UNAUTHENTICATED}, part


@given(st.sampled_from(SIGNING), st.text(), st.binary(min_size=16).map(bytes.hex), st.data())
def test_a_flipped_bit_is_refused_whatever_the_event_and_the_key(
    caller: Caller, comment: str, key: str, data: st.DataObject
) -> None:
    call = caller.call(event(comment=comment), key=key.encode())
    part = data.draw(st.sampled_from(caller.proven))
    original = part_of(call, part)
    position = data.draw(st.integers(0, len(original) * 8 - 1))

    changed = judge(with_part(call, part, flipped(original, position)), caller.keys(key.encode()))

    assert changed == UNAUTHENTICATED


@every_caller
def test_a_proof_that_is_missing_is_refused(caller: Caller) -> None:
    for part in set(caller.proven) - {"body"}:
        assert judge(with_part(caller.call(), part, b""), caller.keys()) == UNAUTHENTICATED, part


@pytest.mark.parametrize("caller", SIGNING, ids=lambda caller: caller.name)
def test_a_header_that_came_twice_is_refused_even_when_both_are_the_same(caller: Caller) -> None:
    call = caller.call()
    for name, value in call.headers[1:]:
        twice = replace(call, headers=(*call.headers, (name.upper(), value)))
        assert judge(twice, caller.keys()) == UNAUTHENTICATED, name


@pytest.mark.parametrize("caller", SIGNING, ids=lambda caller: caller.name)
def test_the_case_of_a_headers_name_does_not_matter(caller: Caller) -> None:
    call = caller.call()
    shouted = replace(call, headers=tuple((name.upper(), value) for name, value in call.headers))

    assert isinstance(judge(shouted, caller.keys()), Accepted)


@pytest.mark.parametrize("caller", TIMED, ids=lambda caller: caller.name)
@pytest.mark.parametrize(("late", "accepted"), [(-301, False), (-300, True), (300, True), (301, False)])
def test_a_signature_is_good_for_five_minutes_in_both_directions(caller: Caller, late: int, accepted: bool) -> None:
    call = replace(caller.call(), received_at=NOW + timedelta(seconds=late))

    assert isinstance(judge(call, caller.keys()), Accepted) is accepted


@pytest.mark.parametrize(
    "sent",
    ["", " 1789409100", "1789409100.0", "+1789409100", "1_789_409_100", "١٧٨٩٤٠٩١٠٠", "1789409100000", "9" * 400],
)
def test_a_time_that_is_not_plain_unix_seconds_is_refused_even_when_it_is_signed(sent: str) -> None:
    body = event()
    signed = b64encode(signature(KEY, f"msg_1.{sent}.".encode() + body)).decode()
    call = with_headers(
        STANDARD.call(body), webhook_id="msg_1", webhook_timestamp=sent, webhook_signature=f"v1,{signed}"
    )

    assert judge(call, STANDARD.keys()) == UNAUTHENTICATED


@pytest.mark.parametrize("message", ["", "msg.1", "."])
def test_an_id_that_is_empty_or_could_be_divided_differently_is_refused_even_when_it_is_signed(message: str) -> None:
    sent = int(NOW.timestamp())
    body = event()
    signed = b64encode(signature(KEY, f"{message}.{sent}.".encode() + body)).decode()
    call = with_headers(
        STANDARD.call(body), webhook_id=message, webhook_timestamp=str(sent), webhook_signature=f"v1,{signed}"
    )

    assert judge(call, STANDARD.keys()) == UNAUTHENTICATED


def test_half_of_a_surrogate_pair_is_refused_like_any_other_character() -> None:
    assert judge(replace(PATH_SECRET.call(), path_secret="\ud800"), PATH_SECRET.keys()) == UNAUTHENTICATED
    for caller in SIGNING:
        for part in set(caller.proven) - {"body"}:
            assert judge(with_headers(caller.call(), **{part: "\ud800"}), caller.keys()) == UNAUTHENTICATED, part


@pytest.mark.parametrize(
    ("form", "accepted"),
    [
        ("{good}", True),
        ("v1a,abc v2,{bare} {good}", True),
        ("v1,abc {good} v1,def", True),
        ("v2,{bare}", False),
        ("{bare}", False),
        ("V1,{bare}", False),
        ("v1,{bare}=", False),
        ("v1, {bare}", False),
        ("{good},{good}", False),
    ],
)
def test_of_a_list_of_signatures_one_of_version_one_must_be_right(form: str, accepted: bool) -> None:
    call = STANDARD.call()
    good = call.header("webhook-signature")
    written = form.format(good=good, bare=good.removeprefix("v1,"))

    changed = judge(with_headers(call, webhook_signature=written), STANDARD.keys())

    assert isinstance(changed, Accepted) is accepted


def test_the_example_of_the_standards_own_libraries_verifies() -> None:
    """https://github.com/standard-webhooks/standard-webhooks, tests of the libraries."""
    scheme = read('{"scheme": "standard_webhooks", "key": "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"}')
    headers = (
        ("webhook-id", "msg_p5jXN8AQM9LWM0D4loKWxJek"),
        ("webhook-timestamp", "1614265330"),
        ("webhook-signature", "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="),
    )
    call = RawCall(SENDER, "", headers, b'{"test": 2432232314}', datetime.fromtimestamp(1_614_265_330, UTC))

    assert scheme.identity(call) == b"msg_p5jXN8AQM9LWM0D4loKWxJek"


def test_githubs_example_verifies_under_its_settings() -> None:
    """https://docs.github.com/en/webhooks/using-webhooks/validating-webhook-deliveries."""
    scheme = HmacHeader([b"It's a Secret to Everybody"], header="X-Hub-Signature-256", prefix="sha256=")
    signed = "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17"
    call = RawCall(SENDER, "", (("X-Hub-Signature-256", signed),), b"Hello, World!", NOW)

    assert scheme.identity(call) == b"Hello, World!"
    assert scheme.identity(replace(call, headers=(("X-Hub-Signature-256", signed.upper()),))) is None


@pytest.mark.parametrize("encoding", ["hex", "base64"])
@pytest.mark.parametrize("algorithm", ["sha256", "sha512"])
@pytest.mark.parametrize("prefix", ["", "sha=", "t=1,v1="])
def test_a_header_is_read_in_every_form_that_can_be_set(encoding: str, algorithm: str, prefix: str) -> None:
    scheme = HmacHeader([OTHER_KEY, KEY], "X-Signature", algorithm, encoding, prefix)
    made = signature(KEY, event(), algorithm)
    written = made.hex() if encoding == "hex" else b64encode(made).decode()
    call = RawCall(SENDER, "", (("x-signature", prefix + written),), event(), NOW)

    assert scheme.identity(call) == event()
    assert scheme.identity(replace(call, headers=(("x-signature", written + prefix + " "),))) is None


@pytest.mark.parametrize(
    ("scheme", "call"),
    [
        (PathSecret([key]), replace(PATH_SECRET.call(), path_secret=key.decode()))
        for key in (b"", b"short", b"31-characters-are-one-too-few-x")
    ]
    + [(StandardWebhooks([key]), STANDARD.call(key=key)) for key in (b"", SHORT)]
    + [(HmacHeader([key], "X-Signature", prefix="sha256="), SIGNED_BODY.call(key=key)) for key in (b"", SHORT)],
)
def test_a_key_that_is_empty_or_too_short_accepts_nothing(scheme: Scheme, call: RawCall) -> None:
    assert scheme.identity(call) is None


def test_a_scheme_without_keys_accepts_nothing() -> None:
    for scheme in (PathSecret([]), StandardWebhooks([]), HmacHeader([], "X-Signature")):
        for caller in CALLERS:
            assert scheme.identity(caller.call()) is None


@every_caller
def test_what_is_proven_for_one_scheme_proves_nothing_for_another(caller: Caller) -> None:
    for other in CALLERS:
        if other is not caller:
            assert judge(caller.call(), other.keys()) == UNAUTHENTICATED, other.name


def test_a_call_is_known_by_its_id_where_the_scheme_has_one_and_by_its_body_elsewhere() -> None:
    again = {}
    for caller in CALLERS:
        first, second = (
            judge(caller.call(event(), at=NOW + timedelta(seconds=wait)), caller.keys()) for wait in (0, 60)
        )
        assert isinstance(first, Accepted)
        assert first == second
        again[caller.name] = first.id
    digest = hashlib.sha256(event()).hexdigest()
    assert again == dict.fromkeys(again, digest) | {"standard_webhooks": hashlib.sha256(b"msg_2Hs9vQ4").hexdigest()}


def test_neither_keys_nor_bodies_show_when_they_are_printed() -> None:
    for caller in CALLERS:
        shown = repr((caller.call(), caller.keys()(""), judge(caller.call(), caller.keys())))
        assert KEY.decode() not in shown
        assert "Noa" not in shown
