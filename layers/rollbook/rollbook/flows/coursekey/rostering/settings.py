"""What an institution sets for sending courses from GEGI to CourseKey: `coursekey.roster.yaml` (CK1)."""

from collections import Counter
from typing import ClassVar

from pydantic import Field, field_validator

from rollbook.model.descriptors import Context
from rollbook.model.records import Frozen
from rollbook.model.settings import FlowSettings

_MOST_WEEKS = 104


class CampusSetting(Frozen):
    """One campus of GEGI, by its id, and the School ID that it has at CourseKey."""

    campus: str = Field(min_length=1)
    school: str = Field(pattern=r"^[0-9]{1,10}$")


class RosterSettings(FlowSettings):
    """When courses go to CourseKey, and which campus is which school there, beside what every flow has.

    Weeks are counted back from the start of a course, and on from the day on which it was completed or, until then,
    from its planned end (CK2).
    """

    guarded: ClassVar = ("enrollments", "classes")

    weeks_before_start: int = Field(default=3, ge=0, le=_MOST_WEEKS)
    weeks_after_end: int = Field(default=2, ge=0, le=_MOST_WEEKS)
    campuses: tuple[CampusSetting, ...] = Field(min_length=1)

    @field_validator("campuses")
    @classmethod
    def _each_campus_once(cls, campuses: tuple[CampusSetting, ...]) -> tuple[CampusSetting, ...]:
        times = Counter(setting.campus for setting in campuses)
        twice = sorted(campus for campus, count in times.items() if count > 1)
        if twice:
            raise ValueError(f"each campus may stand here once, and {', '.join(twice)} does more often")
        return campuses


def settings(context: Context) -> RosterSettings:
    """Return the flow's settings with their type."""
    assert isinstance(context.settings, RosterSettings)
    return context.settings
