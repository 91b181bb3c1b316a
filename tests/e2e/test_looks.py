"""Looks beside longer runs, and looks whose worker dies: each takes its turn, and every grade is there once."""

import time
from collections.abc import Callable
from threading import Thread

import pytest

from sandbox.demo import grades, knocking
from sandbox.demo.playing import GRADES, Player
from sandbox.world import mishaps
from sandbox.world.world import World
from tests.e2e.grading import cells, looks

PATIENCE_SECONDS = 60
GRADES_OF_A_SECTION = r"/sections/\d+/grades"
RESULTS = "/results/"

pytestmark = pytest.mark.usefixtures("short_waits")


def test_a_look_that_meets_a_longer_run_waits_for_it_and_is_done_then(world: World, player: Player) -> None:
    cell, schoology = cells(player, min(player.notes["books"]))[0], player.systems["schoology"]
    schoology.fault("hold", path=GRADES_OF_A_SECTION, times=1, seconds=PATIENCE_SECONDS)
    before = len(looks(player))

    execution = player.start("longer", flow=GRADES)
    _until_met(player, "schoology")
    wanted = cell.change(player)
    answered = knocking.push([(knocking.address(world), cell.event())])
    _until(lambda: _was_sent_away(world, "LiveStateMachineArn"))
    meanwhile = looks(player)[before:]
    schoology.heal()
    player.wait(execution)
    player.await_empty_inbox()

    longer, (look,) = player.record("longer"), looks(player)[before:]
    assert (answered, meanwhile) == ({200: 1}, [])
    assert (longer.status, look.status) == ("succeeded", "succeeded")
    assert look.reference.fence > longer.reference.fence
    assert cell.scores(player) == [wanted]


def test_a_run_by_hand_that_meets_a_look_is_admitted_after_it(world: World, player: Player) -> None:
    cell, schoology = cells(player, min(player.notes["books"]))[0], player.systems["schoology"]
    wanted, before = cell.change(player), len(looks(player))
    schoology.fault("hold", path=GRADES_OF_A_SECTION, times=1, seconds=PATIENCE_SECONDS)

    knocking.push([(knocking.address(world), cell.event())])
    _until_met(player, "schoology")
    player.leave_hints("by-hand", cell.section)
    execution = player.start("by-hand", flow=GRADES)
    _until(lambda: _was_sent_away(world, "SyncStateMachineArn"))
    schoology.heal()
    status = player.wait(execution)
    player.await_empty_inbox()

    by_hand, (look,) = player.record("by-hand"), looks(player)[before:]
    assert (status, by_hand.status, look.status) == ("SUCCEEDED", "succeeded", "succeeded")
    assert by_hand.reference.fence > look.reference.fence
    assert cell.scores(player) == [wanted]


def test_a_look_whose_worker_dies_once_finishes_and_no_grade_is_there_twice(world: World, player: Player) -> None:
    chosen = {cell: cell.change(player) for cell in cells(player, min(player.notes["books"]))[:5]}
    sis, before = player.systems["eschoolplus"], len(looks(player))
    sis.fault("hold", method="PUT", path=RESULTS, after=2, times=1, seconds=PATIENCE_SECONDS)

    def kill() -> None:
        _until_met(player, "eschoolplus")
        killed.append(mishaps.kill(world, "apply"))
        sis.heal()

    killed: list[int] = []
    killer = Thread(target=kill)
    killer.start()
    knocking.push([(knocking.address(world), cell.event()) for cell in chosen])
    player.await_empty_inbox()
    killer.join()

    assert killed[0] >= 1
    assert {look.status for look in looks(player)[before:]} == {"succeeded"}
    assert {cell: cell.scores(player) for cell in chosen} == {cell: [wanted] for cell, wanted in chosen.items()}
    assert grades.only_the_kept_item_differs(player) == []


def test_events_whose_look_dies_every_time_come_again_and_are_looked_at(world: World, player: Player) -> None:
    chosen = {cell: cell.change(player) for cell in cells(player, min(player.notes["books"]))[:8]}
    sis, before = player.systems["eschoolplus"], len(looks(player))
    sis.fault("hold", method="PUT", path=RESULTS, seconds=PATIENCE_SECONDS)
    deaths = 0

    knocking.push([(knocking.address(world), cell.event()) for cell in chosen])
    give_up = time.monotonic() + PATIENCE_SECONDS
    while not _ended(player, before) and time.monotonic() < give_up:
        if sis.faults_met() > deaths:
            deaths += mishaps.kill(world, "apply")
        time.sleep(0.05)
    sis.heal()
    player.await_empty_inbox()

    dead, *others = looks(player)[before:]
    assert deaths > 1
    assert dead.status == "failed"
    assert "goes on where this one stopped" in dead.sentence
    assert {look.status for look in others} == {"succeeded"}
    assert player.waiting("InboxDeadLettersUrl") == 0
    assert {cell: cell.scores(player) for cell in chosen} == {cell: [wanted] for cell, wanted in chosen.items()}
    assert grades.only_the_kept_item_differs(player) == []


def _ended(player: Player, before: int) -> bool:
    """Say whether a look has ended since there were so many."""
    return any(look.status != "running" for look in looks(player)[before:])


def _until_met(player: Player, system: str) -> None:
    """Wait until a call has met a fault of this system."""
    _until(lambda: player.systems[system].faults_met() > 0)


def _was_sent_away(world: World, machine: str) -> bool:
    """Say whether a running execution was told that the flow is not free; the first step of all is to ask."""
    steps = world.client("stepfunctions")
    running = steps.list_executions(stateMachineArn=world.places.outputs[machine], statusFilter="RUNNING")["executions"]
    return any(
        event["type"] == "TaskFailed"
        for execution in running
        for event in steps.get_execution_history(executionArn=execution["executionArn"])["events"]
    )


def _until(happened: Callable[[], bool]) -> None:
    """Wait until something has happened; a test that never sees it fails instead of hanging."""
    give_up = time.monotonic() + PATIENCE_SECONDS
    while not happened():
        assert time.monotonic() < give_up, "Waited in vain."
        time.sleep(0.05)
