"""The scenes of the portal, looked at closely: few operations, nothing doubled, and what a person is told."""

import pytest

from sandbox.demo import portal
from sandbox.demo.playing import FIGURES, Player
from tests.e2e.conftest import Story

HALF = 20
CONTENT_RUNS = ["content-first", "content-quiet", "content-day", "content-lost", "content-by-hand", "content-on"]


@pytest.mark.parametrize("run", CONTENT_RUNS)
def test_every_content_is_accounted_for(story: Story, run: str) -> None:
    counts = story.played[run].record.streams["contents"]
    assert (counts.blocked, counts.held, counts.superseded, counts.uncertain) == (0, 0, 0, 0)
    assert set(story.played[run].streams) == {"contents"}


def test_three_thousand_contents_take_one_operation_and_nobody_waits_for_it(story: Story) -> None:
    first = story.played["content-first"]
    assert first.streams["contents"]["created"] > portal.CONTENTS * 3 / 4
    assert first.transitions <= 60


def test_what_lacks_something_is_refused_alone_and_says_what_it_lacks(story: Story) -> None:
    refused = [one for one in story.played["content-first"].record.problems if one.kind == "refused"]
    sentences = " ".join(one.reason.sentence for one in refused)
    assert {"title", "image"} <= set(sentences.replace(",", " ").replace(".", " ").split())
    assert all(one.reason.remedy for one in refused)


def test_what_is_not_open_is_left_out_with_its_status(story: Story) -> None:
    reasons = [one.reason.sentence for one in story.played["content-first"].record.left_out]
    assert reasons
    assert all("status" in sentence for sentence in reasons)


def test_a_full_run_says_what_somebody_had_changed_and_nothing_else(story: Story) -> None:
    figures = story.played["content-by-hand"].streams["contents"]
    assert (figures["updated"], figures["created"], figures["removed"]) == (portal.BY_HAND, 0, 0)
    assert figures["unchanged"] > portal.CONTENTS * 3 / 4


def test_learners_without_account_are_listed_and_not_named(story: Story) -> None:
    record = story.played["statistics-first"].record
    without = [one for one in record.left_out if "e-mail" in one.reason.sentence]
    assert sum(one.count for one in without) > 0
    told = record.model_dump_json()
    assert not [user["mail"] for user in portal.held(story.player)["users"] if user["mail"] in told]


def test_deactivating_archives_everything_without_asking_edflex(story: Story) -> None:
    off = story.played["content-off"]
    assert off.calls["edflex"] == 0
    assert off.streams["contents"]["removed"] == sum(off.streams["contents"][name] for name in FIGURES)


def test_activating_again_brings_back_what_was_there(story: Story) -> None:
    archived, restored = (story.played[run].streams["contents"] for run in ("content-off", "content-on"))
    assert restored["created"] == archived["removed"]


def test_no_more_operations_went_on_at_once_than_360learning_allows(story: Story) -> None:
    state = portal.held(story.player)
    assert 1 <= state["most_at_once"] <= portal.AT_ONCE
    assert state["turned_away"] == 0


def test_an_operation_that_breaks_off_is_read_back_and_only_what_is_missing_goes_again(player: Player) -> None:
    catalogue = portal.in_catalogue(player)
    player.systems["edflex"].script("day_of_changes", seed=5)
    player.systems["learning360"].script("break_off", after=HALF)

    played = player.play("content-broken-off", flow=portal.CONTENT)

    changed = played.streams["contents"]["created"] + played.streams["contents"]["updated"]
    sizes = [one["items"] for one in portal.held(player)["operations"] if one["type"] == "importExternalCourses"]
    assert changed in sizes
    assert changed - HALF in sizes
    assert played.record.streams["contents"].uncertain == 0
    assert portal.in_catalogue(player) != catalogue


def test_while_another_program_crowds_the_platform_content_waits_and_nothing_is_lost(player: Player) -> None:
    platform = player.systems["learning360"]
    player.systems["edflex"].script("renamed", seed=11)
    for _ in range(portal.AT_ONCE):
        platform.script("begin_other", items=8_000)

    played = player.play("content-crowded", flow=portal.CONTENT)

    assert played.streams["contents"]["updated"] >= 1
    assert portal.held(player)["turned_away"] >= 1
    assert played.record.streams["contents"].uncertain == 0
