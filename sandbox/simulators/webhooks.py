"""Events that are signed as Standard Webhooks says (https://www.standardwebhooks.com), and those lost on purpose.

For the vendors whose wire contracts are our own: each of their schools has one address and one key.
"""

import dataclasses
import hmac
import random
import uuid
from base64 import b64decode, b64encode
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol
from urllib.parse import urlsplit

from sandbox.simulators.calls import Call
from sandbox.simulators.items import json_object
from sandbox.simulators.outbox import Letter
from sandbox.simulators.postman import Manner, Postman
from sandbox.simulators.refusals import invalid
from sandbox.simulators.shapes import Shape, text

KEY_PREFIX = "whsec_"
_MINUTE = 60
_HOUR = 60 * _MINUTE
PAUSES = (5, 5 * _MINUTE, 30 * _MINUTE, 2 * _HOUR, 5 * _HOUR, 10 * _HOUR, 10 * _HOUR)
"""The seconds before each further attempt, as Standard Webhooks proposes them."""
_LEAST_KEY = 16
_TAKEN = range(200, 300)
_LOSE_SEED = 4711


@dataclasses.dataclass(frozen=True, slots=True)
class Webhook:
    """Where a school's events go, and the key that signs them."""

    url: str
    key: bytes


class Subscriber(Protocol):
    """What the post needs of a school."""

    id: str
    webhook: Webhook | None


class DeliveryKnobs(Protocol):
    """What can be set about the delivery of events."""

    @property
    def pauses(self) -> Sequence[float]:
        """Return the seconds before each further attempt."""

    @property
    def pause_scale(self) -> float:
        """Return what multiplies them."""

    @property
    def answer_seconds(self) -> float:
        """Return how long a target may take to answer."""

    @property
    def lose_share(self) -> float:
        """Return the share of events, 0 to 1, that is lost on purpose."""

    @property
    def deliver_by_itself(self) -> bool:
        """Return whether the postman goes his rounds without being asked."""


def read_webhook(call: Call, key_field: str) -> Webhook:
    """Read an address and, from a field of this name, its key; a `RefusalError` (422) for what is not good."""
    body = json_object(call)
    if fault := Shape({"url": text(1), key_field: text(1)}).fault(body):
        raise invalid(fault)
    address = urlsplit(body["url"])
    if address.scheme not in {"http", "https"} or not address.netloc:
        raise invalid("url must be an address that begins with https:// or http://.")
    letters = body[key_field].removeprefix(KEY_PREFIX)
    try:
        key = b64decode(letters + "=" * (-len(letters) % 4), validate=True)
    except ValueError:
        key = b""
    if not body[key_field].startswith(KEY_PREFIX) or len(key) < _LEAST_KEY:
        raise invalid(f"{key_field} must be {KEY_PREFIX} and the base64 of at least {_LEAST_KEY} bytes.")
    return Webhook(body["url"], key)


def signature(key: bytes, event_id: str, timestamp: int, body: bytes) -> str:
    """Return the signature of an event."""
    return "v1," + b64encode(hmac.digest(key, f"{event_id}.{timestamp}.".encode() + body, "sha256")).decode()


class SignedPost:
    """Takes events of schools to the postman, save those that shall be lost. `clock` is Unix time."""

    def __init__(self, schools: Mapping[str, Subscriber], knobs: DeliveryKnobs, clock: Callable[[], float]) -> None:
        self._schools = schools
        self._clock = clock
        self._share = knobs.lose_share
        self._more = 0
        self._dice = random.Random(_LOSE_SEED)
        self.postman = Postman(
            Manner(
                pauses=[pause * knobs.pause_scale for pause in knobs.pauses],
                answer_seconds=knobs.answer_seconds,
                taken=lambda status: status in _TAKEN,
                prove=self._prove,
                by_itself=knobs.deliver_by_itself,
            ),
            clock,
        )

    def send(self, school: Subscriber, event: dict[str, Any]) -> None:
        """Send an event to where a school wants it; nobody is told where there is no address."""
        if school.webhook is None:
            return
        if self._loses():
            self.postman.miss(1)
        else:
            self.postman.take(school.id, school.webhook.url, event, f"msg_{uuid.uuid4().hex}")

    def lose(self, count: int = 0, share: float | None = None) -> None:
        """Lose the next so many events, and this share (0 to 1) of all others from now on."""
        if count < 0 or not 0 <= (share or 0) <= 1:
            raise ValueError("count must be 0 or more, share between 0 and 1.")
        self._more = count
        self._share = self._share if share is None else share

    def _loses(self) -> bool:
        if self._more:
            self._more -= 1
            return True
        return self._dice.random() < self._share

    def _prove(self, letter: Letter, body: bytes) -> dict[str, str]:
        """Sign an attempt with the key that its school has now."""
        webhook = self._schools[str(letter.target_id)].webhook
        assert webhook is not None
        timestamp = int(self._clock())
        return {
            "webhook-id": letter.id,
            "webhook-timestamp": str(timestamp),
            "webhook-signature": signature(webhook.key, letter.id, timestamp, body),
        }
