"""Where the time of a plan without changes goes: the real step over in-memory stores, and its parts one by one."""

import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from benchmarks.district import AS_OF, District
from benchmarks.measuring import drain, fresh, seconds_of, tell
from benchmarks.settled import FLOW, SECRET, context, desired, entries, settle, terms
from rollbook.admin.rendering import table
from rollbook.model.descriptors import Stream
from rollbook.model.messages import PlanRequest, PlanResult, RunReference
from rollbook.model.ports import Proof
from rollbook.model.records import Json
from rollbook.steps import holding
from rollbook.steps.plan import Terms, plan
from rollbook.sync.digests import canonical
from sandbox.twins.stores import MemoryStores, VirtualClock

_STREAM = "enrollments"
_RUN = RunReference(run="again", flow=FLOW, fence=1, as_of=AS_OF, started_at=AS_OF, trigger="schedule", by="benchmark")
_REPETITIONS = 2


@dataclass(frozen=True, slots=True)
class PlanCost:
    """How many records a plan compared, in how many seconds of one core, and the seconds of each of its parts."""

    records: int
    seconds: float
    parts: dict[str, float]


def of_enrollments(enrollments: int) -> PlanCost:
    """Measure a plan without changes, in a process of its own."""
    return PlanCost(**fresh("plan_step", (enrollments,)))


def shown(cost: PlanCost) -> str:
    """Return each part's share of the time, and its microseconds for one record."""
    rows = [
        (name, f"{seconds / cost.seconds:.0%}", f"{seconds / cost.records * 1e6:.1f}")
        for name, seconds in (*cost.parts.items(), ("the whole step", cost.seconds))
    ]
    return table(("part", "share", "microseconds a record"), rows)


def measure(enrollments: int) -> PlanCost:
    """Plan the enrollments of a district that is in step, and time each part by what one more of them adds."""
    district, under = District.enrolling(enrollments), terms()
    stream = under.rules.flow.stream(_STREAM)
    stores = _stores(stream, district, under)

    def step() -> PlanResult:
        return plan(
            PlanRequest(run=_RUN, stream=_STREAM), terms=under, secret=SECRET, stores=stores, clock=VirtualClock(AS_OF)
        )

    counts = step().counts
    assert counts.unchanged == district.size(_STREAM), f"a plan without changes found {counts}"
    whole = _seconds(step)
    parts = _parts(stream, stores, under)
    return PlanCost(counts.unchanged, whole, {**parts, "sort, compare and write": whole - sum(parts.values())})


def _parts(stream: Stream, stores: MemoryStores, under: Terms) -> dict[str, float]:
    def read(entity: str) -> Iterator[Json]:
        return stores.snapshots.read(_RUN.run, entity)

    known = context(stream, read, under)
    parts = {"read the look-ups": _seconds(lambda: context(stream, read, under))}
    so_far = 0.0
    for name, work in {
        "read the snapshot": lambda: drain(read(stream.reads)),
        "apply the flow's rules": lambda: drain(desired(stream, read, known)),
        "spell in one way": lambda: drain(canonical(item.data) for item in desired(stream, read, known)),
        "digest": lambda: drain(entries(stream, read, known)),
    }.items():
        seconds = _seconds(work)
        parts[name] = seconds - so_far
        so_far = seconds
    return parts


def _stores(stream: Stream, district: District, under: Terms) -> MemoryStores:
    stores = MemoryStores()
    for entity in (stream.reads, *stream.lookups):
        size = district.size(entity)
        stores.snapshots.write(_RUN.run, entity, district.records(entity))
        stores.snapshots.seal(_RUN.run, entity, Proof(declared=size, read=size, pages=1))
    settle(stream, district, under, stores.baselines)
    holding.take(stores.registers, FLOW, _RUN.run, AS_OF)
    return stores


def _seconds(work: Callable[[], object]) -> float:
    """Return the time of the best of some repetitions: what disturbs a machine only ever adds."""
    return min(seconds_of(work) for _ in range(_REPETITIONS))


if __name__ == "__main__":
    tell(measure(int(sys.argv[1])))
