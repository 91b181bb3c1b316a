"""The scenes of the college, looked at closely: what is sent and why not, a class day, what was lost, what is wrong."""

from math import ceil

import pytest

from sandbox.demo import college, knocking, registers
from sandbox.demo.scenario import COLLEGE_SCENES
from sandbox.demo.scene import total
from sandbox.world.world import World
from tests.contract.architecture.repository import sample
from tests.e2e.conftest import Ended, Story

ATTENDING = tuple(scene.run for scene in COLLEGE_SCENES if scene.flow == college.ATTENDANCE)
BULK = 100


def test_a_roster_goes_out_in_few_full_calls(story: Story) -> None:
    first, schools = story.played["roster-first"], 2
    created = [figures["created"] for figures in first.streams.values()]

    assert first.calls["coursekey"] <= sum(ceil(count / BULK) + schools for count in created) + schools


def test_every_course_that_is_not_sent_has_its_reason_in_the_words_of_a_registrar(story: Story) -> None:
    record = story.played["roster-first"].record
    reasons = [group.reason.sentence for group in (*record.left_out, *record.problems) if group.stream == "courses"]

    for words in ("at the course", "at its program course", "in the school settings", "It starts on", "It ended on"):
        assert any(words in reason for reason in reasons), words
    for words in ("It was completed on", "It has no instructor", "It has no scheduled class"):
        assert any(words in reason for reason in reasons), words


def test_a_course_that_is_left_out_needs_nobody(story: Story) -> None:
    letters = story.played["roster-first"].record

    assert letters.left_out
    assert not any(problem.kind == "left_out" for problem in letters.problems)


def test_whoever_is_asked_why_a_course_is_not_there_finds_the_answer(story: Story) -> None:
    shown = story.player.rollbook("show", "roster-first", "--records")
    unsent = {course["id"] for course in story.sources["roster-first"]["gegi"]["courses"]} - {
        course["externalId"]
        for school in story.player.systems["coursekey"].state()["schools"].values()
        for course in school["courses"]
    }

    assert len(unsent) > 10
    assert [course for course in unsent if course not in shown] == []


def test_an_option_that_is_switched_off_too_late_is_told_while_the_course_goes_on(story: Story) -> None:
    notices = [one for one in story.played["roster-changes"].record.problems if one.kind == "notice"]

    assert [(notice.stream, notice.count) for notice in notices] == [("courses", 1)]
    assert "cannot be turned off" in notices[0].reason.sentence
    assert not any(one.kind == "notice" for one in story.played["roster-back"].record.problems)


def test_a_class_day_is_in_the_register_but_for_the_events_that_were_lost(story: Story) -> None:
    lost, created = story.notes["lost"], total(story.played["attendance-live"], "created")

    # Of a class that ends just now CourseKey itself notes who did not come: there may be more than those of the day.
    assert sum(story.notes["behaved"].values()) == college.STUDENTS <= created + lost
    assert story.notes["delivered"]["answers"] == {"200": created}
    assert all(story.notes["behaved"][kind] for kind in ("on_time", "late", "too_late", "early", "absent"))


def test_the_pull_brings_whom_events_did_not_and_reads_only_what_changed(story: Story) -> None:
    lost = story.played["attendance-lost"]

    assert total(lost, "created") >= story.notes["lost"] > 0
    assert story.played["attendance-again"].record.reference.since is not None


def test_many_events_of_a_class_day_become_few_looks(story: Story) -> None:
    looks = story.looks["attendance-live"]

    assert {look.status for look in looks} == {"succeeded"}
    assert len(looks) < college.STUDENTS / 10


@pytest.mark.parametrize("run", ["attendance-live", "attendance-later", "attendance-bad"])
def test_attendance_says_how_fresh_it_is(story: Story, run: str) -> None:
    played = story.played[run]

    assert played.freshness
    assert played.freshness.count == total(played, "created") + total(played, "updated")


def test_the_journal_tells_every_value_with_its_source_and_why(story: Story) -> None:
    journal = story.player.systems["gegi"].state()["journal"]
    sent = sum(total(story.played[run], figure) for run in ATTENDING for figure in ("created", "updated"))

    assert len(journal) == sent
    assert registers.holes(story.player.systems) == []
    assert {entry["source"]["system"] for entry in journal} == {"CourseKey"}
    assert any("the limit is 15 min" in entry["source"]["reason"] for entry in journal)


def test_each_kind_of_bad_record_is_refused_alone_with_its_own_reason(story: Story, ended: Ended) -> None:
    problems = story.played["attendance-bad"].record.problems
    letter = next(one.text for one in ended.letters if "rollbook show attendance-bad" in one.text)

    assert [(problem.kind, problem.count) for problem in problems] == [("refused", 1)] * len(college.BAD)
    assert all(problem.reason.sentence in letter and problem.reason.remedy in letter for problem in problems)
    assert total(story.played["attendance-bad"], "updated") == college.GOOD


def test_an_event_that_is_not_signed_is_turned_away(story: Story, world: World) -> None:
    del story
    event = sample("receive", "coursekey_attendance")["body"].encode()

    assert knocking.post(f"{world.places.outputs['ApiUrl']}/webhooks/coursekey", event) == 401
