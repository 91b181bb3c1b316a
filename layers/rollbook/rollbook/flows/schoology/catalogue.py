"""Which grading periods, courses and sections Schoology should hold (SG6, SG9, SG10)."""

from collections.abc import Iterable, Iterator

from rollbook.flows.schoology import oneroster
from rollbook.flows.schoology.selection import running, running_terms, schools, settings, today
from rollbook.model.descriptors import Context
from rollbook.model.records import Desired, Json, Reason, Reference, Refusal

_DISTRICT = "district"
"""The scope of what belongs to no single school."""


def grading_periods(sessions: Iterable[Json], context: Context) -> Iterator[Desired | Refusal]:
    """Yield a grading period for every term that has not ended; one that settings map already exists (SG6)."""
    chosen = settings(context)
    for session in sessions:
        if session.get("type") not in chosen.term_types or not running(session, today(context)):
            continue
        key, title = oneroster.key(session), oneroster.text(session, "title")
        dates = {name: oneroster.text(session, name) for name in ("startDate", "endDate")}
        if title is None or None in dates.values():
            yield Refusal(key, _missing("term", "a title, a start and an end date"))
        elif title in chosen.grading_periods:
            existing = str(chosen.grading_periods[title])
            yield Desired(key, {"title": title, **dates, "existing": existing}, _DISTRICT)
        elif chosen.create_grading_periods:
            yield Desired(key, {"title": title, **dates}, _DISTRICT)
        else:
            yield Refusal(key, _UNMAPPED_TERM)


def courses(records: Iterable[Json], context: Context) -> Iterator[Desired | Refusal]:
    """Yield the courses of the schools whose courses are selected (SG9)."""
    selected = schools(context)
    for course in records:
        school = selected.get(oneroster.reference(course, "org") or "")
        if school is None or not school.courses or not oneroster.active(course):
            continue
        key = oneroster.key(course)
        code, title = oneroster.text(course, "courseCode"), oneroster.text(course, "title")
        if code is None or title is None:
            yield Refusal(key, _missing("course", "a course code and a title"))
            continue
        subjects = course.get("subjects")
        department = subjects[0] if isinstance(subjects, list) and subjects else None
        data = {"courseCode": code, "title": title, "department": department, "building": school.building}
        yield Desired(key, data, school.identifier)


def sections(records: Iterable[Json], context: Context) -> Iterator[Desired | Refusal]:
    """Yield a section for every class in a running term of the schools whose sections are selected (SG10).

    A class without a teacher is a section too: it gets its admin when the source names one.
    """
    selected = schools(context)
    for course_class in records:
        school = selected.get(oneroster.reference(course_class, "school") or "")
        terms = running_terms(course_class, context)
        if school is None or not school.sections or not oneroster.active(course_class) or not terms:
            continue
        key, course = oneroster.key(course_class), oneroster.reference(course_class, "course")
        code, title = oneroster.text(course_class, "classCode"), oneroster.text(course_class, "title")
        if course is None or code is None or title is None:
            yield Refusal(key, _missing("class", "a course, a class code and a title"))
            continue
        data = {
            "sectionSchoolCode": key if settings(context).section_school_code == "sourcedId" else code,
            "sectionCode": code,
            "title": title,
            "course": course,
            "terms": terms,
            "location": oneroster.text(course_class, "location"),
        }
        needs = (Reference("courses", course), *(Reference("terms", term) for term in terms))
        yield Desired(key, data, school.identifier, needs)


def _missing(kind: str, what: str) -> Reason:
    return Reason(
        sentence=f"A {kind} needs {what}, and something of these is missing in eSchoolPLUS.",
        remedy=f"Complete the {kind} in eSchoolPLUS; it goes out with the next run.",
    )


_UNMAPPED_TERM = Reason(
    sentence="The term has no grading period in Schoology, and creating them is switched off.",
    remedy="Map its title under grading_periods in schoology.provisioning.yaml, or set create_grading_periods: true.",
)
