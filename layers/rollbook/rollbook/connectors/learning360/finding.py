"""Reads back what 360Learning holds of contents, by external id, and of attempts, by course, user and beginning."""

from collections.abc import Iterator, Sequence
from functools import cache

from rollbook.connectors.learning360.bulk_items import external_id, moment_of
from rollbook.connectors.learning360.door import Door
from rollbook.connectors.learning360.integration import Home
from rollbook.connectors.learning360.wire import Attempt, ExternalCourse
from rollbook.model.changes import Change, Found
from rollbook.model.records import Json

_OPTIONAL = ("description", "difficultyLevel", "duration")
"""What a course may have and need not."""


def contents(door: Door, home: Home, changes: Sequence[Change]) -> Iterator[Found]:
    """Yield the courses that there are and that are not archived; a removal never matches.

    An integration says nothing of whether a course is archived, so those that are come from the list of all courses.
    """
    integration = home.find()
    if integration is None:
        return
    archived: set[str] | None = None
    for change in changes:
        course = door.external_course(integration.id, external_id(change))
        if course is None:
            continue
        if archived is None:
            archived = {one.id for one in door.archived_courses()}
        if course.course_id not in archived:
            yield Found(digest=change.digest, target=course.course_id, matches=_holds(course, change.data))


def attempts(door: Door, home: Home, changes: Sequence[Change]) -> Iterator[Found]:
    """Yield the attempts that began when those of the changes did; each is as it should be with progress and time."""
    integration = home.find()
    if integration is None:
        return

    @cache
    def course_of(content: str) -> ExternalCourse | None:
        return door.external_course(integration.id, content)

    for change in changes:
        data = change.data or change.before or {}
        course = course_of(data["content"])
        rows = list(door.attempts(course.course_id, data["user"])) if course else []
        began = moment_of(data["firstActivityAt"])
        same = [row for row in rows if row.first_activity_at == began]
        if same:
            row = next((row for row in same if _is_so(row, change.data)), same[-1])
            yield Found(digest=change.digest, target=row.id, matches=_is_so(row, change.data))


def _holds(course: ExternalCourse, data: Json | None) -> bool:
    """Say whether a course has all that it should, and nothing of what it should not have."""
    if data is None:
        return False
    return all((course.fields.get(name) or None) == (data.get(name) or None) for name in (*data, *_OPTIONAL))


def _is_so(row: Attempt, data: Json | None) -> bool:
    """Say whether an attempt is as it should be; its last activity never moves back."""
    if data is None or (row.progress, row.time_spent) != (data["progress"], data["timeSpent"]):
        return False
    last = moment_of(data["lastActivityAt"])
    return row.last_activity_at is None or last is None or row.last_activity_at >= last
