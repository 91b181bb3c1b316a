"""Uploaded files that are not done with: which they are, in a register that a run cannot forget (CR2, CR9)."""

from collections.abc import Iterable
from datetime import datetime

from rollbook.model.ports import Registers
from rollbook.model.records import Json
from rollbook.steps.swapping import update


def take(registers: Registers, flow: str, key: str, now: datetime) -> None:
    """Remember a file; one that is uploaded again becomes the newest."""
    update(registers, _name(flow), lambda value: {**(value or {}), key: now.isoformat()})


def open_files(registers: Registers, flow: str) -> tuple[str, ...]:
    """Return the files that are not done with, the newest first."""
    found = uploaded_at(registers, flow)
    return tuple(sorted(found, key=lambda key: (found[key], key), reverse=True))


def uploaded_at(registers: Registers, flow: str) -> dict[str, datetime]:
    """Return when each of the files that are not done with was uploaded."""
    register = registers.read(_name(flow))
    return {key: datetime.fromisoformat(moment) for key, moment in (register.value if register else {}).items()}


def finish(registers: Registers, flow: str, read: Iterable[tuple[str, datetime]]) -> None:
    """Forget files that were dealt with as they were uploaded then; one that was uploaded again meanwhile stays."""
    done = {key: moment.isoformat() for key, moment in read}

    def left(value: Json | None) -> Json | None:
        kept = {key: moment for key, moment in (value or {}).items() if done.get(key) != moment}
        return kept if kept != (value or {}) else None

    update(registers, _name(flow), left)


def _name(flow: str) -> str:
    return f"uploads/{flow}"
