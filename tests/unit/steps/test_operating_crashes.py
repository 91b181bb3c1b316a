"""A worker dies at any call while operations go on: nothing is lost, nothing is done twice, and all comes in step."""

from copy import deepcopy

import pytest

from rollbook.model.runs import Status
from tests.unit.steps.crashing import Fuse, Moment
from tests.unit.steps.library import Library, book, loan
from tests.unit.steps.machine import Death, run_with_a_death
from tests.unit.steps.shelves import Mishap

MOST = 40
"""Deaths that a test plays; a number of calls that this does not divide has all kinds of them."""


def next_day(lasts: float) -> Library:
    """Return a library that was in step, and whose catalogue has changed."""
    library = Library()
    library.catalogue(*(book(number) for number in range(14)))
    library.books["loans"] = [loan(number, 1) for number in range(3)]
    library.run()
    library.catalogue(*(book(number, "Persuasion") for number in range(9, 18)))
    for number in range(6):
        library.strike("books", f"b{number:02d}")
    library.books["loans"] = [loan(number, 1, "tuesday", "7") for number in range(7, 10)]
    library.target.forget_calls()
    library.target.lasts = lasts
    return library


def calls_of(library: Library) -> range:
    """Return the numbers of the calls that a run without a death makes; of many that only wait, some."""
    library, fuse = deepcopy(library), Fuse()
    run_with_a_death(library, fuse, "again")
    library.assert_in_step()
    return range(1, fuse.calls + 1, 1 + fuse.calls // MOST)


@pytest.mark.parametrize("then", ["again", "report", "gone"])
@pytest.mark.parametrize("moment", ["before", "after"])
@pytest.mark.parametrize("lasts", [1, 90])
def test_a_worker_that_dies_loses_nothing_and_nothing_is_done_twice(lasts: float, moment: Moment, then: Death) -> None:
    library = next_day(lasts)
    for number in calls_of(library):
        dying, fuse = deepcopy(library), Fuse(number, moment)
        run_with_a_death(dying, fuse, then)
        assert fuse.calls >= number, "the worker should have died"

        assert dying.run().status is Status.SUCCEEDED
        dying.assert_in_step()
        dying.assert_at_rest()


@pytest.mark.parametrize("then", ["again", "report", "gone"])
@pytest.mark.parametrize("mishap", ["unheard", "never begun", "half", "nothing"])
def test_a_worker_that_dies_in_the_middle_of_a_mishap_makes_it_no_worse(mishap: Mishap, then: Death) -> None:
    library = next_day(90)
    library.target.mishaps = {0: mishap, 3: mishap}
    for number in calls_of(library):
        dying = deepcopy(library)
        run_with_a_death(dying, Fuse(number, "after"), then)

        dying.target.mishaps.clear()
        assert dying.run().status is Status.SUCCEEDED
        dying.assert_in_step()
        dying.assert_at_rest()


@pytest.mark.parametrize("then", ["report", "gone"])
def test_what_a_dead_run_began_is_undone_when_the_source_goes_back_before_the_next(then: Death) -> None:
    library = next_day(90)
    for number in calls_of(library):
        dying = deepcopy(library)
        run_with_a_death(dying, Fuse(number, "after"), then)
        dying.source.collections = {
            "books": [book(number) for number in range(14)],
            "loans": [loan(number, 1) for number in range(7, 10)],
        }

        assert dying.run().status is Status.SUCCEEDED
        dying.assert_in_step()
        dying.assert_at_rest()
