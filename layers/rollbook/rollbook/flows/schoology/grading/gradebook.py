"""One section's gradebook as Schoology gives it, read without trusting its rows."""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from rollbook.flows.schoology import oneroster
from rollbook.flows.schoology.grading.values import flag, given, identity, number, word
from rollbook.model.records import Json

Key = TypeVar("Key")
Cell = tuple[str, str]
"""Where a grade stands: its item and its enrollment."""


@dataclass(frozen=True, slots=True)
class Gradebook:
    """A section's rows by their ids; `grades` by item and enrollment.

    `whole` says that every row could be read: otherwise what seems to have gone may only be unreadable. `weighted` says
    that the section weighs its categories; one that does not tell does so when any of them has a weight.
    """

    code: str
    items: Mapping[str, Json]
    categories: Mapping[str, Json]
    members: Mapping[str, Json]
    grades: Mapping[Cell, Json]
    whole: bool
    weighted: bool

    def graded(self) -> frozenset[str]:
        """Return the ids of the items that have a grade or an exception, among the grades that were read."""
        return frozenset(item for (item, _), row in self.grades.items() if has_grade(row))


def code_of(record: Json) -> str | None:
    """Return the section school code of a gradebook."""
    return oneroster.text(record, "section_school_code")


def read(record: Json, code: str) -> Gradebook:
    """Return a record of the collection `gradebooks`; rows without an id are passed over."""
    items, all_items = _by(record, "items", lambda row: identity(row.get("id")))
    members, all_members = _by(record, "members", lambda row: identity(row.get("id")))
    categories, all_categories = _by(record, "categories", lambda row: identity(row.get("id")))
    grades, all_grades = _by(record, "grades", _cell)
    section = record.get("section")
    options = section.get("options") if isinstance(section, dict) else None
    weighs = options.get("weighted_grading_categories") if isinstance(options, dict) else None
    return Gradebook(
        code=code,
        items=items,
        categories=categories,
        members=members,
        grades=grades,
        whole=all_items and all_members and all_categories and all_grades,
        weighted=flag(weighs, default=any(number(row.get("weight")) for row in categories.values())),
    )


def has_grade(row: Json) -> bool:
    """Say whether a row holds a grade or an exception, and not only a comment or a submission."""
    return given(row.get("grade")) is not None or flag(row.get("exception"))


def students(gradebook: Gradebook) -> dict[str, str | None]:
    """Return the enrollments that count for a student, each with its school uid (None: it has none).

    Of several enrollments of one person the active one counts, and the newest where none is: when a section has ended,
    all of its enrollments are archived, and teachers grade on. Teachers' own enrollments are left out.
    """
    best: dict[str, tuple[bool, int, str | None]] = {}
    for enrollment, row in gradebook.members.items():
        if flag(row.get("admin")):
            continue
        uid = word(row.get("school_uid"))
        # Whoever has no uid may be anybody, so each such enrollment stands for itself.
        person = uid.casefold() if uid else f"/{enrollment}"
        found = (is_active(row), int(enrollment), uid)
        if person not in best or found[:2] > best[person][:2]:
            best[person] = found
    return {str(enrollment): uid for _, enrollment, uid in best.values()}


def is_active(member: Json) -> bool:
    """Say whether an enrollment is active: pending, expired and archived ones are not."""
    return number(member.get("status")) == 1


def _cell(row: Json) -> Cell | None:
    item, enrollment = identity(row.get("assignment_id")), identity(row.get("enrollment_id"))
    return (item, enrollment) if item and enrollment else None


def _by(record: Json, name: str, key_of: Callable[[Json], Key | None]) -> tuple[dict[Key, Json], bool]:
    """Return the rows of one list by key, and whether that is all that it holds.

    Of several rows with one key the one with the latest timestamp is taken, and whatever comes last in their spelling
    where that does not tell: the order of rows must not matter.
    """
    listed = record.get(name)
    rows: Iterable[Any] = listed if isinstance(listed, list) else ()
    found: dict[Key, Json] = {}
    whole = isinstance(listed, list)
    for row in rows:
        key = key_of(row) if isinstance(row, dict) else None
        if key is None:
            whole = False
        else:
            found[key] = max(found[key], row, key=_age) if key in found else row
    return found, whole


def _age(row: Json) -> tuple[float, str]:
    spelt = {name: _spelt(value) for name, value in row.items()}
    return number(row.get("timestamp")) or 0, json.dumps(spelt, sort_keys=True)


def _spelt(value: Any) -> Any:
    """Return a value in its one spelling."""
    return next((read for read in (number(value), identity(value)) if read is not None), value)
