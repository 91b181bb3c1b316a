"""Which instructors and students CourseKey should hold (CK5, CK6), and who is in which course (CK7)."""

from collections.abc import Iterable, Iterator

from rollbook.flows.coursekey.rostering.lookups import AGREEMENTS, CLASSES, COURSES, counts
from rollbook.flows.coursekey.rostering.standing import flowing
from rollbook.model.descriptors import Context
from rollbook.model.records import Desired, Json, Reason, Reference, Refusal

_WANTED = {"firstName": "first name", "lastName": "last name", "email": "e-mail address"}


def instructors(records: Iterable[Json], context: Context) -> Iterator[Desired | Refusal]:
    """Yield the instructors of the courses that go and of their classes, once for each school of CourseKey.

    Nobody is ever removed: who teaches no course any more stays (CK5).
    """
    schools: dict[str, set[str]] = {}
    for course, place in flowing(context).items():
        givers = context.lookups[CLASSES].instructors.get(course, ())
        for instructor in (*context.lookups[COURSES][course]["instructorIds"], *givers):
            schools.setdefault(instructor, set()).add(place.school)
    for person in records:
        yield from _person(person, schools.get(person["id"], ()))


def students(records: Iterable[Json], context: Context) -> Iterator[Desired | Refusal]:
    """Yield the students whose agreements list a course that goes, once for each school of CourseKey."""
    places, taken = flowing(context), context.lookups[AGREEMENTS]
    for person in records:
        yield from _person(
            person, {places[course].school for course in taken.get(person["id"], ()) if course in places}
        )


def enrollments(records: Iterable[Json], context: Context) -> Iterator[Desired]:
    """Yield the courses that go of every agreement that counts.

    A student with two agreements for one course is yielded twice, as one and the same record.
    """
    places = flowing(context)
    for agreement in filter(counts, records):
        student = agreement["studentId"]
        for course in agreement["courseIds"]:
            if course in places:
                yield _enrollment(places[course].school, course, student)


def _enrollment(school: str, course: str, student: str) -> Desired:
    return Desired(
        f"{school}/{course}/{student}",
        {
            "school": school,
            "externalId": f"{course}.{student}",
            "course": course,
            "student": student,
            "isDropped": False,
        },
        school,
        (Reference("courses", f"{school}/{course}"), Reference("students", f"{school}/{student}")),
    )


def _person(person: Json, schools: Iterable[str]) -> Iterator[Desired | Refusal]:
    given = {name: (person[name] or "").strip() for name in _WANTED}
    missing = [words for name, words in _WANTED.items() if not given[name]]
    for school in sorted(schools):
        key = f"{school}/{person['id']}"
        if missing:
            yield Refusal(key, _incomplete(missing))
        else:
            yield Desired(key, {"school": school, "externalId": person["id"], **given}, school)


def _incomplete(missing: list[str]) -> Reason:
    words = " and ".join(missing)
    return Reason(
        sentence=f"CourseKey needs a first name, a last name and an e-mail address, and GEGI has no {words}.",
        remedy=f"Enter the {words} in GEGI; the person goes out with the next run.",
    )
