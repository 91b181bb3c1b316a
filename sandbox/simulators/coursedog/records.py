"""How records are made, changed and removed: the rules of the product, which hold for people and for its API alike.

A `RuleError` says why something cannot be; nothing is changed then. Who changed a record and when is noted by whoever
asks for it.
"""

from collections.abc import Mapping
from typing import Any

from sandbox.simulators.coursedog.fields import COURSES, CROSSLIST, FORMS, RELATIONSHIPS, SECTIONS, Fault, Fields
from sandbox.simulators.coursedog.schools import Row, School

_FEWEST_SECTIONS = 2


class RuleError(Exception):
    """Something cannot be done to a record: the status and code of the contract, the field, and the record meant."""

    def __init__(self, status: int, code: str, field: str, message: str, row: Row | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.field = field
        self.message = message
        self.row = row


def create(school: School, kind: str, data: Mapping[str, Any], relationship: str = CROSSLIST) -> Row:
    """Make a record, of a relationship one of this type."""
    form = FORMS[kind]
    _check_shape(form.fault_of_new(data))
    key = form.key_of(data)
    if there := school.rows(kind).get(key):
        raise RuleError(409, "EXISTS", "", f"There is {key} already.", there)
    fields = {**form.first, **data, **({"type": relationship} if kind == RELATIONSHIPS else {})}
    _check(school, kind, fields, data)
    return school.tables[kind].add(key, fields)


def change(school: School, kind: str, row: Row, data: Mapping[str, Any]) -> None:
    """Set these fields of a record, and raise its version where that makes a difference."""
    _check_shape(FORMS[kind].fault_of_change(data))
    fields = {**row.fields, **data}
    _check(school, kind, fields, data)
    if fields != row.fields:
        row.fields, row.version = fields, row.version + 1


def remove(school: School, kind: str, row: Row) -> list[Row]:
    """Remove a record; return the relationships that lost a section by that, whether they are still there or not."""
    if kind == COURSES and not school.sections_come_first and sections_of_course(school, row.key):
        raise RuleError(422, "COURSE_IN_USE", "", f"There are sections of {row.key}.", row)
    school.tables[kind].remove(row)
    return _leave_relationships(school, row) if kind == SECTIONS else []


def renumber(school: School, row: Row, number: str) -> None:
    """Give a section another number; its relationships follow it."""
    form, old = FORMS[SECTIONS], row.key
    fields = {**row.fields, "sectionNumber": number}
    _check_shape(form.fault_of_new(fields))
    key = form.key_of(fields)
    if there := school.rows(SECTIONS).get(key):
        raise RuleError(409, "EXISTS", "sectionNumber", f"There is {key} already.", there)
    row.fields, row.version = fields, row.version + 1
    school.tables[SECTIONS].rename(row, key)
    for one in relationships_of(school, old):
        held = one.fields
        sections = [key if section == old else section for section in held["sections"]]
        primary = key if held["primarySection"] == old else held["primarySection"]
        one.fields, one.version = {**held, "sections": sections, "primarySection": primary}, one.version + 1


def sections_of_course(school: School, code: str) -> list[Row]:
    """Return the sections of a course in all terms."""
    return [row for row in school.rows(SECTIONS).values() if row.fields["courseCode"] == code]


def relationships_of(school: School, section: str) -> list[Row]:
    """Return the relationships that a section stands in, by its key."""
    return [row for row in school.rows(RELATIONSHIPS).values() if section in row.fields["sections"]]


def _leave_relationships(school: School, section: Row) -> list[Row]:
    touched = relationships_of(school, section.key)
    for row in touched:
        left = [key for key in row.fields["sections"] if key != section.key]
        primary = row.fields["primarySection"]
        row.fields = {**row.fields, "sections": left, "primarySection": None if primary == section.key else primary}
        row.version += 1
        if len(left) < _FEWEST_SECTIONS:
            school.tables[RELATIONSHIPS].remove(row)
    return touched


def _check_shape(fault: Fault | None) -> None:
    if fault is not None:
        raise RuleError(422, "INVALID", fault.field, f"{fault.field} {fault.words}.")


def _check(school: School, kind: str, fields: Fields, data: Mapping[str, Any]) -> None:
    """Check a record as it would be, and what of it comes anew."""
    if kind != COURSES and fields["termCode"] not in school.terms:
        raise RuleError(422, "TERM_UNKNOWN", "termCode", f"There is no term {fields['termCode']}.")
    {COURSES: _check_course, SECTIONS: _check_section, RELATIONSHIPS: _check_relationship}[kind](school, fields, data)


def _check_course(school: School, fields: Fields, _data: Mapping[str, Any]) -> None:
    if school.sections_come_first and not sections_of_course(school, fields["code"]):
        raise RuleError(422, "COMPONENTS_UNKNOWN", "code", f"There is no section of {fields['code']} yet.")


def _check_section(school: School, fields: Fields, data: Mapping[str, Any]) -> None:
    if not school.sections_come_first and fields["courseCode"] not in school.rows(COURSES):
        raise RuleError(422, "COURSE_UNKNOWN", "courseCode", f"There is no course {fields['courseCode']}.")
    alone = ("professors" in data) != ("professorsMeta" in data)
    if alone or fields["professors"] != [one["instructorId"] for one in fields["professorsMeta"]]:
        raise RuleError(
            422,
            "PROFESSORS_DIFFER",
            "professorsMeta",
            "professors and professorsMeta must name the same, in one order.",
        )


def _check_relationship(school: School, fields: Fields, _data: Mapping[str, Any]) -> None:
    sections = school.rows(SECTIONS)
    for key in fields["sections"]:
        if key not in sections or sections[key].fields["termCode"] != fields["termCode"]:
            raise RuleError(422, "SECTION_UNKNOWN", "sections", f"{fields['termCode']} has no section {key}.")
    if fields["primarySection"] not in {None, *fields["sections"]}:
        raise RuleError(422, "PRIMARY_UNKNOWN", "primarySection", "The primary section is none of the sections.")
