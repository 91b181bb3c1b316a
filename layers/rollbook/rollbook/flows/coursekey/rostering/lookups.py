"""What the rules look up in GEGI's collections, kept as small as they need it."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from rollbook.flows.coursekey.rostering.settings import settings
from rollbook.model.descriptors import Context
from rollbook.model.errors import SettingsError
from rollbook.model.records import Json

SCHOOL = "school"
CAMPUSES = "campuses"
PROGRAM_COURSES = "programCourses"
GROUPS = "groups"
CLASSES = "classes"
COURSES = "courses"
AGREEMENTS = "agreements"


@dataclass(frozen=True, slots=True)
class Campus:
    """A campus of GEGI: its name, the name of its time zone, and its School ID at CourseKey, None where none is set."""

    name: str
    time_zone: str
    school: str | None


@dataclass(frozen=True, slots=True)
class Meetings:
    """What the classes of all courses say of these: which have one that is scheduled, and who gives their classes."""

    scheduled: set[str] = field(default_factory=set)
    instructors: dict[str, set[str]] = field(default_factory=dict)


def sends_new_courses(records: Iterable[Json], _context: Context) -> bool:
    """Say whether the school sends new courses of programs to CourseKey."""
    return any(school["sendNewProgramCourses"] for school in records)


def campuses(records: Iterable[Json], context: Context) -> dict[str, Campus]:
    """Return the campuses by id.

    Raises SettingsError when settings name one that GEGI does not have: none of its courses would be sent.
    """
    schools = {setting.campus: setting.school for setting in settings(context).campuses}
    found = {campus["id"]: Campus(campus["name"], campus["timeZone"], schools.get(campus["id"])) for campus in records}
    unknown = sorted(set(schools) - set(found))
    if unknown:
        raise SettingsError(
            f"coursekey.roster.yaml, campuses: GEGI has no campus {', '.join(unknown)}. "
            f"Accepted are: {', '.join(sorted(found))}."
        )
    return found


def options(records: Iterable[Json], _context: Context) -> dict[str, bool | None]:
    """Return what Send to CourseKey says at each program course, None where nobody has chosen."""
    return {course["id"]: course["sendToCourseKey"] for course in records}


def campus_ids(records: Iterable[Json], _context: Context) -> dict[str, str]:
    """Return the campus of each group."""
    return {group["id"]: group["campusId"] for group in records}


def meetings(records: Iterable[Json], _context: Context) -> Meetings:
    """Return what the classes say of their courses; the instructor of a cancelled class is named, too."""
    found = Meetings()
    for meeting in records:
        if meeting["status"] == "scheduled":
            found.scheduled.add(meeting["courseId"])
        if meeting["instructorId"]:
            found.instructors.setdefault(meeting["courseId"], set()).add(meeting["instructorId"])
    return found


def by_id(records: Iterable[Json], _context: Context) -> dict[str, Json]:
    """Return a collection by id."""
    return {record["id"]: record for record in records}


def courses_of_students(records: Iterable[Json], _context: Context) -> dict[str, set[str]]:
    """Return the courses of each student, by the agreements that count."""
    found: dict[str, set[str]] = {}
    for agreement in records:
        if counts(agreement):
            found.setdefault(agreement["studentId"], set()).update(agreement["courseIds"])
    return found


def counts(agreement: Json) -> bool:
    """Say whether an agreement puts its student into courses: one that was stopped does not (CK7)."""
    return agreement["status"] in ("active", "completed")


OF_COURSES = {
    SCHOOL: sends_new_courses,
    CAMPUSES: campuses,
    PROGRAM_COURSES: options,
    GROUPS: campus_ids,
    CLASSES: meetings,
}
"""What tells of a course whether it is sent."""

OF_WHAT_BELONGS_TO_COURSES = {**OF_COURSES, COURSES: by_id}
"""The same for rules that come from a person or a class to its courses."""
