from typing import Any

import pytest

from rollbook.model.errors import SettingsError
from rollbook.model.records import Refusal
from tests.unit.flows.district import District, role, user

SOUTH_OFF = [{"identifier": "0012", "building": 12}, {"identifier": "0034", "building": 34, "users": False}]


def test_a_user_is_what_schoology_should_hold(district: District) -> None:
    district.users = [user(middleName=" Ann ", preferredFirstName="Zo")]

    found = district.one("users")

    assert (found.key, found.scope, found.requires) == ("user-1", "0012", ())
    assert found.data == {
        "schoolUid": "00user-1",
        "username": "name.user-1",
        "email": "user-1@school.example",
        "givenName": "Zoë",
        "middleName": "Ann",
        "familyName": "O'Neill",
        "preferredGivenName": "Zo",
        "roleId": 7,
        "building": 12,
        "additionalBuildings": [],
    }


@pytest.mark.parametrize(
    "left_out",
    [
        user(status="tobedeleted"),
        user(status="inactive"),
        user(status=None),
        user(enabledUser=False),
        user(enabledUser="false"),
        user("user-1", role("guardian")),
        user("user-1", role("student", "west")),
        user("user-1", role("student", "nowhere")),
        user(roles=[]),
        user(roles=None),
        user(roles="student"),
        user(roles=[None, "student", {}, {"role": "student"}, {"role": "student", "org": "north"}]),
        user(roles=[{"role": ["student"], "org": {"sourcedId": "north"}}]),
        user(roles=[{"role": {"name": "student"}, "org": {"sourcedId": ["north"]}}]),
    ],
)
def test_who_is_not_active_or_has_no_mapped_role_at_a_selected_school_does_not_flow(
    district: District, left_out: dict[str, Any]
) -> None:
    district.users = [left_out]

    assert district.items("users") == []


@pytest.mark.parametrize("enabled", [True, "true", None])
def test_who_is_not_said_to_be_disabled_flows(district: District, enabled: object) -> None:
    district.users = [user(enabledUser=enabled)]

    assert district.keys("users") == ["user-1"]


def test_users_of_a_school_whose_users_are_switched_off_do_not_flow(district: District) -> None:
    district.set(schools=SOUTH_OFF)
    district.users = [user("here", role(school="north")), user("there", role(school="south"))]

    assert district.keys("users") == ["here"]


def test_somebody_at_two_schools_belongs_to_the_primary_one_first(district: District) -> None:
    district.users = [user("user-1", role(school="south", kind="secondary"), role(school="north"))]

    found = district.one("users")

    assert (found.scope, found.data["building"], found.data["additionalBuildings"]) == ("0012", 12, [34])


def test_a_primary_school_that_is_not_selected_does_not_count(district: District) -> None:
    district.set(schools=SOUTH_OFF)
    district.users = [user("user-1", role(school="south"), role(school="north", kind="secondary"))]

    found = district.one("users")

    assert (found.scope, found.data["additionalBuildings"]) == ("0012", [])


def test_two_roles_at_one_school_make_one_building(district: District) -> None:
    district.users = [user("user-1", role("teacher"), role("student", kind="secondary"))]

    assert district.one("users").data["additionalBuildings"] == []


@pytest.mark.parametrize(("roles", "expected"), [({"teacher": 6, "student": 7}, 6), ({"student": 7, "teacher": 6}, 7)])
def test_of_several_roles_the_first_that_settings_list_is_given(
    district: District, roles: dict[str, int], expected: int
) -> None:
    district.set(roles=roles)
    district.users = [user("user-1", role("student"), role("teacher", kind="secondary"))]

    assert district.one("users").data["roleId"] == expected


@pytest.mark.parametrize(
    ("choice", "uid"), [("identifier", "00user-1"), ("sourcedId", "user-1"), ("username", "name.user-1")]
)
def test_the_uid_is_the_field_that_settings_name(district: District, choice: str, uid: str) -> None:
    district.set(school_uid=choice)

    assert district.one("users").data["schoolUid"] == uid


@pytest.mark.parametrize(
    ("missing", "words"),
    [
        ({"givenName": " "}, "a given and a family name"),
        ({"familyName": ""}, "a given and a family name"),
        ({"familyName": None}, "a given and a family name"),
        ({"familyName": 7}, "a given and a family name"),
        ({"identifier": ""}, "The field that school_uid names is empty"),
        ({"identifier": None}, "The field that school_uid names is empty"),
        ({"username": "", "email": " "}, "a user name or an e-mail address"),
    ],
)
def test_a_user_who_lacks_what_schoology_needs_is_refused_with_the_reason(
    district: District, missing: dict[str, Any], words: str
) -> None:
    district.users = [user(**missing)]

    refusal = district.refused("users")

    assert refusal.key == "user-1"
    assert words in refusal.reason.sentence
    assert refusal.reason.remedy


@pytest.mark.parametrize("missing", [{"username": ""}, {"email": None}, {"middleName": None, "preferredFirstName": 3}])
def test_a_user_may_lack_the_rest(district: District, missing: dict[str, Any]) -> None:
    district.users = [user(**missing)]

    assert district.keys("users") == ["user-1"]


class TestConflicts:
    """Two people with one address or one number are listed, never guessed (SG7)."""

    def test_an_address_of_several_is_left_out_for_all_of_them(self, district: District) -> None:
        district.users = [user("a", email="us@home.example"), user("b", email=" US@home.example"), user("c")]

        found = {item.key: item.data["email"] for item in district.desired("users")}

        assert found == {"a": None, "b": None, "c": "c@school.example"}

    def test_who_has_nothing_but_a_shared_address_is_refused(self, district: District) -> None:
        district.users = [user("a", email="us@home.example", username=None), user("b", email="us@home.example")]

        refusal, kept = district.items("users")

        assert isinstance(refusal, Refusal)
        assert "of one's own" in refusal.reason.sentence
        assert kept.key == "b"

    def test_an_address_of_several_can_be_refused(self, district: District) -> None:
        district.set(shared_email="refuse")
        district.users = [user("a", email="us@home.example"), user("b", email="us@home.example"), user("c")]

        assert [type(item).__name__ for item in district.items("users")] == ["Refusal", "Refusal", "Desired"]

    @pytest.mark.parametrize(
        "other",
        [
            user("old", status="tobedeleted"),
            user("old", enabledUser=False),
            user("old", role("guardian")),
            user("old", role("student", "west")),
        ],
    )
    def test_who_does_not_flow_contests_nothing(self, district: District, other: dict[str, Any]) -> None:
        mine = user()
        district.users = [mine, {**other, "email": mine["email"], "identifier": mine["identifier"]}]

        assert district.one("users").data["email"] == mine["email"]

    def test_a_number_of_several_is_refused_for_all_of_them(self, district: District) -> None:
        district.users = [user("a", identifier="7"), user("b", identifier="7"), user("c", identifier="07")]

        first, second, third = district.items("users")

        assert isinstance(first, Refusal)
        assert isinstance(second, Refusal)
        assert "Schoology would merge them" in first.reason.sentence
        assert third.key == "c"

    def test_nobody_shares_what_is_empty(self, district: District) -> None:
        district.users = [user("a", email=""), user("b", email=None), user("c", email=" ")]

        assert district.keys("users") == ["a", "b", "c"]


def test_a_school_that_the_source_does_not_have_is_a_mistake_in_the_settings(district: District) -> None:
    district.set(schools=[{"identifier": "0012", "building": 12}, {"identifier": "12", "building": 34}])

    with pytest.raises(SettingsError, match=r"eSchoolPLUS has no school 12\. Accepted are: 0012, 0034, 0107"):
        district.items("users")


def test_a_source_without_schools_is_a_mistake_and_not_an_empty_district(district: District) -> None:
    district.orgs = []

    with pytest.raises(SettingsError, match="0012, 0034"):
        district.items("users")
