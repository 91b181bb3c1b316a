from collections.abc import Iterator
from typing import Any

import pytest

from sandbox.simulators.faults import Fault
from sandbox.simulators.serving import ConnectionClosedError
from tests.unit.simulators.scheduling import (
    BANNER,
    COLLEAGUE,
    COURSE,
    DATA,
    PEOPLESOFT,
    PROFESSOR,
    TERM,
    Coursedog,
    create,
)

FIRST, SECOND = f"{TERM}/{COURSE}/001", f"{TERM}/{COURSE}/002"
KINDS = ("courses", "sections", "relationships")


@pytest.fixture
def coursedog() -> Iterator[Coursedog]:
    caller = Coursedog.opened()
    caller.fill()
    yield caller
    assert caller.witness.bad_answers == []


def held(coursedog: Coursedog, kind: str) -> dict[str, Any]:
    """Return the first record of a kind, as it is listed."""
    lists = {"courses": coursedog.search()["data"], "sections": coursedog.sections()}
    row: dict[str, Any] = (lists.get(kind) or coursedog.relationships())[0]
    return row


def update(row: dict[str, Any], **data: Any) -> dict[str, Any]:
    return {"operation": "update", "id": row["id"], "version": row["version"], "data": data}


def delete(row: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"operation": "delete", "id": row["id"], **more}


@pytest.mark.parametrize("kind", KINDS)
def test_an_update_changes_what_it_names_and_nothing_else(coursedog: Coursedog, kind: str) -> None:
    before = held(coursedog, kind)
    coursedog.clock.now += 60
    (result,) = coursedog.put(kind, update(before, sisId="9c"))

    assert result == {"status": 200, "id": before["id"], "version": 2, "errors": []}
    after = held(coursedog, kind)
    assert {name for name in after if after[name] != before[name]} == {"sisId", "version", "lastSyncedAt"}


@pytest.mark.parametrize("kind", KINDS)
def test_an_update_of_what_is_there_already_raises_no_version(coursedog: Coursedog, kind: str) -> None:
    row = held(coursedog, kind)

    assert coursedog.put(kind, update(row, sisId=row["sisId"]))[0]["version"] == row["version"]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("version", [2, 99])
def test_a_version_that_is_not_the_one_of_now_is_refused_and_changes_nothing(
    coursedog: Coursedog, kind: str, version: int
) -> None:
    row = held(coursedog, kind)

    for item in ({**update(row, sisId="9c"), "version": version}, delete(row, version=version)):
        (result,) = coursedog.put(kind, item)
        assert (result["status"], result["id"], result["version"]) == (409, row["id"], 1)
        assert [one["code"] for one in result["errors"]] == ["VERSION"]
    assert held(coursedog, kind) == row


def test_an_item_that_was_sent_twice_is_refused_the_second_time(coursedog: Coursedog) -> None:
    item = update(held(coursedog, "sections"), maxWaitlist=4)

    assert [one["status"] for one in coursedog.put("sections", item, item)] == [200, 409]
    coursedog.simulator.faults.add(Fault("lost", method="PUT", times=1))
    with pytest.raises(ConnectionClosedError):
        coursedog.put("sections", update(held(coursedog, "sections"), maxWaitlist=5))
    assert held(coursedog, "sections")["maxWaitlist"] == 5


@pytest.mark.parametrize("kind", KINDS)
def test_a_key_that_is_taken_is_refused_with_the_id_of_its_record(coursedog: Coursedog, kind: str) -> None:
    (result,) = coursedog.put(kind, create(kind))

    assert (result["status"], result["errors"][0]["code"]) == (409, "EXISTS")
    assert result["id"] == held(coursedog, kind)["id"]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    ("item", "field"),
    [
        ({}, "operation"),
        ({"operation": "replace"}, "operation"),
        ({"operation": "create"}, "data"),
        ({"operation": "create", "data": []}, "data"),
        ({"operation": "update", "id": "x", "data": {"sisId": ""}}, "version"),
        ({"operation": "update", "id": "x", "version": 0, "data": {"sisId": ""}}, "version"),
        ({"operation": "update", "id": 1, "version": 1, "data": {"sisId": ""}}, "id"),
        ({"operation": "delete"}, "id"),
        ({"operation": "delete", "id": "x", "data": {}}, "data"),
    ],
)
def test_an_item_that_is_none_is_refused_alone(
    coursedog: Coursedog, kind: str, item: dict[str, Any], field: str
) -> None:
    assert coursedog.code(kind, item) == (422, "INVALID", field)


@pytest.mark.parametrize(
    ("kind", "fields", "field"),
    [
        ("sections", {"status": "open"}, "status"),
        ("sections", {"maxEnrollment": "30"}, "maxEnrollment"),
        ("sections", {"maxEnrollment": -1}, "maxEnrollment"),
        ("sections", {"maxEnrollment": True}, "maxEnrollment"),
        ("sections", {"startDate": "2027-02-30"}, "startDate"),
        ("sections", {"campus": ""}, "campus"),
        ("sections", {"times": [{}]}, "times"),
        ("sections", {"professorsMeta": [{**PROFESSOR, "percentage": 101}]}, "professorsMeta"),
        ("sections", {"title": "x"}, "title"),
        ("sections", {"version": 3}, "version"),
        ("sections", {"sectionNumber": "003"}, "sectionNumber"),
        ("courses", {"code": "BIO-102"}, "code"),
        ("courses", {"departments": ["BIO", "BIO"]}, "departments"),
        ("courses", {"minCreditHours": None, "status": None}, "status"),
        ("relationships", {"sections": [FIRST]}, "sections"),
        ("relationships", {"sections": [FIRST, FIRST]}, "sections"),
        ("relationships", {"waitlist": "none"}, "waitlist"),
        ("relationships", {"type": "stacked"}, "type"),
        ("relationships", {}, "data"),
    ],
)
def test_a_field_that_is_not_as_its_schema_says_is_named(
    coursedog: Coursedog, kind: str, fields: dict[str, Any], field: str
) -> None:
    row = held(coursedog, kind)
    (result,) = coursedog.put(kind, update(row, **fields))

    assert (result["status"], result["id"], result["version"]) == (422, row["id"], row["version"])
    assert [(one["code"], one["field"]) for one in result["errors"]] == [("INVALID", field)]


@pytest.mark.parametrize("days", ["", "M", "MTWRFSU", "TR"])
def test_days_are_letters_from_monday_on(coursedog: Coursedog, days: str) -> None:
    time = {**DATA["sections"]["times"][0], "days": days}

    assert coursedog.code("sections", update(held(coursedog, "sections"), times=[time])) == (200, "", "")
    for wrong in ("RT", "MM", "mwf", "Th"):
        item = update(held(coursedog, "sections"), times=[{**time, "days": wrong}])
        assert coursedog.code("sections", item) == (422, "INVALID", "times")


@pytest.mark.parametrize(
    "people",
    [
        {"professors": ["0012001"]},
        {"professorsMeta": [PROFESSOR]},
        {"professors": [], "professorsMeta": [PROFESSOR]},
        {"professors": ["a", "0012001"], "professorsMeta": [PROFESSOR, {**PROFESSOR, "instructorId": "a"}]},
    ],
)
def test_both_lists_of_professors_come_together_and_name_the_same(coursedog: Coursedog, people: dict[str, Any]) -> None:
    refusal = (422, "PROFESSORS_DIFFER", "professorsMeta")

    assert coursedog.code("sections", update(held(coursedog, "sections"), **people)) == refusal


@pytest.mark.parametrize(
    ("kind", "fields", "refusal"),
    [
        ("sections", {"termCode": "209910"}, (422, "TERM_UNKNOWN", "termCode")),
        ("sections", {"courseCode": "ART-999"}, (422, "COURSE_UNKNOWN", "courseCode")),
        ("relationships", {"termCode": "209910"}, (422, "TERM_UNKNOWN", "termCode")),
        ("relationships", {"groupId": "X", "sections": [FIRST, f"{FIRST}9"]}, (422, "SECTION_UNKNOWN", "sections")),
        ("relationships", {"groupId": "X", "termCode": "202640"}, (422, "SECTION_UNKNOWN", "sections")),
        ("relationships", {"groupId": "X", "primarySection": f"{FIRST}9"}, (422, "PRIMARY_UNKNOWN", "primarySection")),
    ],
)
def test_a_new_record_that_names_what_is_not_there_is_refused(
    coursedog: Coursedog, kind: str, fields: dict[str, Any], refusal: tuple[int, str, str]
) -> None:
    assert coursedog.code(kind, create(kind, **fields)) == refusal


def test_a_primary_section_that_leaves_has_to_be_replaced_at_the_same_time(coursedog: Coursedog) -> None:
    coursedog.put("sections", create("sections", sectionNumber="003"))
    others = [SECOND, f"{TERM}/{COURSE}/003"]
    row = held(coursedog, "relationships")

    assert coursedog.code("relationships", update(row, sections=others))[1] == "PRIMARY_UNKNOWN"
    assert coursedog.code("relationships", update(row, sections=others, primarySection=SECOND))[0] == 200


@pytest.mark.parametrize("school", [BANNER, COLLEAGUE])
def test_behind_ethos_a_section_waits_for_its_course(school: str) -> None:
    coursedog = Coursedog.opened(school)

    assert coursedog.code("sections", create("sections")) == (422, "COURSE_UNKNOWN", "courseCode")
    assert coursedog.code("courses", create("courses"))[0] == 201
    assert coursedog.code("sections", create("sections"))[0] == 201


def test_in_front_of_peoplesoft_a_course_waits_for_a_section() -> None:
    coursedog = Coursedog.opened(PEOPLESOFT)

    assert coursedog.code("courses", create("courses")) == (422, "COMPONENTS_UNKNOWN", "code")
    assert coursedog.code("sections", create("sections"))[0] == 201
    assert coursedog.sections()[0]["courseId"] is None
    assert coursedog.code("courses", create("courses"))[0] == 201
    assert coursedog.code("courses", delete(held(coursedog, "courses")))[0] == 200


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_not_there_cannot_be_changed_or_removed(coursedog: Coursedog, kind: str) -> None:
    row = {"id": "none", "version": 1}

    for item in (update(row, sisId=""), delete(row)):
        assert coursedog.code(kind, item) == (404, "NOT_FOUND", "id")


def test_a_record_can_be_removed_and_its_key_and_not_its_id_used_again(coursedog: Coursedog) -> None:
    row = held(coursedog, "relationships")

    removed, made = coursedog.put("relationships", delete(row, version=1), create("relationships"))
    assert removed == {"status": 200, "id": row["id"], "version": None, "errors": []}
    assert (made["status"], made["id"] != row["id"]) == (201, True)


def test_a_section_that_is_removed_leaves_its_relationships(coursedog: Coursedog) -> None:
    third = f"{TERM}/{COURSE}/003"
    coursedog.put("sections", create("sections", sectionNumber="003"))
    row = held(coursedog, "relationships")
    coursedog.put("relationships", update(row, sections=[FIRST, SECOND, third]))

    coursedog.put("sections", delete(held(coursedog, "sections")))
    left = held(coursedog, "relationships")
    assert (left["sections"], left["primarySection"], left["version"]) == ([SECOND, third], None, 3)
    coursedog.put("sections", delete(held(coursedog, "sections")))
    assert coursedog.relationships() == []


def test_a_course_with_sections_stays(coursedog: Coursedog) -> None:
    assert coursedog.code("courses", delete(held(coursedog, "courses"))) == (422, "COURSE_IN_USE", "")

    coursedog.put("sections", *map(delete, coursedog.sections()))
    assert coursedog.code("courses", delete(held(coursedog, "courses")))[0] == 200


def test_only_crosslists_can_be_written(coursedog: Coursedog) -> None:
    coursedog.edit(f"{TERM}/ST01", value={"sections": [FIRST, SECOND], "type": "stacked"}, action="crosslist")
    row = coursedog.relationships()[1]

    assert row["type"] == "stacked"
    for item in (update(row, sisId="1"), delete(row)):
        assert coursedog.code("relationships", item) == (422, "TYPE_UNSUPPORTED", "")


def test_each_item_has_its_own_end_and_later_ones_build_on_earlier_ones(coursedog: Coursedog) -> None:
    results = coursedog.put(
        "sections",
        create("sections", sectionNumber="003"),
        create("sections", sectionNumber="003"),
        {"operation": "nothing"},
        update(coursedog.sections()[0], maxWaitlist=3),
        delete(coursedog.sections()[1]),
    )

    assert [one["status"] for one in results] == [201, 409, 422, 200, 200]


@pytest.mark.parametrize("is_new", [True, False])
def test_a_body_with_a_poisoned_item_is_refused_whole_and_does_nothing(coursedog: Coursedog, is_new: bool) -> None:
    row = coursedog.sections()[0]
    third = create("sections", sectionNumber="003")
    coursedog.simulator.faults.add(Fault("poison", key=f"{TERM}/{COURSE}/003" if is_new else FIRST))

    answer = coursedog.call("PUT", "/sections", {"items": [third, update(row, maxWaitlist=1)]})
    assert answer.status_code == 422
    assert len(coursedog.sections()) == 2
    innocent = update(row, maxWaitlist=1) if is_new else third
    assert coursedog.call("PUT", "/sections", {"items": [innocent]}).status_code == 200


def test_schools_know_nothing_of_each_other(coursedog: Coursedog) -> None:
    schools = coursedog.simulator.snapshot()["schools"]

    assert {name: len(one["sections"]) for name, one in schools.items()} == {BANNER: 2, COLLEAGUE: 0, PEOPLESOFT: 0}
