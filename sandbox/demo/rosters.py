"""The college's roster beside what CourseKey holds of it, read at the simulators: in what the two are not the same.

Written from what a registrar would compare, and from no rule of ours: which courses belong into CourseKey is what the
plan of the sample college meant.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sandbox.demo.control import Simulator
from sandbox.institution.college import CAMPUSES, sample_college

State = Mapping[str, Any]
_SCHOOLS = {campus.id: campus.school for campus in CAMPUSES}
_OF_CLASSES = {"date": "date", "startTime": "startTime", "endTime": "endTime", "room": "room", "status": "status"}


def differences(systems: Mapping[str, Simulator]) -> list[str]:
    """Return in what CourseKey is not as GEGI wants it, as far as courses are sent."""
    gegi, schools = systems["gegi"].state(), systems["coursekey"].state()["schools"]
    sent = sample_college(date.fromisoformat(gegi["today"])).sent
    groups = {group["id"]: _SCHOOLS[group["campusId"]] for group in gegi["groups"]}
    found: list[str] = []
    for school, held in schools.items():
        courses = {one["id"]: one for one in gegi["courses"] if groups[one["groupId"]] == school and one["id"] in sent}
        found += _of_courses(courses, held)
        found += _of_people(gegi, courses, held)
        found += _of_classes(gegi, courses, held)
    return sorted(found)


def _of_courses(courses: Mapping[str, State], held: State) -> list[str]:
    there = {one["externalId"]: one for one in held["courses"]}
    return _compared(
        "course",
        {name: _shown(one) for name, one in courses.items()},
        {name: (one["title"], one["endDate"], set(one["instructors"])) for name, one in there.items()},
    )


def _shown(course: State) -> tuple[str, str, set[str]]:
    return course["title"], course["completedDate"] or course["endDate"], set(course["instructorIds"])


def _of_people(gegi: State, courses: Mapping[str, State], held: State) -> list[str]:
    """Compare who takes what, and whether they and who teaches them are there at all."""
    reachable = {student["id"] for student in gegi["students"] if student["email"]}
    takers = {
        (course, agreement["studentId"]): True
        for agreement in gegi["agreements"]
        if agreement["status"] != "stopped" and agreement["studentId"] in reachable
        for course in agreement["courseIds"]
        if course in courses
    }
    enrolled = {(one["course"], one["student"]): True for one in held["enrollments"] if not one["isDropped"]}
    teachers = {teacher for course in courses.values() for teacher in course["instructorIds"]}
    missing = {student for _, student in takers} - {one["externalId"] for one in held["students"]}
    missing |= teachers - {one["externalId"] for one in held["instructors"]}
    return [*_compared("enrollment", takers, enrolled), *(f"person {name} is missing" for name in missing)]


def _of_classes(gegi: State, courses: Mapping[str, State], held: State) -> list[str]:
    wanted = {one["id"]: {name: one[name] for name in _OF_CLASSES} for one in gegi["classes"]}
    wanted = {one["id"]: wanted[one["id"]] for one in gegi["classes"] if one["courseId"] in courses}
    there = {one["externalId"]: one for one in held["classes"]}
    shown = {name: {ours: one.get(theirs) for ours, theirs in _OF_CLASSES.items()} for name, one in there.items()}
    gone = {name for name in shown.keys() - wanted.keys() if shown[name]["status"] == "cancelled"}
    return _compared("class", wanted, {name: one for name, one in shown.items() if name not in gone})


def _compared(what: str, wanted: Mapping[Any, object], held: Mapping[Any, object]) -> list[str]:
    found = [f"{what} {name} is missing" for name in wanted.keys() - held.keys()]
    found += [f"{what} {name} should not be there" for name in held.keys() - wanted.keys()]
    both = wanted.keys() & held.keys()
    return found + [f"{what} {name} is not as it should be" for name in both if wanted[name] != held[name]]
