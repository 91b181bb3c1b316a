"""The college's campuses, what each is called at CourseKey, and which day it is there."""

import dataclasses
from datetime import date, datetime
from zoneinfo import ZoneInfo


@dataclasses.dataclass(frozen=True, slots=True)
class CampusPlan:
    """One campus: its id at GEGI, its School ID at CourseKey, its name and its time zone."""

    id: str
    school: str
    name: str
    time_zone: str


CAMPUSES = (
    CampusPlan("north", "4711", "Maple Ridge Career College, North", "America/New_York"),
    CampusPlan("desert", "4712", "Maple Ridge Career College, Desert", "America/Phoenix"),
)


def college_day(now: datetime) -> date:
    """Return the day on which the college stands: the one of the westernmost campus, so that yesterday is over."""
    return now.astimezone(ZoneInfo("America/Phoenix")).date()
