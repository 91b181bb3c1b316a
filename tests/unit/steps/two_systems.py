"""Two systems that both let their people change things, and the runs between them.

A system makes a second thing of one that is created twice, refuses what it does not have and what moved on meanwhile,
and a fuse may blow at any call.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from typing import Any

from pydantic import BaseModel

from rollbook.model.changes import Change, Found, Mapping, Operation, Written
from rollbook.model.descriptors import Check, Client, Connector, Flow, Writable
from rollbook.model.messages import BeginRequest
from rollbook.model.records import Hint, Json, Page, Reason, Scope
from rollbook.model.runs import RunRecord
from rollbook.model.settings import FlowSettings
from rollbook.steps import looking
from rollbook.steps.looking import Rules
from rollbook.steps.plan import Terms
from rollbook.sync.lease import LIFETIME
from sandbox.twins.conductor import Conductor
from sandbox.twins.stores import MemoryMappings, MemoryStores, VirtualClock
from tests.unit.steps.club import UNGUARDED, ZONE
from tests.unit.steps.crashing import CrashError, Fuse, WiredStores, through
from tests.unit.steps.twoway import POST, PULL, SHARING, THINGS

WRITES = {THINGS: Writable(bulk=2)}
MOVED_ON = Reason(sentence="It was saved meanwhile.", remedy="The next run looks at it again.")
NO_SUCH = Reason(sentence="There is no such thing.", remedy="Look for it.")
UNWANTED = Reason(sentence="It is not wanted.", remedy="Change it.")


@dataclass
class System:
    """Things by their ids, what the system minds, and what it was told; one that is not `narrow` gives all or none."""

    things: dict[str, Json] = field(default_factory=dict)
    narrow: bool = True
    unwanted: set[str] = field(default_factory=set)
    told: list[Change] = field(default_factory=list)
    meanwhile: Callable[[], object] = lambda: None
    finds: int = 0
    _numbers: "count[int]" = field(default_factory=lambda: count(1))

    def enter(self, key: str, fields: Json) -> str:
        """Enter a thing as a person does, or the flow; return its id."""
        own = f"id-{next(self._numbers)}"
        self.things[own] = {"id": own, "key": key, "version": str(next(self._numbers)), "fields": fields}
        return own

    def edit(self, key: str, **fields: Any) -> None:
        """Change some fields of a thing."""
        own = self.id_of(key)
        self._save(own, self.things[own]["fields"] | fields)

    def strike(self, key: str) -> None:
        """Take a thing out."""
        del self.things[self.id_of(key)]

    def id_of(self, key: str) -> str:
        return next(own for own, thing in self.things.items() if thing["key"] == key)

    def held(self) -> dict[str, Json]:
        """Return the fields by key; fails when a thing is there twice."""
        keys = Counter(thing["key"] for thing in self.things.values())
        assert not [key for key, times in keys.items() if times > 1], "a thing is there twice"
        return {thing["key"]: thing["fields"] for thing in self.things.values()}

    def change(self, change: Change) -> Written:
        """Do what one change asks for, or say why not."""
        self.told.append(change)
        body = change.before if change.operation is Operation.REMOVE else change.data
        assert body
        if body["key"] in self.unwanted:
            return Written(digest=change.digest, target=change.target, reason=UNWANTED)
        if change.operation is Operation.CREATE:
            assert change.data
            return Written(digest=change.digest, target=self.enter(body["key"], change.data["fields"]))
        assert change.target
        thing = self.things.get(change.target)
        if thing is None:
            return Written(digest=change.digest, target=change.target, reason=NO_SUCH)
        if change.mark and thing["version"] != change.mark:
            return Written(digest=change.digest, target=change.target, reason=MOVED_ON)
        if change.operation is Operation.REMOVE:
            del self.things[change.target]
        else:
            self._save(change.target, body["fields"])
        return Written(digest=change.digest, target=change.target)

    def _save(self, own: str, fields: Json) -> None:
        self.things[own] = self.things[own] | {"fields": fields, "version": str(next(self._numbers))}


@dataclass
class SystemClient:
    """A connection to a system."""

    system: System
    calls: int = 0

    def read(self, _entity: str, scope: Scope) -> Iterator[Page]:
        self.calls += 1
        parts = scope.parts if self.system.narrow else None
        found = [one for one in self.system.things.values() if parts is None or one["key"] in parts]
        yield Page(found, len(found))

    def write(self, _entity: str, changes: list[Change]) -> list[Written]:
        self.calls += 1
        meanwhile, self.system.meanwhile = self.system.meanwhile, lambda: None
        meanwhile()
        return [self.system.change(change) for change in changes]

    def find(self, _entity: str, changes: list[Change]) -> list[Found]:
        self.calls += 1
        self.system.finds += 1
        by_key = {thing["key"]: thing for thing in self.system.things.values()}
        found = []
        for change in changes:
            body = change.data if change.operation is not Operation.REMOVE else change.before
            assert body
            if thing := by_key.get(body["key"]):
                same = {"key": thing["key"], "fields": thing["fields"]} == body
                found.append(Found(digest=change.digest, target=thing["id"], matches=same))
        return found

    def check(self) -> Check:
        raise NotImplementedError


class CountedMappings(MemoryMappings):
    """Mappings that count how many of them were asked for."""

    asked = 0

    def get(self, flow: str, stream: str, digests: Sequence[str]) -> dict[str, Mapping]:
        self.asked += len(digests)
        return super().get(flow, stream, digests)


def _stores() -> MemoryStores:
    stores = MemoryStores()
    stores.mappings = CountedMappings()
    return stores


@dataclass
class Bridge:
    """Both systems, and runs of both flows between them."""

    systems: dict[str, System] = field(default_factory=lambda: {"office": System(narrow=False), "planner": System()})
    stores: MemoryStores = field(default_factory=_stores)
    clock: VirtualClock = field(default_factory=lambda: VirtualClock(datetime(2026, 9, 14, 10, tzinfo=UTC)))
    settings: FlowSettings = UNGUARDED
    runs: int = 0

    @property
    def office(self) -> System:
        return self.systems["office"]

    @property
    def planner(self) -> System:
        return self.systems["planner"]

    @property
    def mappings_read(self) -> int:
        assert isinstance(self.stores.mappings, CountedMappings)
        return self.stores.mappings.asked

    def rules(self, flow: Flow) -> Rules:
        return Rules(flow=flow, settings=self.settings, zone=ZONE, sharing=SHARING)

    def run(self, flow: Flow, *hints: Hint, fuse: Fuse | None = None, **more: Any) -> RunRecord:
        """Play one run; time passes before it."""
        self.clock.sleep(60)
        self.runs += 1
        name = f"run-{self.runs:03d}"
        if hints:
            looking.leave(self.stores.plans, name, hints)
            more |= {"scoped": True, "trigger": "webhook"}
        return self._conductor(flow, fuse or Fuse()).run(BeginRequest(run=name, flow=flow.name, **more))

    def run_with_a_death(self, flow: Flow, fuse: Fuse, *hints: Hint) -> None:
        """Play a run whose worker is gone when the fuse blows; its lease ends before anything else happens."""
        try:
            self.run(flow, *hints, fuse=fuse)
        except CrashError:
            self.clock.sleep(LIFETIME.total_seconds())

    def settle(self) -> None:
        """Play runs of both flows until nothing is sent any more."""
        for _ in range(6):
            before = len(self.office.told) + len(self.planner.told)
            for flow in (PULL, POST):
                self.run(flow)
            if before == len(self.office.told) + len(self.planner.told):
                return
        raise AssertionError("the two flows never come to rest")

    def assert_quiet(self) -> None:
        """See that runs of both flows ask no mapping, send nothing and read nothing back."""
        for flow in (PULL, POST):
            before = self._traces()
            record = self.run(flow)
            assert (record.sentence, self._traces()) == ("Everything is in step.", before)

    def waiting(self) -> set[str]:
        """Return the keys of what a person has to look at."""
        told = [self.stores.standings.read(flow.name, THINGS) for flow in (PULL, POST)]
        return {key for standings in told for key in standings}

    def assert_alike(self) -> None:
        assert self.office.held() == self.planner.held()

    def _traces(self) -> tuple[int, ...]:
        sent = [(len(system.told), system.finds) for system in self.systems.values()]
        return (self.mappings_read, *(number for pair in sent for number in pair))

    def _conductor(self, flow: Flow, fuse: Fuse) -> Conductor:
        def door(system: str) -> Client:
            client: Client = through(SystemClient(self.systems[system]), fuse)
            return client

        wired: Any = WiredStores(self.stores, fuse)
        return Conductor(
            terms=Terms(rules=self.rules(flow), writes=WRITES, limits=None),
            source=lambda: door(flow.source),
            target=lambda: door(flow.target),
            connector=Connector(
                name=flow.target,
                credentials=BaseModel,
                settings=BaseModel,
                open=lambda *_: door(flow.target),
                limits=lambda _: None,
                writes=WRITES,
            ),
            clock=self.clock,
            stores=wired,
        )


def at_rest(keys: str) -> Bridge:
    """Return two systems that hold some things alike, after runs that found nothing more to do."""
    bridge = Bridge()
    for key in keys:
        bridge.office.enter(key, {"title": f"T{key}", "room": ""})
    bridge.settle()
    for system in bridge.systems.values():
        system.told.clear()
    return bridge
