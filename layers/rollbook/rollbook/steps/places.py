"""Taking one of the places that a system has for what goes on at once, out of a register that all workers share."""

from datetime import datetime

from rollbook.model.messages import ChunkReference, RunReference
from rollbook.model.ports import Registers
from rollbook.model.records import Json
from rollbook.steps.swapping import update
from rollbook.sync import places


def take(
    registers: Registers, system: str, run: RunReference, chunk: ChunkReference, *, now: datetime, most: int
) -> bool:
    """Take a place for a chunk, or keep the one that it has; say whether there was one."""

    def after(value: Json | None) -> Json | None:
        taken = places.take(
            places.Places.from_json(value or {}), _place(run, chunk), run.leased, run.run, now=now, most=most
        )
        return taken.to_json() if taken else None

    return update(registers, _register(system), after) is not None


def give_back(registers: Registers, system: str, run: RunReference, chunk: ChunkReference) -> None:
    """Let another chunk have the place of this one."""

    def after(value: Json | None) -> Json | None:
        left = places.leave(places.Places.from_json(value or {}), _place(run, chunk))
        return left.to_json() if left else None

    update(registers, _register(system), after)


def _register(system: str) -> str:
    return f"places/{system}"


def _place(run: RunReference, chunk: ChunkReference) -> str:
    return f"{run.run}/{chunk.stream}/{chunk.chunk}"
