"""Lists whose pages each say where the next one begins: read completely, or not at all."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rollbook.connectors.cursors import Slice, pages
from rollbook.model.errors import IncompleteReadError
from rollbook.model.records import Json

IDS = st.integers(0, 30).map("{:02}".format)
SLICES = st.builds(
    Slice,
    st.lists(st.builds(lambda name: {"id": name}, IDS), max_size=4),
    st.integers(0, 12),
    st.none() | IDS,
)
Edit = Callable[[set[str]], None]


def read(fetch: Callable[[str | None], Slice]) -> list[str]:
    return [record["id"] for page in pages("The list", fetch) for record in page.records]


def _move(arrives: bool, name: str, here: set[str]) -> None:
    (here.add if arrives else here.discard)(name)


def served(here: set[str], size: int, edits: Iterator[Edit]) -> Callable[[str | None], Slice]:
    """Return what serves a list ordered by id, to which one thing happens before each page."""

    def fetch(after: str | None) -> Slice:
        next(edits, lambda _: None)(here)
        ids = sorted(here)
        rest = [name for name in ids if after is None or name > after]
        shown = rest[:size]
        return Slice([{"id": name} for name in shown], len(ids), shown[-1] if len(rest) > size else None)

    return fetch


@given(st.sets(IDS), st.integers(1, 7))
def test_a_list_that_stands_still_is_read_once_in_its_order(ids: set[str], size: int) -> None:
    assert read(served(set(ids), size, iter(()))) == sorted(ids)


@given(st.sets(IDS), st.integers(1, 5), st.lists(st.tuples(st.booleans(), IDS), max_size=6))
def test_of_a_list_that_moves_nothing_that_stayed_is_missed_and_nothing_comes_twice(
    ids: set[str], size: int, moves: list[tuple[bool, str]]
) -> None:
    edits: Iterator[Edit] = (partial(_move, arrives, name) for arrives, name in moves)
    stayed = ids - {name for arrives, name in moves if not arrives}

    try:
        found = read(served(set(ids), size, edits))
    except IncompleteReadError:
        return

    assert stayed <= set(found)
    assert len(found) == len(set(found))


@given(st.lists(SLICES, min_size=1, max_size=8))
def test_whatever_a_system_answers_reading_ends_and_what_it_ends_well_with_is_proven(answers: list[Slice]) -> None:
    def endless() -> Iterator[Slice]:
        while True:
            yield from answers

    told = endless()
    try:
        found = read(lambda _: next(told))
    except IncompleteReadError:
        return

    assert len(found) == len(set(found)) == answers[0].declared


def rows(*names: str) -> list[Json]:
    return [{"id": name} for name in names]


@pytest.mark.parametrize(
    ("answers", "problem"),
    [
        ([Slice(rows("1"), 2, "1"), Slice(rows("2"), 3, None)], "its total was 2 and became 3"),
        ([Slice(rows("1"), 2, "1"), Slice(rows("1"), 2, None)], "a record came twice"),
        ([Slice(rows("1", "1"), 2, None)], "a record came twice"),
        ([Slice(rows("1", "2"), 1, None)], "it brought 2 records, and its total is 1"),
        ([Slice(rows("1"), 3, "1"), Slice(rows("2"), 3, "1")], "the page after 2 records does not lead on"),
        ([Slice(rows("1"), 3, "1"), Slice([], 3, "2")], "the page after 1 records does not lead on"),
        ([Slice(rows("1"), 2, None)], "it ended after 1 of 2 records"),
    ],
)
def test_what_was_wrong_with_a_list_is_told_with_what_to_do(answers: Sequence[Slice], problem: str) -> None:
    told = iter(answers)

    with pytest.raises(IncompleteReadError, match=problem) as incomplete:
        read(lambda _: next(told))

    assert "run again" in str(incomplete.value)
