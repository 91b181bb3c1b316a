"""Something about a record that a person should know although it goes."""

import pytest

from rollbook.model.changes import OutcomeKind
from rollbook.model.messages import Counts
from rollbook.model.runs import Status
from rollbook.model.settings import FlowSettings, GuardSetting
from tests.unit.steps.closing import closed
from tests.unit.steps.club import Club, away, club_with_ears, member, odd, person
from tests.unit.steps.crashing import Fuse
from tests.unit.steps.flow import NAMELESS, ODD, about_member
from tests.unit.steps.machine import run_with_a_death
from tests.unit.steps.remarks import said, told
from tests.unit.steps.systems import UNWANTED

IN_STEP = "Everything is in step. Something at the source is not as it should be."


@pytest.fixture
def club() -> Club:
    """Return a club that is in step."""
    club = Club()
    club.run()
    club.target.forget_calls()
    return club


def test_a_run_that_is_otherwise_well_needs_attention(club: Club) -> None:
    club.enter("people", odd(person(0)))

    record = club.run()

    assert (record.status, record.sentence) == (Status.ATTENTION, IN_STEP)
    assert [(one.stream, one.kind, one.reason, one.count) for one in record.problems] == [("people", "notice", ODD, 1)]
    assert (record.left_out, record.held) == ((), ())
    assert closed(club, record.reference)[0].notify


@pytest.mark.parametrize(
    ("number", "name", "counts"),
    [
        (0, "Ada", Counts(unchanged=7)),
        (0, "Bea", Counts(updated=1, unchanged=6)),
        (8, "Ada", Counts(created=1, unchanged=7)),
        (5, "Bea", Counts(refused=1, unchanged=6)),
    ],
    ids=["unchanged", "updated", "created", "refused by the target"],
)
def test_the_record_itself_counts_as_it_ended(club: Club, number: int, name: str, counts: Counts) -> None:
    club.target.unwanted = {"p5"}
    club.enter("people", odd(person(number, name)))

    record = club.run()

    assert record.streams["people"] == counts
    assert record.status is Status.ATTENTION
    refused = {("people", UNWANTED.sentence): 1} if counts.refused else {}
    assert told(record.problems) == {("people", ODD.sentence): 1, **refused}


def test_it_is_said_once_of_each_record_however_often_the_records_pass(club: Club) -> None:
    for number in range(20):
        club.enter("people", odd(person(number, "Bea")))

    record = club.run()

    assert record.streams["people"] == Counts(updated=7, created=13)
    assert told(record.problems) == {("people", ODD.sentence): 20}
    assert said(club, record, OutcomeKind.NOTICE) == sorted(f"p{number}" for number in range(20))


def test_it_is_said_of_whatever_goes_and_not_of_what_the_rules_refuse_or_leave_out(club: Club) -> None:
    club.enter("people", odd(person(0, "")))
    club.enter("people", odd(away(person(1))))

    record = club.run()

    assert told(record.problems) == {("people", NAMELESS.sentence): 1}
    assert not said(club, record, OutcomeKind.NOTICE)


def test_it_is_said_until_it_is_mended(club: Club) -> None:
    club.enter("people", odd(person(0)))
    assert [club.run().status for _ in range(2)] == [Status.ATTENTION] * 2

    club.enter("people", person(0))

    assert club.run().status is Status.SUCCEEDED
    assert club.asked_and_told == (0, 0)


def test_a_schedule_tells_of_it_once_a_day(club: Club) -> None:
    club.settings = FlowSettings.model_validate({"schedule": "00:00-00:00", "grace_hours": 0})
    club.enter("people", odd(person(0)))

    asked = []
    for hour in range(24):
        asked += [hour] if closed(club, club.run(trigger="schedule").reference)[0].notify else []
        club.clock.sleep(3600)

    assert asked == [0, 20]


def test_a_preview_shows_it_and_needs_nobody(club: Club) -> None:
    club.enter("people", odd(person(0)))

    record = club.run(preview=True)

    assert (record.status, told(record.problems)) == (Status.PREVIEWED, {("people", ODD.sentence): 1})
    assert not closed(club, record.reference)[0].notify


def test_a_run_that_failed_is_failed_and_tells_it_besides(club: Club) -> None:
    club.enter("people", odd(person(0, "Bea")))
    club.target.losses = dict.fromkeys(range(9), "before")

    record = club.run()

    assert (record.status, record.streams["people"]) == (Status.FAILED, Counts(uncertain=1, unchanged=6))
    assert ("people", ODD.sentence) in told(record.problems)


def test_what_waits_for_a_person_is_said_first(club: Club) -> None:
    club.settings = FlowSettings(guard=GuardSetting(percent=0, at_least=0))
    club.enter("people", odd(person(0)))
    club.strike("members", "m0-0")

    record = club.run()

    assert record.sentence == "All that could be sent was sent; 1 held."
    assert ("people", ODD.sentence) in told(record.problems)


def test_a_look_tells_it_of_what_it_was_told_to_look_at_and_sends_no_e_mail() -> None:
    club = club_with_ears()
    club.enter("members", odd(member(0, 0)))
    club.enter("members", odd(member(0, 2)))

    record = club.look(about_member(0, 0))

    assert (record.status, told(record.problems)) == (Status.ATTENTION, {("members", ODD.sentence): 1})
    assert record.streams["members"] == Counts(unchanged=1)
    assert not closed(club, record.reference)[0].notify


def test_a_run_of_changes_tells_it_while_it_reads_the_record() -> None:
    club = club_with_ears()
    club.enter("members", odd(member(0, 0)))

    club.clock.sleep(3600)
    changes, later, everything = club.run(), club.run(), club.run(full=True)

    assert [record.status for record in (changes, later, everything)] == [
        Status.ATTENTION,
        Status.SUCCEEDED,
        Status.ATTENTION,
    ]


def test_it_is_told_once_when_a_plan_is_made_again(club: Club) -> None:
    club.enter("people", odd(person(0, "Bea")))

    record = run_with_a_death(club, Fuse(1, "after", only="MemoryPlans.put_outcomes"), "again")

    assert record
    assert said(club, record, OutcomeKind.NOTICE) == ["p0"]
