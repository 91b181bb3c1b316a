"""From which moment on a run has to read changes, and when it is time to read everything again (SG14)."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

OVERLAP = timedelta(minutes=10)
"""Read twice at every border: the clocks of the systems differ, and a change may become visible late."""

_NEVER = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Cursor:
    """When the last run began that left nothing waiting, and when the last one that read everything did.

    `mark` stands for the rules and settings that these runs had.
    """

    moment: datetime
    full_at: datetime
    mark: str = ""

    def to_json(self) -> dict[str, Any]:
        """Return the cursor as a register's value."""
        return {"moment": self.moment.isoformat(), "full_at": self.full_at.isoformat(), "mark": self.mark}

    @classmethod
    def from_json(cls, value: dict[str, Any]) -> "Cursor":
        """Return the cursor that a register holds."""
        return cls(
            datetime.fromisoformat(value["moment"]), datetime.fromisoformat(value["full_at"]), value.get("mark", "")
        )


def since(cursor: Cursor | None, now: datetime, full_every: timedelta, mark: str) -> datetime | None:
    """Return the moment from which on a run reads changes, or None when it has to read everything.

    Under other rules than before, what has not changed at the source may have to be sent, too.
    """
    if cursor is None or cursor.mark != mark or now - cursor.full_at >= full_every:
        return None
    return cursor.moment - OVERLAP


def reaching(cursor: Cursor | None, horizon: datetime) -> datetime:
    """Return how far back "everything" goes: to the horizon, or to the last good run when that is longer ago.

    After weeks without a good run, nothing that happened in between may be passed over.
    """
    return min(horizon, cursor.moment - OVERLAP) if cursor else horizon


def moved(cursor: Cursor | None, began: datetime, mark: str, *, full: bool, waiting: bool = False) -> Cursor:
    """Return the cursor after a run that began then and of which all is known; it never goes back.

    While changes that were read are `waiting` for something else they are read again, until everything is.
    """
    if cursor is None:
        return Cursor(began, began, mark)
    if full:
        return Cursor(max(cursor.moment, began), max(cursor.full_at, began), mark)
    return replace(cursor, moment=cursor.moment if waiting else max(cursor.moment, began), mark=mark)


def back_to(cursor: Cursor, undecided_since: datetime | None) -> Cursor:
    """Return the cursor of a flow with records that only time decides, the first of which changed then."""
    return replace(cursor, moment=min(cursor.moment, undecided_since)) if undecided_since else cursor


def again(cursor: Cursor) -> Cursor:
    """Return the cursor of a flow whose next run has to read everything."""
    return replace(cursor, full_at=_NEVER)
