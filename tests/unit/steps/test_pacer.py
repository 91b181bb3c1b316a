"""Many workers of one credential in virtual time, against a system that refuses whoever is faster than its bucket."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from heapq import heappop, heappush

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from rollbook.model.descriptors import Limits
from rollbook.steps.pacer import Pacer, Unpaced
from sandbox.twins.stores import MemoryRegisters, VirtualClock

NOW = datetime(2026, 9, 14, 10, tzinfo=UTC)
SCHOOLOGY = Limits(allowance=50, window_seconds=5, read_cost=1, write_cost=3)
SLACK = 1.03


@dataclass
class Bucket:
    """A system's own rate limit: credits come back evenly up to the allowance."""

    limits: Limits
    level: float = field(init=False)
    at: datetime = NOW

    def __post_init__(self) -> None:
        self.level = self.limits.allowance

    def spend(self, at: datetime, cost: int) -> None:
        back = (at - self.at).total_seconds() / self.limits.seconds_per_credit
        self.level = min(self.limits.allowance, self.level + back) - cost
        self.at = at
        assert self.level >= -1e-6, "the system would refuse this call"


Chunk = list[tuple[int, float]]
"""The calls of one invocation: what each costs, and how long its answer takes."""


@dataclass(order=True)
class Worker:
    """One process that works on chunks; it knows no more of the others than the registers say."""

    at: datetime
    number: int
    clock: VirtualClock = field(compare=False)
    pacer: Pacer = field(compare=False)
    left: Chunk = field(compare=False, default_factory=list)


def play(limits: Limits, workers: int, chunks: list[Chunk]) -> datetime:
    """Let workers take chunk after chunk, each with a pacer of its own; return the moment of the last call."""
    registers, made, waiting = MemoryRegisters(), [], chunks[::-1]
    line = []
    for number in range(workers):
        clock = VirtualClock(NOW)
        line.append(Worker(NOW, number, clock, Pacer("system", limits, registers, clock)))
    while line:
        worker = heappop(line)
        if not worker.left:
            if not waiting:
                continue
            worker.left = waiting.pop()
            worker.pacer = Pacer("system", limits, registers, worker.clock)
        (cost, seconds), *worker.left = worker.left
        worker.pacer.take(cost)
        made.append((worker.clock.now(), cost))
        worker.clock.sleep(seconds)
        worker.at = worker.clock.now()
        heappush(line, worker)
    bucket = Bucket(limits)
    for at, cost in sorted(made):
        bucket.spend(at, cost)
    return max(at for at, _ in made)


costs = st.sampled_from([1, 3])
waits = st.sampled_from([0.0, 0.05, 0.3, 1.0, 4.0, 30.0])
bounds = st.sampled_from([SCHOOLOGY, Limits(120, 60, 1, 1), Limits(20, 1, 1, 1), Limits(5_000, 5, 1, 3)])
chunks_of_calls = st.lists(st.lists(st.tuples(costs, waits), min_size=1, max_size=8), min_size=1, max_size=40)


@given(bounds, st.integers(1, 40), chunks_of_calls)
@example(SCHOOLOGY, 40, [[(3, 30.0), (3, 0.0), (3, 0.0)]] * 40)
@example(SCHOOLOGY, 2, [[(3, 0.3)] * 20] * 10)
def test_no_worker_is_ever_refused_however_many_there_are_and_however_slow_the_answers(
    limits: Limits, workers: int, chunks: list[Chunk]
) -> None:
    play(limits, workers, chunks)


@pytest.mark.parametrize("workers", [1, 2, 5, 40])
@pytest.mark.parametrize("answer", [0.0, 0.1, 0.25])
def test_a_load_takes_no_longer_than_the_limit_asks_for(workers: int, answer: float) -> None:
    chunks = [[(3, answer)] * 20] * 50

    last = play(SCHOOLOGY, workers, chunks)

    assert last - NOW <= SLACK * timedelta(seconds=(50 * 20 - 1) * 3 * SCHOOLOGY.seconds_per_credit)


@pytest.mark.parametrize("workers", [1, 2])
def test_reading_back_between_writes_costs_little_more_than_the_limit_asks_for(workers: int) -> None:
    chunks = [[(1, 0.1), (3, 0.1), (3, 0.1)] * 10] * 20

    last = play(SCHOOLOGY, workers, chunks)

    assert last - NOW <= SLACK * timedelta(seconds=(7 * 10 * 20 - 3) * SCHOOLOGY.seconds_per_credit)


def test_a_demand_to_wait_holds_everybody_up() -> None:
    registers, clock = MemoryRegisters(), VirtualClock(NOW)
    asked, other = (Pacer("system", SCHOOLOGY, registers, clock) for _ in range(2))
    asked.take(3)

    asked.penalise(60)
    for pacer in (other, asked):
        pacer.take(3)
        assert clock.now() >= NOW + timedelta(seconds=60)


def test_a_shorter_demand_does_not_end_a_longer_one() -> None:
    registers, clock = MemoryRegisters(), VirtualClock(NOW)
    pacer = Pacer("system", SCHOOLOGY, registers, clock)

    pacer.penalise(60)
    pacer.penalise(1)
    pacer.take(3)

    assert clock.now() >= NOW + timedelta(seconds=60)


def test_two_systems_do_not_wait_for_each_other() -> None:
    registers, clock = MemoryRegisters(), VirtualClock(NOW)
    for _ in range(100):
        Pacer("busy", SCHOOLOGY, registers, VirtualClock(NOW)).take(3)

    Pacer("idle", SCHOOLOGY, registers, clock).take(3)

    assert clock.now() == NOW


def test_a_system_without_a_limit_is_asked_at_once_and_obeyed_all_the_same() -> None:
    clock = VirtualClock(NOW)
    pace = Unpaced(clock)

    pace.take(1_000)
    assert clock.now() == NOW
    pace.penalise(60)
    assert clock.now() == NOW + timedelta(seconds=60)
