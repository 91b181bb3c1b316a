"""Taking credits from a register that everybody who uses the same credential shares (PL10)."""

from datetime import datetime

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
    """Takes just the credits that are needed, in one swap, and makes the caller wait for its moment.

    Taking many ahead would save swaps and cost time: what a worker takes and does not use is lost for everybody, and
    what it uses late comes as a burst.
    """

    def __init__(self, name: str, limits: Limits, registers: Registers, clock: Clock) -> None:
        self._name = f"credits/{name}"
        self._limits = limits
        self._registers = registers
        self._clock = clock

    def take(self, credits_needed: int) -> None:
        """Wait until so many credits may be spent."""
        start = self._clock.now()

        def reserved(value: Json | None) -> Json:
            nonlocal start
            start, free_from = reserve(_moment(value), self._clock.now(), credits_needed, self._limits)
            return _value(free_from)

        update(self._registers, self._name, reserved)
        self._clock.sleep(max(0.0, (start - self._clock.now()).total_seconds()))

    def penalise(self, seconds: float) -> None:
        """Keep everybody waiting as the system asked."""
        now = self._clock.now()
        update(self._registers, self._name, lambda value: _value(penalise(_moment(value), now, seconds)))


def _moment(value: Json | None) -> datetime | None:
    return datetime.fromisoformat(value["free_from"]) if value else None


def _value(free_from: datetime) -> Json:
    return {"free_from": free_from.isoformat()}
