"""Senders as they are on their side of the door: each can call in order, and says what it keeps secret."""

import hmac
import json
from base64 import b64encode
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from rollbook.webhooks.calls import RawCall
from rollbook.webhooks.keys import read
from rollbook.webhooks.schemes import Scheme

NOW = datetime(2026, 9, 14, 18, 5, tzinfo=UTC)
SENDER = "schoology"
KEY = b"a-key-that-is-good-for-every-scheme"
OTHER_KEY = b"another-key-as-good-as-the-first-one"


@dataclass(frozen=True)
class Caller:
    """One way of calling: the parts that it proves, its secret under a key, and a call in order with such a key."""

    name: str
    proven: tuple[str, ...]
    secret: Callable[[bytes], dict[str, str]]
    prove: Callable[[RawCall, bytes], RawCall]

    def call(self, body: bytes | None = None, at: datetime = NOW, key: bytes = KEY) -> RawCall:
        """Return a call that is in order at that time."""
        content = event(at) if body is None else body
        return self.prove(RawCall(SENDER, "", (("Content-Type", "application/json"),), content, at), key)

    def keys(self, present: bytes = KEY, previous: bytes | None = None) -> Callable[[str], Scheme]:
        """Return what the receiver knows."""
        scheme = self.scheme(present, previous)
        return lambda _sender: scheme

    def scheme(self, present: bytes = KEY, previous: bytes | None = None) -> Scheme:
        """Return the keys as they are read from the secret."""
        older = {"previous": self.secret(previous)["key"]} if previous else {}
        return read(json.dumps(self.secret(present) | older))


def event(at: datetime = NOW, **more: Any) -> bytes:
    """Return the body of an event that happened then."""
    grade = {"enrollment_id": 7004513, "grade": 88.5, "comment": "Très bien, Noa"}
    said = {"uid": 5000021, "timestamp": int(at.timestamp()), "type": "grades.update", "data": [{"object": grade}]}
    return json.dumps(said | more, ensure_ascii=False).encode()


def with_headers(call: RawCall, **headers: str) -> RawCall:
    """Return the call with these headers instead of those of the same name; in Python's spelling, `webhook_id`."""
    given = {name.replace("_", "-"): value for name, value in headers.items()}
    kept = tuple((name, value) for name, value in call.headers if name.lower() not in given)
    return replace(call, headers=(*kept, *given.items()))


def flips(call: RawCall, part: str) -> Iterator[RawCall]:
    """Yield the call with each bit of one part turned over: of the body, the path secret, or a header."""
    original = part_of(call, part)
    for position in range(len(original) * 8):
        yield with_part(call, part, flipped(original, position))


def flipped(octets: bytes, position: int) -> bytes:
    """Return the bytes with one bit turned over."""
    changed = bytearray(octets)
    changed[position // 8] ^= 1 << position % 8
    return bytes(changed)


def part_of(call: RawCall, part: str) -> bytes:
    """Return the body, the path secret, or a header, as bytes."""
    if part == "body":
        return call.body
    return (call.path_secret if part == "path_secret" else call.header(part.replace("_", "-"))).encode("latin-1")


def with_part(call: RawCall, part: str, octets: bytes) -> RawCall:
    """Return the call with another body, path secret, or header."""
    if part == "body":
        return replace(call, body=octets)
    text = octets.decode("latin-1")
    return replace(call, path_secret=text) if part == "path_secret" else with_headers(call, **{part: text})


def signature(key: bytes, content: bytes, algorithm: str = "sha256") -> bytes:
    """Return an HMAC as a sender makes it."""
    return hmac.new(key, content, algorithm).digest()


def _seconds(call: RawCall) -> str:
    return str(int(call.received_at.timestamp()))


def _tell(call: RawCall, key: bytes) -> RawCall:
    return replace(call, path_secret=key.decode())


def _sign_standard(call: RawCall, key: bytes) -> RawCall:
    message, sent = "msg_2Hs9vQ4", _seconds(call)
    signed = b64encode(signature(key, f"{message}.{sent}.".encode() + call.body)).decode()
    return with_headers(call, webhook_id=message, webhook_timestamp=sent, webhook_signature=f"v1,{signed}")


def _sign_body(call: RawCall, key: bytes) -> RawCall:
    return with_headers(call, x_signature=f"sha256={signature(key, call.body).hex()}")


def _sign_body_and_time(call: RawCall, key: bytes) -> RawCall:
    sent = _seconds(call)
    signed = b64encode(signature(key, f"{sent}.".encode() + call.body, "sha512")).decode()
    return with_headers(call, x_sent=sent, x_signature=signed)


PATH_SECRET = Caller("path_secret", ("path_secret",), lambda key: {"scheme": "path_secret", "key": key.decode()}, _tell)
STANDARD = Caller(
    "standard_webhooks",
    ("body", "webhook_id", "webhook_timestamp", "webhook_signature"),
    lambda key: {"scheme": "standard_webhooks", "key": f"whsec_{b64encode(key).decode()}"},
    _sign_standard,
)
SIGNED_BODY = Caller(
    "hmac_header",
    ("body", "x_signature"),
    lambda key: {"scheme": "hmac_header", "key": key.decode(), "header": "X-Signature", "prefix": "sha256="},
    _sign_body,
)
SIGNED_BODY_AND_TIME = Caller(
    "hmac_header with a time",
    ("body", "x_signature", "x_sent"),
    lambda key: {
        "scheme": "hmac_header",
        "key": key.decode(),
        "header": "X-Signature",
        "algorithm": "sha512",
        "encoding": "base64",
        "timestamp_header": "X-Sent",
    },
    _sign_body_and_time,
)
CALLERS = (PATH_SECRET, STANDARD, SIGNED_BODY, SIGNED_BODY_AND_TIME)
SIGNING = CALLERS[1:]
