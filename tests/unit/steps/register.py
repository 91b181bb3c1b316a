"""A register that was kept by hand before Rollbook came: a small flow with a matching, its two systems, and runs.

The target makes a second row of whoever it does not know by number, as a bulk import does, and refuses a user name or
an address that another row has: so whoever was matched wrongly stays to be seen.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from pydantic import BaseModel

from rollbook.model.changes import Change, Found, Mapping, Operation, Written
from rollbook.model.descriptors import (
    Check,
    Connector,
    Context,
    Criterion,
    Flow,
    Matching,
    Profile,
    Stream,
    Writable,
)
from rollbook.model.messages import BeginRequest
from rollbook.model.ports import Finding
from rollbook.model.records import Desired, Json, LeftOut, Page, Reason, Reference, Refusal, Scope
from rollbook.model.runs import RunRecord
from rollbook.model.settings import FlowSettings
from rollbook.steps.looking import Rules
from rollbook.steps.plan import Terms
from rollbook.sync.digests import Digester
from sandbox.twins.conductor import SECRET, Conductor
from sandbox.twins.stores import MemoryStores, VirtualClock

ZONE = ZoneInfo("America/New_York")
WRITES = {
    # As with the real target, who gets another number goes first: then a user name is free for who wants it next.
    "people": Writable(bulk=3, group=lambda change: "1" if change.operation is Operation.UPDATE else "2"),
    "seats": Writable(bulk=3),
}
NAMELESS = Reason(sentence="It has no name.", remedy="Name it.")
AWAY = Reason(sentence="It is away.", remedy="It goes when it is back.")
TAKEN = Reason(sentence="Somebody else has it.", remedy="Look at both.")
_MARKS = ("number", "username", "email")


def person(known_as: str, number: str = "", username: str = "", email: str = "", name: str = "Ada") -> Json:
    """Return a record of either side: its id there, and what it can be known by."""
    return {"id": known_as, "number": number, "username": username, "email": email, "name": name}


def _people(records: Iterable[Json], _context: Context) -> Iterator[Desired | Refusal | LeftOut]:
    for record in records:
        if record.get("away"):
            yield LeftOut(record["id"], AWAY)
        elif record["name"]:
            yield Desired(record["id"], {name: record[name] for name in (*_MARKS, "name")}, "north")
        else:
            yield Refusal(record["id"], NAMELESS)


def _seats(records: Iterable[Json], _context: Context) -> Iterator[Desired | Refusal]:
    for record in records:
        yield Desired(f"seat-{record['id']}", {"person": record["id"]}, "north", (Reference("people", record["id"]),))


def _profile(known_as: str, data: Json, *aliases: str) -> Profile:
    number, username, email = ((data[name],) if data[name] else () for name in _MARKS)
    return Profile(
        id=known_as,
        marks=(number, username, (*email, *aliases)),
        name=data["name"],
        username=data["username"],
        email=data["email"],
        before={"number": data["number"]},
    )


def _wanted(item: Desired, context: Context) -> Profile:
    return _profile(item.key, item.data, *context.lookups["aliases"].get(item.key, ()))


def _aliases(records: Iterable[Json], _context: Context) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for record in records:
        found.setdefault(record["person"], []).append(record["email"])
    return found


MATCHING = Matching(
    reads="target/people",
    criteria=(Criterion("number"), Criterion("user name"), Criterion("e-mail")),
    wanted=_wanted,
    held=lambda row, _context: _profile(row["id"], row),
    rivals=lambda records, _context: (_profile(record["id"], record) for record in records),
    lookups={"aliases": _aliases},
)
FLOW = Flow(
    name="test.register",
    source="sis",
    target="lms",
    settings=FlowSettings,
    streams=(
        Stream(name="people", reads="people", writes="people", desired=_people, matching=MATCHING),
        Stream(name="seats", reads="people", writes="seats", desired=_seats, after=("people",)),
    ),
)


@dataclass
class Side:
    """One system, which is its own connection: its rows, their old addresses, and the numbers of who has a seat."""

    rows: list[Json] = field(default_factory=list)
    aliases: list[Json] = field(default_factory=list)
    seats: set[str] = field(default_factory=set)
    writes: int = 0
    calls: int = 0

    def read(self, entity: str, _scope: Scope) -> Iterator[Page]:
        rows = {"people": self.rows, "aliases": self.aliases}[entity]
        yield Page([dict(row) for row in rows], len(rows))

    def write(self, entity: str, changes: list[Change]) -> list[Written]:
        self.writes += 1
        return [self._seat(change) if entity == "seats" else self._person(change) for change in changes]

    def find(self, _entity: str, _changes: list[Change]) -> list[Found]:
        raise NotImplementedError

    def check(self) -> Check:
        raise NotImplementedError

    def row(self, known_as: str) -> Json:
        (row,) = [row for row in self.rows if row["id"] == known_as]
        return row

    def _person(self, change: Change) -> Written:
        data = change.data or {}
        renamed = change.operation is Operation.UPDATE and (change.before or {}).get("number") != data["number"]
        wanted = change.target if renamed else next((r["id"] for r in self.rows if r["number"] == data["number"]), "")
        others = [row for row in self.rows if row["id"] != wanted]
        if any(data[name] and data[name] == row[name] for row in others for name in _MARKS):
            return Written(digest=change.digest, target=change.target, reason=TAKEN)
        if not wanted:
            wanted = f"made-{len(self.rows)}"
            self.rows.append({"id": wanted})
        self.row(wanted).update(data)
        return Written(digest=change.digest, target=wanted)

    def _seat(self, change: Change) -> Written:
        (holder,) = change.resolved.values()
        number = str(holder.data["number"])
        if number not in {row["number"] for row in self.rows if row["number"]}:
            return Written(digest=change.digest, reason=TAKEN)
        self.seats.add(number)
        return Written(digest=change.digest, target=number)


@dataclass
class Register:
    """Both systems, the stores, and what is done with them."""

    sis: Side = field(default_factory=Side)
    lms: Side = field(default_factory=Side)
    stores: MemoryStores = field(default_factory=MemoryStores)
    clock: VirtualClock = field(default_factory=lambda: VirtualClock(datetime(2026, 9, 14, 10, tzinfo=UTC)))
    runs: int = 0

    def run(self, **more: Any) -> RunRecord:
        """Play one run to its end; time passes before it."""
        self.clock.sleep(60)
        self.runs += 1
        connector = Connector(
            name="lms",
            credentials=BaseModel,
            settings=BaseModel,
            open=lambda *_: self.lms,
            limits=lambda _: None,
            writes=WRITES,
        )
        conductor = Conductor(
            terms=Terms(
                rules=Rules(flow=FLOW, settings=FlowSettings(), zone=ZONE),
                writes=WRITES,
                limits=None,
            ),
            source=lambda: self.sis,
            target=lambda: self.lms,
            connector=connector,
            clock=self.clock,
            stores=self.stores,
        )
        return conductor.run(BeginRequest(run=f"run-{self.runs:03d}", flow=FLOW.name, **more))

    def prepare(self, **more: Any) -> RunRecord:
        """Play a preparation, which is a preview as far as the state machine sees."""
        return self.run(prepare=True, preview=True, **more)

    def findings(self, run: RunRecord, stream: str = "people") -> list[Finding]:
        found = self.stores.reports.read(run.reference.run, stream)
        return list(found or ())

    def mapping(self, key: str) -> Mapping | None:
        digest = Digester(SECRET, FLOW.name, "people", 1).key(key).hex()
        return self.stores.mappings.get(FLOW.name, "people", [digest]).get(digest)


def register(sis: Sequence[Json], lms: Sequence[Json]) -> Register:
    """Return a register whose two systems hold these people."""
    return Register(sis=Side([dict(row) for row in sis]), lms=Side([dict(row) for row in lms]))
