"""Polling: asking a system that sends no events what happened, and putting that into the inbox as if it had (CD4)."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Protocol

from rollbook.model.messages import PollRequest, PollResult
from rollbook.model.ports import Clock, Registers
from rollbook.model.records import Json
from rollbook.steps.swapping import update

OVERLAP = timedelta(minutes=2)
"""How much of the time before the last poll is asked for again: clocks differ, and what is known is not queued."""

FIRST = timedelta(minutes=10)
"""How far back the first poll asks; what is older comes with the next scheduled run."""

MEMORY = timedelta(days=4)
"""How long what was queued is known; a poll that was kept from asking for longer may queue it once more."""


class Inbox(Protocol):
    """Where events go, and which were there."""

    def seen(self, sender: str, call: str) -> bool:
        """Say whether an event is remembered."""
        ...

    def put(self, sender: str, call: str, text: str, received_at: datetime) -> None:
        """Queue an event."""
        ...

    def remember(self, sender: str, call: str, until: datetime) -> bool:
        """Remember an event; say whether that was possible."""
        ...


def poll(
    request: PollRequest,
    *,
    ask: Callable[[datetime], Sequence[bytes]],
    inbox: Inbox,
    registers: Registers,
    clock: Clock,
) -> PollResult:
    """Queue what is new since the last poll; the moment is remembered last, so that nothing is lost on the way."""
    began = clock.now()
    known = registers.read(_name(request.system))
    since = datetime.fromisoformat(known.value["at"]) - OVERLAP if known else began - FIRST
    bodies = ask(since)
    queued = sum(_is_queued(request.system, body, inbox, began) for body in bodies)
    update(registers, _name(request.system), lambda _value: _at(began))
    return PollResult(system=request.system, queued=queued, known=len(bodies) - queued)


def _is_queued(system: str, body: bytes, inbox: Inbox, now: datetime) -> bool:
    name = f"poll_{sha256(body).hexdigest()}"
    if inbox.seen(system, name):
        return False
    inbox.put(system, name, body.decode(), now)
    inbox.remember(system, name, now + MEMORY)
    return True


def _at(moment: datetime) -> Json:
    return {"at": moment.isoformat()}


def _name(system: str) -> str:
    return f"poll/{system}"
