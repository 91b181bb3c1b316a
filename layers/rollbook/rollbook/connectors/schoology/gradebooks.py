"""Reads gradebooks: what is graded in a section, the grades, the members and the categories, one section at a time."""

import contextlib
import math
from collections.abc import Iterator, Mapping
from datetime import datetime

from rollbook.connectors.calls import Call
from rollbook.connectors.schoology.door import Door
from rollbook.connectors.schoology.lists import Shelf, all_sections, answered, code_of, listed, rows, sections_of
from rollbook.connectors.schoology.paging import Slice, pages
from rollbook.connectors.schoology.settings import NAME
from rollbook.connectors.schoology.translate import id_of, plain
from rollbook.connectors.schoology.wire import categories_of, grades_of
from rollbook.model.errors import IncompleteReadError
from rollbook.model.records import Json, Page, Scope

_ATTEMPTS = 3


def gradebooks(door: Door, scope: Scope) -> Iterator[Page]:
    """Yield one page per section that has a code: of all courses, or those that `scope.parts` names.

    The total is the number of these sections. Those whose grading periods have ended come only when they are named, so
    that reading all does not take longer from year to year. With `scope.since` only grades that changed from that
    second on are read; items, members and categories are complete all the same.
    """
    found = all_sections(door, past=False) if scope.parts is None else sections_of(door, scope.parts)
    sections = Shelf(section for section in found if code_of(section))
    if not sections:
        yield Page([], 0)
    for section in sections:
        yield Page([_settled(door, section, scope)], len(sections))


def _settled(door: Door, section: Json, scope: Scope) -> Json:
    """Read a gradebook again when it moved: one busy section must not cost the reading of all the others."""
    for _ in range(_ATTEMPTS - 1):
        with contextlib.suppress(IncompleteReadError):
            return _gradebook(door, section, scope)
    return _gradebook(door, section, scope)


def _gradebook(door: Door, section: Json, scope: Scope) -> Json:
    """Read grades before items, and both before members.

    What goes away meanwhile is then missed in the harmless order: a grade whose item or member has gone says so by
    itself, while an item or a member without a grade would look as if the grade had been taken back. A section without
    items is not asked for more, but for its members when it was named: they tell whose grades went with the last item.
    """
    at = {"section": id_of(section)}
    grades = rows(_grades(door, at, scope.since))
    items = rows(listed(door, "/sections/{section}/grade_items", "assignment", at=at))
    members: list[Json] = []
    categories: list[Json] = []
    if items or scope.parts is not None:
        members = rows(listed(door, "/sections/{section}/enrollments", "enrollment", at=at))
    if items:
        # The documents show neither pages nor a total for categories.
        categories = answered(door, Call("GET", "/sections/{section}/grading_categories", at=at)).parse(categories_of)
    return {
        "section_school_code": code_of(section),
        "section": section,
        "categories": categories,
        "items": items,
        "grades": grades,
        "members": members,
    }


def _grades(door: Door, at: Mapping[str, str], since: datetime | None) -> Iterator[Slice]:
    """Read grades, which are paged and declare no total."""
    # The filter counts in whole seconds: rounded up it would leave out what changed within the second.
    changed: dict[str, str | int] = {"timestamp": math.floor(since.timestamp())} if since else {}

    def fetch(start: int, limit: int) -> Slice:
        query = {**changed, "start": start, "limit": limit}
        return Slice(answered(door, Call("GET", "/sections/{section}/grades", at=at, query=query)).parse(grades_of))

    return pages(f"The rows of {NAME}'s /sections/{{section}}/grades", _grade_key, fetch)


def _grade_key(row: Json) -> tuple[str, ...]:
    return plain(row.get("enrollment_id")), plain(row.get("assignment_id"))
