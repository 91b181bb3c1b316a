"""Whether a row goes: it is refused, held for a person's decision, waits for its person, or is let through."""

from dataclasses import dataclass

from rollbook.flows.courserecords.importing import wording
from rollbook.flows.courserecords.importing.faults import fault_of
from rollbook.flows.courserecords.importing.lookups import (
    COURSES,
    USERS,
    Ambiguous,
    Contradiction,
    Course,
    Enrolling,
    People,
    Together,
)
from rollbook.flows.courserecords.importing.moments import begins, ends
from rollbook.flows.courserecords.importing.rows import (
    NAMED_BY_MAIL,
    course_key,
    course_of,
    enrollment_of,
    is_complete,
    is_global,
    keys_of,
    person_of,
    place_of,
    value,
)
from rollbook.flows.courserecords.importing.settings import ImportSettings, settings
from rollbook.model.descriptors import Context
from rollbook.model.records import Json, LeftOut, Reason, Refusal
from rollbook.model.tables import ROWS


@dataclass(frozen=True, slots=True)
class Entry:
    """A row that goes: its person by the id in the LMS, its course, and what all rows say of the enrollment.

    `is_new` says that the LMS does not have the course; `completes` that nothing there keeps a person from being
    completed on enrollment.
    """

    row: Json
    user: str
    course: str
    enrolling: Enrolling
    is_new: bool
    completes: bool


def judge(row: Json, context: Context) -> Entry | Refusal | LeftOut:
    """Return what becomes of a row; what keeps it back is told under the last of its records."""
    if fault := fault_of(row):
        return Refusal(place_of(row), fault)
    people: People = context.lookups[USERS]
    together: Together = context.lookups[ROWS]
    chosen, user = settings(context), people.of(row)
    course: Course | Ambiguous | None = context.lookups[COURSES].get(course_key(row))
    enrolling = together.enrolling.get(enrollment_of(row), Enrolling())
    reason = (
        _wrong_value(row, chosen)
        or _wrong_course(row, course)
        or _wrong_person(row, user, together)
        or _wrong_enrollment(row, enrolling, context)
    )
    if reason:
        return Refusal(_last_key(row), reason)
    known = course if isinstance(course, Course) else None
    completes = not (known and known.required_objects) and not chosen.allow_completion_on_enrollment
    if completes and not is_complete(row):
        return Refusal(_last_key(row), wording.COMPLETES_ON_ENROLLMENT, held=True)
    if not isinstance(user, str):
        return LeftOut(_last_key(row), wording.waits(chosen.wait_days), undecided_since=context.now)
    name = known.external_id if known else course_of(row)
    return Entry(row, user, name, enrolling, is_new=known is None, completes=completes)


def spelled(given: str, accepted: tuple[str, ...]) -> str | None:
    """Return a value as the settings write it, None where they do not have it."""
    return next((one for one in accepted if one.casefold() == given.casefold()), None)


def _last_key(row: Json) -> str:
    _, key = keys_of(row)[-1]
    return key


def _wrong_value(row: Json, chosen: ImportSettings) -> Reason | None:
    category, kind = value(row, "participant_category"), value(row, "credit_type")
    if category and spelled(category, chosen.participant_categories) is None:
        return wording.not_accepted("participant_category", "participant_categories", chosen.participant_categories)
    if kind and chosen.credit_types and spelled(kind, chosen.credit_types) is None:
        return wording.not_accepted("credit_type", "credit_types", chosen.credit_types)
    return None


def _wrong_course(row: Json, course: Course | Ambiguous | None) -> Reason | None:
    if isinstance(course, Ambiguous):
        return wording.SEVERAL_COURSES
    return wording.UNKNOWN_COURSE if course is None and not is_global(row) else None


def _wrong_person(row: Json, user: str | Ambiguous | Contradiction | None, together: Together) -> Reason | None:
    if isinstance(user, Ambiguous):
        return wording.SEVERAL_PEOPLE
    if isinstance(user, Contradiction):
        return wording.TWO_PEOPLE
    by_mail = person_of(row).startswith(NAMED_BY_MAIL)
    return wording.NAMED_TWICE if by_mail and (course_key(row), user) in together.doubled else None


def _wrong_enrollment(row: Json, enrolling: Enrolling, context: Context) -> Reason | None:
    """Return why a person cannot be enrolled in this way; all rows of the person in the course are refused with it."""
    if enrolling.start and not enrolling.category and not is_global(row):
        return wording.NO_CATEGORY
    start, end = begins(enrolling.start, context.zone), ends(enrolling.end, context.zone)
    return wording.ENDS_BEFORE_START if start and end and end < start else None
