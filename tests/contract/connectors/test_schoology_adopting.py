"""Accounts, courses and sections that were there before the first sync: taken over by their id, never made twice (SG7).

A mapping that matching has made holds the target's id and, as what is there now, the natural key that the record has.
"""

import pytest

from rollbook.connectors.schoology.client import SchoologyClient
from rollbook.connectors.schoology.translate import KINDS
from rollbook.connectors.schoology.writables import WRITES
from rollbook.model.changes import Change, Operation
from rollbook.model.records import Json
from rollbook.sync.batches import cut
from tests.contract.connectors.school import School

NO_KEY = pytest.mark.parametrize(
    "key", [{"schoolUid": ""}, {"schoolUid": None}, {}], ids=["empty", "none", "not named"]
)


def adopted(wanted: Change, target: str, **before: str | None) -> Change:
    """Return the change as the plan makes it of a record that was matched with one at the target."""
    return wanted.model_copy(update={"operation": Operation.UPDATE, "target": target, "before": dict(before)})


def old_account(school: School, client: SchoologyClient, **fields: str) -> Json:
    """Make an account that nobody has provisioned."""
    (made,) = client.write("users", [school.user("before")])
    users = school.simulator.school.users
    row = users.get(made.target or "")
    assert row
    return users.change(row, {"school_uid": "", **fields})


def old_section(school: School, client: SchoologyClient) -> tuple[Change, Json]:
    """Make a section that has no `section_school_code`, and return it with the change that is wanted of it."""
    wanted = school.section(client)
    (made,) = client.write("sections", [wanted])
    sections = school.simulator.school.sections
    row = sections.get(made.target or "")
    assert row
    return wanted, sections.change(row, {"section_school_code": "", "title": "Algebra by hand"})


@NO_KEY
def test_an_account_without_a_school_uid_becomes_the_persons(school: School, key: dict[str, str | None]) -> None:
    client = school.client()
    account = old_account(school, client, username="zoe.00417", primary_email="elsewhere@mail.example")
    before = len(school.rows("users"))

    (written,) = client.write("users", [adopted(school.user(), str(account["id"]), **key)])

    assert (written.target, written.reason) == (str(account["id"]), None)
    assert len(school.rows("users")) == before
    row = school.row("users", school_uid="00417")
    assert (row["id"], row["primary_email"], row["name_first"]) == (account["id"], "zoe.00417@students.example", "Zoë")


def test_an_account_with_another_school_uid_becomes_the_persons(school: School) -> None:
    client = school.client()
    account = old_account(school, client, school_uid="OLD-7")

    (written,) = client.write("users", [adopted(school.user(), str(account["id"]), schoolUid="OLD-7")])

    assert written.target == str(school.row("users", school_uid="00417")["id"]) == str(account["id"])


def test_a_course_with_another_code_becomes_the_course(school: School) -> None:
    client = school.client()
    (made,) = client.write("courses", [school.course("ALGEBRA (old)")])

    (written,) = client.write("courses", [adopted(school.course(), made.target or "", courseCode="ALGEBRA (old)")])

    (row,) = school.rows("courses")
    assert (written.reason, str(row["id"]), row["course_code"]) == (None, made.target, "ALG1")


@pytest.mark.parametrize("code", ["", None])
def test_a_section_without_a_code_becomes_the_class_and_keeps_its_members(school: School, code: str | None) -> None:
    client = school.client()
    client.write("enrollments", [school.enrollment(client)])
    wanted, section = old_section(school, client)
    school.simulator.calls.clear()

    (written,) = client.write(
        "sections", [adopted(wanted, str(section["id"]), sectionSchoolCode=code, course="course-ALG1")]
    )

    (row,) = school.rows("sections")
    assert (written.target, written.reason) == (str(section["id"]), None)
    assert (row["section_school_code"], row["title"]) == ("sec-1", "Algebra I, period 2")
    assert school.row("enrollments")["section_school_code"] == "sec-1"
    assert [entry["method"] for entry in school.journal] == ["PUT"], (
        "its course is the wanted one, so none is looked up"
    )


def test_a_section_whose_course_nobody_remembers_is_looked_at_first(school: School) -> None:
    client = school.client()
    wanted, section = old_section(school, client)

    (written,) = client.write("sections", [adopted(wanted, str(section["id"]), sectionSchoolCode="")])

    assert written.reason is None
    assert [row["section_school_code"] for row in school.rows("sections")] == ["sec-1"]


def test_a_section_in_another_course_than_wanted_stays_as_it_was(school: School) -> None:
    client = school.client()
    wanted, section = old_section(school, client)
    resolved = {**wanted.resolved, "courses/course-ALG1": school.written(client, "courses", school.course("GEO1"))}
    change = adopted(wanted, str(section["id"]), sectionSchoolCode="", course="course-OLD")

    (refused,) = client.write("sections", [change.model_copy(update={"resolved": resolved})])

    assert refused.reason
    assert "another course" in refused.reason.sentence
    assert school.row("sections")["title"] == "Algebra by hand"


@NO_KEY
def test_an_adoption_whose_answer_was_lost_is_found_by_its_id(school: School, key: dict[str, str | None]) -> None:
    client = school.client()
    account = old_account(school, client)
    change = adopted(school.user(), str(account["id"]), **key)

    (before,) = client.find("users", [change])
    client.write("users", [change])
    (after,) = client.find("users", [change])

    assert (before.target, before.matches) == (str(account["id"]), False)
    assert (after.target, after.matches) == (str(account["id"]), True)


def test_an_adoption_that_is_sent_twice_is_one_account(school: School) -> None:
    client = school.client()
    account = old_account(school, client)
    change = adopted(school.user(), str(account["id"]), schoolUid="")
    before = len(school.rows("users"))

    ended = [client.write("users", [change])[0] for _ in range(2)]

    assert {(one.target, one.reason) for one in ended} == {(str(account["id"]), None)}
    assert len(school.rows("users")) == before


def test_an_adopted_account_that_was_deleted_meanwhile_is_made(school: School) -> None:
    client = school.client()

    (written,) = client.write("users", [adopted(school.user(), "4999999", schoolUid="")])

    assert written.target == str(school.row("users", school_uid="00417")["id"])


def test_an_account_whose_key_another_account_has_is_refused_and_both_stay(school: School) -> None:
    client = school.client()
    account = old_account(school, client)
    client.write("users", [school.user(username="zoe.other", email="other@students.example")])

    (refused,) = client.write("users", [adopted(school.user(), str(account["id"]), schoolUid="")])

    assert refused.reason
    assert "409" in refused.reason.sentence
    assert school.row("users", id=account["id"])["school_uid"] == ""


def test_accounts_without_a_key_go_out_alone_and_before_those_with_one(school: School) -> None:
    created = [school.user(f"{number:05}") for number in range(3)]
    matched = [adopted(user, "4711", schoolUid="") for user in created[:2]]
    same = adopted(created[2], "4712", schoolUid=created[2].data["schoolUid"]) if created[2].data else created[2]
    changes = sorted([*created, *matched, same], key=WRITES["users"].group)

    assert [len(batch) for batch in cut(changes, WRITES["users"])] == [1, 1, 4]
    assert [KINDS["users"].renames(change) for change in changes] == [True, True, False, False, False, False]
