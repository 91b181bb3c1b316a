"""Having Schoology send its events: once, to one address, and not a second time."""

import json
from typing import Any

import pytest

from rollbook.connectors import load
from rollbook.connectors.schoology.events import interpret
from rollbook.model.errors import ContractError, CredentialsError, RollbookError, SystemUnavailableError
from rollbook.model.records import Json
from tests.contract.connectors.school import School

ADDRESS = "https://inbox.example/live/webhooks/schoology/6f1c0d5e9b2a47f38c6d1e0f5a4b3c2d"
OLDER = "https://inbox.example/live/webhooks/schoology/00000000000000000000000000000000"
ELSE = "https://somebody-else.example/hook"


def subscribe(school: School, address: str = ADDRESS, **settings: Any) -> str:
    wish = load("schoology").subscribe
    assert wish
    return wish(school.client(**settings), address, "")


def targets(school: School) -> list[tuple[str, str]]:
    return [(row["target"], row["description"]) for row in school.rows("targets")]


def add_target(school: School, target: str, description: str = "") -> Json:
    table = school.simulator.school.targets
    return table.add({"id": next(school.simulator.school.ids), "target": target, "description": description})


def wanted(school: School) -> dict[str, tuple[str, int]]:
    by_id = {row["id"]: row["target"] for row in school.rows("targets")}
    return {row["trigger"]: (by_id[row["target_id"]], row["include_object"]) for row in school.rows("subscriptions")}


def test_events_of_grades_and_items_are_sent_to_the_address(school: School) -> None:
    sentence = subscribe(school)

    assert targets(school) == [(ADDRESS, "Rollbook")]
    assert wanted(school) == {"grades": (ADDRESS, 1), "grade_item": (ADDRESS, 0)}
    assert sentence.startswith("Schoology sends the events of grades and grade items: target ")
    assert sentence.endswith(" was made.")
    assert ADDRESS.rpartition("/")[2] not in sentence


def test_asking_again_changes_nothing(school: School) -> None:
    subscribe(school)
    before = school.simulator.snapshot()
    school.simulator.calls.clear()

    sentence = subscribe(school)

    assert school.simulator.snapshot() == before
    assert sentence.endswith("was there.")
    assert [entry["method"] for entry in school.journal] == ["GET", "PUT"]


def test_an_older_target_of_ours_gets_the_new_address_and_keeps_its_subscriptions(school: School) -> None:
    subscribe(school, OLDER)
    (before,) = school.rows("targets")

    sentence = subscribe(school)

    (after,) = school.rows("targets")
    assert (after["id"], after["target"]) == (before["id"], ADDRESS)
    assert wanted(school) == {"grades": (ADDRESS, 1), "grade_item": (ADDRESS, 0)}
    assert sentence.endswith("was changed.")


def test_a_target_that_has_the_address_is_taken_and_others_of_ours_are_removed(school: School) -> None:
    for address in (OLDER, ELSE):
        add_target(school, address, "Rollbook")
    mine = add_target(school, ADDRESS, "by hand")

    sentence = subscribe(school)

    (left,) = school.rows("targets")
    assert (left["id"], left["target"], left["description"]) == (mine["id"], ADDRESS, "Rollbook")
    assert sentence.endswith("was changed. Removed: 2 more of ours.")


def test_targets_of_others_stay_as_they_are(school: School) -> None:
    add_target(school, ELSE, "Attendance board")

    subscribe(school)

    assert (ELSE, "Attendance board") in targets(school)
    assert wanted(school)["grades"] == (ADDRESS, 1)


def test_what_is_sent_afterwards_names_item_and_person(school: School) -> None:
    item = school.taught(school.client(), "sec-1")["sec-1"][0]
    subscribe(school)

    school.grade("sec-1", item)
    school.simulator.perform("change_item", {"item": item, "title": "New title"})

    letters = school.simulator.perform("outbox", {})
    hints = [hint for letter in letters for hint in interpret(json.dumps(letter["event"]).encode())]
    assert [(hint.entity, hint.part, hint.ids) for hint in hints] == [
        ("grade", "sec-1", {"item": str(item), "user": "s0"}),
        ("grade_item", "sec-1", {"item": str(item)}),
    ]
    assert all(hint.at for hint in hints)


@pytest.mark.parametrize("kind", ["500", "timeout", "lost", "malformed", "html"])
@pytest.mark.parametrize(("method", "path"), [("POST", "targets"), ("PUT", "subscriptions"), ("DELETE", "targets")])
def test_an_answer_that_never_came_is_made_good_by_asking_again(
    school: School, kind: str, method: str, path: str
) -> None:
    if method == "DELETE":
        add_target(school, ADDRESS)
        add_target(school, OLDER, "Rollbook")
    school.fail(kind, method, f"/triggers/{path}", times=1)

    for _ in range(2):
        try:
            subscribe(school)
        except RollbookError as error:
            assert isinstance(error, SystemUnavailableError)  # noqa: PT017 - some kinds are borne in silence

    assert targets(school) == [(ADDRESS, "Rollbook")]
    assert wanted(school) == {"grades": (ADDRESS, 1), "grade_item": (ADDRESS, 0)}


@pytest.mark.parametrize("path", ["targets", "subscriptions"])
def test_what_may_be_sent_twice_is_sent_again_by_itself(school: School, path: str) -> None:
    add_target(school, OLDER, "Rollbook")
    school.fail("lost", "PUT", f"/triggers/{path}", times=1)

    subscribe(school)

    assert wanted(school) == {"grades": (ADDRESS, 1), "grade_item": (ADDRESS, 0)}


def test_an_unknown_outcome_says_to_ask_again(school: School) -> None:
    school.fail("lost", "POST", "/triggers/targets")

    with pytest.raises(SystemUnavailableError, match="Subscribe again"):
        subscribe(school)


def test_an_address_that_schoology_does_not_take_is_told_without_its_secret(school: School) -> None:
    with pytest.raises(ContractError, match="refused POST /triggers/targets with 400") as refused:
        subscribe(school, f"gopher{ADDRESS.removeprefix('https')}")

    assert ADDRESS.rpartition("/")[2] not in str(refused.value)
    assert wanted(school) == {}


def test_a_subscription_that_schoology_refuses_is_told(school: School, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sandbox.simulators.schoology.triggers.TRIGGERS", ("grades", "attendance"))

    with pytest.raises(ContractError, match=r"refused a subscription .400: The trigger with name grade_item does not"):
        subscribe(school)


def test_whoever_may_not_see_triggers_is_told(school: School) -> None:
    (student,) = school.client().write("users", [school.user()])

    with pytest.raises(CredentialsError, match="GET /triggers/targets"):
        subscribe(school, acting_user=student.target)
