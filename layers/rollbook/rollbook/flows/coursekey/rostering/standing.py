"""How a course stands: whether it is sent now, to which school of CourseKey, and if not, why (CK2, CK3)."""

from collections.abc import Iterator
from dataclasses import dataclass

from rollbook.flows.coursekey.rostering.lookups import CAMPUSES, CLASSES, COURSES, GROUPS, Campus
from rollbook.flows.coursekey.rostering.obstacles import Obstacle, of_the_window, of_what_is_missing
from rollbook.flows.coursekey.rostering.option import off, option, turned_off
from rollbook.flows.coursekey.rostering.settings import settings
from rollbook.flows.coursekey.zones import zone_of
from rollbook.model.descriptors import Context
from rollbook.model.records import Json, Reason

KNOWN = "courses"
"""The stream whose records the target is asked for: those that it was sent."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a course is at CourseKey: its School ID, and the time zone of the campus."""

    school: str
    time_zone: str


@dataclass(frozen=True, slots=True)
class Standing:
    """A course's place, None where it has none, what keeps it from being sent, and what is said if it is sent."""

    key: str
    place: Place | None
    obstacles: tuple[Obstacle, ...]
    known: bool
    notice: Reason | None

    @property
    def must_be_mended(self) -> bool:
        """Whether it should go, and would if a person did something."""
        return bool(self.obstacles) and all(obstacle.acts for obstacle in self.obstacles)

    @property
    def flows(self) -> bool:
        """Whether what belongs to it goes: while it is sent, and also while CourseKey holds it and it must be mended.

        When its last class is cancelled, or its instructor leaves before the next one is found, the course itself stays
        at CourseKey as it is; but the cancellation has to be known there, and who stops has to be dropped.
        """
        return self.place is not None and (not self.obstacles or (self.known and self.must_be_mended))


def standing(course: Json, context: Context) -> Standing:
    """Return how a course stands at the moment of the run; its days are those of its campus."""
    chosen, campus = settings(context), _campus(course, context)
    misplaced = _misplaced(campus)
    place = Place(campus.school, campus.time_zone) if campus and campus.school and not misplaced else None
    key = f"{place.school}/{course['id']}" if place else str(course["id"])
    known = key in context.known[KNOWN]
    sending = option(course, context)
    zone = (zone_of(campus.time_zone) if campus else None) or context.zone
    obstacles = (
        *([] if sending.on or known else [off(sending)]),
        *of_the_window(
            course,
            context.now.astimezone(zone).date(),
            before=chosen.weeks_before_start,
            after=chosen.weeks_after_end,
        ),
        *([misplaced] if misplaced else []),
        *of_what_is_missing(course, has_class=course["id"] in context.lookups[CLASSES].scheduled),
    )
    return Standing(key, place, obstacles, known, None if sending.on else turned_off(sending))


def flowing(context: Context) -> dict[str, Place]:
    """Return the courses whose people and classes go, by id, with their places."""
    return dict(_flowing(context))


def place_of(course_id: str | None, context: Context) -> Place | None:
    """Return where the people and classes of a course go now, None where they do not."""
    course = context.lookups[COURSES].get(course_id)
    found = standing(course, context) if course else None
    return found.place if found and found.flows else None


def stays(data: Json, context: Context) -> bool:
    """Say whether what left GEGI stays at CourseKey: its course does not go now, or not to that school any more."""
    place = place_of(data.get("course"), context)
    return place is None or place.school != data.get("school")


def _flowing(context: Context) -> Iterator[tuple[str, Place]]:
    for course_id in context.lookups[COURSES]:
        place = place_of(course_id, context)
        if place:
            yield course_id, place


def _campus(course: Json, context: Context) -> Campus | None:
    found: Campus | None = context.lookups[CAMPUSES].get(context.lookups[GROUPS].get(course["groupId"]))
    return found


def _misplaced(campus: Campus | None) -> Obstacle | None:
    """Return what is wrong with the campus of a course."""
    if campus is None:
        return Obstacle(
            "GEGI does not say on which campus it is: its group, or the campus of the group, is not there.",
            "Correct the group of the course in GEGI.",
            acts=True,
        )
    if campus.school is None:
        return Obstacle(
            f"Its campus, {campus.name}, has no School ID of CourseKey.",
            "If courses of the campus shall be sent, add it under campuses in coursekey.roster.yaml.",
        )
    if zone_of(campus.time_zone) is None:
        return Obstacle(
            f"Its campus, {campus.name}, has a time zone that nobody knows: {campus.time_zone!r}.",
            "Give the campus in GEGI a time zone such as America/New_York.",
            acts=True,
        )
    return None
