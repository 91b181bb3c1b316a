"""What Coursedog shows: records with all their fields, in the order of creation, page by page with the total."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from werkzeug.wrappers import Response

from sandbox.institution.university import Term
from sandbox.simulators.calls import Call
from sandbox.simulators.coursedog.fields import COURSES, RELATIONSHIPS, SECTIONS, Fields
from sandbox.simulators.coursedog.records import relationships_of
from sandbox.simulators.coursedog.schools import Row, School
from sandbox.simulators.items import body_object
from sandbox.simulators.paging import page
from sandbox.simulators.questions import Question
from sandbox.simulators.refusals import answered, invalid, malformed
from sandbox.simulators.shapes import Shape, list_of, one_of, part, text

MOST_PER_PAGE = 200
MOST_KEYS = 50
MOST_FILTERS = 10
_PAGING = ("skip", "limit")
_FOREVER = ("0001-01-01", "9999-12-31")
_FILTERS = Shape(
    {
        "condition": one_of("AND"),
        "filters": list_of(
            part(
                Shape(
                    {
                        "id": text(0),
                        "name": one_of("code", "subjectCode", "status"),
                        "inputType": text(0),
                        "group": text(0),
                        "type": one_of("is"),
                        "value": text(0),
                    }
                )
            ),
            most=MOST_FILTERS,
        ),
    }
)


def show(school: School, kind: str, row: Row) -> Fields:
    """Return a record as it is shown."""
    return {
        "id": row.id,
        **row.fields,
        **{COURSES: _course_parts, SECTIONS: _section_parts, RELATIONSHIPS: _relationship_parts}[kind](school, row),
        "version": row.version,
        "lastEdited" if kind == RELATIONSHIPS else "lastEditedAt": _iso(row.edited_at),
        "lastEditedBy": row.edited_by,
        "lastSyncedAt": _iso(row.synced_at),
    }


def show_term(term: Term, today: date) -> Fields:
    """Return a term as it is shown on a day."""
    return {
        "id": term.code,
        "displayName": term.title,
        "year": term.start.year,
        "startDate": term.start.isoformat(),
        "endDate": term.end.isoformat(),
        "historical": term.end < today,
    }


def show_terms(call: Call, school: School, today: date) -> Response:
    """Answer with all terms."""
    Question.read(call.request, ())
    return answered({"terms": [show_term(term, today) for term in school.terms.values()]})


def search_courses(call: Call, school: School) -> Response:
    """Answer with a page of the courses that a search finds."""
    question = Question.read(call.request, (*_PAGING, "effectiveDatesRange"))
    wanted = _filters(call) if call.request.method == "POST" else {}
    first, last = _days(question)

    def is_wanted(course: Fields) -> bool:
        starts, ends = course["effectiveStartDate"] or _FOREVER[0], course["effectiveEndDate"] or _FOREVER[1]
        return starts <= last and ends >= first and all(course[name] in values for name, values in wanted.items())

    shown = [show(school, COURSES, row) for row in school.rows(COURSES).values()]
    found = list(filter(is_wanted, shown))
    return answered({"data": _cut(call, question, found), "listLength": len(found)})


def show_sections_of_course(call: Call, school: School) -> Response:
    """Answer with the sections of one course in one term."""
    Question.read(call.request, ())
    course = school.tables[COURSES].rows.get(call.arguments["courseId"])
    meant = (call.arguments["termId"], course.key if course else None)
    rows = [
        row for row in school.rows(SECTIONS).values() if (row.fields["termCode"], row.fields["courseCode"]) == meant
    ]
    return answered({"sections": [show(school, SECTIONS, row) for row in rows]})


def list_sections(call: Call, school: School) -> Response:
    """Answer with a page of a term's sections, or of those with some keys."""
    question, keys = _term_or(call, "keys")
    rows = school.rows(SECTIONS)
    found = _of_term(question, rows.values()) if keys is None else [rows[key] for key in keys & rows.keys()]
    return _show_rows(call, question, school, SECTIONS, found)


def list_relationships(call: Call, school: School) -> Response:
    """Answer with a page of a term's relationships, or of those of some sections."""
    question, keys = _term_or(call, "sections")
    if keys is None:
        found = _of_term(question, school.rows(RELATIONSHIPS).values())
    else:
        found = list({row.id: row for key in keys for row in relationships_of(school, key)}.values())
    return _show_rows(call, question, school, RELATIONSHIPS, found)


def list_users(call: Call, school: School) -> Response:
    """Answer with a page of users."""
    question = Question.read(call.request, _PAGING)
    shown = [
        {"id": one.id, "email": one.email, "roles": list(one.roles), "products": list(one.products)}
        for one in school.users
    ]
    return _show_items(call, question, shown)


def list_changes(call: Call, school: School) -> Response:
    """Answer with a page of what was saved at or after a moment."""
    question = Question.read(call.request, (*_PAGING, "since"))
    since = question.moment("since")
    if since is None:
        raise malformed("since is missing.")
    return _show_items(call, question, [one.as_json() for one in school.saved if one.at >= since])


def _term_or(call: Call, other: str) -> tuple[Question, set[str] | None]:
    """Read a question for a term, or else for keys."""
    question = Question.read(call.request, (*_PAGING, "term", other))
    keys = question.ids(other, MOST_KEYS)
    if ("term" in question.values) == (keys is not None):
        raise malformed(f"Exactly one of term and {other} must be given.")
    return question, None if keys is None else set(keys)


def _of_term(question: Question, rows: Iterable[Row]) -> list[Row]:
    return [row for row in rows if row.fields["termCode"] == question.values["term"]]


def _show_rows(call: Call, question: Question, school: School, kind: str, rows: Sequence[Row]) -> Response:
    found = sorted(rows, key=lambda row: row.number)
    shown = [show(school, kind, row) for row in _cut(call, question, found)]
    return answered({"items": shown, "total": len(found)})


def _show_items(call: Call, question: Question, found: Sequence[Fields]) -> Response:
    return answered({"items": _cut(call, question, found), "total": len(found)})


def _cut(call: Call, question: Question, found: Sequence[Any]) -> list[Any]:
    return page(found, question.skip(), question.limit(MOST_PER_PAGE), call.page_fault)


def _filters(call: Call) -> dict[str, set[str]]:
    """Return what the filters of a search ask for; two filters of one field exclude each other."""
    body = body_object(call)
    if fault := _FILTERS.fault(body):
        raise invalid(fault)
    wanted: dict[str, set[str]] = {}
    for one in body["filters"]:
        wanted[one["name"]] = wanted.get(one["name"], {one["value"]}) & {one["value"]}
    return wanted


def _days(question: Question) -> tuple[str, str]:
    given = question.values.get("effectiveDatesRange", ",".join(_FOREVER)).split(",")
    try:
        first, last = (date.fromisoformat(one).isoformat() for one in given)
    except ValueError:
        raise malformed("effectiveDatesRange must be two dates with a comma between them.") from None
    return first, last


def _course_parts(_school: School, row: Row) -> Fields:
    subject, _, number = row.key.partition("-")
    return {"subjectCode": subject, "courseNumber": number}


def _section_parts(school: School, row: Row) -> Fields:
    course = school.rows(COURSES).get(row.fields["courseCode"])
    return {"courseId": course.id if course else None}


def _relationship_parts(school: School, row: Row) -> Fields:
    sections = school.rows(SECTIONS)
    return {"sectionIds": [sections[key].id for key in row.fields["sections"]]}


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
