"""The ways in which senders prove who they are, each over the raw bytes and against every key that is accepted.

A signature is compared as it is written, never decoded: more than one spelling can stand for the same bytes.
"""

import hmac
from base64 import b64encode
from binascii import hexlify
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

from rollbook.webhooks.calls import RawCall
from rollbook.webhooks.moments import moment

LEAST_KEY = 16
"""Bytes of a key that signs; a shorter one accepts nothing."""

LEAST_PATH_SECRET = 32
"""Characters of a path secret; a shorter one accepts nothing."""

TOLERANCE = timedelta(minutes=5)
"""How far the time of a signature may lie from ours, in both directions."""

ALGORITHMS = ("sha256", "sha512")
ENCODINGS: Mapping[str, Callable[[bytes], bytes]] = {"hex": hexlify, "base64": b64encode}


class Scheme(Protocol):
    """One way to tell a sender from everybody else."""

    def identity(self, call: RawCall) -> bytes | None:
        """Return what an authentic call is known by, the same whenever it is sent again; None for any other call."""


@dataclass(frozen=True, slots=True)
class PathSecret:
    """For senders that cannot sign: they are told an address that nobody can guess."""

    keys: Sequence[bytes] = field(repr=False)

    def identity(self, call: RawCall) -> bytes | None:
        """Return the body."""
        return call.body if _agree([_bytes(call.path_secret)], _strong(self.keys, LEAST_PATH_SECRET)) else None


@dataclass(frozen=True, slots=True)
class StandardWebhooks:
    """https://www.standardwebhooks.com, symmetric signatures (`v1`); signatures of other versions are passed over."""

    keys: Sequence[bytes] = field(repr=False)

    def identity(self, call: RawCall) -> bytes | None:
        """Return the message's id."""
        message, sent = call.header("webhook-id"), call.header("webhook-timestamp")
        # With a full stop in the id, one signature would stand for more than one division into id, time and body.
        if not message or "." in message or not _is_recent(sent, call.received_at):
            return None
        content = _bytes(f"{message}.{sent}.") + call.body
        expected = [b"v1," + b64encode(hmac.digest(key, content, "sha256")) for key in _strong(self.keys, LEAST_KEY)]
        given = map(_bytes, call.header("webhook-signature").split(" "))
        return _bytes(message) if _agree(given, expected) else None


@dataclass(frozen=True, slots=True)
class HmacHeader:
    """A signature of the body in one header; with a `timestamp_header`, of `<timestamp>.<body>`.

    Hexadecimal digits are small ones. Whether calls without a signed time are replays, the replay memory must tell.
    """

    keys: Sequence[bytes] = field(repr=False)
    header: str
    algorithm: str = "sha256"
    encoding: str = "hex"
    prefix: str = ""
    timestamp_header: str = ""

    def identity(self, call: RawCall) -> bytes | None:
        """Return the body: the time of a signature differs when a call is sent again."""
        content = call.body
        if self.timestamp_header:
            sent = call.header(self.timestamp_header)
            if not _is_recent(sent, call.received_at):
                return None
            content = _bytes(f"{sent}.") + content
        encode, prefix = ENCODINGS[self.encoding], _bytes(self.prefix)
        digests = [hmac.digest(key, content, self.algorithm) for key in _strong(self.keys, LEAST_KEY)]
        expected = [prefix + encode(digest) for digest in digests]
        return call.body if _agree([_bytes(call.header(self.header))], expected) else None


def _strong(keys: Iterable[bytes], least: int) -> list[bytes]:
    return [key for key in keys if len(key) >= least]


def _is_recent(sent: str, now: datetime) -> bool:
    signed_at = moment(sent)
    return signed_at is not None and abs(now - signed_at) <= TOLERANCE


def _agree(given: Iterable[bytes], expected: Sequence[bytes]) -> bool:
    """Say whether any two agree, in a time that does not tell which ones, or how far two agree."""
    return sum(hmac.compare_digest(one, other) for one in given for other in expected) > 0


def _bytes(text: str) -> bytes:
    """Return the bytes of any text, even of one that holds halves of surrogate pairs."""
    return text.encode("utf-8", "surrogatepass")
