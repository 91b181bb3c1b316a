"""The scenes of grading, looked at closely: live events, lost ones, deletions, a section by hand, a flood."""

import pytest

from rollbook.model.runs import Freshness
from sandbox.demo.grades import COPIES, EVENTS, FORGED, LOST, REFUSED
from sandbox.demo.scenario import FLOOD
from sandbox.demo.scene import total
from tests.e2e.conftest import STORY, Ended, Story

GRADING = tuple(scene.run for scene in STORY if scene.flow == "schoology.grades")
EQUAL_AFTER = ("grades-first", "grades-live", "grades-lost", "item-deleted")


def test_the_check_before_the_first_sync_says_of_each_item_why_it_would_be_refused(story: Story) -> None:
    problems = story.played["grades-check"].record.problems
    refused = {problem.reason.sentence: problem.count for problem in problems if problem.kind == "refused"}

    assert sum(refused.values()) == REFUSED
    assert sorted(refused.values()) == [1, 1, 2]
    assert any("same title" in sentence for sentence in refused)
    assert any("50 characters" in sentence for sentence in refused)
    assert any("outside of the terms" in sentence for sentence in refused)


def test_the_check_before_the_first_sync_says_which_weight_differs_and_where(story: Story) -> None:
    problems = story.played["grades-check"].record.problems
    differing = [problem.reason.sentence for problem in problems if problem.kind == "difference"]

    assert len(differing) == 1
    assert min(story.notes["books"]) in differing[0]
    assert "the weight is 50 in Schoology and 60 in eSchoolPLUS" in differing[0]


def test_the_check_before_the_first_sync_sends_nothing(story: Story) -> None:
    assert story.books["grades-check"] != []
    assert story.answers["grades-check"]["eschoolplus"].keys() == {200}


@pytest.mark.parametrize("run", EQUAL_AFTER)
def test_the_two_gradebooks_are_equal(story: Story, run: str) -> None:
    assert story.books[run] == []


def test_every_event_is_taken_and_forged_and_stale_ones_are_turned_away(story: Story) -> None:
    assert story.notes["posted"]["answers"] == {"200": EVENTS + COPIES}
    assert story.notes["forged"] == {401: FORGED}


def test_many_events_become_few_looks(story: Story) -> None:
    looks = story.looks["grades-live"]

    assert len(looks) == story.played["grades-live"].runs < EVENTS / 20
    assert {look.status for look in looks} == {"succeeded"}


def test_nothing_but_scenes_of_events_makes_anything_look(story: Story) -> None:
    pushed = {scene.run for scene in STORY if scene.push}

    assert {run for run, looks in story.looks.items() if looks} == pushed


def test_each_look_held_the_flow_for_itself(story: Story) -> None:
    fences = [(look.reference.flow, look.reference.fence) for looks in story.looks.values() for look in looks]

    assert len(set(fences)) == len(fences)


def test_the_pull_brings_exactly_the_grades_whose_events_were_lost(story: Story) -> None:
    played = story.played["grades-lost"]

    assert story.notes["dropped"] == {"dropped": LOST, "sent": 0, "lost": 0, "answers": {}}
    assert total(played, "created") + total(played, "updated") == story.notes["given"]["changed_pairs"]
    assert total(played, "removed") == 0


def test_a_pull_reads_only_what_changed_since_the_last_one(story: Story) -> None:
    first, lost = story.played["grades-first"].record, story.played["grades-lost"].record

    assert first.reference.since is None
    assert lost.reference.since is not None
    assert lost.reference.since <= first.reference.started_at


@pytest.mark.parametrize("run", ["grades-live", "grades-lost", "flood"])
def test_a_run_says_how_fresh_all_of_its_changes_were(story: Story, run: str) -> None:
    records = story.looks[run] or [story.played[run].record]

    for record in (one for one in records if _changed(one.streams)):
        assert isinstance(record.freshness, Freshness)
        assert record.freshness.count == _changed(record.streams)
        assert 0 <= record.freshness.p50 <= record.freshness.p95


@pytest.mark.parametrize("run", ["grades-first", "item-kept", "section-by-hand"])
def test_a_run_that_finds_changes_of_any_age_or_none_tells_no_freshness(story: Story, run: str) -> None:
    assert story.played[run].record.freshness is None


def test_an_item_that_a_teacher_deletes_goes_with_its_grades(story: Story) -> None:
    (look,) = story.looks["item-deleted"]

    assert look.streams["lineItems"].removed == 1
    assert story.answers["item-deleted"]["eschoolplus"][204] >= 1
    assert story.books["item-deleted"] == []


def test_an_item_that_a_teacher_deletes_stays_where_settings_say_so(story: Story, ended: Ended) -> None:
    kept = f"schoology-{story.notes['deleted']}"

    assert [item for item in ended.sis["lineItems"] if item["sourcedId"] == kept] != []
    assert [result for result in ended.sis["results"] if result["lineItem"]["sourcedId"] == kept] != []
    assert story.answers["item-kept"]["eschoolplus"].keys() == {200}


def test_of_three_values_in_a_second_the_last_one_is_written_once(story: Story) -> None:
    results = story.played["section-by-hand"].record.streams["results"]
    item = f"schoology-{story.notes['regraded']['item']}"

    assert (results.created, results.updated, results.removed) == (0, 1, 0)
    assert [found for found in story.books["section-by-hand"] if item in found] == []


def test_while_live_sync_is_off_events_are_taken_and_make_nothing_look(story: Story) -> None:
    assert story.looks["section-by-hand"] == []
    assert story.played["section-by-hand"].record.reference.scoped


def test_of_a_flood_every_event_is_taken_and_no_grade_is_lost(story: Story) -> None:
    kept = f"schoology-{story.notes['deleted']}"

    assert story.notes["answers"]["200"] == FLOOD
    assert [found for found in story.books["flood"] if kept not in found] == []


def test_a_flood_makes_no_system_ask_for_patience(story: Story) -> None:
    assert {name: answers[429] for name, answers in story.answers["flood"].items() if answers[429]} == {}


def test_a_run_of_the_other_flow_goes_on_beside_a_flood_with_no_call_more_than_without(story: Story) -> None:
    beside = story.player.record("beside-the-flood")

    assert beside.status == "previewed"
    assert beside.calls == story.played["preview"].record.calls


def _changed(streams: object) -> int:
    assert isinstance(streams, dict)
    return sum(counts.created + counts.updated for counts in streams.values())
