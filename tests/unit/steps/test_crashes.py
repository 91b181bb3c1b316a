"""A worker dies after any call of a run: the next attempt repeats one batch at most, and all comes in step (PL9)."""

from collections import Counter
from copy import deepcopy

import pytest

from rollbook.model.records import Json
from rollbook.model.runs import Status
from tests.unit.steps.club import BULK, Club, group, member, person, small_club
from tests.unit.steps.crashing import Fuse
from tests.unit.steps.flow import FLOW
from tests.unit.steps.machine import Death, run_with_a_death


def books_of_the_next_day() -> dict[str, list[Json]]:
    """Return the books after a day: people renamed and come, members who moved, left and changed their role."""
    books = small_club()
    books["people"] = [person(number, "Bea" if number < 4 else "Ada") for number in range(9)]
    books["groups"].append(group(2))
    books["members"] = [member(2, number) for number in range(3)] + [member(1, 5, "teacher"), member(0, 8)]
    return books


def club_on_the_next_day() -> Club:
    club = Club()
    club.run()
    club.source.collections = books_of_the_next_day()
    club.target.forget_calls()
    return club


def calls_of_a_run(club: Club) -> int:
    fuse = Fuse()
    run_with_a_death(club, fuse, "again")
    club.assert_in_step()
    return fuse.calls


CLUB = club_on_the_next_day()
CALLS = calls_of_a_run(deepcopy(CLUB))


def assert_it_comes_in_step_and_rests(club: Club) -> None:
    """One more run puts everything in step, and the one after it has nothing to do."""
    healed = club.run()
    assert healed.status is Status.SUCCEEDED
    club.assert_in_step()
    club.target.forget_calls()
    assert club.run().status is Status.SUCCEEDED
    assert (club.target.writes, club.target.finds) == (0, 0)
    assert not club.stores.intents.of_stream(FLOW.name, "members")


@pytest.mark.parametrize("then", ["again", "report", "gone"])
def test_a_worker_that_dies_loses_nothing_doubles_nothing_and_repeats_one_batch_at_most(then: Death) -> None:
    for number in range(1, CALLS + 1):
        club, fuse = deepcopy(CLUB), Fuse(number, "after")
        run_with_a_death(club, fuse, then)
        assert fuse.calls >= number, "the worker should have died"

        club.run()

        told = Counter(key for batch in club.target.told for key in batch)
        assert sum(times - 1 for times in told.values()) <= BULK
        assert_it_comes_in_step_and_rests(club)


@pytest.mark.parametrize("then", ["report", "gone"])
def test_what_a_dead_run_did_is_undone_when_the_source_goes_back_before_the_next(then: Death) -> None:
    for number in range(1, CALLS + 1):
        club = deepcopy(CLUB)
        run_with_a_death(club, Fuse(number, "after"), then)
        club.source.collections = small_club()

        assert_it_comes_in_step_and_rests(club)
