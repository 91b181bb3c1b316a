"""What is sent, and in which order: each machine maps over the chunks that the plans have written, all and once."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rollbook import connectors, flows
from rollbook.model.changes import Change, Operation
from rollbook.model.descriptors import Writable
from rollbook.model.messages import ApplyRequest, ChunkReference
from rollbook.steps.paper import Paper
from rollbook.sync.batches import CHUNK
from sandbox.twins.stores import MemoryStores
from tests.contract.architecture.machine import BUILT_IN, Json, Machine, evaluate, machine, machines, used
from tests.contract.architecture.said import RUN, planned
from tests.contract.stores.samples import change

SYNC, LIVE = machine("sync").states, machine("live").states


def waves(played: Machine, results: list[Json]) -> list[Json]:
    """Return the waves that a machine makes of what its plans said."""
    found = evaluate(played.states["PlanAll"].definition["Assign"]["waves"], states={"result": results})
    return list(found)


def lists(results: list[Json]) -> list[str]:
    """Return the lists that `sync` would send, in order, each by its stream and name."""
    found = waves(machine("sync"), results)
    assert all(wave["list"].split("/")[2] == wave["stream"] for wave in found)
    return ["/".join(wave["list"].removesuffix(".json").split("/")[2:]) for wave in found]


def names(results: list[Json]) -> list[str]:
    """Return what `live` would send, in order: the stream and the kind of each wave, whose chunks are all of a kind."""
    found = waves(machine("live"), results)
    kinds = [{chunk.partition("-")[0] for chunk in wave["chunks"]} for wave in found]
    return [f"{wave['stream']}/{kind}" for wave, (kind,) in zip(found, kinds, strict=True)]


each_way = pytest.mark.parametrize("sent", [lists, names], ids=["sync", "live"])
Sent = Callable[[list[Json]], list[str]]


@each_way
@pytest.mark.parametrize(
    ("results", "expected"),
    [
        ([], []),
        ([planned("users")], []),
        ([planned("users"), planned("courses")], []),
        ([planned("users", 1)], ["users/changes"]),
        ([planned("users", 0, 2)], ["users/removals"]),
        ([planned("users", 1, 1)], ["users/changes", "users/removals"]),
        ([planned("users"), planned("courses", 3), planned("sections")], ["courses/changes"]),
        (
            [planned("users", 1, 1), planned("courses", 2, 0), planned("enrollments", 7, 7)],
            ["users/changes", "courses/changes", "enrollments/changes", "enrollments/removals", "users/removals"],
        ),
        (
            [planned("users", 0, 1), planned("courses", 0, 1), planned("enrollments", 0, 1)],
            ["enrollments/removals", "courses/removals", "users/removals"],
        ),
        (
            [planned("items", 1, 1, removals_first=True), planned("results", 2, 1)],
            ["items/removals", "items/changes", "results/changes", "results/removals"],
        ),
        ([planned("items", 1, 0, removals_first=True)], ["items/changes"]),
        (
            [planned("items", 0, 1, removals_first=True), planned("results", 0, 1)],
            ["items/removals", "results/removals"],
        ),
    ],
)
def test_changes_go_in_the_order_of_the_streams_then_removals_in_reverse_unless_they_make_room(
    sent: Sent, results: list[Json], expected: list[str]
) -> None:
    assert sent(results) == expected


@each_way
@given(st.lists(st.tuples(st.integers(0, 2), st.integers(0, 2), st.booleans()), max_size=6))
def test_whatever_is_planned_goes_once_and_nothing_else_does(sent: Sent, plans: list[tuple[int, int, bool]]) -> None:
    results = [
        planned(f"stream{at}", chunks, removal_chunks, removals_first=first)
        for at, (chunks, removal_chunks, first) in enumerate(plans)
    ]
    making_room = [f"stream{at}/removals" for at, (_, some, first) in enumerate(plans) if some and first]
    changes = [f"stream{at}/changes" for at, (some, _, _) in enumerate(plans) if some]
    removals = [f"stream{at}/removals" for at, (_, some, first) in enumerate(plans) if some and not first]
    assert sent(results) == making_room + changes + removals[::-1]


@pytest.mark.parametrize(("changes", "removals"), [(1, 0), (0, 1), (CHUNK, 1), (CHUNK + 1, 2 * CHUNK + 1)])
def test_a_look_names_the_chunks_by_the_names_that_the_plan_gave_them(changes: int, removals: int) -> None:
    plans = MemoryStores().plans
    paper = Paper(plans, "run-1", "users", Writable(bulk=50), None)
    for number in range(changes):
        paper.change(change(number))
    for number in range(changes, changes + removals):
        paper.removal(_removal(number))
    said = paper.finish(records=changes, unchanged=0, key="").model_dump(mode="json")
    named = [chunk for wave in waves(machine("live"), [said]) for chunk in wave["chunks"]]
    assert named == sorted(plans.chunks("run-1", "users"))
    assert sum(len(plans.changes("run-1", "users", chunk)) for chunk in named) == changes + removals


def _removal(number: int) -> Change:
    return change(number).model_copy(update={"operation": Operation.REMOVE})


def test_each_chunk_of_a_list_is_an_apply_request() -> None:
    wave = {"stream": "users", "list": "plans/run-1/users/changes.json"}
    outer = selected(machine("sync"), wave)
    apply_all = SYNC["ApplyAll"].definition
    assert evaluate(apply_all["ItemReader"]["Arguments"]["Key"], states={"input": outer}) == wave["list"]
    chunk = ChunkReference(stream="users", chunk="changes-00000").model_dump()
    states = {"input": outer, "context": {"Map": {"Item": {"Value": chunk}}}}
    ApplyRequest.model_validate(evaluate(apply_all["ItemSelector"], states=states))


def test_each_chunk_of_a_look_is_an_apply_request() -> None:
    (wave,) = waves(machine("live"), [planned("users", 2)])
    outer = selected(machine("live"), wave)
    apply_all = LIVE["ApplyAll"].definition
    requests = [
        ApplyRequest.model_validate(
            evaluate(apply_all["ItemSelector"], states={"input": outer, "context": {"Map": {"Item": {"Value": chunk}}}})
        )
        for chunk in evaluate(apply_all["Items"], states={"input": outer})
    ]
    assert [request.chunk.chunk for request in requests] == ["changes-00000", "changes-00001"]
    assert {request.chunk.stream for request in requests} == {"users"}


def selected(played: Machine, wave: Json) -> Any:
    """Return what the map over waves hands to the map over chunks."""
    states = {"context": {"Map": {"Item": {"Value": wave}}}}
    return evaluate(played.states["Waves"].definition["ItemSelector"], run=RUN, states=states)


def test_a_child_of_the_distributed_map_uses_no_variable_of_its_parent() -> None:
    child = SYNC["ApplyAll"].definition["ItemProcessor"]
    own = {name for state in child["States"].values() for name in state.get("Assign", {})}
    assert used(child) - own <= BUILT_IN


@pytest.mark.parametrize(("wait", "after"), [(0, "Applied"), (2, "Wait")])
def test_a_chunk_is_looked_at_again_while_an_operation_of_the_system_goes_on(wait: int, after: str) -> None:
    said = {"result": {"Payload": {"wait": wait, "counts": {"created": 3}}}, "input": {"chunk": "changes-00000"}}
    assigned = evaluate(SYNC["Apply"].definition["Assign"], states=said)
    assert SYNC["GoesOn"].chosen(**assigned) == after
    assert evaluate(SYNC["Apply"].definition["Output"], states=said) == said["input"]
    assert evaluate(SYNC["Wait"].definition["Seconds"], **assigned) == wait
    assert evaluate(SYNC["Applied"].definition["Output"], **assigned) == {"created": 3}
    assert SYNC["Wait"].definition["Next"] == "Apply"


@pytest.mark.parametrize("played", machines(), ids=lambda played: played.name)
def test_waves_follow_one_another_and_only_the_chunks_of_one_go_side_by_side(played: Machine) -> None:
    assert played.states["Waves"].definition["MaxConcurrency"] == 1
    assert "${ApplyConcurrency}" in played.states["ApplyAll"].definition["MaxConcurrency"]


def test_only_a_machine_that_may_run_long_starts_children() -> None:
    """An Express execution may run neither a Distributed Map nor anything else that waits outside of it.

    https://docs.aws.amazon.com/step-functions/latest/dg/choosing-workflow-type.html
    """
    modes = {
        played.name: {scope["ProcessorConfig"]["Mode"] for scope in played.scopes if "ProcessorConfig" in scope}
        for played in machines()
    }
    assert modes == {"live": {"INLINE"}, "sync": {"INLINE", "DISTRIBUTED"}}


def test_no_look_writes_what_goes_on_after_an_answer() -> None:
    """The machine of looks lasts for seconds, and waits for nothing."""
    looking = [flow for flow in map(flows.load, flows.names()) if flow.listens]

    assert looking
    for flow in looking:
        writes = connectors.load(flow.target).writes
        assert [stream.name for stream in flow.streams if writes[stream.writes].deferred] == []
