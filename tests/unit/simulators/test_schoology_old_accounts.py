from collections import Counter
from typing import Any

import pytest

from sandbox.institution import Institution
from sandbox.institution.records import Record
from tests.unit.simulators.callers import Schoology


def accounts(schoology: Schoology) -> list[dict[str, Any]]:
    return [row for row in schoology.state()["users"] if row["username"] != "registrar"]


def whole_list(schoology: Schoology, path: str, word: str) -> list[dict[str, Any]]:
    """Read a list page by page and make sure that nothing is missing."""
    rows: list[dict[str, Any]] = []
    address = f"{path}?limit=75"
    while address:
        page = schoology.get(address)
        rows += page[word]
        address = page["links"].get("next", "").removeprefix("http://localhost")
    assert len(rows) == int(page["total"])
    return rows


def people(institution: Institution) -> list[Record]:
    """Return the students and teachers of the SIS in its order."""
    return [
        person
        for person in institution.users.values()
        if person["status"] == "active" and {role["role"] for role in person["roles"]} & {"student", "teacher"}
    ]


def test_accounts_are_there_of_every_kind_in_their_shares(schoology: Schoology) -> None:
    counts = schoology.script("old_accounts")

    assert counts == {
        "school_uid": 240,
        "username": 100,
        "email": 60,
        "other_emails": 102,
        "conflicts": 4,
        "courses": 33,
        "sections": counts["sections"],
    }
    assert counts["sections"] > 50
    assert len(accounts(schoology)) == 404


def test_accounts_have_the_names_roles_and_buildings_of_the_sis_and_their_own_key(
    schoology: Schoology, institution: Institution
) -> None:
    schoology.script("old_accounts", conflicts=0)
    kinds: Counter[str] = Counter()
    buildings = {row["id"]: row["building_code"] for row in schoology.state()["buildings"]}
    titles = {schoology.role("Student"): "student", schoology.role("Teacher"): "teacher"}

    for person, row in zip(people(institution), accounts(schoology), strict=False):
        same = row["username"] == person["username"]
        kind = "school_uid" if row["school_uid"] else "username" if same else "email"
        kinds[kind] += 1
        assert row["school_uid"] in {"", person["identifier"]}
        assert (row["name_first"], row["name_last"]) == (person["givenName"], person["familyName"])
        assert row["name_middle"] == person.get("middleName", "")
        assert titles[row["role_id"]] in {role["role"] for role in person["roles"]}
        org = institution.orgs[person["primaryOrg"]["sourcedId"]]
        assert buildings[row["building_id"]] == org["identifier"]
        assert kind != "email" or row["primary_email"] == person["email"]
        assert kind != "school_uid" or same

    assert kinds == {"school_uid": 240, "username": 100, "email": 60}


def test_no_two_accounts_share_a_key(schoology: Schoology) -> None:
    schoology.script("old_accounts", users=2_000)

    for key in ("school_uid", "username", "primary_email"):
        owners = Counter(row[key].casefold() for row in schoology.state()["users"] if row[key])
        assert max(owners.values()) == 1


def test_other_emails_are_the_share_that_was_asked_for(schoology: Schoology, institution: Institution) -> None:
    counts = schoology.script("old_accounts", users=100, other_emails=100, conflicts=0)

    by_sis = {person["username"]: person.get("email") for person in people(institution)}
    other = [row for row in accounts(schoology) if row["primary_email"] != by_sis.get(row["username"])]
    assert counts["other_emails"] == 85
    assert len([row for row in other if row["username"] in by_sis]) == 85


def test_a_conflict_points_at_two_people_who_have_no_account(schoology: Schoology, institution: Institution) -> None:
    schoology.script("old_accounts", users=50, conflicts=3)

    conflicts = accounts(schoology)[50:]
    without = people(institution)[50:]
    emails = {person.get("email"): person["sourcedId"] for person in without}
    usernames = {person["username"]: person["sourcedId"] for person in without}
    pairs = [(emails[row["primary_email"]], usernames[row["username"]]) for row in conflicts]
    assert (len(pairs), len({one for pair in pairs for one in pair})) == (3, 6)
    assert {row["school_uid"] for row in conflicts} == {""}


def test_courses_carry_the_code_of_the_sis_and_sections_only_their_own(
    schoology: Schoology, institution: Institution
) -> None:
    counts = schoology.script("old_accounts")
    state = schoology.state()

    by_code = {record["courseCode"]: record for record in institution.courses.values()}
    assert len(state["courses"]) == counts["courses"]
    assert all(by_code[row["course_code"]]["title"] == row["title"] for row in state["courses"])
    class_codes = {record["classCode"]: record for record in institution.classes.values()}
    assert len(state["sections"]) == counts["sections"]
    for row in state["sections"]:
        record = class_codes[row["section_code"]]
        assert row["title"] == record["title"]
        assert row["course_code"] == institution.courses[record["course"]["sourcedId"]]["courseCode"]
        assert (row["section_school_code"], row["grading_period_titles"]) == ("", ["Fall 2026"])


def test_the_same_seed_makes_the_same_installation(schoology: Schoology) -> None:
    schoology.script("old_accounts")
    first = schoology.state()
    schoology.script("reset")
    schoology.script("old_accounts")
    assert schoology.state() == first
    schoology.script("reset")
    schoology.script("old_accounts", seed=2)
    assert schoology.state() != first


def test_a_school_that_is_in_use_is_left_alone(schoology: Schoology) -> None:
    schoology.script("old_accounts", users=1)

    assert schoology.http.post("/_control/script", json={"script": "old_accounts"}).status_code == 400


@pytest.mark.parametrize("word", ["user", "course"])
def test_whole_lists_are_read_page_by_page(schoology: Schoology, word: str) -> None:
    schoology.script("old_accounts")

    rows = whole_list(schoology, f"/v1/{word}s", word)

    assert [row["id"] for row in rows] == [row["id"] for row in schoology.state()[f"{word}s"]]


def test_a_list_of_users_shows_what_people_can_be_recognised_by(schoology: Schoology) -> None:
    schoology.script("old_accounts")
    fields = ("school_uid", "username", "primary_email", "name_first", "name_last", "role_id", "building_id")

    shown = [tuple(row[field] for field in fields) for row in whole_list(schoology, "/v1/users", "user")]

    assert shown == [tuple(row[field] for field in fields) for row in schoology.state()["users"]]


def test_the_sections_of_all_courses_are_all_sections(schoology: Schoology) -> None:
    counts = schoology.script("old_accounts")

    found = [
        section["section_code"]
        for course in whole_list(schoology, "/v1/courses", "course")
        for section in whole_list(schoology, f"/v1/courses/{course['id']}/sections", "section")
    ]
    assert len(set(found)) == counts["sections"]
