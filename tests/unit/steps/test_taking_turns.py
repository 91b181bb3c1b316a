"""Runs that look at what an event named are brief; longer ones do not give up because of them, and go first."""

from datetime import UTC, datetime, time, timedelta

import pytest

from rollbook.model.errors import FlowBusyError
from rollbook.model.messages import BeginResult, CheckRequest
from rollbook.model.runs import Status
from rollbook.model.settings import FlowSettings, WindowSetting
from rollbook.steps.adopt import turn
from rollbook.steps.check import check
from rollbook.sync.lease import ANNOUNCEMENT, BRIEF_LIFETIME, LIFETIME
from sandbox.twins.stores import VirtualClock
from tests.unit.steps.club import ZONE, holder
from tests.unit.steps.door import Door
from tests.unit.steps.flow import FLOW, LIVE
from tests.unit.steps.systems import Target

NIGHT = datetime(2026, 9, 14, 0, 30, tzinfo=ZONE)
SECOND = timedelta(seconds=1)
NIGHTLY = FlowSettings(schedule=WindowSetting(start=time(0), end=time(3)))
LOOK = {"scoped": True, "trigger": "webhook"}


@pytest.fixture
def door() -> Door:
    return Door(NIGHTLY, LIVE)


def test_a_look_takes_the_flow_for_a_short_while(door: Door) -> None:
    begun = door.begin("look", NIGHT, **LOOK)

    assert (begun.admitted, begun.run.scoped, begun.run.trigger) == (True, True, "webhook")
    assert not door.begin("run-1", NIGHT + LIFETIME, trigger="manual").run.scoped
    assert holder(door.stores.registers) == "run-1"


@pytest.mark.parametrize("rival", [{}, {"trigger": "schedule"}, LOOK])
def test_a_look_that_finds_the_flow_held_comes_again_and_leaves_no_record(door: Door, rival: dict[str, object]) -> None:
    door.begin("rival", NIGHT, **rival)

    with pytest.raises(FlowBusyError, match="Run rival of this flow is still going on"):
        door.begin("look", NIGHT + SECOND, **LOOK)

    assert door.stores.runs.get("look") is None
    assert holder(door.stores.registers) == "rival"
    with pytest.raises(FlowBusyError):
        door.begin("look-by-hand", NIGHT + SECOND, scoped=True)


def test_a_look_that_finds_the_flow_free_later_is_admitted(door: Door) -> None:
    first = door.begin("first", NIGHT, **LOOK)
    door.end(first.run)

    assert door.begin("second", NIGHT + SECOND, **LOOK).admitted


@pytest.mark.parametrize("trigger", ["schedule", "manual"])
def test_a_longer_run_that_comes_upon_a_look_goes_next(door: Door, trigger: str) -> None:
    look = door.begin("look", NIGHT, **LOOK)

    with pytest.raises(FlowBusyError, match="Run look of this flow"):
        door.begin("run", NIGHT + SECOND, trigger=trigger)
    assert door.stores.runs.get("run") is None
    door.end(look.run)
    with pytest.raises(FlowBusyError, match="Another run of this flow goes first"):
        door.begin("another-look", NIGHT + 2 * SECOND, **LOOK)

    assert door.begin("run", NIGHT + 10 * SECOND, trigger=trigger).admitted
    assert door.record("run").status is Status.RUNNING


def test_looks_go_on_when_the_longer_run_never_comes_back(door: Door) -> None:
    look = door.begin("look", NIGHT, **LOOK)
    with pytest.raises(FlowBusyError):
        door.begin("run", NIGHT)
    door.end(look.run)

    assert door.begin("another-look", NIGHT + ANNOUNCEMENT, **LOOK).admitted


def test_a_longer_run_that_comes_upon_another_longer_one_is_skipped(door: Door) -> None:
    door.begin("run-1", NIGHT)

    second = door.begin("run-2", NIGHT + SECOND)

    assert (second.admitted, second.run.fence) == (False, 0)
    assert door.record("run-2").status is Status.SKIPPED


def test_of_two_longer_runs_that_wait_one_goes_and_one_is_skipped(door: Door) -> None:
    look = door.begin("look", NIGHT, **LOOK)
    for run in ("run-1", "run-2"):
        with pytest.raises(FlowBusyError):
            door.begin(run, NIGHT + SECOND)
    door.end(look.run)

    assert door.begin("run-2", NIGHT + 2 * SECOND).admitted
    assert not door.begin("run-1", NIGHT + 3 * SECOND).admitted


def test_a_look_whose_begin_is_repeated_while_a_longer_run_waits_goes_on_and_ends(door: Door) -> None:
    door.begin("look", NIGHT, **LOOK)
    with pytest.raises(FlowBusyError):
        door.begin("run", NIGHT + SECOND)

    again = door.begin("look", NIGHT + 2 * SECOND, **LOOK)
    door.end(again.run)

    assert again.admitted
    assert door.begin("run", NIGHT + 3 * SECOND).admitted


def test_a_look_that_died_frees_the_flow_sooner_than_a_longer_run(door: Door) -> None:
    door.begin("look", NIGHT, **LOOK)

    assert door.begin("run", NIGHT + BRIEF_LIFETIME).admitted
    assert BRIEF_LIFETIME < LIFETIME


def test_a_look_that_is_not_admitted_says_why(door: Door) -> None:
    door.settings = FlowSettings(enabled=False)

    begun = door.begin("look", NIGHT, **LOOK)

    assert (begun.admitted, begun.notify) == (False, False)
    assert "switched off" in door.record("look").sentence


def test_looks_are_admitted_at_any_time_of_the_day(door: Door) -> None:
    assert door.begin("look", NIGHT + timedelta(hours=12), **LOOK).admitted


@pytest.mark.parametrize("trigger", ["webhook", "manual"])
def test_a_look_puts_no_schedule_off(door: Door, trigger: str) -> None:
    look = door.begin("look", NIGHT - timedelta(hours=10), scoped=True, trigger=trigger)
    door.end(look.run)

    assert door.begin("run", NIGHT, trigger="schedule").admitted


def passes(door: Door, begun: BeginResult) -> None:
    """Let a run find its systems ready, and end."""
    request = CheckRequest(run=begun.run)
    check(request, systems=(), open_client=lambda _: Target().open(), registers=door.stores.registers)
    door.end(begun.run)


def test_a_run_is_the_first_until_one_has_found_its_systems_ready(door: Door) -> None:
    assert not door.begin("preview", NIGHT, preview=True).first
    failed = door.begin("run-1", NIGHT)
    skipped = door.begin("run-2", NIGHT)
    door.end(failed.run)
    well = door.begin("run-3", NIGHT)
    passes(door, well)

    assert [(begun.first, begun.run.first) for begun in (failed, well)] == [(True, True)] * 2
    assert (skipped.first, skipped.run.first) == (False, False)
    assert not door.begin("run-4", NIGHT + timedelta(days=90)).first


@pytest.mark.parametrize("look", [LOOK, {"scoped": True}])
def test_looks_and_decisions_of_a_person_leave_the_first_run_the_first(door: Door, look: dict[str, object]) -> None:
    looks = []
    for number in range(2):
        looks.append(door.begin(f"look-{number}", NIGHT, **look))
        door.end(looks[-1].run)
        with turn(LIVE.name, "registrar", registers=door.stores.registers, clock=VirtualClock(NIGHT), zone=ZONE):
            pass
    run = door.begin("run-1", NIGHT)

    assert [(begun.admitted, begun.first, begun.run.first) for begun in looks] == [(True, False, False)] * 2
    assert (run.first, run.run.first, run.run.fence) == (True, True, 5)


def test_a_look_after_the_first_run_is_not_the_first(door: Door) -> None:
    passes(door, door.begin("run-1", NIGHT))

    assert not door.begin("look", NIGHT + SECOND, **LOOK).first


@pytest.mark.parametrize("late", [SECOND, LIFETIME])
def test_the_first_run_stays_the_first_when_its_begin_is_repeated(door: Door, late: timedelta) -> None:
    door.begin("run-1", NIGHT)
    again = door.begin("run-1", NIGHT + late)
    passes(door, again)

    assert (again.first, again.run.fence) == (True, 2)
    assert not door.begin("run-2", NIGHT + late + SECOND).first


def test_a_run_that_waited_for_a_look_can_be_the_first(door: Door) -> None:
    look = door.begin("look", NIGHT, **LOOK)
    with pytest.raises(FlowBusyError):
        door.begin("run-1", NIGHT + SECOND)
    door.end(look.run)

    assert door.begin("run-1", NIGHT + 2 * SECOND).first


def test_in_whose_name_a_run_changes_the_target_stands_in_its_record(door: Door) -> None:
    door.acting = {"club": "chair"}

    door.begin("run-1", NIGHT)
    door.begin("run-2", NIGHT)

    assert door.record("run-1").acting == {"club": "chair"}
    assert door.record("run-2").acting == {"club": "chair"}


def test_a_flow_without_a_name_to_act_in_says_nothing_of_it(door: Door) -> None:
    door.begin("run-1", NIGHT)

    assert door.record("run-1").acting == {}
    assert door.record("run-1").ended_at is None


def test_a_look_reads_what_every_run_reads(door: Door) -> None:
    begun = door.begin("look", NIGHT.astimezone(UTC), **LOOK)

    assert begun.reads == ("people", "groups", "members")
    assert begun.streams == tuple(stream.name for stream in FLOW.streams)
