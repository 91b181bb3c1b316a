"""What is taken out of one side leaves the other, whichever flow has seen it, and nothing else does (CD5, CD6)."""

from dataclasses import replace

import pytest

from rollbook.model.changes import Operation, OutcomeKind
from rollbook.model.descriptors import Flow, Removal
from rollbook.model.runs import Status
from rollbook.model.settings import FlowSettings, GuardSetting
from tests.unit.steps.crashing import Fuse, Moment
from tests.unit.steps.two_systems import Bridge, at_rest
from tests.unit.steps.twoway import KEPT, POST, PULL, THINGS, about


@pytest.fixture
def bridge() -> Bridge:
    return at_rest("abcde")


@pytest.mark.parametrize("flows", [(PULL, POST), (POST, PULL)])
@pytest.mark.parametrize("side", ["office", "planner"])
def test_what_is_taken_out_on_one_side_leaves_the_other_whichever_run_comes_first(
    bridge: Bridge, side: str, flows: tuple[Flow, Flow]
) -> None:
    bridge.systems[side].strike("a")
    for flow in flows:
        bridge.run(flow)
    bridge.settle()

    bridge.assert_alike()
    assert "a" not in bridge.office.held()
    bridge.assert_quiet()


def test_what_only_the_other_flow_has_ever_seen_leaves_the_target_too(bridge: Bridge) -> None:
    bridge.office.enter("f", {"title": "Tf"})
    bridge.run(PULL)
    bridge.planner.strike("f")
    bridge.run(POST)

    assert "f" not in bridge.office.held()
    bridge.settle()
    bridge.assert_quiet()


def test_what_is_spared_stays_though_only_the_other_flow_has_seen_it(bridge: Bridge) -> None:
    bridge.office.enter("f", {"title": KEPT})
    bridge.run(PULL)
    bridge.planner.strike("f")
    bridge.run(POST)

    assert "f" in bridge.office.held()


def test_a_stream_whose_records_never_leave_takes_out_nothing(bridge: Bridge) -> None:
    lasting = replace(POST, streams=(replace(POST.streams[0], removal=Removal.NEVER),))
    bridge.office.enter("f", {"title": "Tf"})
    bridge.run(PULL)
    for key in "af":
        bridge.planner.strike(key)
    counts = bridge.run(lasting).streams["things"]

    assert (counts.departed, counts.removed) == (1, 0), "the flow itself has seen only one of them"
    assert {"a", "f"} <= bridge.office.held().keys()


def test_a_removal_goes_to_what_the_target_holds_now_on_the_condition_that_it_is_still_so(bridge: Bridge) -> None:
    bridge.planner.strike("a")
    own = bridge.planner.enter("a", {"title": "Ta", "room": ""})
    bridge.office.strike("a")
    bridge.run(PULL)

    (removal,) = bridge.planner.told
    assert (removal.operation, removal.target, removal.data) == (Operation.REMOVE, own, {"takesOut": "a"})
    assert removal.mark
    assert "a" not in bridge.planner.held()


def test_what_is_edited_while_its_removal_is_on_the_way_stays_for_a_person(bridge: Bridge) -> None:
    bridge.office.strike("a")
    bridge.planner.meanwhile = lambda: bridge.planner.edit("a", room="R1")

    assert bridge.run(PULL).status is Status.ATTENTION
    assert bridge.run(PULL).streams["things"].refused == 1
    assert bridge.run(POST).streams["things"].refused == 1
    assert bridge.planner.held()["a"]["room"] == "R1"


def test_what_was_taken_out_on_both_sides_is_forgotten_and_may_come_again(bridge: Bridge) -> None:
    for system in bridge.systems.values():
        system.strike("a")
    bridge.settle()
    bridge.planner.enter("a", {"title": "again"})
    bridge.settle()

    bridge.assert_alike()
    assert bridge.office.held()["a"] == {"title": "again"}


def test_what_was_never_alike_on_both_sides_is_no_removal(bridge: Bridge) -> None:
    bridge.office.unwanted.add("f")
    bridge.planner.enter("f", {"title": "Tf"})
    bridge.run(POST)
    bridge.run(PULL)

    assert "f" in bridge.planner.held()


def test_another_of_the_same_name_is_not_the_one_that_left(bridge: Bridge) -> None:
    for system in bridge.systems.values():
        system.strike("a")
    bridge.run(POST)
    bridge.planner.enter("a", {"title": "another"})
    bridge.run(PULL)
    assert bridge.planner.held()["a"] == {"title": "another"}

    bridge.settle()
    bridge.assert_alike()


def test_too_many_removals_wait_for_a_person_also_of_what_only_the_other_flow_has_seen(bridge: Bridge) -> None:
    bridge.settings = FlowSettings(guard=GuardSetting(percent=10, at_least=1))
    for key in "fg":
        bridge.office.enter(key, {"title": key})
    bridge.run(PULL)
    for key in "fg":
        bridge.planner.strike(key)
    held = bridge.run(POST)

    assert (held.status, held.streams["things"].held) == (Status.ATTENTION, 2)
    assert held.problems[0].reason.sentence.startswith("2 of 7 things of school campus would be removed")
    assert {"f", "g"} <= bridge.office.held().keys()
    assert bridge.run(POST, approved=held.reference.run, trigger="manual").streams["things"].removed == 2
    bridge.settle()
    bridge.assert_alike()


def test_a_removal_that_was_refused_is_said_by_name_and_forgotten_once_the_target_lets_it_go(bridge: Bridge) -> None:
    bridge.planner.unwanted.add("a")
    bridge.office.strike("a")
    for _ in range(2):
        bridge.run(PULL)
        (said,) = bridge.stores.standings.read(PULL.name, THINGS)["a"]
        assert said.kind is OutcomeKind.REFUSED
    assert len(bridge.planner.told) == 2
    preview = bridge.run(PULL, preview=True).streams["things"]
    assert (preview.refused, preview.removed) == (0, 1), "a run over everything tries again"

    bridge.planner.strike("a")
    assert bridge.run(PULL).status is Status.SUCCEEDED
    assert not bridge.stores.standings.read(PULL.name, THINGS)
    bridge.settle()
    bridge.assert_quiet()


def test_a_look_takes_out_what_was_taken_out_also_when_only_the_other_flow_has_seen_it(bridge: Bridge) -> None:
    bridge.office.enter("f", {"title": "Tf"})
    bridge.run(PULL)
    for key in "af":
        bridge.planner.strike(key)
    record = bridge.run(POST, about("a"), about("f"))

    assert record.streams["things"].removed == 2
    assert set(bridge.office.held()) == set("bcde")


@pytest.mark.parametrize("moment", ["before", "after"])
def test_what_a_dead_run_has_put_there_leaves_again_once_the_other_flow_has_seen_it(
    bridge: Bridge, moment: Moment
) -> None:
    bridge.office.enter("f", {"title": "Tf"})
    bridge.run_with_a_death(PULL, Fuse(1, moment, only="MemoryMappings.put"))
    bridge.run(POST)
    bridge.office.strike("f")
    bridge.run(PULL)

    bridge.assert_alike()
    assert "f" not in bridge.planner.held()
