from collections.abc import Iterator
from graphlib import CycleError

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rollbook.model.descriptors import Stream
from rollbook.sync.waves import in_order

NAMES = ["terms", "users", "courses", "sections", "enrollments", "grades"]


def stream(name: str, *after: str) -> Stream:
    return Stream(name=name, reads=name, writes=name, desired=lambda _records, _context: iter(()), after=after)


@st.composite
def flows(draw: st.DrawFn) -> list[Stream]:
    """Draw streams that refer to earlier names only, and list them in any order."""
    names = draw(st.permutations(NAMES))
    made = [
        stream(name, *draw(st.sets(st.sampled_from(names[:at])) if at else st.just(set())))
        for at, name in enumerate(names)
    ]
    return draw(st.permutations(made))


def names_of(streams: Iterator[Stream] | list[Stream]) -> list[str]:
    return [one.name for one in streams]


@given(flows())
def test_every_stream_comes_once_and_after_those_it_refers_to(streams: list[Stream]) -> None:
    order = names_of(in_order(streams))

    assert sorted(order) == sorted(NAMES)
    for one in streams:
        assert all(order.index(earlier) < order.index(one.name) for earlier in one.after)


@given(flows(), st.sets(st.sampled_from(NAMES), min_size=1))
def test_some_streams_come_in_the_same_order_as_all(streams: list[Stream], wanted: set[str]) -> None:
    assert names_of(in_order(streams, wanted)) == [one for one in names_of(in_order(streams)) if one in wanted]


@given(st.permutations(NAMES))
def test_streams_that_need_nothing_keep_the_order_of_the_flow(names: list[str]) -> None:
    assert names_of(in_order([stream(name) for name in names])) == names


def test_streams_that_need_each_other_have_no_order() -> None:
    with pytest.raises(CycleError):
        in_order([stream("users", "sections"), stream("sections", "users")])
