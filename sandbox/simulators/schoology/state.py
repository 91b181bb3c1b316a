"""Everything the school holds, as JSON, with natural keys beside the ids, to be compared with a source."""

from typing import Any

from sandbox.simulators.schoology.tables import Row, School


def school_state(school: School) -> dict[str, Any]:
    """Return roles, buildings, users, courses, sections, enrollments and grading periods as lists."""
    return {
        "school": {"id": school.id, "title": school.title, "owner_id": school.owner_id},
        "roles": list(school.roles),
        "buildings": list(school.buildings),
        "gradingperiods": list(school.grading_periods),
        "users": [_user(school, row) for row in school.users],
        "courses": [{**row, "building_code": _building_code(school, row)} for row in school.courses],
        "sections": [_section(school, row) for row in school.sections],
        "enrollments": [_enrollment(school, row) for row in school.enrollments],
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


def _building_code(school: School, row: Row) -> str:
    """Return the code of the row's building; "" for what belongs to the whole school."""
    codes = (building["building_code"] for building in school.buildings if building["id"] == row["building_id"])
    return next(codes, "")


def _value(row: Row | None, field: str) -> str:
    return "" if row is None else str(row[field])
