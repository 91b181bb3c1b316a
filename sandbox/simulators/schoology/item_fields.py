"""Which fields a grade item has, what Schoology accepts in them, and how it shows them (documents: Assignment)."""

import re
from datetime import datetime

from sandbox.simulators.schoology.bulk import ItemRefusedError, amount_of, number_of, one_of, text_of
from sandbox.simulators.schoology.tables import Row, School

ASSIGNMENT = "assignment"
ITEM_TYPES = (ASSIGNMENT, "discussion", "assessment")
_DUE = re.compile(r"\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}")
# Grading scales are not simulated: 0 is "no scale".
_SCALES = ("0",)
_FLAGS = {
    "is_final": 0,
    "show_comments": 0,
    "grade_stats": 0,
    "allow_dropbox": 1,
    "allow_discussion": 1,
    "published": 1,
    "count_in_grade": 1,
    "collected_only": 0,
    "auto_publish_grades": 1,
}
_AMOUNTS = {"max_points": 100, "factor": 1}
_LISTS = ("assignees", "grading_group_ids")
_SHOWN_AS_TEXT = (
    "grading_scale",
    "grading_period",
    "grading_category",
    "max_points",
    "factor",
    "is_final",
    "show_comments",
    "grade_stats",
    "allow_dropbox",
    "allow_discussion",
)
# What nobody can set here.
_READ_ONLY: Row = {
    "available": 1,
    "completed": 0,
    "dropbox_locked": 0,
    "grading_scale_type": 0,
    "show_rubric": False,
    "completion_status": "",
}


def empty_item(section: Row) -> Row:
    """Return what an item of a section has before anybody says otherwise: in its first grading period, ungraded."""
    return {
        "section_id": section["id"],
        "title": "",
        "description": "",
        "due": "",
        "grading_scale": 0,
        "grading_period": section["grading_periods"][0],
        "grading_category": 0,
        **_FLAGS,
        **_AMOUNTS,
        "assignees": [],
        "grading_group_ids": [],
    }


def read_item(school: School, section: Row, wish: Row) -> Row:
    """Return the fields to store; what cannot be set (such as `type`) is passed over, as the documents have it."""
    fields: Row = {field: text_of(wish, field) for field in ("title", "description", "due") if field in wish}
    if "title" in fields and not fields["title"]:
        raise ItemRefusedError(400, "title must not be empty.")
    _check_due(fields.get("due", ""))
    fields |= {field: int(one_of(wish, field, ("0", "1"), default="")) for field in _FLAGS if field in wish}
    fields |= {field: amount_of(wish, field) for field in _AMOUNTS if field in wish}
    fields |= {field: _ids(wish, field) for field in _LISTS if field in wish}
    if "grading_scale" in wish:
        fields["grading_scale"] = int(one_of(wish, "grading_scale", _SCALES, default=""))
    fields |= {field: number_of(wish, field) for field in ("grading_period", "grading_category") if field in wish}
    _check_references(school, section, fields)
    return fields


def show_item(row: Row) -> Row:
    """Return an item as the API shows it: its own ids are numbers, most of the others texts."""
    shown = {
        **row,
        **{field: str(row[field]) for field in _SHOWN_AS_TEXT},
        **_READ_ONLY,
        "num_assignees": len(row["assignees"]),
    }
    hidden = {"section_id"}
    if (row["count_in_grade"], row["collected_only"]) == (_FLAGS["count_in_grade"], _FLAGS["collected_only"]):
        # These two are shown when one of them is not as usual (documents, field table).
        hidden |= {"count_in_grade", "collected_only"}
    if not row["grading_group_ids"]:
        hidden.add("grading_group_ids")
    return {field: value for field, value in shown.items() if field not in hidden}


def _check_due(due: str) -> None:
    if not due:
        return
    try:
        well_formed = _DUE.fullmatch(due) is not None and bool(datetime.fromisoformat(due))
    except ValueError:
        well_formed = False
    if not well_formed:
        raise ItemRefusedError(400, "due must be a moment, YYYY-MM-DD HH:MM:SS.")


def _ids(wish: Row, field: str) -> list[int]:
    values = wish[field]
    if not isinstance(values, list) or not all(str(value).isdecimal() for value in values):
        raise ItemRefusedError(400, f"{field} must be a list of ids.")
    return [int(value) for value in values]


def _check_references(school: School, section: Row, fields: Row) -> None:
    """Check what an item refers to; 0 is no category, and the period "Other". Grading groups are not simulated."""
    period = fields.get("grading_period", 0)
    if period and period not in section["grading_periods"]:
        raise ItemRefusedError(400, "grading_period must be one of the section's, or 0.")
    category = school.grading_categories.get(fields.get("grading_category", 0))
    if fields.get("grading_category", 0) and (category is None or category["section_id"] != section["id"]):
        raise ItemRefusedError(400, "grading_category must be one of the section's, or 0.")
    for enrollment_id in fields.get("assignees", ()):
        enrollment = school.enrollments.get(enrollment_id)
        if enrollment is None or enrollment["section_id"] != section["id"]:
            raise ItemRefusedError(400, f"There is no enrollment {enrollment_id} in this section.")
