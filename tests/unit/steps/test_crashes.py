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


@pytest.fixture(scope="module")
def next_day() -> Club:
    """Return a club that was in step and whose books have changed; every test takes copies of it."""
    club = Club()
    club.run()
    club.source.collections = books_of_the_next_day()
    club.target.forget_calls()
    return club


@pytest.fixture(scope="module")
def calls(next_day: Club) -> range:
    """Return the numbers of the calls that a run without a death makes."""
    club, fuse = deepcopy(next_day), Fuse()
    run_with_a_death(club, fuse, "again")
    club.assert_in_step()
    return range(1, fuse.calls + 1)


def assert_one_run_is_enough(club: Club) -> None:
    assert club.run().status is Status.SUCCEEDED
    club.assert_in_step()


def assert_it_rests(club: Club) -> None:
    club.assert_at_rest()
    assert not club.stores.intents.of_stream(FLOW.name, "members")


@pytest.mark.parametrize("then", ["again", "report", "gone"])
def test_a_worker_that_dies_loses_nothing_doubles_nothing_and_repeats_one_batch_at_most(
    next_day: Club, calls: range, then: Death
) -> None:
    for number in calls:
        club, fuse = deepcopy(next_day), Fuse(number, "after")
        run_with_a_death(club, fuse, then)
        assert fuse.calls >= number, "the worker should have died"

        assert_one_run_is_enough(club)
        told = Counter(key for batch in club.target.told for key in batch)
        assert sum(times - 1 for times in told.values()) <= BULK
        assert_it_rests(club)


@pytest.mark.parametrize("then", ["report", "gone"])
def test_what_a_dead_run_did_is_undone_when_the_source_goes_back_before_the_next(
    next_day: Club, calls: range, then: Death
) -> None:
    for number in calls:
        club = deepcopy(next_day)
        run_with_a_death(club, Fuse(number, "after"), then)
        club.source.collections = small_club()

        assert_one_run_is_enough(club)
        assert_it_rests(club)
