"""Writes that go on in the target after it has answered: one operation at a time for a chunk, never one too many."""

from datetime import timedelta

import pytest

from rollbook.model.messages import ChunkReference, Counts, RunReference
from rollbook.model.runs import Status
from rollbook.steps import places
from rollbook.steps.operating import FULL
from rollbook.sync.places import LIFETIME
from sandbox.twins.conductor import AT_ONCE
from tests.unit.steps.crashing import Fuse
from tests.unit.steps.library import Library, book, loan, shelves_of
from tests.unit.steps.machine import run_with_a_death

HOUR = 3600
TO_BEGIN = 60
"""Seconds that pass before each run."""


@pytest.fixture
def library() -> Library:
    return Library()


def stocked(number: int) -> Library:
    library = Library()
    library.source.collections = shelves_of(number)
    return library


def test_an_operation_is_started_awaited_and_believed(library: Library) -> None:
    record = library.run()

    assert (record.status, record.streams["books"]) == (Status.SUCCEEDED, Counts(created=5))
    assert (library.target.sizes, library.target.finds, library.target.seeks) == ([5], 0, 0)
    library.assert_in_step()
    library.assert_at_rest()


def test_what_an_operation_refuses_is_refused_with_its_reason(library: Library) -> None:
    library.target.unwanted = {"b02"}

    assert library.run().streams["books"] == Counts(created=4, refused=1)
    assert library.run().streams["books"] == Counts(unchanged=4, refused=1)
    assert library.target.sizes == [5]


def test_twenty_five_records_take_three_operations_and_their_removal_seven() -> None:
    library = stocked(25)
    record = library.run()
    assert (library.target.sizes, record.planned_calls) == ([10, 10, 5], 3)

    library.books["books"] = []
    library.target.forget_calls()
    record = library.run()

    assert (record.streams["books"], library.target.sizes) == (Counts(removed=25), [4, 4, 4, 4, 4, 4, 1])
    assert record.planned_calls == 7
    assert library.target.held("books") == {}
    library.assert_at_rest()


def test_changes_and_newcomers_share_operations() -> None:
    library = stocked(12)
    library.run()
    library.target.forget_calls()
    library.catalogue(*(book(number, "Persuasion") for number in range(6, 18)))

    assert library.run().streams["books"] == Counts(created=6, updated=6, unchanged=6)
    assert library.target.sizes == [10, 2]


@pytest.mark.parametrize("lasts", [0, 1, 40, HOUR])
def test_never_more_go_on_than_the_target_allows(lasts: float) -> None:
    library = stocked(77)
    library.target.lasts = lasts

    assert library.run().streams["books"] == Counts(created=77)

    assert len(library.target.sizes) == library.target.starts == 8
    assert library.target.most_at_once == (AT_ONCE if lasts else 1)
    assert library.places == 0


def test_an_operation_is_looked_at_more_and_more_seldom(library: Library) -> None:
    library.target.lasts = HOUR
    library.run()

    looks = len(library.stores.plans.notes("run-001", "calls/apply-books"))
    assert HOUR / 30 <= looks <= HOUR / 30 + 15


def test_an_operation_that_comes_to_no_end_ends_the_run_and_the_next_waits_for_it(library: Library) -> None:
    library.target.lasts = 7 * HOUR
    record = library.run()

    assert record.status is Status.FAILED
    assert "6 hours" in record.sentence
    assert library.target.going
    library.clock.sleep(HOUR)
    library.target.lasts = 40
    library.catalogue(book(9))

    assert library.run().streams["books"] == Counts(created=6)
    assert library.target.sizes == [5, 1]
    library.assert_in_step()


def test_a_start_that_nobody_answered_is_found_among_the_operations(library: Library) -> None:
    library.target.mishaps = {0: "unheard"}

    assert library.run().streams["books"] == Counts(created=5)
    assert (library.target.sizes, library.target.finds) == ([5], 0)
    assert library.target.seeks > 1, "nobody can see what it is about before it is over"
    library.assert_in_step()


def test_a_start_that_nobody_heard_is_made_again(library: Library) -> None:
    library.target.mishaps = {0: "never begun"}

    assert library.run().streams["books"] == Counts(created=5)
    assert (library.target.sizes, library.target.starts, library.target.seeks) == ([5], 2, 1)
    library.assert_in_step()


def test_a_start_is_made_three_times_and_what_is_unknown_then_is_read_back_by_the_next_run(library: Library) -> None:
    library.target.mishaps = {0: "never begun", 1: "never begun", 2: "never begun"}
    record = library.run()

    assert (record.status, library.target.starts) == (Status.FAILED, 3)
    assert "3 times" in record.sentence
    assert record.streams["books"] == Counts(uncertain=5)
    assert library.run().streams["books"] == Counts(created=5)
    library.assert_in_step()
    library.assert_at_rest()


def test_of_an_operation_that_broke_off_only_what_is_missing_is_started_again() -> None:
    library = stocked(10)
    library.target.mishaps = {0: "half"}

    assert library.run().streams["books"] == Counts(created=10)
    assert (library.target.sizes, library.target.finds) == ([10, 5], 1)
    library.assert_in_step()
    library.assert_at_rest()


def test_of_removals_that_broke_off_only_what_is_there_still_is_removed_again(library: Library) -> None:
    library.run()
    library.books["books"] = library.books["books"][4:]
    library.target.forget_calls()
    library.target.mishaps = {0: "half"}

    assert library.run().streams["books"] == Counts(unchanged=1, removed=4)
    assert library.target.sizes == [4, 2]
    library.assert_in_step()


def test_one_that_breaks_off_each_time_leaves_what_is_unknown_to_the_next_run(library: Library) -> None:
    library.target.mishaps = dict.fromkeys(range(3), "half")
    record = library.run()

    assert library.target.sizes == [5, 3, 2]
    assert (record.status, record.streams["books"]) == (Status.FAILED, Counts(created=4, uncertain=1))
    assert library.run().streams["books"] == Counts(created=1, unchanged=4)
    library.assert_in_step()
    library.assert_at_rest()


def test_one_that_is_refused_whole_is_halved_until_the_bad_record_stands_alone() -> None:
    library = stocked(10)
    library.target.poison = {"b07"}
    record = library.run()

    assert (record.status, record.streams["books"]) == (Status.ATTENTION, Counts(created=9, refused=1))
    assert [problem.reason.sentence for problem in record.problems] == ["Something in it is not wanted."]
    assert sum(library.target.sizes) == 9
    library.books["books"] = [one for one in library.books["books"] if one["id"] != "b07"]
    library.assert_in_step()
    library.assert_at_rest()


def test_all_are_refused_one_by_one_when_all_are_bad() -> None:
    library = stocked(10)
    library.target.poison = {f"b{number:02d}" for number in range(10)}

    assert library.run().streams["books"] == Counts(refused=10)
    assert (library.target.sizes, library.places) == ([], 0)


def test_while_others_crowd_the_target_nothing_is_begun_and_nothing_forgotten(library: Library) -> None:
    library.target.strangers = AT_ONCE
    crowd(library, between=(0, TO_BEGIN + 5 * FULL))

    assert library.run().streams["books"] == Counts(created=5)
    assert library.target.sizes == [5]
    assert library.target.starts > 4
    library.assert_in_step()


def test_what_broke_off_in_a_crowd_is_started_again_when_there_is_room() -> None:
    library = stocked(10)
    library.target.mishaps = {0: "half"}
    crowd(library, between=(TO_BEGIN + 20, TO_BEGIN + 200))

    assert library.run().streams["books"] == Counts(created=10)
    assert library.target.sizes == [10, 5]
    library.assert_in_step()


def test_a_chunk_waits_while_other_flows_have_all_places(library: Library) -> None:
    others = [other_run(number) for number in range(AT_ONCE)]
    for run, chunk in others:
        assert take(library, run, chunk)
    began = library.clock.now()
    asked = library.target.starts

    assert library.run().streams["books"] == Counts(created=5)

    assert (asked, library.target.starts) == (0, 1), "the target is not asked before there is a place"
    assert library.target.begun[0].began >= began + LIFETIME
    assert library.places == 0


def test_a_chunk_takes_the_place_that_another_flow_gives_back(library: Library) -> None:
    for number in range(AT_ONCE - 1):
        assert take(library, *other_run(number))
    began = library.clock.now()

    library.run()

    assert library.target.begun[0].began < began + timedelta(minutes=2)
    assert library.places == AT_ONCE - 1


def test_an_operation_of_an_earlier_run_is_awaited_before_anything_is_read_back(library: Library) -> None:
    library.target.lasts = 600
    run_with_a_death(library, Fuse(2, "before", only="Shelves.is_over"), "report")
    assert (len(library.target.going), library.intents) == (1, 1)
    library.catalogue(book(0, "Persuasion"), book(9))

    record = library.run()

    assert record.streams["books"].created + record.streams["books"].updated == 6
    assert library.target.sizes == [5, 2]
    library.assert_in_step()
    library.assert_at_rest()


def test_an_operation_of_an_earlier_run_whose_start_was_not_answered_is_awaited_as_well(library: Library) -> None:
    library.target.lasts = 600
    run_with_a_death(library, Fuse(1, "after", only="Shelves.start"), "report")
    assert (len(library.target.going), library.intents) == (1, 1)
    library.catalogue(book(0, "Persuasion"))

    record = library.run()

    assert record.streams["books"].created + record.streams["books"].updated == 5
    assert (library.target.sizes, library.target.seeks > 1) == ([5, 1], True)
    library.assert_in_step()
    library.assert_at_rest()


def test_what_refers_to_a_refused_record_is_blocked(library: Library) -> None:
    library.target.unwanted = {"b01"}
    library.books["loans"] = [loan(0, 1), loan(1, 1)]

    record = library.run()

    assert record.streams["loans"] == Counts(created=1, blocked=1)
    library.target.unwanted = set()
    assert library.run(retry=True).streams["loans"] == Counts(created=1, unchanged=1)
    library.assert_in_step()


def test_a_preview_starts_nothing_and_takes_no_place(library: Library) -> None:
    assert library.run(preview=True).streams["books"] == Counts(created=5)
    assert (library.target.starts, library.places) == (0, 0)


def test_what_broke_off_before_anybody_knew_its_name_is_read_back_too() -> None:
    library = stocked(10)
    library.target.mishaps = {0: "half"}

    run_with_a_death(library, Fuse(1, "after", only="Shelves.start"), "again")

    assert library.target.sizes == [10, 5]
    library.assert_in_step()
    library.assert_at_rest()


def other_run(number: int) -> tuple[RunReference, ChunkReference]:
    now = Library().clock.now()
    run = RunReference(
        run=f"other-{number}", flow=f"test.other-{number}", fence=1, as_of=now, started_at=now, trigger="manual", by=""
    )
    return run, ChunkReference(stream="books", chunk="changes-00000")


def take(library: Library, run: RunReference, chunk: ChunkReference) -> bool:
    return places.take(library.stores.registers, "library", run, chunk, now=library.clock.now(), most=AT_ONCE)


def crowd(library: Library, *, between: tuple[float, float]) -> None:
    """Have others take all the room at the target between these seconds from now."""
    began, sleep = library.clock.now(), library.clock.sleep

    def slept(seconds: float) -> None:
        sleep(seconds)
        passed = (library.clock.now() - began).total_seconds()
        library.target.strangers = AT_ONCE if between[0] <= passed < between[1] else 0

    library.clock.sleep = slept  # type: ignore[method-assign] # the time is the test's


def test_an_older_operation_about_the_same_is_not_taken_for_one_that_nobody_heard_of(library: Library) -> None:
    """Back and forth and back again, within minutes: the third time nothing was begun, though the first was alike."""
    before = library.books["books"]
    after = [book(number, "Persuasion") for number in range(5)]
    library.run()
    for wanted in (after, before):
        library.books["books"] = wanted
        library.run()
    library.target.mishaps = {library.target.starts: "never begun"}
    library.books["books"] = after

    record = library.run()

    assert record.streams["books"] == Counts(updated=5)
    library.assert_in_step()
    library.assert_at_rest()
