"""A stream that is verified: what the target is known to hold is read back, and sent again where it is otherwise."""

import pytest

from rollbook.model.changes import OutcomeKind
from rollbook.model.messages import Counts
from rollbook.model.runs import Status
from rollbook.model.settings import GuardSetting
from tests.unit.steps.crashing import Fuse
from tests.unit.steps.library import Library, LibrarySettings, book, loan
from tests.unit.steps.machine import run_with_a_death


@pytest.fixture
def library() -> Library:
    library = Library()
    library.run()
    library.target.forget_calls()
    return library


def verified(library: Library) -> Counts:
    return library.run(full=True).streams["books"]


def test_what_the_target_holds_is_unchanged_and_nothing_is_written(library: Library) -> None:
    record = library.run(full=True)

    assert (record.status, record.streams["books"]) == (Status.SUCCEEDED, Counts(unchanged=5))
    assert (library.target.starts, library.target.finds, record.planned_calls) == (0, 1, 0)
    assert library.places == 0


def test_an_ordinary_run_reads_nothing_back(library: Library) -> None:
    library.target.change_by_hand("books", "b01", title="Scribble")

    assert library.run().streams["books"] == Counts(unchanged=5)
    assert library.asked_and_told == (0, 0)


def test_what_was_changed_or_taken_away_by_hand_is_sent_again(library: Library) -> None:
    library.target.change_by_hand("books", "b01", title="Scribble")
    library.target.change_by_hand("books", "b02")

    found = verified(library)

    assert (found.created + found.updated, found.unchanged) == (2, 3)
    assert library.target.sizes == [2]
    library.assert_in_step()
    library.assert_at_rest()


def test_a_preview_asks_nobody_and_says_what_is_known(library: Library) -> None:
    library.target.change_by_hand("books", "b01", title="Scribble")
    library.catalogue(book(0, "Persuasion"), book(7))

    shown = library.run(preview=True, full=True)

    assert shown.streams["books"] == Counts(created=1, updated=1, unchanged=4)
    assert library.asked_and_told == (0, 0)
    assert shown.planned_calls == 1
    assert verified(library) == Counts(created=1, updated=2, unchanged=3)
    library.assert_in_step()


def test_what_changed_comes_or_goes_meanwhile_goes_its_way(library: Library) -> None:
    library.target.change_by_hand("books", "b01", title="Scribble")
    library.strike("books", "b04")
    library.catalogue(book(0, "Persuasion"), book(7), book(8, ""))

    assert verified(library) == Counts(created=1, updated=2, unchanged=2, removed=1, refused=1)
    library.assert_in_step()


def test_the_same_record_twice_is_one(library: Library) -> None:
    library.books["books"].append(book(1))

    assert verified(library) == Counts(unchanged=5)


def test_more_than_a_chunk_is_verified(library: Library) -> None:
    library.catalogue(*(book(number) for number in range(23)))
    library.run()
    library.target.forget_calls()
    for number in range(0, 23, 2):
        library.target.change_by_hand("books", f"b{number:02d}", title="Scribble")

    assert verified(library) == Counts(updated=12, unchanged=11)
    assert len(library.target.sizes) <= 3
    library.assert_in_step()


def test_what_the_target_refused_before_stays_refused_until_somebody_asks(library: Library) -> None:
    library.target.unwanted = {"b01"}
    library.catalogue(book(1, "Persuasion"))
    library.run()
    library.target.forget_calls()

    assert verified(library) == Counts(unchanged=4, refused=1)
    assert library.target.starts == 0
    library.target.unwanted = set()
    assert library.run(full=True, retry=True).streams["books"] == Counts(updated=1, unchanged=4)
    library.assert_in_step()


@pytest.mark.parametrize("by_hand", [{"title": "Scribble"}, {}], ids=["changed", "gone"])
def test_what_cannot_be_put_right_again_is_refused_in_every_run_from_then_on(
    library: Library, by_hand: dict[str, str]
) -> None:
    library.target.change_by_hand("books", "b01", **by_hand)
    library.target.unwanted = {"b01"}

    assert verified(library) == Counts(unchanged=4, refused=1)
    library.target.forget_calls()
    assert library.run().streams["books"] == Counts(unchanged=4, refused=1)
    assert verified(library) == Counts(unchanged=4, refused=1)
    assert library.target.starts == 0
    library.target.unwanted = set()
    found = library.run(retry=True).streams["books"]
    assert (found.created + found.updated, found.unchanged) == (1, 4)
    library.assert_at_rest()


def test_what_was_refused_and_is_wanted_as_it_was_before_is_verified_again(library: Library) -> None:
    library.target.unwanted = {"b01"}
    library.catalogue(book(1, "Persuasion"))
    library.run()
    library.catalogue(book(1))

    assert verified(library) == Counts(unchanged=5)
    library.assert_in_step()
    library.target.unwanted = set()
    library.assert_at_rest()


def test_what_a_run_left_that_was_never_reported_is_verified_too(library: Library) -> None:
    library.catalogue(book(7))
    run_with_a_death(library, Fuse(1, "after", only="MemoryPlans.put_outcomes"), "gone")
    assert library.intents == 1
    library.target.change_by_hand("books", "b01", title="Scribble")

    found = verified(library)

    assert (found.updated, found.unchanged + found.created) == (1, 5)
    library.assert_in_step()
    library.assert_at_rest()


def test_a_verification_that_is_cut_short_is_made_up_for_by_the_next(library: Library) -> None:
    library.target.change_by_hand("books", "b01", title="Scribble")
    library.target.mishaps = dict.fromkeys(range(3), "nothing")

    assert library.run(full=True).status is Status.FAILED
    library.run()
    library.assert_in_step()
    library.assert_at_rest()


@pytest.mark.parametrize("number", range(1, 40))
def test_a_worker_that_dies_while_it_verifies_loses_nothing(number: int) -> None:
    library = Library()
    library.catalogue(*(book(one) for one in range(12)))
    library.run()
    library.target.change_by_hand("books", "b01", title="Scribble")
    library.target.change_by_hand("books", "b02")

    run_with_a_death(library, Fuse(number, "after"), "again", full=True)

    library.assert_in_step()
    library.assert_at_rest()


def test_an_operation_that_still_goes_on_is_awaited_before_anything_is_verified(library: Library) -> None:
    library.target.lasts = 900
    library.catalogue(book(1, "Persuasion"), book(2, "Persuasion"))
    run_with_a_death(library, Fuse(2, "before", only="Shelves.is_over"), "report")

    assert library.target.going
    found = verified(library)
    assert found.updated + found.unchanged == 5
    assert library.target.sizes == [2]
    library.assert_in_step()


def test_a_withdrawn_flow_verifies_nothing(library: Library) -> None:
    library.settings = LibrarySettings(guard=GuardSetting(percent=0, at_least=0), active=False)
    library.target.change_by_hand("books", "b01")

    found = verified(library)

    assert found.removed + found.refused == 5


def test_only_the_stream_that_says_so_is_verified(library: Library) -> None:
    library.books["loans"] = [loan(0, 1)]
    library.run()
    library.target.change_by_hand("loans", "b00/r1", page="7")

    record = library.run(full=True)

    assert record.streams["loans"] == Counts(unchanged=1)
    outcomes = library.stores.plans.outcomes(record.reference.run, "books")
    assert {outcome.kind for outcome in outcomes} == {OutcomeKind.UNCHANGED}


def test_a_preview_says_of_how_much_it_cannot_tell(library: Library) -> None:
    library.run()

    record = library.run(full=True, preview=True)

    (told,) = record.problems
    assert (told.kind, told.count) == (OutcomeKind.NOTICE, 5)
    assert "reads this back" in told.reason.sentence
