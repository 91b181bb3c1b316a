"""When an attempt began and was last worked on, and how much time was spent on it (EF7).

Moments are in UTC and whole milliseconds, as 360Learning holds them.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from rollbook.flows.edflex.attempts import wording
from rollbook.flows.edflex.attempts.progress import is_completed
from rollbook.model.records import Json, Reason

LEAST: Final = 1
"""Milliseconds: 360Learning takes no less."""

_MILLISECOND = timedelta(milliseconds=1)
_YEARS = range(2000, 2200)
"""Dates outside of them stand for none, as 0001-01-01 does."""

_FIRST, _LAST, _COMPLETED = "firstActivityAt", "lastActivityAt", "completedAt"


@dataclass(frozen=True, slots=True)
class Span:
    """The first and the last activity of an attempt."""

    first: datetime
    last: datetime

    @property
    def milliseconds(self) -> int:
        """How long it is from the one to the other."""
        return (self.last - self.first) // _MILLISECOND


def has_begun(record: Json) -> bool:
    """Say whether there has been any activity."""
    return bool(record[_FIRST])


def span_of(record: Json) -> Span | Reason:
    """Return the span of an attempt that has begun, or why its dates cannot be.

    Who has completed was active for the last time then; who has begun, and no more is told, at the beginning.
    """
    moments = {name: moment(record[name]) for name in (_FIRST, _LAST, _COMPLETED) if record[name]}
    wrong = [name for name, at in moments.items() if at is None]
    if wrong:
        return wording.no_moment(wrong)
    told = {name: at for name, at in moments.items() if at is not None}
    first = told[_FIRST]
    last = told.get(_LAST, first)
    completed = told.get(_COMPLETED)
    if is_completed(record["status"]) and completed and completed >= first:
        last = completed
    return Span(first, last) if last >= first else wording.BACKWARDS


def received(seconds: float, *, is_first: bool) -> int:
    """Return the milliseconds that Edflex tells of the first attempt; of any other none count."""
    return round(seconds * 1_000) if is_first else 0


def spent(told: int, span: Span) -> int:
    """Return the milliseconds that 360Learning is told of: those that were received, and no more than the span."""
    return max(LEAST, min(told, span.milliseconds))


def keep_first(wanted: Json, before: Json) -> Json:
    """Return what is sent of an attempt that was sent before: it goes on from the first activity of that time.

    By another one 360Learning would not know the attempt again, and open a second one; also when its account was
    another one meanwhile.
    """
    first = _read(before[_FIRST])
    span = Span(first, max(first, _read(wanted[_LAST])))
    within = spent(wanted["timeReceived"], span)
    return {**wanted, _FIRST: written(first), _LAST: written(span.last), "timeSpent": within}


def moment(text: str) -> datetime | None:
    """Return the moment that a text in ISO 8601 names, None for one without a zone and for what is none."""
    try:
        told = datetime.fromisoformat(text)
        at = told.astimezone(UTC) if told.tzinfo else None
    except (ValueError, OverflowError):
        return None
    if at is None or at.year not in _YEARS:
        return None
    return at.replace(microsecond=at.microsecond // 1_000 * 1_000)


def written(at: datetime) -> str:
    """Return a moment as 360Learning writes it, such as 2026-09-14T08:20:00.000Z."""
    return at.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _read(text: str) -> datetime:
    return datetime.fromisoformat(text)
