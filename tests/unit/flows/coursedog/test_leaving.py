"""What leaves one side, and what becomes of it on the other (CD5, CD6)."""

from typing import Any

import pytest

from rollbook import flows
from tests.unit.flows.coursedog.campus import (
    KEY,
    NEW,
    OTHER,
    Campus,
    section,
    settled,
)


@pytest.mark.parametrize(("sis", "status"), [("banner", "cancelled"), ("colleague", None), ("peoplesoft", "inactive")])
def test_a_section_that_was_deleted_in_coursedog_is_taken_out_as_the_sis_allows(sis: str, status: str | None) -> None:
    campus = settled()
    campus.pull_settings["sis"] = sis
    del campus.coursedog["sections"][KEY]

    pulled = campus.pull()
    posted = campus.post()

    assert "sections" not in pulled.created
    assert "coursedog.post takes it out" in pulled.left_out[KEY].sentence
    assert posted.removed == {"sections": [KEY]}
    assert (campus.sis["sections"].get(KEY) or {"fields": {"status": None}})["fields"]["status"] == status
    for run in (campus.pull(), campus.post(), campus.pull()):
        assert run.quiet


def test_one_that_comes_back_to_life_in_the_sis_comes_again() -> None:
    campus = settled()
    del campus.coursedog["sections"][KEY]
    campus.post()
    assert "cancelled or inactive" in campus.pull().left_out[KEY].sentence

    campus.register(status="active")

    assert campus.pull().created == {"sections": [KEY]}


def test_a_section_that_was_deleted_in_the_sis_leaves_coursedog() -> None:
    campus = settled()
    del campus.sis["sections"][KEY]

    posted, pulled = campus.post(), campus.pull()

    assert "coursedog.pull takes it out" in posted.left_out[KEY].sentence
    assert posted.quiet
    assert pulled.removed == {"sections": [KEY]}
    assert campus.post().quiet
    assert KEY not in campus.sis["sections"]


@pytest.mark.parametrize(
    ("default", "there"), [("resolveAsInstitution", True), ("alwaysCoursedog", False), ("stop", None)]
)
def test_one_deleted_in_coursedog_and_changed_in_the_sis_goes_by_the_default(default: str, there: Any) -> None:
    campus = settled()
    campus.pull_settings["merge"]["sections"]["default"] = default
    del campus.coursedog["sections"][KEY]
    campus.register(title="Biology One")

    runs = [campus.post(), campus.pull(), campus.post(), campus.pull()]

    assert [KEY in run.refused for run in runs] == [there is None] * 4
    if there is not None:
        assert (KEY in campus.coursedog["sections"]) is there
        assert campus.sis["sections"][KEY]["fields"]["status"] == ("active" if there else "cancelled")


@pytest.mark.parametrize(
    ("default", "there"), [("alwaysInstitution", False), ("resolveAsCoursedog", True), ("stop", None)]
)
def test_one_deleted_in_the_sis_and_changed_in_coursedog_goes_by_the_default(default: str, there: Any) -> None:
    campus = settled()
    campus.pull_settings["merge"]["sections"]["default"] = default
    del campus.sis["sections"][KEY]
    campus.save(title="Biology One")

    runs = [campus.pull(), campus.post(), campus.pull(), campus.post()]

    assert [KEY in run.refused for run in runs] == [there is None] * 4
    if there is not None:
        assert (KEY in campus.sis["sections"]) is (KEY in campus.coursedog["sections"]) is there


def test_registrations_are_no_change_of_a_section_that_was_deleted() -> None:
    campus = settled()
    del campus.coursedog["sections"][KEY]
    campus.register(enrollment=13)

    assert campus.post().removed == {"sections": [KEY]}


def test_one_deleted_on_both_sides_is_forgotten_and_may_come_anew() -> None:
    campus = settled()
    del campus.coursedog["sections"][KEY]
    del campus.sis["sections"][KEY]
    assert campus.pull().quiet
    assert campus.post().quiet

    campus.sis["sections"][KEY] = section()

    assert campus.pull().created == {"sections": [KEY]}


def test_a_section_that_was_renumbered_on_one_side_is_refused_under_both_numbers() -> None:
    campus = settled()
    moved = section(NEW)
    campus.coursedog["sections"][NEW] = {**moved, "id": "d-1", "sisId": "g-BIO-101-001", "version": "2"}
    del campus.coursedog["sections"][KEY]

    for run in (campus.pull(), campus.post()):
        assert set(run.refused) == {KEY, NEW}
        assert KEY in run.refused[NEW].sentence
        assert NEW in run.refused[KEY].sentence
        assert run.quiet


def test_a_number_that_two_sections_have_is_refused() -> None:
    campus = settled()
    campus.coursedog["sections"]["copy"] = {**campus.coursedog["sections"][KEY], "id": "d-copy"}

    assert "more than one" in campus.post().refused[KEY].sentence


@pytest.mark.parametrize("which", ["sis", "coursedog"])
def test_a_crosslist_that_was_deleted_on_one_side_leaves_the_other(which: str) -> None:
    campus = settled()
    del getattr(campus, which)["relationships"]["202710/XL01"]

    campus.pull()
    campus.post()

    assert campus.sis["relationships"] == campus.coursedog["relationships"] == {}


def test_a_course_never_leaves_coursedog() -> None:
    campus = settled()
    del campus.sis["courses"]["BIO-101"]

    assert campus.pull().quiet
    assert "BIO-101" in campus.coursedog["courses"]


def test_the_other_sections_of_a_term_that_does_not_flow_stay() -> None:
    campus = settled()
    campus.pull_settings["terms"] = {"courses": [], "sections": [], "relationships": []}
    del campus.sis["sections"][KEY]
    del campus.coursedog["sections"][OTHER]

    assert campus.pull().quiet
    assert campus.post().quiet


def test_a_section_that_only_came_and_was_deleted_before_the_first_post_is_taken_out() -> None:
    campus = Campus()
    campus.pull()
    del campus.coursedog["sections"][KEY]

    assert campus.post().removed == {"sections": [KEY]}


def test_a_section_that_only_one_side_ever_had_never_leaves_it() -> None:
    campus = Campus()

    assert campus.post().quiet
    campus.pull()
    campus.coursedog["sections"][NEW] = {**section(NEW), "id": "d-9", "sisId": "", "version": "1"}

    assert campus.pull().quiet


def test_what_leaves_is_told_as_the_target_holds_it() -> None:
    campus = settled()
    del campus.sis["sections"][KEY]

    flow = flows.load("coursedog.pull")
    mirror = flow.stream("sections").mirror
    assert mirror
    held = mirror(campus.context("coursedog.pull", "sections"))

    record = campus.coursedog["sections"][KEY]
    assert set(held) == {KEY}
    assert (held[KEY].target, held[KEY].mark, held[KEY].scope) == (record["id"], record["version"], "202710")
    assert held[KEY].data["sisId"] == record["sisId"]


def test_a_section_that_was_cancelled_before_the_sis_had_it_does_not_go() -> None:
    campus = settled()
    new = section(NEW, status="cancelled")
    campus.coursedog["sections"][NEW] = {**new, "id": "d-9", "sisId": "", "version": "1"}

    run = campus.post()

    assert run.quiet
    assert "cancelled or inactive in Coursedog" in run.left_out[NEW].sentence


def test_one_deleted_in_the_sis_and_cancelled_in_coursedog_leaves_coursedog() -> None:
    campus = settled()
    del campus.sis["sections"][KEY]
    campus.save(status="cancelled")

    assert campus.pull().removed == {"sections": [KEY]}


@pytest.mark.parametrize(
    ("method", "deleted_in", "brought_by"),
    [("alwaysInstitution", "coursedog", "pull"), ("alwaysCoursedog", "sis", "post")],
)
def test_what_the_side_that_never_counts_has_deleted_comes_back(method: str, deleted_in: str, brought_by: str) -> None:
    campus = settled()
    campus.pull_settings["merge"]["sections"]["default"] = method
    del getattr(campus, deleted_in)["sections"][KEY]

    runs = {name: getattr(campus, name)() for name in ("post", "pull")}

    assert runs[brought_by].created["sections"] == [KEY]
    assert all("sections" not in run.removed for run in runs.values())
