"""What may be sent to CourseKey, field by field, and when a class begins and ends."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from sandbox.simulators.shapes import Shape, day, flag, list_of, nullable, one_of, text, time_of_day

external_id = text(1, 128, without=",")

_PERSON = Shape({"externalId": external_id, "firstName": text(1, 100), "lastName": text(1, 100), "email": text(3, 254)})
SHAPES: Mapping[str, Shape] = {
    "instructors": _PERSON,
    "students": _PERSON,
    "courses": Shape(
        {
            "externalId": external_id,
            "title": text(1, 200),
            "startDate": day,
            "endDate": day,
            "instructors": list_of(external_id, least=1, unique=True),
            "attendanceMode": one_of("status", "log"),
        }
    ),
    "enrollments": Shape({"externalId": external_id, "course": external_id, "student": external_id, "isDropped": flag}),
    "classes": Shape(
        {
            "externalId": external_id,
            "course": external_id,
            "date": day,
            "startTime": time_of_day,
            "endTime": time_of_day,
            "timeZone": text(1),
            "room": nullable(text(0, 100)),
            "instructor": nullable(external_id),
            "status": one_of("scheduled", "cancelled"),
        }
    ),
}
"""The shape of an item by collection."""

LONGEST_CLASS = timedelta(hours=16)
_EMAIL = re.compile(r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+")
_ONE_DAY = timedelta(days=1)
_ZONES = frozenset(available_timezones())


def is_email(value: str) -> bool:
    """Say whether text looks like an e-mail address."""
    return _EMAIL.fullmatch(value) is not None


def is_time_zone(value: str) -> bool:
    """Say whether text is a name of the tz database."""
    return value in _ZONES


def class_times(fields: Mapping[str, Any]) -> tuple[datetime, datetime]:
    """Return when a class begins and ends, in UTC; it ends on the next day where the end is not after the start.

    Of a time that comes twice the first one is meant; one that is skipped is as long after midnight as it says.
    """
    zone = ZoneInfo(fields["timeZone"])
    start, end = (moment.replace(tzinfo=zone).astimezone(UTC) for moment in _on_the_wall(fields))
    return start, end


def class_length(fields: Mapping[str, Any]) -> timedelta:
    """Return how long a class lasts by the clock on the wall."""
    start, end = _on_the_wall(fields)
    return end - start


def _on_the_wall(fields: Mapping[str, Any]) -> tuple[datetime, datetime]:
    start, end = (datetime.fromisoformat(f"{fields['date']}T{fields[name]}") for name in ("startTime", "endTime"))
    return start, end if end > start else end + _ONE_DAY
