"""Everything the school holds, as JSON, with natural keys beside the ids, to be compared with a source."""

from typing import Any

from sandbox.simulators.schoology.tables import Row, School


def school_state(school: School) -> dict[str, Any]:
    """Return every table as a list, together with roles and buildings."""
    return {
        "school": {"id": school.id, "title": school.title, "owner_id": school.owner_id},
        "roles": list(school.roles),
        "buildings": list(school.buildings),
        "gradingperiods": list(school.grading_periods),
        "users": [_user(school, row) for row in school.users],
        "courses": [{**row, "building_code": _building_code(school, row)} for row in school.courses],
        "sections": [_section(school, row) for row in school.sections],
        "enrollments": [_enrollment(school, row) for row in school.enrollments],
        "grading_categories": [_category(school, row) for row in school.grading_categories],
        "grade_items": [_item(school, row) for row in school.grade_items],
        "grades": [_grade(school, row) for row in school.grades],
        "targets": list(school.targets),
        "subscriptions": list(school.subscriptions),
    }


def _user(school: School, row: Row) -> Row:
    role = next(role["title"] for role in school.roles if role["id"] == row["role_id"])
    return {**row, "role": role, "building_code": _building_code(school, row)}


def _section(school: School, row: Row) -> Row:
    periods = [school.grading_periods.get(period_id) for period_id in row["grading_periods"]]
    return {
        **row,
        "course_code": _value(school.courses.get(row["course_id"]), "course_code"),
        "grading_period_titles": [_value(period, "title") for period in periods],
    }


def _enrollment(school: School, row: Row) -> Row:
    return {
        **row,
        "section_school_code": _value(school.sections.get(row["section_id"]), "section_school_code"),
        "school_uid": _value(school.users.get(row["uid"]), "school_uid"),
    }


def _category(school: School, row: Row) -> Row:
    return {**row, "section_school_code": _value(school.sections.get(row["section_id"]), "section_school_code")}


def _item(school: School, row: Row) -> Row:
    category = school.grading_categories.get(row["grading_category"])
    return {**_category(school, row), "category_title": _value(category, "title")}


def _grade(school: School, row: Row) -> Row:
    enrollment = school.enrollments.get(row["enrollment_id"])
    item = school.grade_items.get(row["assignment_id"])
    assert enrollment is not None
    seat = _enrollment(school, enrollment)
    keys = {name: seat[name] for name in ("section_school_code", "school_uid")}
    return {**row, **keys, "item_title": _value(item, "title")}


def _building_code(school: School, row: Row) -> str:
    """Return the code of the row's building; "" for what belongs to the whole school."""
    codes = (building["building_code"] for building in school.buildings if building["id"] == row["building_id"])
    return next(codes, "")


def _value(row: Row | None, field: str) -> str:
    return "" if row is None else str(row[field])
