"""Taking credits from a register that everybody who uses the same credential shares (PL10)."""

from datetime import datetime, timedelta

from rollbook.model.descriptors import Limits
from rollbook.model.ports import Clock, Registers
from rollbook.model.records import Json
from rollbook.steps.swapping import update
from rollbook.sync.pacing import penalise, reserve


class Unpaced:
    """The pace of a system that names no limit; a demand to wait is still obeyed."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    def take(self, credits_needed: int) -> None:
        """Go on at once."""

    def penalise(self, seconds: float) -> None:
        """Wait as the system asked."""
        self._clock.sleep(seconds)


class Pacer:
    """Takes credits for about a second of writes ahead, in one swap, and makes each caller wait for its moment.

    Credits that were taken ahead are good for their own moments only: whoever comes late, because the answer before
    was slow, takes new ones, so that many late callers make no burst together.
    """

    def __init__(self, name: str, limits: Limits, registers: Registers, clock: Clock) -> None:
        self._name = f"credits/{name}"
        self._limits = limits
        self._registers = registers
        self._clock = clock
        self._ahead = max(1, round(1 / limits.seconds_per_credit / limits.write_cost)) * limits.write_cost
        self._slack = timedelta(seconds=limits.window_seconds / 4)
        self._mine_from = clock.now()
        self._mine = 0

    def take(self, credits_needed: int) -> None:
        """Wait until so many credits may be spent."""
        if self._mine < credits_needed or self._clock.now() - self._mine_from > self._slack:
            self._fetch(max(credits_needed, self._ahead))
        start, self._mine_from = reserve(self._mine_from, self._mine_from, credits_needed, self._limits)
        self._mine -= credits_needed
        self._clock.sleep(max(0.0, (start - self._clock.now()).total_seconds()))

    def penalise(self, seconds: float) -> None:
        """Give up what was taken ahead and keep everybody waiting as the system asked."""
        self._mine = 0
        now = self._clock.now()
        update(self._registers, self._name, lambda value: _value(penalise(_moment(value), now, seconds)))

    def _fetch(self, amount: int) -> None:
        start = self._clock.now()

        def reserved(value: Json | None) -> Json:
            nonlocal start
            start, free_from = reserve(_moment(value), self._clock.now(), amount, self._limits)
            return _value(free_from)

        update(self._registers, self._name, reserved)
        self._mine_from, self._mine = start, amount


def _moment(value: Json | None) -> datetime | None:
    return datetime.fromisoformat(value["free_from"]) if value else None


def _value(free_from: datetime) -> Json:
    return {"free_from": free_from.isoformat()}
