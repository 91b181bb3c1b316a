"""The file of course records: its columns, which of them are needed, and where its rows must agree (CR5, CR6)."""

import json
from collections.abc import Mapping

from rollbook.flows.courserecords.importing.faults import is_sound
from rollbook.flows.courserecords.importing.rows import (
    ENROLLMENTS,
    GLOBAL,
    YES,
    credit_of,
    enrollment_of,
    folded,
    is_complete,
    is_global,
    keys_of,
    person_of,
    place_of,
    value,
)
from rollbook.model.records import Json, Reason
from rollbook.model.tables import Agreement, Column, Kind, Place, Table

_PERSON = ("external_user_id", "external_email")

COLUMNS = (
    Column("external_course_id", Kind.IDENTIFIER, longest=128),
    Column("title", longest=255),
    Column("external_user_id", Kind.IDENTIFIER, aliases=("external_uid",), longest=128),
    Column("external_email", Kind.EMAIL, aliases=("external_mail",), longest=254),
    Column("first_name", longest=255),
    Column("last_name", longest=255),
    Column("enrollment_start", Kind.MOMENT),
    Column("enrollment_end", Kind.MOMENT),
    Column("credits", Kind.DECIMAL, digits=(4, 2)),
    Column("credit_type", longest=128),
    Column("credit_expiration", Kind.MOMENT),
    Column("complete", Kind.BOOLEAN),
    Column("date_completed", Kind.MOMENT),
    Column("attended", Kind.BOOLEAN),
    Column("participant_category", longest=128),
    Column("member_id", longest=255),
)
"""EthosCE's data dictionary; names and the older member_id are read and not used, for nobody is created or changed."""


def records(row: Json) -> tuple[tuple[str, str], ...]:
    """Return stream and key of what a row stands for; what is said of the row alone is said of the last of them.

    A row that is refused for its own sake is one by its place, so that nothing of it is said of rows that share its
    person and course; the other keys still tell what it is about.
    """
    return keys_of(row) if is_sound(row) else (*keys_of(row), (ENROLLMENTS, place_of(row)))


def remarks(row: Json) -> Mapping[str, str]:
    """Say whether a row counts for PARS (CR6)."""
    if is_global(row):
        return {"pars": "does not count: global import"}
    return {"pars": "counts" if value(row, "enrollment_start") else "does not count: no enrollment_start"}


def _headers(place: Place) -> tuple[tuple[str, ...], ...]:
    of_the_course = (("external_course_id",), ("title",)) if place.importer == GLOBAL else ()
    return (*of_the_course, _PERSON)


def _credit(row: Json) -> str | None:
    return credit_of(row) or None


def _categorised(row: Json) -> str | None:
    return (person_of(row) or None) if value(row, "participant_category") else None


def _completing(row: Json) -> str | None:
    """Return the completion that a row is about; one whose cells could not all be read contradicts no other."""
    return None if row["defects"] else enrollment_of(row) or None


def _completion(row: Json) -> str:
    told = (YES if is_complete(row) else "", value(row, "date_completed"), value(row, "attended"))
    return json.dumps(told)


def _enrolling(row: Json) -> str | None:
    """Return the enrollment that a row says something of: of several rows of a person, one or all may."""
    dated = value(row, "enrollment_start") or value(row, "enrollment_end")
    return (enrollment_of(row) or None) if dated and not row["defects"] else None


def _enrollment(row: Json) -> str:
    return json.dumps((value(row, "enrollment_start"), value(row, "enrollment_end")))


def _mail(row: Json) -> str:
    return folded(row, "external_email")


def _user(row: Json) -> str:
    return folded(row, "external_user_id")


def _by_mail(row: Json) -> str | None:
    return (_mail(row) or None) if _user(row) else None


def _by_user(row: Json) -> str | None:
    return (_user(row) or None) if _mail(row) else None


CREDIT_TWICE = Reason(
    sentence="The same person, course and credit type stand in more than one row.",
    remedy="Leave one row for each credit type that is awarded.",
)
CATEGORY_TWICE = Reason(
    sentence="The participant category of the same person stands in more than one row; each would be counted for PARS.",
    remedy="Leave participant_category in one row of each person.",
)
COMPLETION_DIFFERS = Reason(
    sentence="Rows of the same person in the same course differ in complete, date_completed or attended.",
    remedy="Give these columns the same values in all rows of the person in this course.",
)
ENROLLMENT_DIFFERS = Reason(
    sentence="Rows of the same person in the same course differ in enrollment_start or enrollment_end.",
    remedy="Give these columns the same values in all rows of the person in this course, or fill them in in one.",
)
PERSON_DIFFERS = Reason(
    sentence="Rows give the same user id different e-mail addresses, or the same e-mail address different user ids.",
    remedy="Correct external_user_id or external_email in these rows.",
)

TABLE = Table(
    columns=COLUMNS,
    headers=_headers,
    records=records,
    agreements=(
        Agreement(_credit, CREDIT_TWICE),
        Agreement(_categorised, CATEGORY_TWICE),
        Agreement(_completing, COMPLETION_DIFFERS, same=_completion),
        Agreement(_enrolling, ENROLLMENT_DIFFERS, same=_enrollment),
        Agreement(_by_mail, PERSON_DIFFERS, same=_user),
        Agreement(_by_user, PERSON_DIFFERS, same=_mail),
    ),
    remarks=remarks,
)
