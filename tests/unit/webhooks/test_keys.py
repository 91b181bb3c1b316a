"""A secret is read whole or not at all, and its mistakes are told without showing anything of it."""

import json
from base64 import b64encode
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rollbook.webhooks.keys import Unusable, read
from rollbook.webhooks.schemes import HmacHeader, PathSecret, StandardWebhooks
from tests.unit.webhooks.callers import CALLERS, KEY, OTHER_KEY, Caller

PRECIOUS = "precious-value"

PATH = {"scheme": "path_secret", "key": "a" * 32}
STANDARD = {"scheme": "standard_webhooks", "key": f"whsec_{b64encode(KEY).decode()}"}
SIGNED = {"scheme": "hmac_header", "key": "sixteen-visible!", "header": "X-Signature"}


def test_each_scheme_is_read_with_its_keys_and_its_fields() -> None:
    previous = {"previous": f"whsec_{b64encode(OTHER_KEY).decode()}"}
    fields = {"algorithm": "sha512", "encoding": "base64", "prefix": "v1=", "timestamp_header": "X-Sent"}

    assert read(json.dumps(PATH)) == PathSecret([b"a" * 32])
    assert read(json.dumps(STANDARD | previous)) == StandardWebhooks([KEY, OTHER_KEY])
    assert read(json.dumps(SIGNED)) == HmacHeader([b"sixteen-visible!"], "X-Signature")
    assert read(json.dumps(SIGNED | fields)) == HmacHeader(
        [b"sixteen-visible!"], "X-Signature", "sha512", "base64", "v1=", "X-Sent"
    )


@given(st.binary(min_size=16, max_size=64))
def test_a_key_of_standard_webhooks_is_the_same_with_and_without_its_prefix(key: bytes) -> None:
    text = b64encode(key).decode()

    assert read(json.dumps(STANDARD | {"key": text})) == StandardWebhooks([key])
    assert read(json.dumps(STANDARD | {"key": f"whsec_{text}"})) == StandardWebhooks([key])


@pytest.mark.parametrize("empty", ["", None])
def test_a_field_that_may_be_left_out_may_also_be_empty(empty: str | None) -> None:
    optional = ("previous", "algorithm", "encoding", "prefix", "timestamp_header")

    assert read(json.dumps(SIGNED | dict.fromkeys(optional, empty))) == read(json.dumps(SIGNED))


@pytest.mark.parametrize(
    ("secret", "named", "accepted"),
    [
        ({}, "scheme", "path_secret, standard_webhooks, hmac_header"),
        ({"scheme": PRECIOUS}, "scheme", "path_secret, standard_webhooks, hmac_header"),
        ({"scheme": [PRECIOUS]}, "scheme", "path_secret, standard_webhooks, hmac_header"),
        ({"scheme": "path_secret"}, "key", "32 letters"),
        (PATH | {"key": ""}, "key", "32 letters"),
        (PATH | {"key": "a" * 31}, "key", "32 letters"),
        (PATH | {"key": "a" * 31 + "/"}, "key", "letters, digits, '-', '.', '_' or '~'"),
        (PATH | {"key": "ä" * 32}, "key", "letters, digits"),
        (PATH | {"key": "a" * 32 + "\n"}, "key", "letters, digits"),
        (PATH | {"key": 10**40}, "key", "letters, digits"),
        (PATH | {"previous": PRECIOUS}, "previous", "32 letters"),
        (PATH | {"header": PRECIOUS}, "besides scheme", "key, previous"),
        (PATH | {PRECIOUS: 1}, "besides scheme", "key, previous"),
        (STANDARD | {"key": "whsec-" + b64encode(KEY).decode()}, "key", "whsec_"),
        (STANDARD | {"key": "whsec_whsec_" + b64encode(KEY).decode()}, "key", "whsec_"),
        (STANDARD | {"key": "whsec_" + PRECIOUS}, "key", "base64"),
        (STANDARD | {"key": "whsec_ä"}, "key", "base64"),
        (STANDARD | {"key": STANDARD["key"][:9] + "!" + STANDARD["key"][9:]}, "key", "base64"),
        (STANDARD | {"key": "whsec_" + b64encode(KEY[:15]).decode()}, "key", "16 bytes"),
        (SIGNED | {"key": "fifteen-visible"}, "key", "16 visible"),
        (SIGNED | {"key": "with a space in the middle"}, "key", "visible ASCII"),
        (SIGNED | {"header": ""}, "header", "name of a header"),
        (SIGNED | {"header": "X Signature"}, "header", "name of a header"),
        (SIGNED | {"algorithm": "md5"}, "algorithm", "sha256 or sha512"),
        (SIGNED | {"encoding": "hexadecimal"}, "encoding", "hex or base64"),
        (SIGNED | {"prefix": "sha 256="}, "prefix", "visible ASCII"),
        (SIGNED | {"timestamp_header": ["X-Sent"]}, "timestamp_header", "name of a header"),
    ],
)
def test_a_mistake_is_told_by_field_and_by_what_is_accepted(secret: dict[str, Any], named: str, accepted: str) -> None:
    scheme = read(json.dumps(secret))

    assert isinstance(scheme, Unusable)
    assert named in scheme.sentence
    assert accepted in scheme.sentence
    assert PRECIOUS not in scheme.sentence


def test_all_mistakes_are_told_at_once() -> None:
    scheme = read(json.dumps({"scheme": "hmac_header", "encoding": "octal"}))

    assert isinstance(scheme, Unusable)
    assert all(f"{field} must be" in scheme.sentence for field in ("key", "header", "encoding"))


@pytest.mark.parametrize(
    "text", ["", " ", PRECIOUS, "[]", '{"scheme"', "NaN", "[" * 100_000, '{"a":' * 100_000, "\ud800"]
)
def test_what_is_no_json_object_is_told_so(text: str) -> None:
    scheme = read(text)

    assert isinstance(scheme, Unusable)
    assert "must be a JSON object" in scheme.sentence
    assert PRECIOUS not in scheme.sentence


FIELDS = ("scheme", "key", "previous", "header", "algorithm", "encoding", "prefix", "timestamp_header", "more")
VALUES: st.SearchStrategy[Any] = (
    st.none() | st.booleans() | st.integers() | st.text(st.characters()) | st.lists(st.text()) | st.just({})
)


@given(st.text(st.characters()) | st.dictionaries(st.sampled_from(FIELDS), VALUES).map(json.dumps))
def test_no_text_makes_reading_raise_and_nobody_is_let_in_by_chance(text: str) -> None:
    scheme = read(text)

    assert all(scheme.identity(caller.call()) is None for caller in CALLERS)


@given(st.sampled_from(CALLERS), st.sampled_from(FIELDS), VALUES)
def test_one_field_that_is_anything_lets_nobody_in_who_has_not_the_key(caller: Caller, field: str, value: Any) -> None:
    scheme = read(json.dumps(caller.secret(KEY) | {field: value}))

    assert scheme.identity(caller.call(key=OTHER_KEY)) is None
