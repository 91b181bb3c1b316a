"""Whether a course is to be sent to CourseKey, as the registrar has chosen at one of three places (CK3)."""

from dataclasses import dataclass

from rollbook.flows.coursekey.rostering.lookups import PROGRAM_COURSES, SCHOOL
from rollbook.flows.coursekey.rostering.obstacles import Obstacle
from rollbook.model.descriptors import Context
from rollbook.model.records import Json, Reason


@dataclass(frozen=True, slots=True)
class Option:
    """Send to CourseKey as it holds for a course, and the place where that was said, in words."""

    on: bool
    said: str


def option(course: Json, context: Context) -> Option:
    """Return the option of a course: its own, else that of its program course, else the school's for new courses."""
    own = course["sendToCourseKey"]
    if own is not None:
        return Option(own, "at the course")
    inherited = context.lookups[PROGRAM_COURSES].get(course["programCourseId"])
    if inherited is not None:
        return Option(inherited, "at its program course")
    return Option(context.lookups[SCHOOL], "in the school settings, for new courses of programs")


def off(chosen: Option) -> Obstacle:
    """Return why a course whose option is off does not go."""
    return Obstacle(
        f"Send to CourseKey is off {chosen.said}.",
        "If the course shall be sent, turn Send to CourseKey on for it in GEGI.",
    )


def turned_off(chosen: Option) -> Reason:
    """Return what is said of a course whose option was turned off too late."""
    return Reason(
        sentence=f"Send to CourseKey is off {chosen.said}, but it cannot be turned off for a course that "
        "CourseKey holds already: the course goes on being sent.",
        remedy="Turn Send to CourseKey on again for the course in GEGI.",
    )
