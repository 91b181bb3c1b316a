"""Attendance as CourseKey tells it, and what the attendance flow makes of it."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from rollbook.flows.coursekey.attendance import FLOW
from rollbook.flows.coursekey.attending.settings import AttendanceSettings
from rollbook.model.descriptors import Context
from rollbook.model.records import Desired, Json, LeftOut, Reason, Refusal
from tests.unit.flows.district import NEW_YORK

EVENING = datetime(2026, 10, 5, 18, tzinfo=NEW_YORK)
"""The class of these tests is on that day from 9:00 to 10:00 in New York."""


def clock(time: str, day: int = 5) -> str:
    """Return a moment of the class day as CourseKey writes it: a time of day in New York, with its offset."""
    return f"2026-10-{day:02d}T{time}-04:00"


IN, OUT = clock("08:55:00"), clock("10:05:00")


def session(check_in: Any = IN, check_out: str | None = OUT) -> Json:
    return {"checkIn": check_in, "checkOut": check_out}


def attendance(student: str = "s1", *sessions: Json, **of_class: Any) -> Json:
    """Return the attendance of a student with these sessions, with one of the whole class where none is given."""
    held = {
        "externalId": "cl1",
        "course": "c1",
        "date": "2026-10-05",
        "startTime": "09:00",
        "endTime": "10:00",
        "timeZone": "America/New_York",
        "attendanceMode": "status",
        **of_class,
    }
    return {
        "id": f"a-{held['externalId']}-{student}",
        "school": "4711",
        "class": held,
        "student": student,
        "sessions": list(sessions) or [session()],
        "updatedAt": clock("10:05:30"),
    }


def made(
    stream: str, records: Iterable[Json], now: datetime = EVENING, **settings: Any
) -> list[Desired | Refusal | LeftOut]:
    """Return what a stream makes of records."""
    context = Context(now=now.astimezone(UTC), zone=NEW_YORK, settings=AttendanceSettings.model_validate(settings))
    return list(FLOW.stream(stream).desired(records, context))


def only(found: list[Desired | Refusal | LeftOut]) -> Desired:
    """Return the one record that goes."""
    (item,) = found
    assert isinstance(item, Desired)
    return item


def refused(found: list[Desired | Refusal | LeftOut]) -> Reason:
    """Return why the one record is refused."""
    (item,) = found
    assert isinstance(item, Refusal)
    return item.reason
