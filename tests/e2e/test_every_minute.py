"""Schedules that come more often than a run is over: nothing piles up, and who comes too early costs little."""

import time
from collections import Counter

from rollbook.model.runs import Status
from sandbox.demo.college import ROSTER
from sandbox.demo.playing import Player
from sandbox.world.world import World

KNOCKS = 3
STATES_OF_A_RUN_THAT_IS_NOT_ADMITTED = 5
"""Begin, Admitted, NeedsAPerson, Ended, Succeeded."""

BY_SCHEDULE = {"trigger": "schedule", "by": "schedule"}
_PATIENCE_SECONDS = 60


def test_a_run_that_finds_its_flow_busy_ends_at_once_and_asks_nobody(world: World, player: Player) -> None:
    gegi = player.systems["gegi"]
    for system in (gegi, player.systems["coursekey"]):
        system.forget()
    gegi.fault("hold", path="/courses$", times=1, seconds=_PATIENCE_SECONDS)
    busy = player.start("every-minute", flow=ROSTER, **BY_SCHEDULE)
    give_up = time.monotonic() + _PATIENCE_SECONDS
    while not gegi.faults_met() and time.monotonic() < give_up:
        time.sleep(0.05)

    knocks = [player.start(f"too-early-{number}", flow=ROSTER, **BY_SCHEDULE) for number in range(KNOCKS)]
    ends = [player.wait(knock) for knock in knocks]
    gegi.heal()
    player.wait(busy)

    records = [player.record(f"too-early-{number}") for number in range(KNOCKS)]
    assert ends == ["SUCCEEDED"] * KNOCKS
    assert {record.status for record in records} == {Status.SKIPPED}
    assert all("still going on" in record.sentence for record in records)
    assert {player.transitions(knock) for knock in knocks} == {STATES_OF_A_RUN_THAT_IS_NOT_ADMITTED}
    assert [letter for letter in world.letters() if "too-early" in letter.text] == []
    asked = {name: player.systems[name].calls()["total"] for name in ("gegi", "coursekey")}
    done = player.record("every-minute")
    assert done.status is Status.ATTENTION
    assert Counter(asked) == Counter(done.calls), "nobody else asked anything"
