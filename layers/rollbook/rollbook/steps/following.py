"""Following a source: keeping, in a shared register, from where the next run has to read changes (SG14)."""

from datetime import datetime, timedelta
from hashlib import sha256

from rollbook.model.descriptors import Flow
from rollbook.model.messages import RunReference
from rollbook.model.ports import Registers
from rollbook.model.records import Json
from rollbook.model.settings import FlowSettings
from rollbook.steps.swapping import update
from rollbook.sync.cursor import Cursor, again, back_to, moved, reaching, since
from rollbook.sync.digests import canonical


def mark(flow: Flow, settings: FlowSettings, neighbour: FlowSettings | None) -> str:
    """Return what stands for a flow's rules and settings: another one means that everything must be read again.

    In which words somebody is told of it makes no difference to any record.
    """
    versions = {stream.name: stream.version for stream in flow.streams}
    chosen = [None if one is None else one.model_dump(mode="json", exclude={"email"}) for one in (settings, neighbour)]
    return sha256(canonical({"versions": versions, "settings": chosen})).hexdigest()[:16]


def read_from(registers: Registers, flow: str, now: datetime, full_every: timedelta, rules: str) -> datetime | None:
    """Return the moment from which on a run of the flow, under the rules of this mark, reads changes; None: all."""
    return since(_cursor(registers, flow), now, full_every, rules)


def oldest(registers: Registers, flow: str, horizon: datetime) -> datetime:
    """Return from which moment on a run of the flow reads when it reads everything up to this horizon."""
    return reaching(_cursor(registers, flow), horizon)


def went_well(
    registers: Registers, run: RunReference, *, waiting: bool, undecided_since: datetime | None = None
) -> None:
    """Let the next run go on from where this one began, or, while something is `waiting`, from where this one did.

    What is undecided is read again, whenever it changed.
    """

    def after(value: Json | None) -> Json:
        cursor = Cursor.from_json(value) if value else None
        after_run = moved(cursor, run.started_at, run.follows, full=run.since is None, waiting=waiting)
        return back_to(after_run, undecided_since).to_json()

    update(registers, _name(run.flow), after)


def start_over(registers: Registers, flow: str) -> None:
    """Have the next run read everything: something was found whose surroundings were not read."""

    def after(value: Json | None) -> Json | None:
        return again(Cursor.from_json(value)).to_json() if value else None

    update(registers, _name(flow), after)


def _cursor(registers: Registers, flow: str) -> Cursor | None:
    register = registers.read(_name(flow))
    return Cursor.from_json(register.value) if register else None


def _name(flow: str) -> str:
    return f"cursor/{flow}"
