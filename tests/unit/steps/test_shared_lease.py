"""Flows that name the same lease never run at the same time; others do."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from rollbook.model.errors import FlowBusyError, LeaseLostError
from rollbook.steps import holding
from rollbook.sync.lease import LIFETIME
from sandbox.twins.stores import MemoryStores
from tests.unit.steps.club import holder
from tests.unit.steps.door import Door
from tests.unit.steps.twoway import POST, PULL

NOW = datetime(2026, 9, 14, 10, tzinfo=UTC)


@pytest.fixture
def stores() -> MemoryStores:
    return MemoryStores()


def test_one_flow_waits_while_the_other_runs(stores: MemoryStores) -> None:
    pull, post = Door(flow=PULL, stores=stores), Door(flow=POST, stores=stores)
    begun = pull.begin("pull-1", NOW, trigger="manual")
    waits = post.begin("post-1", NOW, trigger="manual")

    assert begun.admitted
    assert not waits.admitted
    assert "pull-1" in waits.reason
    with pytest.raises(FlowBusyError, match="pull-1"):
        post.begin("post-2", NOW, trigger="webhook", scoped=True)

    pull.end(begun.run)
    assert post.begin("post-3", NOW, trigger="manual").admitted


def test_a_later_run_of_either_flow_has_the_larger_token(stores: MemoryStores) -> None:
    tokens = []
    for name, flow in (("a", PULL), ("b", POST), ("c", PULL)):
        door = Door(flow=flow, stores=stores)
        begun = door.begin(name, NOW, trigger="manual")
        tokens.append(begun.run.fence)
        door.end(begun.run)
    assert tokens == sorted(set(tokens))


def test_a_worker_of_one_flow_is_told_that_a_run_of_the_other_has_taken_over(stores: MemoryStores) -> None:
    late = Door(flow=PULL, stores=stores).begin("pull-1", NOW, trigger="manual").run
    Door(flow=POST, stores=stores).begin("post-1", NOW + LIFETIME, trigger="manual")

    with pytest.raises(LeaseLostError, match="pull-1"):
        holding.keep(stores.registers, late, NOW + LIFETIME)
    assert not holding.holds(stores.registers, late)
    holding.give_back(stores.registers, late)
    assert holder(stores.registers, "twoway") == "post-1"


def test_a_preview_waits_for_nobody(stores: MemoryStores) -> None:
    Door(flow=PULL, stores=stores).begin("pull-1", NOW, trigger="manual")
    assert Door(flow=POST, stores=stores).begin("post-1", NOW, preview=True).admitted


def test_flows_with_leases_of_their_own_run_side_by_side(stores: MemoryStores) -> None:
    assert Door(flow=replace(PULL, lease=""), stores=stores).begin("pull-1", NOW, trigger="manual").admitted
    assert Door(flow=replace(POST, lease=""), stores=stores).begin("post-1", NOW, trigger="manual").admitted
    assert [holder(stores.registers, flow.name) for flow in (PULL, POST)] == ["pull-1", "post-1"]
