"""A flow that a person has withdrawn takes away all that it brought, without asking the source or a guard (EF6)."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from rollbook.model.descriptors import Context
from rollbook.model.errors import SettingsError
from rollbook.model.messages import Counts
from rollbook.model.records import Json, Reason
from rollbook.model.runs import Status
from rollbook.model.settings import FlowSettings, GuardSetting
from tests.unit.steps.door import Door
from tests.unit.steps.library import BOOKS, LIBRARY, LOANS, OPEN, Library, LibrarySettings, book, loan, shelves_of

CLOSED = LibrarySettings(guard=GuardSetting(percent=0, at_least=0), active=False)
NOW = datetime(2026, 9, 14, 10, tzinfo=UTC)


@pytest.fixture
def library() -> Library:
    """Return a library of five books, one of which is lent, that is withdrawn."""
    library = Library()
    library.books["loans"] = [loan(0, 1)]
    library.run()
    library.target.forget_calls()
    library.source.asked.clear()
    library.settings = CLOSED
    return library


def test_everything_leaves_and_nobody_asks_the_source_or_a_person(library: Library) -> None:
    record = library.run()

    assert (record.status, record.streams["books"]) == (Status.SUCCEEDED, Counts(removed=5))
    assert library.target.held("books") == {}
    assert (library.source.asked, record.calls.get("catalogue")) == ([], None)
    assert library.target.sizes == [4, 1]


def test_what_is_never_removed_stays(library: Library) -> None:
    record = library.run()

    assert record.streams["loans"] == Counts(unchanged=1, departed=1)
    assert set(library.target.held("loans")) == {"b00/r1"}


def test_once_everything_has_left_a_run_has_nothing_to_do(library: Library) -> None:
    library.run()
    library.target.forget_calls()

    record = library.run()

    assert (record.status, record.streams) == (Status.SUCCEEDED, {"books": Counts(), "loans": Counts()})
    assert (library.target.starts, library.target.finds) == (0, 0)


def test_a_preview_says_what_would_leave(library: Library) -> None:
    shown = library.run(preview=True)

    assert (shown.status, shown.planned_calls) == (Status.PREVIEWED, 2)
    assert shown.streams == library.run().streams


def test_a_source_that_cannot_be_reached_is_no_hindrance(library: Library) -> None:
    library.source.collections = {}

    assert library.run(full=True).status is Status.SUCCEEDED
    assert library.target.held("books") == {}


def test_what_is_back_is_created_again(library: Library) -> None:
    library.run()
    library.settings = OPEN

    assert library.run().streams["books"] == Counts(created=5)
    library.assert_in_step()
    library.assert_at_rest()


def test_what_the_target_will_not_let_go_is_refused_and_asked_for_again_on_retry(library: Library) -> None:
    library.target.kept = {"b02"}

    assert library.run().streams["books"] == Counts(removed=4, refused=1)
    library.target.kept = set()
    assert library.run(retry=True).streams["books"] == Counts(removed=1)
    assert library.target.held("books") == {}


def test_what_was_on_its_way_when_the_flow_was_withdrawn_leaves_as_well() -> None:
    library = Library()
    library.target.lasts = 7 * 3600
    assert library.run().status is Status.FAILED
    library.clock.sleep(3600)
    library.target.lasts = 1
    library.settings = CLOSED

    assert library.run().streams["books"] == Counts(removed=5)
    assert (library.target.held("books"), library.target.repeated) == ({}, [])


def differing(records: Iterable[Json], _context: Context) -> Iterator[Reason]:
    yield from (Reason(sentence=record["title"], remedy="") for record in records)


def test_rules_that_look_something_up_are_not_asked(library: Library) -> None:
    books = replace(
        BOOKS,
        lookups={"loans": lambda records, _context: list(records)},
        spares=lambda _data, context: bool(context.lookups["loans"]),
        removes=lambda context: bool(context.lookups["loans"]),
        differences=differing,
    )
    library.flow = replace(LIBRARY, streams=(books, LOANS))

    assert library.run(preview=True).streams["books"] == Counts(removed=5)
    assert library.run().streams["books"] == Counts(removed=5)


def test_a_run_of_what_the_settings_want_is_no_partial_one() -> None:
    library = Library()
    library.settings = OPEN.model_copy(update={"lends": False})
    whole, named = library.run(), library.run(streams=("books",))

    assert (list(whole.streams), whole.sentence) == (["books"], "Everything is in step.")
    assert (whole.reference.partial, named.reference.partial) == (False, False)
    library.settings = OPEN
    assert library.run(streams=("books",)).reference.partial


def test_a_stream_that_the_settings_do_not_want_any_more_is_left_alone() -> None:
    library = Library()
    library.books["loans"] = [loan(0, 1)]
    library.run()
    library.settings = OPEN.model_copy(update={"lends": False})
    library.source.collections = shelves_of(4) | {"loans": []}
    library.catalogue(book(3, "Persuasion"))

    assert library.run().streams == {"books": Counts(updated=1, unchanged=3, removed=1)}
    assert set(library.target.held("loans")) == {"b00/r1"}


class Neighbour(FlowSettings):
    active: bool = True


@pytest.mark.parametrize("more", [{}, {"preview": True}, {"trigger": "schedule"}])
def test_a_flow_that_rests_is_not_admitted_and_says_why(more: dict[str, object]) -> None:
    def resting(settings: FlowSettings, neighbour: Neighbour) -> str:
        return "" if settings.enabled and neighbour.active else "The neighbour is withdrawn."

    door = Door(flow=replace(LIBRARY, resting=resting), settings=OPEN, neighbour=Neighbour(active=False))
    begun = door.begin("run-1", NOW, **more)

    assert (begun.admitted, begun.misfit, begun.notify) == (False, False, False)
    assert begun.reason == door.record("run-1").sentence == "The neighbour is withdrawn."
    assert door.record("run-1").status is Status.SKIPPED
    door.neighbour = Neighbour()
    assert door.begin("run-2", NOW, preview=True).admitted


def test_a_stream_that_the_settings_switch_off_cannot_be_asked_for(library: Library) -> None:
    library.settings = library.settings.model_copy(update={"lends": False})

    with pytest.raises(SettingsError, match=r"loans, which the settings of test\.library switch off.*on are: books"):
        library.run(streams=("loans",))
