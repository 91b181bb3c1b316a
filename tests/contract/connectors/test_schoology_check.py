"""The connection check of Schoology: who is calling, as whom, and with which rights."""

import pytest

from tests.contract.connectors.school import School


def test_the_owner_of_the_key_is_named_with_its_role(school: School) -> None:
    client = school.client()

    check = client.check()

    owner = school.simulator.school.owner_id
    assert check.healthy
    assert check.sentence == f"Schoology accepts the credentials of account {owner}, whose role is School Admin."
    assert [entry["status"] for entry in school.journal] == [303, 200, 200], "signed afresh for the redirect"


def test_an_acting_user_without_rights_is_told(school: School) -> None:
    (student,) = school.client().write("users", [school.user()])

    check = school.client(acting_user=student.target).check()

    assert not check.healthy
    assert "whose role is Student: changes must be made as a system administrator" in check.sentence


def test_a_role_of_staff_may_be_an_administrators(school: School) -> None:
    (teacher,) = school.client().write("users", [school.user(roleId=school.role("Teacher"))])

    check = school.client(acting_user=teacher.target).check()

    assert check.healthy
    assert "look whether it is one" in check.sentence


def test_an_acting_user_who_does_not_exist_is_told(school: School) -> None:
    check = school.client(acting_user="4999999").check()

    assert not check.healthy
    assert "has no user 4999999" in check.sentence


def test_a_wrong_secret_is_told(school: School) -> None:
    school.credentials["consumer_secret"] = "a-wrong-secret"

    check = school.client().check()

    assert not check.healthy
    assert "does not accept the credentials" in check.sentence


def test_an_unreachable_system_is_told(school: School) -> None:
    school.credentials["base_url"] = "http://127.0.0.1:1/v1"

    assert not school.client().check().healthy


@pytest.mark.parametrize("kind", ["html", "malformed", "500", "timeout"])
def test_whatever_goes_wrong_a_check_never_raises(school: School, kind: str) -> None:
    school.fail(kind)

    check = school.client().check()

    assert not check.healthy
    assert check.sentence.startswith("Schoology ")
