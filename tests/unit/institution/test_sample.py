from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest

from sandbox.institution import DEMO_TODAY, Institution, Record, sample_institution


def test_the_same_seed_gives_the_same_institution_and_another_seed_another(pristine: Institution) -> None:
    assert sample_institution() == pristine
    assert sample_institution(seed=2) != pristine


def test_the_district_has_the_size_of_a_real_one(pristine: Institution) -> None:
    roles = Counter(user["roles"][0]["role"] for user in pristine.users.values())

    assert [org["type"] for org in pristine.orgs.values()] == ["district", "school", "school", "school"]
    assert roles["student"] == 1_200
    assert sum(roles.values()) - roles["student"] == 90
    assert len(pristine.courses) == 100
    assert len(pristine.classes) == 250
    assert 5_500 < len(pristine.enrollments) < 6_500


def test_a_sourced_id_is_given_once_in_the_whole_institution(pristine: Institution) -> None:
    ids = [record["sourcedId"] for records in pristine.as_json().values() for record in records]

    assert len(ids) == len(set(ids))


def test_every_reference_leads_to_a_record_of_its_kind(pristine: Institution) -> None:
    for kind, collection in {
        "org": pristine.orgs,
        "academicSession": pristine.academicSessions,
        "course": pristine.courses,
        "class": pristine.classes,
        "user": pristine.users,
    }.items():
        named = {ref["sourcedId"] for ref in _references(pristine.as_json()) if ref["type"] == kind}
        assert named
        assert named <= set(collection)


@pytest.mark.parametrize("field", ["identifier", "username"])
def test_no_two_people_share_a_number_or_a_username(pristine: Institution, field: str) -> None:
    values = [user[field].casefold() for user in pristine.users.values()]

    assert len(values) == len(set(values))


def test_district_numbers_start_with_zeros(pristine: Institution) -> None:
    assert all(user["identifier"].startswith("0") for user in pristine.users.values())
    assert all(school["identifier"].startswith("0") for school in pristine.schools())


def test_exactly_two_people_share_one_email_and_one_person_has_none(pristine: Institution) -> None:
    owners = Counter(user.get("email") for user in pristine.users.values())

    assert sorted(owners.values())[-2:] == [1, 2]
    assert owners[None] == 1


def test_one_running_class_has_no_teacher_and_one_has_two(pristine: Institution) -> None:
    teachers = Counter(
        enrollment["class"]["sourcedId"]
        for enrollment in pristine.enrollments.values()
        if enrollment["role"] == "teacher" and enrollment["primary"] == "true"
    )
    helpers = [
        enrollment
        for enrollment in pristine.enrollments.values()
        if enrollment["role"] == "teacher"
        and enrollment["primary"] == "false"
        and len(pristine.users[enrollment["user"]["sourcedId"]]["roles"]) == 1
    ]

    assert set(teachers.values()) == {1}
    assert len(set(pristine.classes) - set(teachers)) == 1
    assert len(helpers) == 1


@pytest.mark.parametrize("role", ["student", "teacher"])
def test_a_student_and_a_teacher_belong_to_two_schools_with_an_enrollment_in_each(
    pristine: Institution, role: str
) -> None:
    (person,) = (user for user in pristine.users.values() if [entry["role"] for entry in user["roles"]] == [role, role])
    schools = {enrollment["school"]["sourcedId"] for enrollment in pristine.enrollments_of(person["sourcedId"])}

    assert schools == {entry["org"]["sourcedId"] for entry in person["roles"]}
    assert len(schools) == 2


def test_names_have_accents_apostrophes_hyphens_and_letters_that_are_not_latin(pristine: Institution) -> None:
    names = {f"{user['givenName']} {user['familyName']}" for user in pristine.users.values()}

    assert {"Siobhán O'Brien", "Anne-Sophie Nguyễn-García", "小明 王"} <= names


def test_some_people_have_no_middle_name(pristine: Institution) -> None:
    missing = sum("middleName" not in user for user in pristine.users.values())

    assert 0 < missing < len(pristine.users)


def test_an_ended_term_keeps_its_classes_and_enrollments(pristine: Institution) -> None:
    ended = {
        session["sourcedId"]
        for session in pristine.academicSessions.values()
        if session["type"] == "term" and session["endDate"] < DEMO_TODAY.isoformat()
    }
    classes = {record["sourcedId"] for record in pristine.classes.values() if record["terms"][0]["sourcedId"] in ended}

    assert len(ended) == 1
    assert classes
    assert any(enrollment["class"]["sourcedId"] in classes for enrollment in pristine.enrollments.values())


def test_a_person_and_an_enrollment_are_marked_for_deletion(pristine: Institution) -> None:
    assert [user["enabledUser"] for user in pristine.users.values() if user["status"] == "tobedeleted"] == ["false"]
    assert [one["role"] for one in pristine.enrollments.values() if one["status"] == "tobedeleted"] == ["student"]


def test_sessions_nest_from_school_year_to_grading_period(pristine: Institution) -> None:
    def chain(session: Record) -> Iterator[str]:
        yield session["type"]
        if "parent" in session:
            yield from chain(pristine.academicSessions[session["parent"]["sourcedId"]])

    chains = {tuple(chain(session)) for session in pristine.academicSessions.values() if not session["children"]}

    assert ("gradingPeriod", "term", "semester", "schoolYear") in chains


def test_a_copy_shares_nothing_with_its_original(pristine: Institution) -> None:
    copied = pristine.copy()
    next(iter(copied.users.values()))["roles"].clear()

    assert all(user["roles"] for user in pristine.users.values())


def test_only_a_oneroster_name_leads_to_a_collection(pristine: Institution) -> None:
    with pytest.raises(KeyError, match="schools"):
        pristine.collection("schools")


def _references(content: Any) -> Iterator[Record]:
    if isinstance(content, list):
        for item in content:
            yield from _references(item)
    elif isinstance(content, dict):
        if "href" in content:
            yield content
        for value in content.values():
            yield from _references(value)
