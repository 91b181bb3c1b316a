"""When a class begins and ends: the campus's clock as moments in UTC."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from rollbook.flows.coursekey.zones import zone_of
from rollbook.model.records import Json, Reason


@dataclass(frozen=True, slots=True)
class Meeting:
    """A class from its start to its end, both in UTC, and the zone in which people tell its times."""

    start: datetime
    end: datetime
    zone: ZoneInfo


def meeting_of(told: Json) -> Meeting | Reason:
    """Return when a class of CourseKey's takes place, or why that cannot be said.

    A class that ends at or before its start ends on the next day. A time that occurs twice, on the day on which summer
    time ends, is the first of the two; one that is skipped, on the day on which it begins, is counted on from the time
    before the change, so that 02:30 is the moment at which clocks show 03:30. A class that would be over before it
    began, because only its start was skipped, has no times that can be told.
    """
    zone = zone_of(str(told.get("timeZone")))
    if zone is None:
        return _NO_ZONE
    try:
        day = date.fromisoformat(told["date"])
        start, end = time.fromisoformat(told["startTime"]), time.fromisoformat(told["endTime"])
        last = day if start < end else day + timedelta(days=1)
        found = Meeting(_moment(day, start, zone), _moment(last, end, zone), zone)
    except (KeyError, TypeError, ValueError, OverflowError):
        return _NO_TIMES
    return found if found.start < found.end else _SKIPPED


def _moment(day: date, at: time, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, at, zone).astimezone(UTC)


_NO_ZONE = Reason(
    sentence="The class has a time zone that nobody knows, so nobody can tell when it began.",
    remedy="Give the campus in GEGI a time zone such as America/New_York; the class is sent to CourseKey again then.",
)
_NO_TIMES = Reason(
    sentence="CourseKey does not say in a way that can be read when the class began and ended.",
    remedy="Compare the class in CourseKey with the one in GEGI, and correct its date and times.",
)
_SKIPPED = Reason(
    sentence="The class begins at a time that the change to summer time skips, and would be over before it began.",
    remedy="Correct the times of the class in GEGI.",
)
