"""Who is expected, and what each of them sends."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from rollbook.webhooks.moments import moment

UNKNOWN = "unknown"
"""What anybody else is called, so that nothing that a stranger says is written down."""


@dataclass(frozen=True, slots=True)
class Sender:
    """One sender: the largest body in bytes, its media types, and how its events say when they happened.

    `sent_at` is None for senders whose calls are signed together with a time.
    """

    name: str
    sent_at: Callable[[dict[str, Any]], datetime | None] | None = None
    largest: int = 250_000
    media_types: tuple[str, ...] = ("application/json",)


def _event_timestamp(event: dict[str, Any]) -> datetime | None:
    """Return an event's `timestamp`, which one can always rely on (developers.schoology.com, event objects)."""
    return moment(event.get("timestamp"))


SENDERS: Mapping[str, Sender] = {
    sender.name: sender
    for sender in (Sender("schoology", sent_at=_event_timestamp), Sender("coursekey"), Sender("coursedog"))
}


def called(name: str) -> str:
    """Return the name of a sender that is expected, `unknown` for any other."""
    return name if name in SENDERS else UNKNOWN
