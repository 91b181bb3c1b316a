"""What GEGI should hold of attendance: a status (CK10), or the log of check-ins and check-outs (CK11)."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from rollbook.flows.coursekey.attending import wording
from rollbook.flows.coursekey.attending.conversion import Pending, convert
from rollbook.flows.coursekey.attending.reading import Attendance, attendances
from rollbook.flows.coursekey.attending.sessions import presence_of
from rollbook.flows.coursekey.attending.settings import settings
from rollbook.model.descriptors import Context
from rollbook.model.records import Desired, Json, LeftOut, Reason, Refusal


def statuses(records: Iterable[Json], context: Context) -> Iterator[Desired | Refusal | LeftOut]:
    """Yield the status of every student in every class that is judged, where it is certain; the others are left out."""
    limits = settings(context).limits
    for found in attendances(records, logs=False):
        if isinstance(found, Refusal):
            yield found
            continue
        verdict = convert(found.meeting, found.sessions, limits, context.now)
        if isinstance(verdict, Pending):
            yield _waiting(found, verdict.until)
        else:
            data = {"status": verdict.status, "reason": verdict.reason}
            yield _desired(found, data, verdict.certain_at)


def logs(records: Iterable[Json], context: Context) -> Iterator[Desired | Refusal | LeftOut]:
    """Yield the log of every student in every class whose hours are kept as one, when the class is over.

    Sessions come in order and united where they overlap; a last one without a check-out is waited for as long as for a
    status, and goes open then.
    """
    grace = settings(context).limits.grace
    for found in attendances(records, logs=True):
        if isinstance(found, Refusal):
            yield found
            continue
        presence = presence_of(found.sessions)
        until = found.meeting.end + grace if presence.open_since else found.meeting.end
        if context.now < until:
            yield _waiting(found, until)
            continue
        entries = [_entry(stretch.began, stretch.ended) for stretch in presence.stretches]
        if presence.open_since:
            entries.append(_entry(presence.open_since, None))
        reason = wording.sessions(len(entries), is_open=presence.open_since is not None)
        yield _desired(found, {"entries": entries, "reason": reason}, until)


def _desired(found: Attendance, said: Json, certain_at: datetime | None) -> Desired:
    data = {"classId": found.class_id, "studentId": found.student, "reference": found.reference, **said}
    return Desired(found.key, data, found.school, changed_at=found.known_at(certain_at))


def _waiting(found: Attendance, until: datetime) -> LeftOut:
    return LeftOut(found.key, _waits(until, found.meeting.zone), undecided_since=found.updated_at)


def _waits(until: datetime, zone: ZoneInfo) -> Reason:
    return Reason(
        sentence=f"It is not certain before {until.astimezone(zone):%Y-%m-%d %H:%M}, at the campus, what it means.",
        remedy="It is looked at again by itself then.",
    )


def _entry(began: datetime, ended: datetime | None) -> Json:
    return {"in": began.isoformat(), "out": ended.isoformat() if ended else None}
