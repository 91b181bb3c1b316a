"""What happens to the institution in the demo: an ordinary day of changes, and an export that went wrong.

Both change the institution in place, use no clock, and do the same for the same institution and seed.
"""

import dataclasses
import random
from collections import Counter

from sandbox.institution.calendar import current_terms
from sandbox.institution.names import MARRIED_NAMES
from sandbox.institution.people import PeopleOffice
from sandbox.institution.records import Institution, Record, new_enrollment, terms_of

MODIFIED = "2026-09-14T04:30:00.000Z"
MALFORMED_EMAIL = " at maple-ridge"
MOVES = 40
RENAMES = len(MARRIED_NAMES)
DROPS = 9
JOINS = 5
CLASSES_OF_A_NEW_STUDENT = 5


@dataclasses.dataclass(frozen=True, slots=True)
class Move:
    """One student who changed class: the enrollment that is gone and the one that replaced it."""

    user_id: str
    old_enrollment_id: str
    new_enrollment_id: str


@dataclasses.dataclass(frozen=True, slots=True)
class Changes:
    """What a day of changes did, by sourcedId."""

    moves: tuple[Move, ...]
    renamed_user_ids: tuple[str, ...]
    dropped_enrollment_ids: tuple[str, ...]
    joined_user_ids: tuple[str, ...]
    joined_enrollment_ids: tuple[str, ...]
    nameless_user_id: str
    malformed_email_user_id: str


@dataclasses.dataclass(frozen=True, slots=True)
class Loss:
    """The enrollments that vanished, by sourcedId."""

    enrollment_ids: tuple[str, ...]


def day_of_changes(institution: Institution, seed: int = 1) -> Changes:
    """Make 40 moves, 12 renames, 9 drops, 5 joins and 2 bad records, all of different people, in the current term.

    The people touched are ordinary ones (one school, an e-mail address of their own), so that the counts at the
    other side are exactly these.
    """
    return _Day(institution, _dice_for(institution, seed)).happen()


def lose_enrollments(institution: Institution, percent: int = 60, seed: int = 1) -> Loss:
    """Remove that share of the enrollments in running terms, the same share in every school."""
    dice = _dice_for(institution, seed)
    running = current_terms(institution)
    lost: list[str] = []
    for school in institution.schools():
        current = [
            enrollment["sourcedId"]
            for enrollment in institution.enrollments.values()
            if enrollment["school"]["sourcedId"] == school["sourcedId"]
            and terms_of(institution.classes[enrollment["class"]["sourcedId"]]) & running
        ]
        lost += dice.sample(current, round(len(current) * percent / 100))
    for enrollment_id in lost:
        del institution.enrollments[enrollment_id]
    return Loss(enrollment_ids=tuple(lost))


def _dice_for(institution: Institution, seed: int) -> random.Random:
    """Seed by the newest enrollment too, so that a second day is not the first one over again."""
    return random.Random(f"{seed}/{next(reversed(institution.enrollments), '')}")


class _Day:
    """One day of changes in the making."""

    def __init__(self, institution: Institution, dice: random.Random) -> None:
        self._institution = institution
        self._dice = dice
        self._office = PeopleOffice(dice)
        self._running = current_terms(institution)

    def happen(self) -> Changes:
        ordinary = _ordinary_students(self._institution)
        people = iter(self._dice.sample(ordinary, MOVES + RENAMES + DROPS + 1))
        moves = tuple(self._move(next(people)) for _ in range(MOVES))
        renamed = tuple(self._rename(next(people), name) for name in MARRIED_NAMES)
        dropped = tuple(self._drop(next(people)) for _ in range(DROPS))
        nameless = self._rename(next(people), "")
        schools = self._institution.schools()
        joined = [self._join(schools[number % len(schools)]) for number in range(JOINS)]
        stranger = self._new_student(schools[0])
        stranger["email"] = f"{stranger['username']}{MALFORMED_EMAIL}"
        return Changes(
            moves=moves,
            renamed_user_ids=renamed,
            dropped_enrollment_ids=dropped,
            joined_user_ids=tuple(user_id for user_id, _ in joined),
            joined_enrollment_ids=tuple(one for _, enrollments in joined for one in enrollments),
            nameless_user_id=nameless,
            malformed_email_user_id=stranger["sourcedId"],
        )

    def _move(self, student: Record) -> Move:
        old = self._fall_enrollment(student)
        school_id = old["school"]["sourcedId"]
        attended = {one["class"]["sourcedId"] for one in self._institution.enrollments_of(student["sourcedId"])}
        others = [record for record in self._fall_classes(school_id) if record["sourcedId"] not in attended]
        del self._institution.enrollments[old["sourcedId"]]
        return Move(
            user_id=student["sourcedId"],
            old_enrollment_id=old["sourcedId"],
            new_enrollment_id=self._enroll(student, self._dice.choice(others)),
        )

    def _rename(self, student: Record, family_name: str) -> str:
        student.update(familyName=family_name, dateLastModified=MODIFIED)
        user_id: str = student["sourcedId"]
        return user_id

    def _drop(self, student: Record) -> str:
        enrollment_id: str = self._fall_enrollment(student)["sourcedId"]
        del self._institution.enrollments[enrollment_id]
        return enrollment_id

    def _join(self, school: Record) -> tuple[str, list[str]]:
        student = self._new_student(school)
        classes = self._dice.sample(self._fall_classes(school["sourcedId"]), CLASSES_OF_A_NEW_STUDENT)
        return student["sourcedId"], [self._enroll(student, record) for record in classes]

    def _new_student(self, school: Record) -> Record:
        taken = {person["identifier"] for person in self._institution.users.values()}
        grade = self._first_grade_of(school)
        student = self._office.student(school, grade, MODIFIED)
        while student["identifier"] in taken:
            student = self._office.student(school, grade, MODIFIED)
        self._institution.users[student["sourcedId"]] = student
        return student

    def _first_grade_of(self, school: Record) -> str:
        grade: str = next(
            course["grades"][0]
            for course in self._institution.courses.values()
            if course["org"]["sourcedId"] == school["sourcedId"]
        )
        return grade

    def _enroll(self, student: Record, class_record: Record) -> str:
        record = new_enrollment(self._dice, MODIFIED, student["sourcedId"], class_record, role="student")
        self._institution.enrollments[record["sourcedId"]] = record
        enrollment_id: str = record["sourcedId"]
        return enrollment_id

    def _fall_enrollment(self, student: Record) -> Record:
        return next(
            enrollment
            for enrollment in self._institution.enrollments_of(student["sourcedId"])
            if terms_of(self._institution.classes[enrollment["class"]["sourcedId"]]) == self._running
        )

    def _fall_classes(self, school_id: str) -> list[Record]:
        taught = {
            enrollment["class"]["sourcedId"]
            for enrollment in self._institution.enrollments.values()
            if enrollment["role"] == "teacher"
        }
        classes = self._institution.classes_in(school_id, self._running)
        return [record for record in classes if record["sourcedId"] in taught]


def _ordinary_students(institution: Institution) -> list[Record]:
    """Return the active students of one school with an e-mail of their own and no enrollment about to go."""
    owners = Counter(person.get("email", "") for person in institution.users.values())
    leaving = {
        enrollment["user"]["sourcedId"]
        for enrollment in institution.enrollments.values()
        if enrollment["status"] != "active"
    }
    return [
        person
        for person in institution.users.values()
        if [role["role"] for role in person["roles"]] == ["student"]
        and person["status"] == "active"
        and person["sourcedId"] not in leaving
        and "email" in person
        and owners[person["email"]] == 1
    ]
