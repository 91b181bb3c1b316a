"""What is not for the target now: it is said of every record, counted nowhere, and nobody has to do anything."""

import pytest

from rollbook.model.changes import Operation, Outcome, OutcomeKind
from rollbook.model.messages import Counts, Failure
from rollbook.model.records import Reason
from rollbook.model.runs import Status
from rollbook.model.settings import FlowSettings
from tests.unit.steps.closing import begun, closed
from tests.unit.steps.club import Club, away, club_with_ears, member, on_trial, person
from tests.unit.steps.flow import AWAY, ON_TRIAL, about_person
from tests.unit.steps.remarks import said, told


@pytest.fixture
def club() -> Club:
    """Return a club that is in step."""
    club = Club()
    club.run()
    club.target.forget_calls()
    return club


def test_it_does_not_count_and_is_told_by_its_reason_and_one_by_one(club: Club) -> None:
    club.enter("people", away(person(8)))
    club.enter("people", away(person(9)))
    club.enter("members", on_trial(member(0, 1), club.clock.now().replace(hour=23)))

    record = club.run()

    assert record.streams["people"] == Counts(unchanged=7)
    assert record.streams["members"] == Counts(unchanged=7)
    assert told(record.left_out) == {("people", AWAY.sentence): 2, ("members", ON_TRIAL.sentence): 1}
    assert said(club, record, OutcomeKind.LEFT_OUT) == ["g0/p1", "p8", "p9"]
    assert club.asked_and_told == (0, 0)


@pytest.mark.parametrize("trigger", ["schedule", "manual", "webhook"])
def test_nobody_has_to_do_anything_about_it(club: Club, trigger: str) -> None:
    club.settings = FlowSettings.model_validate({"schedule": "00:00-00:00", "grace_hours": 0})
    club.enter("people", away(person(8)))

    record = club.run(trigger=trigger)

    assert (record.status, record.sentence, record.problems) == (Status.SUCCEEDED, "Everything is in step.", ())
    assert told(record.left_out) == {("people", AWAY.sentence): 1}
    assert not closed(club, record.reference)[0].notify


def test_a_preview_says_it_as_a_run_does(club: Club) -> None:
    club.enter("people", away(person(8)))
    club.enter("people", person(9))

    shown, done = club.run(preview=True), club.run()

    assert (shown.status, done.status) == (Status.PREVIEWED, Status.SUCCEEDED)
    assert (shown.streams, shown.left_out) == (done.streams, done.left_out)
    assert said(club, shown, OutcomeKind.LEFT_OUT) == said(club, done, OutcomeKind.LEFT_OUT) == ["p8"]


def test_a_run_that_failed_after_its_plans_says_it_too(club: Club) -> None:
    club.enter("people", away(person(8)))
    club.enter("people", person(9))
    club.target.losses = dict.fromkeys(range(9), "before")

    record = club.run()

    assert (record.status, record.streams["people"].uncertain) == (Status.FAILED, 1)
    assert told(record.left_out) == {("people", AWAY.sentence): 1}


def test_what_changes_while_it_is_left_out_is_sent_once_it_is_not(club: Club) -> None:
    club.enter("people", away(person(0)))
    club.run()
    club.enter("people", away(person(0, "Bea")))
    club.enter("people", away(person(8, "Cleo")))
    club.run()
    assert club.target.told == []

    club.enter("people", person(0, "Bea"))
    club.enter("people", person(8, "Cleo"))

    assert club.run().streams["people"] == Counts(created=1, updated=1, unchanged=6)
    club.assert_in_step()
    club.assert_at_rest()


def test_what_waits_for_one_that_is_left_out_waits_on(club: Club) -> None:
    club.enter("people", away(person(8)))
    club.enter("members", member(0, 8))

    record = club.run()

    assert record.streams["members"] == Counts(unchanged=7, blocked=1)
    assert record.status is Status.ATTENTION


def test_a_look_says_it_of_what_it_was_told_to_look_at() -> None:
    club = club_with_ears()
    club.enter("people", away(person(8)))
    club.enter("people", away(person(9)))

    record = club.look(about_person(8))

    assert (record.status, record.sentence) == (Status.SUCCEEDED, "What was looked at is in step.")
    assert (record.streams["people"], told(record.left_out)) == (Counts(), {("people", AWAY.sentence): 1})
    assert said(club, record, OutcomeKind.LEFT_OUT) == ["p8"]


def test_a_record_of_ten_thousand_reasons_still_fits_into_an_item_and_loses_none(club: Club) -> None:
    run = begun(club, "run")
    (plan,) = club.stores.plans.notes("run-001", "plan/people")
    club.stores.plans.put_note("run", "plan/people", plan)
    left_out = [
        Outcome(
            kind=OutcomeKind.LEFT_OUT,
            operation=Operation.UPDATE,
            digest=f"{number:032x}",
            reason=Reason(sentence=f"It begins in {number} days.", remedy="It goes then."),
        )
        for number in range(10_000)
    ]
    ended = [
        Outcome(kind=OutcomeKind.UNCHANGED, operation=Operation.UPDATE, digest=f"{number:032x}", content="1" * 32)
        for number in range(7)
    ]
    club.stores.plans.put_outcomes("run", "people", "plan-00000", [*left_out, *ended, *left_out, *left_out[:3]])

    record = closed(club, run)[1]

    assert (record.status, record.problems) == (Status.SUCCEEDED, ())
    assert len(record.model_dump_json()) < 100_000
    assert {found.count for found in record.left_out[:3]} == {3}
    assert sum(found.count for found in record.left_out) == 20_003
    assert record.left_out[-1].reason.sentence.startswith("9950 more reasons; ")


@pytest.mark.parametrize("failure", [None, Failure(Error="States.Timeout")])
def test_it_stands_for_nothing_that_was_not_sent(club: Club, failure: Failure | None) -> None:
    """Of a run that was cut short, what did not come to its end is blocked; a remark is no end."""
    run = begun(club, "run")
    (plan,) = club.stores.plans.notes("run-001", "plan/people")
    plan["result"]["records"] = 1
    club.stores.plans.put_note("run", "plan/people", plan)
    remark = Outcome(kind=OutcomeKind.LEFT_OUT, operation=Operation.UPDATE, digest="0" * 32, reason=AWAY)
    club.stores.plans.put_outcomes("run", "people", "plan-00000", [remark])

    record = closed(club, run, failure)[1]

    assert record.status is Status.FAILED
    assert ("do not account for every record" in record.sentence) is (failure is None)
    assert record.streams["people"].blocked == (1 if failure else 0)
