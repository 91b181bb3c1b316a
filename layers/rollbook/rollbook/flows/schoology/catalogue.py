"""Which grading periods, courses and sections Schoology should hold (SG6, SG9, SG10)."""

from collections.abc import Iterable, Iterator

from rollbook.flows.schoology import oneroster
from rollbook.flows.schoology.conflicts import Conflicts
from rollbook.flows.schoology.naming import section_school_code
from rollbook.flows.schoology.selection import flowing_classes, running, running_terms, schools, settings, today
from rollbook.flows.schoology.settings import SchoolSetting
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
    for course, school in _flowing_courses(records, context):
        key = oneroster.key(course)
        code, title = oneroster.text(course, "courseCode"), oneroster.text(course, "title")
        if code is None or title is None:
            yield Refusal(key, _missing("course", "a course code and a title"))
            continue
        if code in context.lookups["courses"]:
            yield Refusal(key, _shared("course", "course code"))
            continue
        subjects = course.get("subjects")
        department = subjects[0] if isinstance(subjects, list) and subjects else None
        data = {"courseCode": code, "title": title, "department": department, "building": school.building}
        yield Desired(key, data, school.identifier)


def shared_course_codes(records: Iterable[Json], context: Context) -> Conflicts:
    """Return the course codes that several of the courses that flow have: Schoology matches by them."""
    return Conflicts(
        (oneroster.key(course), oneroster.text(course, "courseCode"))
        for course, _ in _flowing_courses(records, context)
    )


def shared_class_codes(records: Iterable[Json], context: Context) -> Conflicts:
    """Return the class codes that several classes have, where settings let Schoology match by them."""
    if settings(context).section_school_code == "sourcedId":
        return Conflicts(())
    return Conflicts(
        (oneroster.key(found), oneroster.text(found, "classCode")) for found, _ in flowing_classes(records, context)
    )


def sections(records: Iterable[Json], context: Context) -> Iterator[Desired | Refusal]:
    """Yield a section for every class that flows (SG10).

    A class without a teacher is a section too: it gets its admin when the source names one.
    """
    for course_class, school in flowing_classes(records, context):
        terms = running_terms(course_class, context)
        key, course = oneroster.key(course_class), oneroster.reference(course_class, "course")
        code, title = oneroster.text(course_class, "classCode"), oneroster.text(course_class, "title")
        if course is None or code is None or title is None:
            yield Refusal(key, _missing("class", "a course, a class code and a title"))
            continue
        if code in context.lookups["classes"]:
            yield Refusal(key, _shared("class", "class code"))
            continue
        data = {
            "sectionSchoolCode": section_school_code(course_class, settings(context)),
            "sectionCode": code,
            "title": title,
            "course": course,
            "terms": terms,
            "location": oneroster.text(course_class, "location"),
        }
        needs = (Reference("courses", course), *(Reference("terms", term) for term in terms))
        yield Desired(key, data, school.identifier, needs)


def _flowing_courses(records: Iterable[Json], context: Context) -> Iterator[tuple[Json, SchoolSetting]]:
    selected = schools(context)
    for course in records:
        school = selected.get(oneroster.reference(course, "org") or "")
        if school and school.courses and oneroster.active(course):
            yield course, school


def _shared(kind: str, what: str) -> Reason:
    return Reason(
        sentence=f"Another {kind} has the same {what}, and Schoology would merge them.",
        remedy=f"Give each {kind} a {what} of its own in eSchoolPLUS.",
    )


def _missing(kind: str, what: str) -> Reason:
    return Reason(
        sentence=f"A {kind} needs {what}, and something of these is missing in eSchoolPLUS.",
        remedy=f"Complete the {kind} in eSchoolPLUS; it goes out with the next run.",
    )


_UNMAPPED_TERM = Reason(
    sentence="The term has no grading period in Schoology, and creating them is switched off.",
    remedy="Map its title under grading_periods in schoology.provisioning.yaml, or set create_grading_periods: true.",
)
