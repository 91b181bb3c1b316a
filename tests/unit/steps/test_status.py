"""How one record stands, for whoever may ask: synced, synced with errors, or not synced."""

from typing import Any

import pytest

from rollbook.steps.status import status
from sandbox.twins.conductor import SECRET
from tests.unit.steps.two_systems import UNWANTED, Bridge
from tests.unit.steps.twoway import POST, PULL, SHARING, THINGS


@pytest.fixture
def bridge() -> Bridge:
    bridge = Bridge()
    bridge.office.enter("a", {"title": "T", "room": ""})
    return bridge


def asked(bridge: Bridge, key: str = "a") -> dict[str, Any]:
    return status(
        SHARING, THINGS, key, secret=SECRET, mappings=bridge.stores.mappings, standings=bridge.stores.standings
    )


@pytest.mark.parametrize("key", ["a", "nobody knows this one", ""])
def test_what_was_never_on_both_sides_is_not_synced(bridge: Bridge, key: str) -> None:
    assert asked(bridge, key) == {
        "stream": THINGS,
        "key": key,
        "status": "not synced",
        "synced_at": None,
        "problems": [],
    }


def test_what_both_sides_hold_alike_is_synced_since_that_was_written_down(bridge: Bridge) -> None:
    bridge.run(PULL)
    told = asked(bridge)
    assert (told["status"], told["synced_at"], told["problems"]) == ("synced", bridge.clock.now().isoformat(), [])


def test_what_a_flow_has_something_to_say_of_is_synced_with_errors(bridge: Bridge) -> None:
    bridge.run(PULL)
    bridge.office.unwanted.add("a")
    bridge.planner.edit("a", title="odd")
    record = bridge.run(POST)

    told = asked(bridge)
    (problem,) = told["problems"]
    assert told["status"] == "synced with errors"
    assert (problem["flow"], problem["kind"], problem["run"]) == (POST.name, "refused", record.reference.run)
    assert (problem["reason"]["sentence"], problem["reason"]["remedy"]) == (UNWANTED.sentence, UNWANTED.remedy)


def test_problems_of_both_flows_are_told(bridge: Bridge) -> None:
    bridge.run(PULL)
    bridge.office.edit("a", title="one")
    bridge.planner.edit("a", title="another")
    for flow in (PULL, POST):
        bridge.run(flow)
    assert [problem["flow"] for problem in asked(bridge)["problems"]] == list(SHARING)


def test_what_is_right_again_is_synced(bridge: Bridge) -> None:
    bridge.run(PULL)
    bridge.office.edit("a", title="one")
    bridge.planner.edit("a", title="another")
    bridge.run(PULL)
    bridge.planner.edit("a", title="one")
    bridge.run(PULL)
    assert asked(bridge)["status"] == "synced"


def test_what_was_taken_out_is_not_synced_any_more(bridge: Bridge) -> None:
    bridge.settle()
    bridge.office.strike("a")
    bridge.run(PULL)
    assert asked(bridge)["status"] == "not synced"


def test_what_was_refused_at_its_first_time_has_errors_and_no_moment_at_which_it_was_alike(bridge: Bridge) -> None:
    bridge.planner.unwanted.add("a")
    bridge.run(PULL)
    told = asked(bridge)
    assert (told["status"], told["synced_at"]) == ("synced with errors", None)
    assert len(told["problems"]) == 1
