"""Which changes the phases of a term let through to the SIS today, and for whom (CD7)."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, Final

from rollbook.flows.coursedog.scheduling.fields import RELATIONSHIPS, SECTIONS, lineage
from rollbook.flows.coursedog.scheduling.settings import PhaseSetting, posting
from rollbook.flows.coursedog.scheduling.terms import today
from rollbook.model.descriptors import Context

USERS: Final = "users"


class Gate:
    """What may change of the records of one term, edited by somebody with these roles.

    Where several phases go on, it is enough that one of them lets a change through; where none does, all may change.
    """

    def __init__(self, phases: Sequence[PhaseSetting], roles: frozenset[str]) -> None:
        self._phases = phases
        self._roles = roles

    def lets(self, path: str) -> bool:
        """Say whether a path may change."""
        return not self._phases or any(self._allows(phase, path) for phase in self._phases)

    def allowing(self, entity: str) -> Callable[[str], bool]:
        """Return what may change of a kind of record: a relationship changes as a whole, or not at all."""
        return self.lets if entity == SECTIONS else lambda _path: self.lets(RELATIONSHIPS)

    def said(self, entity: str, paths: Sequence[str]) -> list[str]:
        """Return the phases that keep these paths from changing, each with its days and what it allows to whom."""
        return [self._said(phase, paths if entity == SECTIONS else (RELATIONSHIPS,)) for phase in self._phases]

    def _allows(self, phase: PhaseSetting, path: str) -> bool:
        return _lists(phase, path) and (not phase.roles or bool(self._roles & set(phase.roles)))

    def _said(self, phase: PhaseSetting, paths: Sequence[str]) -> str:
        span = f"phase {phase.name!r} ({_day(phase.first)} to {_day(phase.until)})"
        if any(_lists(phase, path) for path in paths):
            return f"{span} allows it only to the roles {', '.join(phase.roles)}"
        return f"{span} does not allow it"


def gate(term: str, editor: str | None, context: Context) -> Gate:
    """Return what may change today of a term; `editor` is the id of who saved the record last, None if not known."""
    day = today(context)
    phases = [phase for phase in posting(context).phases if _is_on(phase, term, day)]
    users: Mapping[str, Any] = context.lookups[USERS].records
    return Gate(phases, frozenset(users[editor]["roles"]) if editor and editor in users else frozenset())


def _is_on(phase: PhaseSetting, term: str, day: date) -> bool:
    return phase.first <= day <= phase.until and (phase.terms == "all" or term in phase.terms)


def _lists(phase: PhaseSetting, path: str) -> bool:
    return any(name in phase.fields for name in lineage(path))


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
