"""Check-ins and check-outs as stretches of presence: in order, without overlaps, whichever way they were recorded."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import zip_longest

from rollbook.model.records import Json, Reason

LONGEST = timedelta(hours=16)
"""How long somebody who has not checked out is taken to be there at most: CourseKey has no longer class."""


@dataclass(frozen=True, slots=True)
class Session:
    """A check-in with its check-out, both in UTC; without one, the student may be there still."""

    began: datetime
    ended: datetime | None


@dataclass(frozen=True, slots=True)
class Stretch:
    """A time of presence whose end is known."""

    began: datetime
    ended: datetime


@dataclass(frozen=True, slots=True)
class Presence:
    """Stretches in the order of time, none beginning before the one before ended, and a last check-in left open."""

    stretches: tuple[Stretch, ...]
    open_since: datetime | None


def presence_of(sessions: Iterable[Session]) -> Presence:
    """Return the presence that sessions are, in whatever order and however often each of them comes.

    Where no check-out is known, the next check-in is taken for it, or `LONGEST` when that comes later. A check-in that
    lies in another session is a double one: which of the two a check-out was recorded with makes no difference.
    """
    ordered = sorted(set(sessions), key=lambda session: (session.began, session.ended is not None))
    closed: list[Stretch] = []
    open_since = None
    for session, following in zip_longest(ordered, ordered[1:]):
        if session.ended:
            _unite(closed, Stretch(session.began, session.ended))
        elif closed and session.began < closed[-1].ended:
            continue
        elif following:
            _unite(closed, Stretch(session.began, _left_by(session.began, following.began)))
        else:
            open_since = session.began
    return Presence(tuple(closed), open_since)


def sessions_of(record: Json) -> tuple[Session, ...] | Reason:
    """Return the sessions of an attendance, or why they cannot be read: devices send what they like."""
    listed = record.get("sessions")
    if not isinstance(listed, list) or not all(isinstance(told, dict) for told in listed):
        return _NO_SESSIONS
    sessions = []
    for told in listed:
        began, ended = moment(told.get("checkIn")), moment(told.get("checkOut"))
        if began is None or (ended is None and told.get("checkOut") is not None):
            return _NO_TIME
        if ended is not None and ended < began:
            return _BACKWARDS
        sessions.append(Session(began, ended))
    return tuple(sessions)


def moment(told: object) -> datetime | None:
    """Return a moment in UTC, None for what is none or does not say in which zone it is."""
    try:
        found = datetime.fromisoformat(told) if isinstance(told, str) else None
        return found.astimezone(UTC) if found and found.tzinfo else None
    except (ValueError, OverflowError):
        return None


def _left_by(began: datetime, next_began: datetime) -> datetime:
    return next_began if next_began - began <= LONGEST else began + LONGEST


def _unite(closed: list[Stretch], stretch: Stretch) -> None:
    """Add a stretch that begins no earlier than the others, to the last of these where they overlap."""
    if closed and (stretch.began < closed[-1].ended or stretch.began == closed[-1].began):
        last = closed.pop()
        stretch = Stretch(last.began, max(last.ended, stretch.ended))
    closed.append(stretch)


_NO_SESSIONS = Reason(
    sentence="CourseKey does not say in a way that can be read who checked in and out.",
    remedy="Save the attendance in CourseKey once more; if it stays, report it to CourseKey.",
)
_NO_TIME = Reason(
    sentence="A check-in or check-out has a time that cannot be read, or does not say in which time zone it is.",
    remedy="Correct the check-in or check-out in CourseKey.",
)
_BACKWARDS = Reason(
    sentence="A check-out comes before its check-in.",
    remedy="Correct the check-in or check-out in CourseKey.",
)
