"""Lists that are cut by offset, with a total and without one, and what is noticed of a list that moves."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rollbook.connectors.schoology.paging import PAGE, Slice, pages
from rollbook.model.errors import ContractError, IncompleteReadError
from rollbook.model.records import Json

Fetch = Callable[[int, int], Slice]
NUMBERS = st.lists(st.integers(1, 10_000), unique=True, max_size=60)


def by_number(row: Json) -> tuple[str, ...]:
    return (str(row.get("id", "")),)


def server(numbers: list[int], most: int, *, totals: bool) -> Fetch:
    def fetch(start: int, limit: int) -> Slice:
        cut = numbers[start : start + min(limit, most)]
        return Slice([{"id": number} for number in cut], len(numbers) if totals else None)

    return fetch


def read(fetch: Fetch) -> list[int]:
    return [row["id"] for part in pages("Rows", by_number, fetch) for row in part.rows]


@given(NUMBERS, st.integers(2, 70), st.booleans())
def test_a_list_that_stays_is_read_once_whatever_the_largest_page(numbers: list[int], most: int, totals: bool) -> None:
    assert read(server(numbers, most, totals=totals)) == numbers


@given(NUMBERS.filter(lambda numbers: len(numbers) > 9), st.booleans(), st.data())
def test_a_row_that_comes_or_goes_before_the_place_of_reading_is_noticed(
    numbers: list[int], totals: bool, data: st.DataObject
) -> None:
    reading = pages("Rows", by_number, server(numbers, 9, totals=totals))
    place = data.draw(st.integers(0, len(next(reading).rows) - 1))
    if data.draw(st.booleans()):
        del numbers[place]
    else:
        numbers.insert(place, 10_001)

    with pytest.raises(IncompleteReadError, match="Nothing was changed and nothing removed"):
        list(reading)


@given(NUMBERS.filter(lambda numbers: len(numbers) > 9))
def test_a_row_that_goes_while_another_comes_is_noticed_though_the_total_stays(numbers: list[int]) -> None:
    reading = pages("Rows", by_number, server(numbers, 9, totals=True))
    next(reading)
    del numbers[0]
    numbers.append(10_001)

    with pytest.raises(IncompleteReadError, match="does not join on"):
        list(reading)


@given(NUMBERS.filter(lambda numbers: len(numbers) > 18))
def test_a_row_that_comes_or_goes_behind_the_place_of_reading_is_noticed_by_the_total(numbers: list[int]) -> None:
    reading = pages("Rows", by_number, server(numbers, 9, totals=True))
    next(reading)
    numbers.pop()

    with pytest.raises(IncompleteReadError, match="rows, then"):
        list(reading)


def test_a_page_that_was_cut_short_costs_a_call_and_no_row() -> None:
    numbers = list(range(1, 6))
    whole = server(numbers, 200, totals=False)
    asked: list[int] = []

    def cut(start: int, limit: int) -> Slice:
        asked.append(start)
        part = whole(start, limit)
        return Slice(part.rows[:-1]) if len(asked) == 1 else part

    assert read(cut) == numbers
    assert asked == [0, 3, 4]


def test_a_row_that_comes_twice_is_noticed() -> None:
    with pytest.raises(IncompleteReadError, match="a row came twice"):
        read(lambda _start, _limit: Slice([{"id": 1}, {"id": 2}, {"id": 1}], 3))


@pytest.mark.parametrize("rows", [1, 3])
def test_a_total_that_is_never_met_makes_no_endless_loop(rows: int) -> None:
    with pytest.raises(IncompleteReadError, match=f"{rows} of 2 rows came"):
        read(lambda start, _limit: Slice([{"id": number} for number in range(start, rows)], 2))


def test_a_row_without_an_id_is_not_what_was_agreed_on() -> None:
    with pytest.raises(ContractError, match="one has no id"):
        read(lambda _start, _limit: Slice([{"title": "?"}], 1))


def test_pages_are_asked_for_from_one_row_earlier() -> None:
    asked: list[tuple[int, int]] = []
    whole = server(list(range(1, 451)), 200, totals=True)

    def fetch(start: int, limit: int) -> Slice:
        asked.append((start, limit))
        return whole(start, limit)

    assert len(read(fetch)) == 450
    assert asked == [(0, PAGE), (199, PAGE), (398, PAGE)]
