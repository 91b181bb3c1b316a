from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from rollbook.model.descriptors import Limits
from rollbook.sync.pacing import MARGIN, penalise, reserve

NOW = datetime(2026, 9, 14, 10, tzinfo=UTC)
limits = st.builds(
    Limits,
    allowance=st.integers(1, 1_000),
    window_seconds=st.integers(1, 3_600),
    read_cost=st.just(1),
    write_cost=st.just(3),
)
demands = st.lists(st.tuples(st.floats(0, 30), st.integers(1, 10)), min_size=1, max_size=30)


@given(limits, demands)
def test_no_stretch_of_time_is_given_more_credits_than_come_back_in_it(
    limit: Limits, asked: list[tuple[float, int]]
) -> None:
    now, free_from = NOW, None
    spans = []
    for pause, amount in asked:
        now += timedelta(seconds=pause)
        start, free_from = reserve(free_from, now, amount, limit)
        assert start >= now
        spans.append((start, free_from, amount))

    assert all(end <= start for (_, end, _), (start, _, _) in pairwise(spans))
    for start, end, amount in spans:
        assert (end - start).total_seconds() >= amount * limit.seconds_per_credit


@given(limits, st.integers(1, 10))
def test_nobody_waits_when_nobody_was_there_before(limit: Limits, amount: int) -> None:
    start, free_from = reserve(None, NOW, amount, limit)

    assert start == NOW
    assert free_from - NOW == timedelta(seconds=amount * limit.seconds_per_credit * MARGIN)


@given(limits, st.integers(1, 10), st.floats(0.001, 1_000))
def test_time_in_which_nobody_called_is_not_saved_up(limit: Limits, amount: int, idle: float) -> None:
    start, _ = reserve(NOW - timedelta(seconds=idle), NOW, amount, limit)

    assert start == NOW


@given(st.floats(-100, 100), st.floats(0, 600))
def test_a_demand_to_wait_moves_everybody_on_and_nobody_back(free: float, seconds: float) -> None:
    free_from = NOW + timedelta(seconds=free)

    moved = penalise(free_from, NOW, seconds)

    assert moved >= free_from
    assert moved >= NOW + timedelta(seconds=seconds)
    assert moved in (free_from, NOW + timedelta(seconds=seconds))
    assert penalise(None, NOW, seconds) == NOW + timedelta(seconds=seconds)
