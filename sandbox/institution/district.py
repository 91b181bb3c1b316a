"""Builds Maple Ridge District from a seed: orgs, sessions, courses, classes, people and who sits where."""

import dataclasses
import random

from sandbox.institution.calendar import BEFORE_SCHOOL, CURRENT_TERM, ENDED_TERM, NEXT_TERM, add_sessions
from sandbox.institution.corners import add_odd_corners
from sandbox.institution.people import PeopleOffice
from sandbox.institution.records import Institution, Record, new_enrollment, new_record, reference

DEFAULT_SEED = 20260914


@dataclasses.dataclass(frozen=True, slots=True)
class _SchoolPlan:
    """How large one school is; class counts are per set of terms."""

    name: str
    identifier: str
    grades: tuple[str, ...]
    students: int
    teachers: int
    courses: int
    fall_classes: int
    year_classes: int
    spring_classes: int
    summer_classes: int


_PLANS = (
    _SchoolPlan("Maple Ridge High School", "0012", ("09", "10", "11", "12"), 520, 36, 45, 66, 26, 14, 6),
    _SchoolPlan("Cedar Hollow Middle School", "0034", ("06", "07", "08"), 400, 25, 32, 46, 20, 10, 4),
    _SchoolPlan("Birchwood Elementary School", "0107", ("01", "02", "03", "04", "05"), 279, 18, 23, 36, 14, 8, 0),
)
_OFFICE_ROLES = ("principal", "counselor", "aide")
_SUBJECTS = (
    "Algebra", "Art", "Biology", "Chemistry", "Civics", "Computer Science", "Drama", "English", "Español", "Français",
    "Geography", "Geometry", "Health", "History", "Music", "Physical Education", "Physics", "Reading", "Writing",
)  # fmt: skip
_LEVELS = ("I", "II", "III")
_FALL_CLASSES_PER_STUDENT = 3
_YEAR_CLASSES_PER_STUDENT = 1
_SHARE_WITH_SECOND_YEAR_CLASS = 0.4
_SHARE_ENROLLED_FOR_SPRING = 0.15
_SUMMER_CLASS_SIZE = 12


def sample_institution(seed: int = DEFAULT_SEED) -> Institution:
    """Build the district: 1,200 students, 90 staff, 100 courses, 250 classes, some 6,000 enrollments."""
    dice = random.Random(seed)
    institution = Institution()
    sessions = add_sessions(institution, dice)
    office = PeopleOffice(dice)
    district = _add_org(institution, dice, "Maple Ridge District", "district", "0001")
    for role in ("districtAdministrator", "systemAdministrator"):
        _add_user(institution, office.staff(district, role))
    for plan in _PLANS:
        school = _add_org(institution, dice, plan.name, "school", plan.identifier, parent=district)
        builder = _SchoolBuilder(
            institution=institution, dice=dice, office=office, school=school, sessions=sessions, plan=plan
        )
        builder.build()
    add_odd_corners(institution, dice, office)
    return institution


class _SchoolBuilder:
    """Fills one school according to its plan."""

    def __init__(
        self,
        *,
        institution: Institution,
        dice: random.Random,
        office: PeopleOffice,
        school: Record,
        sessions: dict[str, Record],
        plan: _SchoolPlan,
    ) -> None:
        self._institution = institution
        self._dice = dice
        self._office = office
        self._school = school
        self._sessions = sessions
        self._plan = plan

    def build(self) -> None:
        plan = self._plan
        for role in _OFFICE_ROLES:
            _add_user(self._institution, self._office.staff(self._school, role))
        teachers = [self._office.staff(self._school, "teacher") for _ in range(plan.teachers)]
        students = [self._office.student(self._school, self._dice.choice(plan.grades)) for _ in range(plan.students)]
        for person in teachers + students:
            _add_user(self._institution, person)
        courses = [self._add_course(number) for number in range(plan.courses)]
        fall = self._add_classes(courses, plan.fall_classes, CURRENT_TERM)
        year = self._add_classes(courses, plan.year_classes, CURRENT_TERM, NEXT_TERM)
        spring = self._add_classes(courses, plan.spring_classes, NEXT_TERM)
        summer = self._add_classes(courses, plan.summer_classes, ENDED_TERM)
        for number, class_record in enumerate(fall + year + spring + summer):
            teacher = teachers[number % len(teachers)]
            self._enroll(teacher, class_record, role="teacher", primary=True)
        for student in students:
            self._seat(student, fall, year, spring)
        for class_record in summer:
            for student in self._dice.sample(students, _SUMMER_CLASS_SIZE):
                self._enroll(student, class_record, role="student")

    def _seat(self, student: Record, fall: list[Record], year: list[Record], spring: list[Record]) -> None:
        year_classes = _YEAR_CLASSES_PER_STUDENT + (self._dice.random() < _SHARE_WITH_SECOND_YEAR_CLASS)
        chosen = self._dice.sample(fall, _FALL_CLASSES_PER_STUDENT) + self._dice.sample(year, year_classes)
        if self._dice.random() < _SHARE_ENROLLED_FOR_SPRING:
            chosen.append(self._dice.choice(spring))
        for class_record in chosen:
            self._enroll(student, class_record, role="student")

    def _enroll(self, person: Record, class_record: Record, *, role: str, primary: bool = False) -> None:
        record = new_enrollment(
            self._dice, BEFORE_SCHOOL, person["sourcedId"], class_record, role=role, primary=primary
        )
        self._institution.enrollments[record["sourcedId"]] = record

    def _add_course(self, number: int) -> Record:
        level, subject = divmod(number, len(_SUBJECTS))
        code = f"{self._plan.identifier}{number + 1:03d}"
        course = new_record(
            self._dice,
            BEFORE_SCHOOL,
            title=f"{_SUBJECTS[subject]} {_LEVELS[level]}",
            schoolYear=reference("academicSession", self._sessions["2026-2027"]["sourcedId"]),
            courseCode=code,
            grades=list(self._plan.grades),
            subjects=[_SUBJECTS[subject]],
            subjectCodes=[],
            org=reference("org", self._school["sourcedId"]),
        )
        self._institution.courses[course["sourcedId"]] = course
        return course

    def _add_classes(self, courses: list[Record], count: int, *terms: str) -> list[Record]:
        return [self._add_class(courses[number % len(courses)], number, terms) for number in range(count)]

    def _add_class(self, course: Record, number: int, terms: tuple[str, ...]) -> Record:
        section = len(self._institution.classes) + 1
        record = new_record(
            self._dice,
            BEFORE_SCHOOL,
            title=f"{course['title']} \u2013 {section:03d}",
            classCode=f"{course['courseCode']}-{section:03d}",
            classType="scheduled",
            location=f"Room {self._dice.randrange(100, 340)}",
            grades=list(course["grades"]),
            subjects=list(course["subjects"]),
            subjectCodes=[],
            course=reference("course", course["sourcedId"]),
            school=reference("org", self._school["sourcedId"]),
            terms=[reference("academicSession", self._sessions[term]["sourcedId"]) for term in terms],
            periods=[str(number % 8 + 1)],
        )
        self._institution.classes[record["sourcedId"]] = record
        return record


def _add_org(
    institution: Institution,
    dice: random.Random,
    name: str,
    kind: str,
    identifier: str,
    *,
    parent: Record | None = None,
) -> Record:
    org = new_record(dice, BEFORE_SCHOOL, name=name, type=kind, identifier=identifier, children=[])
    if parent is not None:
        org["parent"] = reference("org", parent["sourcedId"])
        parent["children"].append(reference("org", org["sourcedId"]))
    institution.orgs[org["sourcedId"]] = org
    return org


def _add_user(institution: Institution, person: Record) -> None:
    institution.users[person["sourcedId"]] = person
