"""From presence to P, L or A (CK10): one pure rule, whose every result carries its reason in words.

Somebody who was there longer never gets a worse status for it. What is said never depends on the order in which a
device sent its sessions, and what was said once stays said while no session changes.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Literal

from rollbook.flows.coursekey.attending import wording
from rollbook.flows.coursekey.attending.meeting import Meeting
from rollbook.flows.coursekey.attending.sessions import LONGEST, Presence, Session, Stretch, presence_of

Status = Literal["P", "L", "A"]

_BEST_FIRST: tuple[Status, ...] = ("P", "L", "A")
_SECOND = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Limits:
    """What presence is judged by: how late and how early is absent, and what is made of what is not known.

    A limit is met to the second, and what meets it is late, not absent; no limit goes beyond the class. `grace` is how
    long after the end a check-out is waited for.
    """

    late: timedelta
    early: timedelta
    grace: timedelta
    missing_check_out: Literal["absent", "late", "present"]
    reentry: Literal["late", "ignore"]


@dataclass(frozen=True, slots=True)
class Verdict:
    """A status and why; `certain_at` is when time made it certain, None where the sessions alone did."""

    status: Status
    reason: str
    certain_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Pending:
    """Nothing can be said before that moment, unless a session changes."""

    until: datetime


@dataclass(frozen=True, slots=True)
class _Fault:
    """Something that makes of presence a worse status than P."""

    status: Status
    words: str


def convert(meeting: Meeting, sessions: Iterable[Session], limits: Limits, now: datetime) -> Verdict | Pending:
    """Return the status of a student with these sessions in a class, as far as it is certain now.

    Absence is certain as soon as nobody can come in time any more; presence when the class is over, or when the student
    has checked out at or after its end. Sessions that do not touch the class do not count.
    """
    presence = _touching(presence_of(map(_to_the_second, sessions)), meeting)
    until = _waits_until(meeting, presence, limits)
    if until and now < until:
        return Pending(until)
    status, reason = _judged(meeting, presence, limits)
    return Verdict(status, reason, until)


def _waits_until(meeting: Meeting, presence: Presence, limits: Limits) -> datetime | None:
    """Return from which moment on time changes nothing any more, None where it does not matter already."""
    late_limit, came = min(meeting.start + limits.late, meeting.end), _came(presence)
    if came is None:
        return min(late_limit + _SECOND, meeting.end)
    if came > late_limit or _stayed(meeting, presence):
        return None
    return meeting.end + (limits.grace if presence.open_since else timedelta(0))


def _judged(meeting: Meeting, presence: Presence, limits: Limits) -> tuple[Status, str]:
    stretches, open_since, came = presence.stretches, presence.open_since, _came(presence)
    if came is None:
        return "A", wording.NEVER_CAME
    late = came - meeting.start
    if late > limits.late:
        # Nothing else is said: what comes after it, while the class goes on, changes nothing.
        return "A", wording.late(late, limits.late)
    if open_since is None or _stayed(meeting, presence):
        return _said(_faults(meeting, stretches, limits))
    return _unfinished(meeting, stretches, open_since, limits)


def _unfinished(
    meeting: Meeting, stretches: tuple[Stretch, ...], open_since: datetime, limits: Limits
) -> tuple[Status, str]:
    """Return what is made of somebody who has not checked out in the end; what is known of the time before counts."""
    if limits.missing_check_out == "absent":
        if not stretches:
            return "A", wording.NO_CHECK_OUT_ABSENT
        return _said(_faults(meeting, stretches, limits), wording.back(open_since, meeting.zone))
    faults = _faults(meeting, (*stretches, Stretch(open_since, meeting.end)), limits)
    if limits.missing_check_out == "late":
        return _said([*faults, _Fault("L", wording.NO_CHECK_OUT_LATE)])
    return _said(faults, wording.NO_CHECK_OUT_PRESENT)


def _said(faults: list[_Fault], *remarks: str) -> tuple[Status, str]:
    """Return the worst status of all faults, and in words all of them, the worst first, and what else is remarked."""
    ordered = sorted(faults, key=lambda fault: -_BEST_FIRST.index(fault.status))
    words = [*(fault.words for fault in ordered), *remarks] or [wording.THERE]
    return ordered[0].status if ordered else "P", "; also ".join(words)


def _faults(meeting: Meeting, stretches: tuple[Stretch, ...], limits: Limits) -> list[_Fault]:
    """Return all that keeps presence which began in time from being P; a gap makes late, however long it is."""
    found = []
    late = stretches[0].began - meeting.start
    if late > timedelta(0):
        found.append(_Fault("L", wording.late(late, limits.late)))
    early = meeting.end - stretches[-1].ended
    if early > timedelta(0):
        status: Status = "L" if early <= limits.early else "A"
        found.append(_Fault(status, wording.early(early, limits.early)))
    gaps = [(left.ended, back.began) for left, back in pairwise(stretches) if left.ended < back.began]
    if gaps and limits.reentry == "late":
        found.append(_Fault("L", wording.gaps(gaps, meeting.zone)))
    return found


def _came(presence: Presence) -> datetime | None:
    return presence.stretches[0].began if presence.stretches else presence.open_since


def _stayed(meeting: Meeting, presence: Presence) -> bool:
    """Say whether a check-out at or after the end is known."""
    return bool(presence.stretches) and presence.stretches[-1].ended >= meeting.end


def _touching(presence: Presence, meeting: Meeting) -> Presence:
    start, end, opened = meeting.start, meeting.end, presence.open_since
    inside = tuple(stretch for stretch in presence.stretches if start <= stretch.ended and stretch.began <= end)
    reaches = opened is not None and opened <= end and start - opened <= LONGEST
    return Presence(inside, opened if reaches else None)


def _to_the_second(session: Session) -> Session:
    ended = session.ended.replace(microsecond=0) if session.ended else None
    return Session(session.began.replace(microsecond=0), ended)
