"""Pages that are cut by offset, and what they prove of the collection behind them."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rollbook.connectors.eschoolplus.paging import Slice, next_offset, pages
from rollbook.model.errors import IncompleteReadError

NAMES = st.lists(st.text(min_size=1, max_size=3), unique=True, max_size=40)


def server(names: list[str], largest: int) -> Callable[[int, int], Slice]:
    def fetch(offset: int, limit: int) -> Slice:
        cut = sorted(names)[offset : offset + min(limit, largest)]
        end = offset + min(limit, largest)
        return Slice([{"sourcedId": name} for name in cut], len(names), end if end < len(names) else None)

    return fetch


@given(NAMES, st.integers(2, 12), st.integers(2, 12))
def test_a_collection_that_stays_is_read_once_whatever_the_sizes_of_pages(
    names: list[str], asked: int, largest: int
) -> None:
    read = [record["sourcedId"] for page in pages("users", asked, server(names, largest)) for record in page.records]

    assert read == sorted(names)


@given(NAMES.filter(lambda names: len(names) > 4), st.data())
def test_a_record_that_comes_or_goes_before_the_place_of_reading_is_noticed(
    names: list[str], data: st.DataObject
) -> None:
    names = sorted(names)
    reading = pages("users", 3, server(names, 9))
    seen = [record["sourcedId"] for record in next(reading).records]
    if data.draw(st.booleans()):
        names.remove(data.draw(st.sampled_from(seen)))
    else:
        names.append(seen[0] + "\x00")

    with pytest.raises(IncompleteReadError):
        list(reading)


def test_a_page_that_brings_nothing_new_never_makes_an_endless_loop() -> None:
    def fetch(offset: int, _: int) -> Slice:
        return Slice([{"sourcedId": "a"}], declared=9, next_offset=offset + 1)

    with pytest.raises(IncompleteReadError, match="nothing new"):
        list(pages("orgs", 500, fetch))


@pytest.mark.parametrize(
    ("second", "problem"),
    [
        (Slice([{"sourcedId": "c"}, {"sourcedId": "d"}], 5, 4), "its total was 4 and became 5"),
        (Slice([{"sourcedId": "c"}, {"sourcedId": "d"}, {"sourcedId": "e"}], 4, None), "it brought 5 records"),
    ],
    ids=["one came behind the place of reading", "more than were declared"],
)
def test_a_collection_that_ends_otherwise_than_it_began_is_noticed(second: Slice, problem: str) -> None:
    first = Slice([{"sourcedId": "a"}, {"sourcedId": "b"}, {"sourcedId": "c"}], 4, 3)

    with pytest.raises(IncompleteReadError, match=problem):
        list(pages("orgs", 3, lambda offset, _: second if offset else first))


def test_the_links_of_a_page_are_read_only_as_far_as_they_say_where_the_next_one_begins() -> None:
    assert next_offset('<https://x/orgs?limit=70&offset=140>; rel="next", <https://x/orgs>; rel="first"') == 140
    assert next_offset('<https://x/orgs?limit=70>; rel="next"') is None
    assert next_offset("") is None
