"""What the rules look up: the accounts of 360Learning, and which attempts belong together."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from rollbook.flows.edflex.attempts.times import Span, has_begun, span_of
from rollbook.model.descriptors import TARGET, Context
from rollbook.model.records import Json

ACCOUNTS, STATISTICS = f"{TARGET}users", "statistics"


class Several:
    """Stands for several accounts that have the same e-mail address."""


SEVERAL = Several()


@dataclass(frozen=True, slots=True)
class Begun:
    """An attempt that has begun: its number, and when it was last worked on, None where that cannot be told."""

    number: int
    last: datetime | None


@dataclass(frozen=True, slots=True)
class Histories:
    """The attempts that have begun, by content and learner, and the learners by their e-mail address."""

    begun: dict[str, tuple[Begun, ...]] = field(default_factory=dict)
    learners: dict[str, set[str]] = field(default_factory=dict)

    def earlier(self, record: Json) -> Begun | None:
        """Return the attempt before one, None where it is the first."""
        earlier = [one for one in self._of(record) if one.number < record["attempt"]]
        return max(earlier, key=lambda one: one.number, default=None)

    def later(self, record: Json) -> list[int]:
        """Return the numbers of the attempts after one."""
        return [one.number for one in self._of(record) if one.number > record["attempt"]]

    def is_doubled(self, record: Json) -> bool:
        """Say whether the same attempt comes more than once."""
        numbers = [one.number for one in self._of(record)]
        return numbers.count(record["attempt"]) > 1

    def is_shared(self, record: Json) -> bool:
        """Say whether another learner of the same e-mail address has begun with the same content."""
        others = self.learners.get(mail_of(record["email"]), set()) - {record["learner"]}
        return any(history_of({**record, "learner": other}) in self.begun for other in others)

    def _of(self, record: Json) -> tuple[Begun, ...]:
        return self.begun.get(history_of(record), ())


def history_of(record: Json) -> str:
    """Return what the attempts of one learner at one content are known by; it names nobody."""
    return f"{record['content']}/{record['learner']}"


def key_of(record: Json, number: int) -> str:
    """Return the natural key of one of the attempts that belong together."""
    return f"{history_of(record)}/{number}"


def mail_of(address: str) -> str:
    """Return an e-mail address so that its capital letters make no difference."""
    return address.strip().casefold()


def accounts(records: Iterable[Json], _context: Context) -> dict[str, str | Several]:
    """Return the ids of 360Learning's accounts by their e-mail addresses."""
    found: dict[str, str | Several] = {}
    for user in records:
        if mail := mail_of(user["mail"] or ""):
            found[mail] = SEVERAL if mail in found else user["id"]
    return found


def histories(records: Iterable[Json], _context: Context) -> Histories:
    """Return which attempts belong together, of those that have begun."""
    found = Histories()
    for record in filter(has_begun, records):
        span = span_of(record)
        begun = Begun(record["attempt"], span.last if isinstance(span, Span) else None)
        history = history_of(record)
        found.begun[history] = (*found.begun.get(history, ()), begun)
        if mail := mail_of(record["email"]):
            found.learners.setdefault(mail, set()).add(record["learner"])
    return found


LOOKUPS: Mapping[str, Any] = {ACCOUNTS: accounts, STATISTICS: histories}
"""By collection."""
