"""A stream that amends: of what was sent first, some things stay, whatever the source says later."""

import pytest

from rollbook.model.messages import Counts
from tests.unit.steps.crashing import Fuse
from tests.unit.steps.library import Library, loan
from tests.unit.steps.machine import run_with_a_death

KEY = "b00/r1"


@pytest.fixture
def library() -> Library:
    """Return a library that has lent a book on a monday."""
    library = Library()
    library.books["loans"] = [loan(0, 1)]
    library.run()
    library.target.forget_calls()
    return library


def held(library: Library) -> tuple[str, str]:
    data = library.target.held("loans")[KEY]
    return data["began"], data["page"]


def change(library: Library, began: str, page: str) -> None:
    library.enter("loans", loan(0, 1, began, page))


def test_what_is_new_goes_as_it_is(library: Library) -> None:
    assert held(library) == ("monday", "1")


def test_what_was_sent_first_stays_and_the_rest_follows_the_source(library: Library) -> None:
    for began, page in (("tuesday", "7"), ("sunday", "9")):
        change(library, began, page)
        assert library.run().streams["loans"] == Counts(updated=1)
        assert held(library) == ("monday", page)
    library.assert_at_rest()


def test_a_record_that_comes_again_as_it_came_is_unchanged(library: Library) -> None:
    change(library, "tuesday", "7")
    library.run()
    library.target.forget_calls()

    assert library.run().streams["loans"] == Counts(unchanged=1)
    assert library.target.starts == 0


def test_a_change_that_was_refused_leaves_what_was_first(library: Library) -> None:
    library.target.unwanted = {KEY}
    change(library, "tuesday", "7")
    assert library.run().streams["loans"] == Counts(refused=1)
    library.target.unwanted = set()
    change(library, "wednesday", "8")

    library.run()

    assert held(library) == ("monday", "8")


def test_a_first_one_that_was_refused_is_no_first_one() -> None:
    library = Library()
    library.books["loans"] = [loan(0, 1)]
    library.target.unwanted = {KEY}
    library.run()
    library.target.unwanted = set()
    change(library, "tuesday", "7")

    assert library.run().streams["loans"] == Counts(created=1)
    assert held(library) == ("tuesday", "7")


@pytest.mark.parametrize("mishap", ["unheard", "never begun", "half", "nothing"])
def test_it_stays_through_every_mishap(library: Library, mishap: str) -> None:
    library.target.mishaps = {0: mishap}  # type: ignore[dict-item] # these are all there are
    change(library, "tuesday", "7")

    assert library.run().streams["loans"] == Counts(updated=1)
    assert held(library) == ("monday", "7")
    assert library.target.repeated == []


def test_it_stays_when_the_answer_went_to_a_dead_run_and_is_not_sent_twice(library: Library) -> None:
    library.target.lasts = 600
    change(library, "tuesday", "7")
    run_with_a_death(library, Fuse(1, "after", only="Shelves.start"), "report")

    found = library.run().streams["loans"]

    assert found.updated + found.unchanged == 1
    assert (library.target.sizes, library.target.repeated) == ([1], [])
    assert held(library) == ("monday", "7")
    library.assert_at_rest()


def test_a_change_that_leaves_nothing_to_send_is_none(library: Library) -> None:
    change(library, "tuesday", "1")

    assert library.run().streams["loans"] == Counts(unchanged=1)
    assert library.run().streams["loans"] == Counts(unchanged=1)
    assert (library.target.starts, held(library)) == (0, ("monday", "1"))
