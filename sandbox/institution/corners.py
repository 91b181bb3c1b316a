"""The odd corners that every real institution has, each put in on purpose and once."""

import random

from sandbox.institution.calendar import BEFORE_SCHOOL, current_terms
from sandbox.institution.people import PeopleOffice, role_in
from sandbox.institution.records import Institution, Record, new_enrollment

SHARED_EMAIL = "the.okafor.family@mail.example"


def add_odd_corners(institution: Institution, dice: random.Random, office: PeopleOffice) -> None:
    """Bend a district out of its regular shape, in place; nobody is bent twice."""
    high, middle, elementary = institution.schools()
    students = _people(institution, high, "student")
    _share_an_email(students[0], students[1])
    _take_the_email_away(_people(institution, elementary, "student")[0])
    _name_with_care(students[2], students[3], students[4])
    _attend_two_schools(institution, dice, students[5], middle, role="student")
    _attend_two_schools(institution, dice, _people(institution, middle, "teacher")[0], high, role="teacher")
    lonely, shared = (_running_classes(institution, high)[index] for index in (0, 1))
    _take_the_teacher_away(institution, lonely)
    _add_co_teacher(institution, dice, _people(institution, high, "teacher")[-1], shared)
    _mark_for_deletion(institution, office.student(high, "12"))
    _mark_an_enrollment_for_deletion(institution, students[6])


def _share_an_email(first: Record, second: Record) -> None:
    first["email"] = second["email"] = SHARED_EMAIL


def _take_the_email_away(person: Record) -> None:
    del person["email"]


def _name_with_care(apostrophe: Record, hyphen: Record, other_letters: Record) -> None:
    apostrophe.update(givenName="Siobhán", familyName="O'Brien", middleName="Niamh-Áine")
    hyphen.update(givenName="Anne-Sophie", familyName="Nguyễn-García")
    hyphen.pop("middleName", None)
    other_letters.update(givenName="小明", familyName="王")


def _attend_two_schools(
    institution: Institution, dice: random.Random, person: Record, other_school: Record, *, role: str
) -> None:
    person["roles"].append(role_in(other_school, role, primary=False))
    _enroll(institution, dice, person, _running_classes(institution, other_school)[2], role=role)


def _take_the_teacher_away(institution: Institution, class_record: Record) -> None:
    for enrollment in _teaching(institution, class_record):
        del institution.enrollments[enrollment["sourcedId"]]


def _add_co_teacher(institution: Institution, dice: random.Random, teacher: Record, class_record: Record) -> None:
    _enroll(institution, dice, teacher, class_record, role="teacher")


def _mark_for_deletion(institution: Institution, leaver: Record) -> None:
    leaver.update(status="tobedeleted", enabledUser="false")
    institution.users[leaver["sourcedId"]] = leaver


def _mark_an_enrollment_for_deletion(institution: Institution, student: Record) -> None:
    next(institution.enrollments_of(student["sourcedId"]))["status"] = "tobedeleted"


def _people(institution: Institution, school: Record, role: str) -> list[Record]:
    return [
        person
        for person in institution.users.values()
        if person["primaryOrg"]["sourcedId"] == school["sourcedId"] and person["roles"][0]["role"] == role
    ]


def _running_classes(institution: Institution, school: Record) -> list[Record]:
    return institution.classes_in(school["sourcedId"], current_terms(institution))


def _teaching(institution: Institution, class_record: Record) -> list[Record]:
    return [
        enrollment
        for enrollment in institution.enrollments.values()
        if enrollment["class"]["sourcedId"] == class_record["sourcedId"] and enrollment["role"] == "teacher"
    ]


def _enroll(institution: Institution, dice: random.Random, person: Record, class_record: Record, *, role: str) -> None:
    record = new_enrollment(dice, BEFORE_SCHOOL, person["sourcedId"], class_record, role=role)
    institution.enrollments[record["sourcedId"]] = record
