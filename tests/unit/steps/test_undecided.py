"""Records that time alone will decide: they are read again by every run until they are."""

from datetime import datetime

import pytest

from rollbook.model.messages import Counts
from rollbook.model.runs import RunRecord, Status
from rollbook.sync.cursor import OVERLAP
from tests.unit.steps.club import Club, club_with_ears, group, member, on_trial, person
from tests.unit.steps.flow import LIVE, ON_TRIAL, WEEK
from tests.unit.steps.trials import HOUR, TRIAL, somebody_on_trial, wait_until


def reads_from(record: RunRecord) -> datetime:
    assert record.reference.since
    return record.reference.since


@pytest.fixture
def club() -> Club:
    return club_with_ears()


def test_it_is_left_out_with_its_reason_until_then_and_sent_after_that(club: Club) -> None:
    until = somebody_on_trial(club)

    early = club.run()
    wait_until(club, until)
    late = club.run()

    assert (early.status, early.streams["members"]) == (Status.SUCCEEDED, Counts())
    assert [(one.reason, one.count) for one in early.left_out] == [(ON_TRIAL, 1)]
    assert late.reference.since
    assert (late.streams["members"], late.left_out) == (Counts(created=1), ())
    club.assert_at_rest()


def test_no_run_goes_forward_past_it_and_the_next_one_after_it_does(club: Club) -> None:
    entered = club.clock.now()
    until = somebody_on_trial(club)
    while club.clock.now() < until:
        assert reads_from(club.run()) <= entered
        club.clock.sleep(HOUR.total_seconds())

    decided, next_one = club.run(), club.run()

    assert reads_from(decided) == entered - OVERLAP
    assert reads_from(next_one) == decided.reference.started_at - OVERLAP


def test_the_first_of_several_says_from_when_on_and_then_the_next(club: Club) -> None:
    entered = []
    for who in (1, 3, 5):
        entered.append(club.clock.now())
        somebody_on_trial(club, who=who)
        club.clock.sleep(HOUR.total_seconds())
    club.run()

    begun = [reads_from(club.run())]
    for moment in entered:
        wait_until(club, moment + TRIAL)
        club.run()
        begun.append(reads_from(club.run(preview=True)))

    assert begun[:3] == [moment - OVERLAP for moment in entered]
    assert begun[3] > entered[-1]
    assert len(club.target.held("members")) == 7 + 3


def test_the_earliest_of_all_streams_counts(club: Club) -> None:
    entered = club.clock.now()
    club.enter("groups", on_trial(group(2), entered + TRIAL))
    club.clock.sleep(HOUR.total_seconds())
    somebody_on_trial(club)

    club.run()

    assert reads_from(club.run()) == entered - OVERLAP


def test_it_does_not_have_others_sent_again(club: Club) -> None:
    somebody_on_trial(club)
    club.enter("members", member(0, 3))
    first = club.run()
    club.target.forget_calls()

    second = club.run()

    assert (first.streams["members"], second.streams["members"]) == (Counts(created=1), Counts(unchanged=1))
    assert club.asked_and_told == (0, 0)


@pytest.mark.parametrize("wish", [{"full": True}, {"retry": True}])
def test_it_is_read_again_also_after_a_run_that_read_everything(club: Club, wish: dict[str, bool]) -> None:
    entered = club.clock.now()
    until = somebody_on_trial(club)
    club.clock.sleep(HOUR.total_seconds())
    everything = club.run(None, **wish)

    assert everything.streams["members"] == Counts(unchanged=7)
    assert reads_from(club.run()) == entered - OVERLAP
    wait_until(club, until)
    assert club.run().streams["members"] == Counts(created=1)


def test_it_is_read_again_also_after_the_first_run_of_all() -> None:
    club = Club(flow=LIVE)
    entered = club.clock.now()
    until = somebody_on_trial(club)
    club.clock.sleep(HOUR.total_seconds())
    club.run()
    wait_until(club, until)

    record = club.run()

    assert reads_from(record) == entered - OVERLAP
    assert record.streams["members"] == Counts(created=1)


def test_it_does_not_put_off_the_next_run_that_reads_everything(club: Club) -> None:
    somebody_on_trial(club)
    club.run()
    club.clock.sleep(WEEK.total_seconds())

    assert club.run().reference.since is None


def test_one_that_goes_on_trial_again_keeps_what_the_target_holds(club: Club) -> None:
    until = club.clock.now() + TRIAL
    club.enter("members", on_trial(member(0, 0, "teacher"), until))

    assert club.run().streams["members"] == Counts()
    assert club.target.held("members")["g0/p0"]["role"] == "student"
    wait_until(club, until)
    assert club.run().streams["members"] == Counts(updated=1)
    club.assert_at_rest()


def test_one_that_leaves_the_source_before_it_is_decided_holds_nobody_up(club: Club) -> None:
    somebody_on_trial(club)
    club.run()
    club.strike("members", "m0-1")

    record = club.run()

    assert reads_from(club.run()) == record.reference.started_at - OVERLAP


def test_one_whose_moment_is_not_known_is_left_to_the_run_that_reads_everything(club: Club) -> None:
    club.books["people"].append(on_trial(person(8), club.clock.now() + TRIAL))
    before = reads_from(club.run())

    assert reads_from(club.run()) > before
    club.clock.sleep(TRIAL.total_seconds())
    assert club.run(full=True).streams["people"] == Counts(created=1, unchanged=7)


def test_what_waits_for_something_else_besides_is_read_again_as_well(club: Club) -> None:
    club.enter("members", member(0, 9))
    blocked = club.run()
    club.clock.sleep(HOUR.total_seconds())
    until = somebody_on_trial(club)
    assert reads_from(club.run()) == reads_from(blocked)
    wait_until(club, until)
    club.run()

    club.enter("people", person(9))

    assert club.run().streams["members"].created == 1
