"""What both sides held alike last: the newest memory of the flows that share a lease counts."""

from typing import Any

import pytest

from rollbook.model.changes import Mapping
from rollbook.model.runs import Status
from rollbook.steps.mirroring import Agreements
from rollbook.sync.digests import Digester
from sandbox.twins.conductor import SECRET
from tests.unit.steps.crashing import Fuse
from tests.unit.steps.two_systems import Bridge, CountedMappings
from tests.unit.steps.twoway import POST, PULL, SHARING, THINGS


def memory(flow: str, key: str, agreed: dict[str, Any] | None, *, fence: int, changed_at: str = "2026") -> Mapping:
    return Mapping(
        flow=flow,
        stream=THINGS,
        digest=Digester(SECRET, flow, THINGS, version=1).key(key).hex(),
        key=key,
        state="applied",
        fence=fence,
        run="run",
        changed_at=changed_at,
        agreed=agreed,
    )


def agreed(*memories: Mapping, keys: str = "a") -> dict[str, Any]:
    mappings = CountedMappings()
    mappings.put(memories)
    return dict(Agreements(mappings, SHARING, SECRET)(THINGS, list(keys)))


def test_what_was_never_agreed_on_is_not_there() -> None:
    assert agreed() == {}


@pytest.mark.parametrize("newer", SHARING)
def test_the_newest_memory_counts_whoever_has_it(newer: str) -> None:
    (older,) = set(SHARING) - {newer}
    assert agreed(memory(older, "a", {"n": 1}, fence=1), memory(newer, "a", {"n": 2}, fence=2)) == {"a": {"n": 2}}


def test_what_a_later_run_remembers_is_newer_than_what_a_late_worker_wrote_after_it() -> None:
    later = memory(PULL.name, "a", {"n": 2}, fence=2, changed_at="2026-09-14T10:00")
    late = memory(POST.name, "a", {"n": 1}, fence=1, changed_at="2026-09-14T10:01")
    assert agreed(later, late) == {"a": {"n": 2}}


def test_what_one_flow_has_taken_out_is_not_agreed_on_whatever_the_other_remembers() -> None:
    assert agreed(memory(PULL.name, "a", {"n": 1}, fence=1), memory(POST.name, "a", None, fence=2)) == {}


def test_many_are_asked_for_and_each_is_told_by_its_key() -> None:
    many = [f"k{number}" for number in range(250)]
    mappings = CountedMappings()
    mappings.put([memory(PULL.name, key, {"n": key}, fence=1) for key in many])
    found = Agreements(mappings, SHARING, SECRET)(THINGS, many)
    assert found == {key: {"n": key} for key in many}


def test_a_preview_agrees_on_nothing() -> None:
    bridge = Bridge()
    bridge.office.enter("a", {"title": "T"})
    assert bridge.run(PULL, preview=True).status is Status.PREVIEWED
    assert Agreements(bridge.stores.mappings, SHARING, SECRET)(THINGS, ["a"]) == {}


def remembered(bridge: Bridge, key: str) -> Any:
    return Agreements(bridge.stores.mappings, SHARING, SECRET)(THINGS, [key]).get(key)


def test_what_was_refused_leaves_what_was_agreed_on_as_it_was() -> None:
    bridge = Bridge()
    bridge.office.enter("a", {"title": "old", "room": ""})
    bridge.settle()
    bridge.planner.edit("a", room="R1")
    bridge.run(POST)
    bridge.planner.unwanted.add("a")
    bridge.office.edit("a", title="new")
    bridge.run(PULL)
    assert remembered(bridge, "a") == {"title": "old", "room": "R1"}

    bridge.office.strike("a")
    bridge.office.enter("a", {"title": "old", "room": "R1"})
    bridge.office.strike("a")
    bridge.run(PULL)
    assert remembered(bridge, "a") == {"title": "old", "room": "R1"}, "a removal that was refused, too"


def test_what_has_left_both_sides_is_agreed_on_no_more() -> None:
    bridge = Bridge()
    bridge.office.enter("a", {"title": "T"})
    bridge.settle()
    bridge.office.strike("a")
    bridge.run(PULL)
    assert remembered(bridge, "a") is None


def test_what_waits_for_the_other_flow_to_take_it_out_stays_agreed_on() -> None:
    bridge = Bridge()
    bridge.office.enter("a", {"title": "T"})
    bridge.settle()
    bridge.planner.strike("a")
    bridge.run(PULL)
    assert remembered(bridge, "a") == {"title": "T"}


def test_what_people_made_alike_by_hand_is_agreed_on_though_the_target_is_as_it_was() -> None:
    bridge = Bridge()
    bridge.office.enter("a", {"title": "T", "room": ""})
    bridge.settle()
    bridge.planner.edit("a", room="R1")
    bridge.run(PULL)
    assert remembered(bridge, "a") == {"title": "T", "room": ""}

    bridge.office.edit("a", room="R1")
    bridge.run(PULL)
    assert remembered(bridge, "a") == {"title": "T", "room": "R1"}


def test_what_a_dead_run_sent_and_its_successor_took_out_is_agreed_on_no_more() -> None:
    bridge = Bridge()
    bridge.office.enter("a", {"title": "T"})
    bridge.run_with_a_death(PULL, Fuse(1, "after", only="MemoryMappings.put"))
    assert remembered(bridge, "a") == {"title": "T"}

    bridge.office.strike("a")
    bridge.run(PULL)
    assert bridge.planner.held() == {}
    assert bridge.planner.finds == 0, "it was read already"
    assert remembered(bridge, "a") is None
