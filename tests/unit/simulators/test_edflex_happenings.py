from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from sandbox.institution.portal import CHANGES, sample_portal
from tests.unit.simulators.edflex import PORTAL, Edflex

CONTENT = next(key for key in PORTAL.contents if key not in PORTAL.corners.values())
ATTEMPT = next(one for one in PORTAL.attempts.values() if one.completed)


@pytest.fixture
def edflex() -> Iterator[Edflex]:
    caller = Edflex.opened()
    yield caller
    assert caller.witness.bad_answers == []
    assert sample_portal(date(2026, 9, 16)) == PORTAL


def statistics(edflex: Edflex) -> dict[str, Any]:
    return {one["id"]: one["attributes"] for one in edflex.all("statistics")}


def test_a_day_of_changes_is_shown_and_reset_takes_it_back(edflex: Edflex) -> None:
    touched = edflex.script("day_of_changes", seed=2)
    shown = {one["id"]: one["attributes"] for one in edflex.all("resources")}

    assert touched.keys() == CHANGES.keys()
    assert shown[touched["closed"]]["status"] == "closed"
    assert shown[touched["opened_again"]]["status"] == "opened"
    assert shown[touched["renamed"]]["title"].endswith("★")
    assert list(shown)[-1] == touched["new_content"]
    assert touched["deleted"] not in shown
    titles = [one["title"] for content in shown.values() for one in content["categories"]]
    assert any(title["default"].endswith("★") for title in titles)
    edflex.script("reset")
    assert [one["id"] for one in edflex.all("resources")] == list(PORTAL.contents)


@pytest.mark.parametrize("name", CHANGES)
def test_each_change_can_be_asked_for_alone(edflex: Edflex, name: str) -> None:
    before = edflex.simulator.state()
    touched = edflex.script(name)

    assert touched
    assert edflex.simulator.state() != before


def test_a_day_of_statistics_is_shown(edflex: Edflex) -> None:
    before = statistics(edflex)
    happened = edflex.script("statistics_day")
    after = statistics(edflex)

    assert {key for key in after if after[key] != before.get(key)} == {
        key for keys in happened.values() for key in keys
    }
    assert {after[one]["status"] for one in happened["begun"]} == {"in_progress"}
    assert {after[one]["completedAt"][:10] for one in happened["completed"]} == {"2026-09-15"}


def test_a_content_can_be_edited_and_removed(edflex: Edflex) -> None:
    edflex.script("edit", content_id=CONTENT, title="Welding", categories=[], authors=["Ada Quill"], medium_image="")
    shown = edflex.content(CONTENT)
    assert (shown["title"], shown["categories"], shown["authors"]) == ("Welding", [], [{"fullName": "Ada Quill"}])
    edflex.script("remove", content_id=CONTENT)

    assert edflex.get("resources", **{"filter[contentIds]": CONTENT})["data"] == []


def test_a_part_of_the_contents_can_be_lost(edflex: Edflex) -> None:
    lost = edflex.script("lose_contents", percent=60)

    assert len(lost) == 1_800
    assert edflex.get("resources")["meta"]["total"] == 1_200


def test_a_category_can_be_renamed_and_is_shown_so_in_its_contents_and_its_catalog(edflex: Edflex) -> None:
    category = PORTAL.categories[PORTAL.contents[CONTENT].categories[0]]
    edflex.script("rename_category", category_id=category.id, default="Sparks")

    assert edflex.content(CONTENT)["categories"][0]["title"] == {**category.titles, "default": "Sparks"}
    listed = edflex.all(f"catalogs/{category.catalog}/categories")
    assert [one["attributes"]["title"]["default"] for one in listed if one["id"] == category.id] == ["Sparks"]


def test_an_attempt_can_be_edited_and_another_one_added(edflex: Edflex) -> None:
    edflex.script("edit_attempt", attempt_id=ATTEMPT.id, status="in_progress", completed=None, time_spent=7)
    fields = {"content": ATTEMPT.content, "learner": ATTEMPT.learner, "number": 9, "status": "completed"}
    moments = {
        "first": "2026-09-15T10:00:00+02:00",
        "last": "2026-09-15T08:30:00Z",
        "completed": "2026-09-15T08:30:00Z",
    }
    edflex.script("add_attempt", id="a-9", time_spent=60, **fields, **moments)
    shown = statistics(edflex)

    assert (shown[ATTEMPT.id]["status"], shown[ATTEMPT.id]["completedAt"]) == ("in_progress", None)
    assert shown[ATTEMPT.id]["timeSpent"] == 7
    assert (shown["a-9"]["attempt"], shown["a-9"]["firstActivityAt"]) == (9, "2026-09-15T08:00:00Z")


def test_a_learner_can_have_another_mail_address(edflex: Edflex) -> None:
    edflex.script("set_mail", learner_id=ATTEMPT.learner, email="New@maple-ridge.example")

    assert statistics(edflex)[ATTEMPT.id]["learner"]["email"] == "New@maple-ridge.example"


@pytest.mark.parametrize(
    ("script", "arguments", "words"),
    [
        ("edit", {"content_id": "none", "title": "a"}, "nothing with the id 'none'"),
        ("edit", {"content_id": CONTENT, "colour": "red"}, "colour"),
        ("edit", {"content_id": CONTENT, "categories": ["none"]}, "no category none"),
        ("remove", {"content_id": "none"}, "nothing with the id"),
        ("rename_category", {"category_id": "none", "default": "a"}, "nothing with the id"),
        ("edit_attempt", {"attempt_id": ATTEMPT.id, "first": "2026-09-15T10:00:00"}, "no time zone"),
        ("add_attempt", {"id": "a-9"}, "missing"),
        ("set_mail", {"learner_id": "none", "email": "a"}, "nothing with the id"),
        ("explode", {}, "no script"),
    ],
)
def test_what_cannot_happen_is_told_so(edflex: Edflex, script: str, arguments: dict[str, Any], words: str) -> None:
    assert words in edflex.refusal_of_script(script, **arguments)


def test_the_state_shows_all_that_is_listed(edflex: Edflex) -> None:
    state = edflex.simulator.snapshot()

    assert state["today"] == "2026-09-16"
    assert state["contents"] == edflex.all("resources")
    assert state["statistics"] == edflex.all("statistics")
    assert len(state["categories"]) == 60


def test_without_a_portal_it_is_the_sample_of_its_clocks_day() -> None:
    edflex = Edflex.opened()

    other = type(edflex.simulator)(wall_clock=edflex.clock)

    assert other.portal == PORTAL
