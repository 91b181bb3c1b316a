"""Who sits in one class, as rostering shows it."""

import pytest

from sandbox.institution import Institution
from sandbox.simulators.eschoolplus import CORE_SCOPE
from tests.unit.simulators.callers import Eschoolplus


def _members(institution: Institution, class_id: str, role: str) -> set[str]:
    return {
        one["user"]["sourcedId"]
        for one in institution.enrollments.values()
        if one["class"]["sourcedId"] == class_id and one["role"] == role and one["status"] == "active"
    }


@pytest.mark.parametrize("word", ["students", "teachers"])
def test_a_class_shows_who_sits_in_it(eschoolplus: Eschoolplus, institution: Institution, word: str) -> None:
    class_record = next(iter(institution.classes.values()))
    class_id, school_id = class_record["sourcedId"], class_record["school"]["sourcedId"]
    expected = _members(institution, class_id, word.removesuffix("s"))

    for path in (f"classes/{class_id}/{word}", f"schools/{school_id}/classes/{class_id}/{word}"):
        assert {user["sourcedId"] for user in eschoolplus.get(path, limit=500)["users"]} == expected


def test_a_student_whose_enrollment_is_to_be_deleted_is_not_shown(
    eschoolplus: Eschoolplus, institution: Institution
) -> None:
    leaving = next(one for one in institution.enrollments.values() if one["status"] == "tobedeleted")

    shown = eschoolplus.get(f"classes/{leaving['class']['sourcedId']}/students", limit=500)["users"]

    assert shown
    assert leaving["user"]["sourcedId"] not in {user["sourcedId"] for user in shown}


def test_a_school_does_not_show_the_classes_of_another(eschoolplus: Eschoolplus, institution: Institution) -> None:
    class_record = next(iter(institution.classes.values()))
    other = next(one for one in institution.schools() if one["sourcedId"] != class_record["school"]["sourcedId"])
    path = f"schools/{other['sourcedId']}/classes/{class_record['sourcedId']}/students"

    assert eschoolplus.minor_code(path) == (404, "unknownobject")


@pytest.mark.parametrize("path", ["classes/nothing/students", "schools/nothing/classes/nothing/students"])
def test_a_class_that_is_not_there_shows_nobody(eschoolplus: Eschoolplus, path: str) -> None:
    assert eschoolplus.minor_code(path) == (404, "unknownobject")


def test_the_members_of_a_class_need_the_wider_scope(eschoolplus: Eschoolplus, institution: Institution) -> None:
    eschoolplus.log_in(scope=CORE_SCOPE)

    assert eschoolplus.minor_code(f"classes/{next(iter(institution.classes))}/students") == (403, "forbidden")
