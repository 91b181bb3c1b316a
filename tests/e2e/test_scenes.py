"""The demonstration's scenes of rosters and bad days, looked at closely."""

from collections import Counter
from math import ceil

import pytest

from sandbox.demo.playing import FIGURES
from sandbox.demo.scene import Scene
from tests.e2e.conftest import STORY, Story

ROSTER = {"terms", "users", "courses", "sections", "enrollments"}
CHECKING = {
    "eschoolplus": 6,
    "schoology": 3,
    "gegi": 3,
    "coursekey": 2,
    "ethosce": 5,
    "coursedog": 3,
    "sis": 18,
    "edflex": 2,
    "learning360": 6,
}
"""Calls of the check before a flow's very first run; they stand in no record."""

WORKERS_DIED = "import-killed"
"""What a worker asked before it died stands in no record."""


@pytest.mark.parametrize("scene", STORY, ids=lambda scene: scene.run)
def test_a_scene_ends_as_it_must(story: Story, scene: Scene) -> None:
    assert story.mistakes[scene.run] == []


def test_the_first_run_creates_everybody_and_everything_that_flows(story: Story) -> None:
    streams = story.played["first"].streams

    assert set(streams) == ROSTER
    assert {name: figures["created"] for name, figures in streams.items()} == {
        "terms": 2,
        "users": 1278,
        "courses": 100,
        "sections": 240,
        "enrollments": 5689,
    }


def test_the_first_run_fills_its_bulk_calls(story: Story) -> None:
    first = story.played["first"]
    courses_with_sections = 100
    terms_to_create = 1

    assert first.calls["schoology"] - CHECKING["schoology"] == (
        terms_to_create + ceil(1278 / 50) + ceil(100 / 50) + courses_with_sections + ceil(5689 / 50)
    )


def test_a_run_without_changes_makes_no_call_to_schoology_and_few_transitions(story: Story) -> None:
    again = story.played["again"]

    assert again.calls["schoology"] == 0
    assert again.transitions <= 150
    assert all(figures["unchanged"] == sum(figures.values()) for figures in again.streams.values())


def test_the_day_of_changes_takes_exactly_the_calls_that_it_needs(story: Story) -> None:
    changes = story.played["changes"]
    enrollments, users = changes.streams["enrollments"], changes.streams["users"]

    assert (enrollments["created"], enrollments["removed"]) == (40 + 5 * 5, 40 + 9)
    assert (users["created"], users["updated"], users["refused"]) == (5, 12, 2)
    writes = ceil((5 + 12 + 1) / 50) + ceil(65 / 50) + ceil(49 / 50)
    assert changes.calls["schoology"] == writes


def test_the_preview_showed_the_plan_that_was_then_carried_out(story: Story) -> None:
    preview, changes = story.played["preview"].record, story.played["changes"].record

    assert (preview.planned_calls, preview.planned_seconds) == (changes.planned_calls, changes.planned_seconds)
    assert preview.planned_calls == story.played["changes"].calls["schoology"]
    for name, planned in preview.streams.items():
        done = changes.streams[name]
        refused_by_schoology = done.refused - planned.refused
        assert planned.created == done.created + refused_by_schoology
        assert (planned.updated, planned.removed, planned.unchanged) == (done.updated, done.removed, done.unchanged)


def test_a_cut_page_makes_a_red_run_with_one_clear_sentence(story: Story) -> None:
    cut = story.played["cut-page"]

    assert (cut.status, cut.execution) == ("failed", "FAILED")
    assert "eSchoolPLUS enrollments was not read completely" in cut.record.sentence
    assert "Nothing was" in cut.record.sentence


def test_a_mass_loss_is_held_per_school_while_the_rest_goes_on(story: Story) -> None:
    record = story.played["mass-loss"].record
    held = [problem for problem in record.problems if problem.kind == "held"]

    assert record.held == ("enrollments",)
    assert sorted(problem.reason.sentence.split(" of school ")[1][:4] for problem in held) == ["0012", "0034", "0107"]
    assert sum(problem.count for problem in held) == record.streams["enrollments"].held
    assert record.streams["enrollments"].removed == 0
    assert record.streams["users"].updated == 12


@pytest.mark.parametrize("run", ["first", "again", "changes", "mass-loss"])
def test_every_record_is_accounted_for(story: Story, run: str) -> None:
    played = story.played[run]
    desired = {
        "terms": 2,
        "courses": 100,
        "sections": 240,
    }

    for stream, expected in desired.items():
        assert sum(played.streams[stream][figure] for figure in FIGURES) == expected
    for counts in played.record.streams.values():
        assert (counts.superseded, counts.uncertain, counts.blocked) == (0, 0, 0)


@pytest.mark.parametrize("scene", STORY, ids=lambda scene: scene.run)
def test_calls_in_the_records_are_those_that_the_simulators_counted(story: Story, scene: Scene) -> None:
    played = story.played[scene.run]
    records = list(story.looks[scene.run]) or [played.record]
    if scene.run == "flood":
        records.append(story.player.record("beside-the-flood"))
    counted = Counter(played.calls)
    if played.record.reference.first:
        counted.subtract({name: CHECKING[name] for name in counted})

    if played.status != "failed" and scene.run != WORKERS_DIED:
        assert sum((Counter(record.calls) for record in records), Counter()) == counted
