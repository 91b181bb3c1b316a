"""A stream whose rules read the target: what that holds counts, and a run that finds nothing new costs nothing."""

import pytest

from rollbook.model.changes import Outcome
from rollbook.model.errors import SystemUnavailableError
from rollbook.model.runs import Status
from tests.unit.steps.crashing import Fuse, Moment
from tests.unit.steps.two_systems import Bridge, at_rest
from tests.unit.steps.twoway import POST, PULL, about


@pytest.fixture
def bridge() -> Bridge:
    return at_rest("abcde")


def test_a_run_without_news_asks_no_mapping_and_makes_no_call(bridge: Bridge) -> None:
    bridge.assert_alike()
    bridge.assert_quiet()


def test_what_both_held_alike_before_the_first_run_is_only_remembered() -> None:
    bridge = Bridge()
    for system in (bridge.office, bridge.planner):
        system.enter("a", {"title": "T"})

    record = bridge.run(PULL)
    bridge.run(POST)

    assert (record.status, record.streams["things"].unchanged) == (Status.SUCCEEDED, 1)
    assert bridge.planner.told == bridge.office.told == []
    bridge.assert_quiet()


def test_what_a_worker_has_remembered_already_is_told_as_unchanged_by_the_next_one(
    bridge: Bridge, monkeypatch: pytest.MonkeyPatch
) -> None:
    for system in bridge.systems.values():
        system.enter("f", {"title": "Tf"})
    keep = bridge.stores.plans.put_outcomes

    def breaks_off(run: str, stream: str, chunk: str, outcomes: list[Outcome]) -> None:
        if chunk.startswith("changes"):
            monkeypatch.setattr(bridge.stores.plans, "put_outcomes", keep)
            raise SystemUnavailableError("It is away.")
        keep(run, stream, chunk, outcomes)

    monkeypatch.setattr(bridge.stores.plans, "put_outcomes", breaks_off)
    counts = bridge.run(PULL).streams["things"]
    assert (counts.unchanged, counts.created, counts.updated) == (6, 0, 0)


@pytest.mark.parametrize("moment", ["before", "after"])
def test_what_a_dead_worker_may_have_sent_is_not_read_back_where_it_was_read(bridge: Bridge, moment: Moment) -> None:
    bridge.office.edit("a", title="new")
    bridge.run_with_a_death(PULL, Fuse(1, moment, only="SystemClient.write"))
    bridge.run(PULL)

    assert bridge.planner.held()["a"]["title"] == "new"
    assert (bridge.planner.finds, len(bridge.planner.told)) == (0, 1)
    bridge.settle()
    bridge.assert_quiet()


def test_edits_of_both_sides_meet(bridge: Bridge) -> None:
    bridge.office.edit("a", title="new")
    bridge.planner.edit("a", room="R1")
    bridge.settle()

    bridge.assert_alike()
    assert bridge.office.held()["a"] == {"title": "new", "room": "R1"}
    bridge.assert_quiet()


def test_drift_at_the_target_is_repaired_though_the_baseline_knows_nothing_of_it(bridge: Bridge) -> None:
    bridge.office.edit("a", code="1")
    bridge.settle()
    bridge.planner.edit("a", code="2")
    bridge.run(PULL)

    assert bridge.planner.held()["a"]["code"] == "1"
    bridge.settle()
    bridge.assert_quiet()


def test_a_preview_sends_and_remembers_nothing(bridge: Bridge) -> None:
    bridge.office.edit("a", title="new")
    before = dict(bridge.planner.things)

    record = bridge.run(PULL, preview=True)

    assert (record.status, record.streams["things"].updated) == (Status.PREVIEWED, 1)
    assert bridge.planner.things == before


def test_what_was_refused_is_tried_again_by_every_run_over_everything(bridge: Bridge) -> None:
    bridge.planner.unwanted.add("a")
    bridge.office.edit("a", title="odd")
    assert bridge.run(PULL).streams["things"].refused == 1
    assert bridge.run(PULL).streams["things"].refused == 1
    assert len(bridge.planner.told) == 2

    bridge.planner.unwanted.clear()
    assert bridge.run(PULL).streams["things"].updated == 1


@pytest.mark.parametrize("side", ["office", "planner"])
def test_what_was_refused_is_not_sent_again_by_a_look_until_one_side_changes(bridge: Bridge, side: str) -> None:
    bridge.planner.unwanted.add("a")
    bridge.office.edit("a", title="odd")
    assert bridge.run(PULL, about("a")).streams["things"].refused == 1
    assert bridge.run(PULL, about("a")).streams["things"].refused == 1
    assert len(bridge.planner.told) == 1

    bridge.planner.unwanted.clear()
    bridge.systems[side].edit("a", room="R1")
    bridge.run(PULL, about("a"))

    assert len(bridge.planner.told) == 2
    assert bridge.planner.held()["a"] == {"title": "odd", "room": "R1"}


def test_what_was_refused_is_tried_again_when_only_the_target_is_another_one(bridge: Bridge) -> None:
    bridge.planner.unwanted.add("a")
    bridge.office.edit("a", code="1")
    bridge.run(PULL, about("a"))
    bridge.planner.unwanted.clear()
    assert bridge.run(PULL, about("a")).streams["things"].refused == 1, "nothing has changed"

    bridge.planner.edit("a", code="2")
    bridge.run(PULL, about("a"))
    assert bridge.planner.held()["a"]["code"] == "1"


def test_what_moved_on_while_it_was_sent_is_looked_at_again(bridge: Bridge) -> None:
    bridge.office.edit("a", title="new")
    bridge.planner.meanwhile = lambda: bridge.planner.edit("a", room="R1")

    assert bridge.run(PULL).streams["things"].refused == 1
    bridge.settle()

    bridge.assert_alike()
    assert bridge.office.held()["a"] == {"title": "new", "room": "R1"}


def test_a_look_sends_what_it_was_told_of_and_nothing_else(bridge: Bridge) -> None:
    bridge.planner.edit("a", room="R1")
    bridge.planner.edit("b", room="R2")
    bridge.planner.strike("c")
    bridge.run(POST, about("a"))

    assert (bridge.office.held()["a"]["room"], bridge.office.held()["b"]["room"]) == ("R1", "")
    assert "c" in bridge.office.held(), "all of the office was read, and only a was looked at"
