"""A worker that dies in the middle: the retry finishes, at most one batch goes out twice, nobody exists twice."""

import time
from collections import Counter
from collections.abc import Callable
from threading import Thread
from typing import Any

import pytest

from sandbox.demo.playing import Played, Player
from sandbox.demo.scenario import TOMORROW
from sandbox.world import mishaps
from sandbox.world.world import World

IMPORT = "/enrollments/import/course$"
BATCH = 50
PATIENCE_SECONDS = 60

Row = dict[str, Any]

pytestmark = pytest.mark.usefixtures("short_waits")


def test_removals_that_were_approved_survive_the_death_of_their_worker(world: World, player: Player) -> None:
    held = player.record("mass-loss").streams["enrollments"].held
    before = player.systems["schoology"].state()["enrollments"]

    played = _played_with_a_death(world, player, "approved", streams=["enrollments"], approved="mass-loss")

    after = player.systems["schoology"].state()["enrollments"]
    assert played.execution == "SUCCEEDED"
    assert played.streams["enrollments"]["removed"] == held
    assert len(before) - len(after) == held
    assert _items_sent(player) - held <= BATCH


def test_creations_survive_the_death_of_their_worker_and_nobody_exists_twice(world: World, player: Player) -> None:
    player.systems["eschoolplus"].script("reset")

    played = _played_with_a_death(world, player, "reset-source")

    sent = played.streams["enrollments"]["created"] + played.streams["enrollments"]["removed"]
    assert sent > 20 * BATCH
    assert played.execution == "SUCCEEDED"
    assert _items_sent(player) - sent <= BATCH
    assert _doubled_at(player) == {}


def test_the_run_after_a_death_finds_nothing_left_to_do(player: Player) -> None:
    again = player.play("after-death", as_of=TOMORROW)

    assert again.calls["schoology"] == 0
    assert all(figures["unchanged"] == sum(figures.values()) for figures in again.streams.values())


def test_a_run_whose_worker_dies_every_time_is_red_and_the_next_one_finishes(world: World, player: Player) -> None:
    for _ in range(6):
        player.systems["eschoolplus"].script("day_of_changes")
    schoology = player.systems["schoology"]
    schoology.fault("hold", path=IMPORT, seconds=PATIENCE_SECONDS)
    deaths = 0

    execution = player.start("dying", as_of=TOMORROW)
    while _running(world, execution):
        if schoology.faults_met() > deaths:
            deaths += mishaps.kill(world, "apply")
        time.sleep(0.05)
    schoology.heal()
    dying = player.record("dying")
    healed = player.play("healed", as_of=TOMORROW)

    assert deaths > 1
    assert dying.status.value == "failed"
    assert "goes on where this one stopped" in dying.sentence
    assert dying.streams["enrollments"].blocked > 0
    assert healed.streams["enrollments"]["blocked"] == 0
    assert _doubled_at(player) == {}
    final = player.play("after-dying", as_of=TOMORROW)
    assert final.calls["schoology"] == 0


def _played_with_a_death(world: World, player: Player, run: str, **given: Any) -> Played:
    """Play a run whose apply process is killed after its tenth import had its effect and before the answer came."""
    schoology = player.systems["schoology"]
    schoology.fault("hold", path=IMPORT, after=9, times=1, seconds=PATIENCE_SECONDS)
    killed: list[int] = []

    def kill() -> None:
        limit = time.monotonic() + PATIENCE_SECONDS
        while not schoology.faults_met() and time.monotonic() < limit:
            time.sleep(0.05)
        killed.append(mishaps.kill(world, "apply"))
        schoology.heal()

    killer = Thread(target=kill)
    killer.start()
    played = player.play(run, as_of=TOMORROW, **given)
    killer.join()
    assert killed[0] >= 1
    return played


def _running(world: World, execution: str) -> bool:
    return bool(world.client("stepfunctions").describe_execution(executionArn=execution)["status"] == "RUNNING")


def _items_sent(player: Player) -> int:
    journal = player.systems["schoology"].calls()["journal"]
    return sum(call["items"] for call in journal if call["path"].endswith("/import/course"))


def _doubled_at(player: Player) -> dict[str, list[Any]]:
    """Return the natural keys that occur more than once at the target, by collection."""
    keys: dict[str, Callable[[Row], Any]] = {
        "users": lambda row: row["school_uid"],
        "courses": lambda row: row["course_code"],
        "sections": lambda row: row["section_school_code"],
        "enrollments": lambda row: (row["section_school_code"], row["school_uid"]),
        "gradingperiods": lambda row: row["title"],
    }
    state = player.systems["schoology"].state()
    counts = {name: Counter(key(row) for row in state[name]) for name, key in keys.items()}
    doubled = {name: [key for key, count in counted.items() if count > 1] for name, counted in counts.items()}
    return {name: found for name, found in doubled.items() if found}
