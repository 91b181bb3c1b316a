from collections import Counter
from math import ceil, log2

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rollbook.model.changes import Change, Written
from rollbook.model.descriptors import Limits, Writable
from rollbook.model.errors import BatchRefusedError, OutcomeUnknownError
from rollbook.model.records import Reason
from rollbook.sync.batches import cut, estimate, send, slices
from tests.unit.sync.samples import change

sizes = st.integers(1, 7)
grouped = st.lists(st.sampled_from("abc"), max_size=40)


def numbered(groups: list[str]) -> list[Change]:
    return [change(f"k{number}", scope=group) for number, group in enumerate(groups)]


class Picky:
    """Takes batches, except those in which a poisonous record is; counts its calls."""

    def __init__(self, poison: set[str]) -> None:
        self.poison = poison
        self.calls = 0
        self.landed: list[str] = []

    def write(self, batch: list[Change]) -> list[Written]:
        self.calls += 1
        if any(change.digest in self.poison for change in batch):
            raise BatchRefusedError("The system minds something.", "Look at it.")
        self.landed += [change.digest for change in batch]
        return [Written(digest=change.digest, target=f"id of {change.digest}") for change in batch]


@given(st.lists(st.integers(), max_size=30), sizes)
def test_slices_are_full_but_for_the_last_and_keep_the_order(items: list[int], size: int) -> None:
    parts = list(slices(items, size))

    assert [item for part in parts for item in part] == items
    assert all(len(part) == size for part in parts[:-1])
    assert all(1 <= len(part) <= size for part in parts)


@given(grouped, sizes)
def test_a_batch_holds_no_more_than_one_call_takes_and_only_what_may_share_it(groups: list[str], bulk: int) -> None:
    batches = cut(numbered(groups), Writable(bulk=bulk, group=lambda change: change.scope))

    assert all(1 <= len(batch) <= bulk for batch in batches)
    assert all(len({change.scope for change in batch}) == 1 for batch in batches)


@given(grouped, sizes)
def test_cutting_loses_nothing_doubles_nothing_and_keeps_the_order_of_each_group(groups: list[str], bulk: int) -> None:
    changes = numbered(groups)

    flat = [
        change for batch in cut(changes, Writable(bulk=bulk, group=lambda change: change.scope)) for change in batch
    ]

    for group in "abc":
        assert [one for one in flat if one.scope == group] == [one for one in changes if one.scope == group]


@given(grouped, sizes)
def test_no_more_batches_are_made_than_the_groups_need(groups: list[str], bulk: int) -> None:
    batches = cut(numbered(groups), Writable(bulk=bulk, group=lambda change: change.scope))

    assert len(batches) == sum(ceil(count / bulk) for count in Counter(groups).values())


@given(st.integers(1, 60), st.data())
def test_every_good_record_lands_once_and_every_bad_one_is_refused_alone(count: int, data: st.DataObject) -> None:
    batch = numbered(["a"] * count)
    poison = data.draw(st.sets(st.sampled_from([change.digest for change in batch])))
    system = Picky(poison)

    written = send(batch, system.write)

    assert [answer.digest for answer in written] == [change.digest for change in batch]
    assert system.landed == [change.digest for change in batch if change.digest not in poison]
    for answer in written:
        if answer.digest in poison:
            assert answer.reason == Reason(sentence="The system minds something.", remedy="Look at it.")
        else:
            assert (answer.target, answer.reason) == (f"id of {answer.digest}", None)


@given(st.integers(1, 60), st.data())
def test_finding_the_bad_ones_takes_two_calls_for_each_and_each_halving(count: int, data: st.DataObject) -> None:
    batch = numbered(["a"] * count)
    poison = data.draw(st.sets(st.sampled_from([change.digest for change in batch])))
    system = Picky(poison)

    send(batch, system.write)

    assert system.calls <= 1 + 2 * len(poison) * ceil(log2(count))
    assert system.calls <= 2 * count - 1


def test_a_batch_that_is_taken_is_one_call() -> None:
    system = Picky(set())

    send(numbered(["a"] * 50), system.write)

    assert system.calls == 1


def test_a_lost_answer_is_not_taken_for_a_refusal() -> None:
    def lose(_batch: list[Change]) -> list[Written]:
        raise OutcomeUnknownError

    with pytest.raises(OutcomeUnknownError):
        send(numbered(["a"] * 4), lose)


def test_a_hundred_thousand_enrollments_take_schoology_ten_minutes_at_the_least() -> None:
    assert estimate(2_000, Limits(allowance=50, window_seconds=5, read_cost=1, write_cost=3)) == 600


def test_a_system_without_a_limit_has_no_floor() -> None:
    assert estimate(2_000, None) == 0
