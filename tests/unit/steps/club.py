"""A club with its books: the flow, its two systems, its stores, and runs played to their end."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from typing import Any, Literal, TypeVar
from zoneinfo import ZoneInfo

from pydantic import BaseModel

from rollbook.model.descriptors import Connector, Writable
from rollbook.model.errors import RollbookError
from rollbook.model.messages import (
    ApplyRequest,
    BeginRequest,
    ExtractRequest,
    Failure,
    PlanRequest,
    PlanResult,
    ReportRequest,
)
from rollbook.model.records import Json
from rollbook.model.runs import RunRecord
from rollbook.model.settings import FlowSettings, GuardSetting
from rollbook.steps.apply import apply
from rollbook.steps.begin import begin
from rollbook.steps.extract import extract
from rollbook.steps.plan import Terms, plan
from rollbook.steps.report import report
from rollbook.sync.lease import LIFETIME
from rollbook.sync.totals import accounted
from sandbox.twins.conductor import SECRET, Conductor
from sandbox.twins.stores import MemoryRegisters, MemoryStores, VirtualClock
from tests.unit.steps.crashing import CrashError, Fuse, WiredStores, through
from tests.unit.steps.flow import FLOW
from tests.unit.steps.systems import Source, Target

BULK = 3
WRITES = {name: Writable(bulk=BULK) for name in ("people", "groups", "members")}
UNGUARDED = FlowSettings(guard=GuardSetting(percent=100, at_least=1_000))
ZONE = ZoneInfo("America/New_York")

Answer = TypeVar("Answer")
Death = Literal["again", "report", "gone"]
"""What follows a worker's death: its step is invoked again, the run is closed as failed, or nothing at all happens."""


def holder(registers: MemoryRegisters, flow: str = FLOW.name) -> str:
    """Return the run that holds a flow, empty when none does."""
    register = registers.read(f"lease/{flow}")
    return str(register.value["holder"]) if register else ""


def person(number: int, name: str = "Ada", school: str = "north") -> Json:
    return {"id": f"p{number}", "name": name, "school": school}


def group(number: int, name: str = "Chess", school: str = "north", *, closed: bool = False) -> Json:
    return {"id": f"g{number}", "name": name, "school": school, "closed": closed}


def member(of: int, who: int, role: str = "student", school: str = "north") -> Json:
    return {"id": f"m{of}-{who}", "group": f"g{of}", "person": f"p{who}", "role": role, "school": school}


def small_club() -> dict[str, list[Json]]:
    """Return the books of a club of seven in two groups."""
    return {
        "people": [person(number) for number in range(7)],
        "groups": [group(0), group(1)],
        "members": [member(number % 2, number) for number in range(7)],
    }


@dataclass
class Club:
    """Everything that a run touches, and what it should have come to."""

    source: Source = field(default_factory=lambda: Source(small_club()))
    target: Target = field(default_factory=Target)
    stores: MemoryStores = field(default_factory=MemoryStores)
    clock: VirtualClock = field(default_factory=lambda: VirtualClock(datetime(2026, 9, 14, 10, tzinfo=UTC)))
    settings: FlowSettings = UNGUARDED
    runs: int = 0

    @property
    def books(self) -> dict[str, list[Json]]:
        return self.source.collections

    @property
    def terms(self) -> Terms:
        return Terms(flow=FLOW, settings=self.settings, zone=ZONE, writes=WRITES, limits=None)

    def next_name(self) -> str:
        self.runs += 1
        return f"run-{self.runs:03d}"

    def run(self, name: str | None = None, **more: Any) -> RunRecord:
        """Play one run with the conductor; time passes before it."""
        self.clock.sleep(60)
        conductor = Conductor(
            terms=self.terms,
            source=self.source.open,
            target=self.target.open,
            connector=Connector(
                name="club",
                credentials=BaseModel,
                settings=BaseModel,
                open=lambda *_: self.target.open(),
                limits=lambda _: None,
                writes=WRITES,
            ),
            clock=self.clock,
            stores=self.stores,
        )
        record = conductor.run(BeginRequest(run=name or self.next_name(), flow=FLOW.name, **more))
        self.assert_all_accounted_for(record)
        return record

    def run_with_a_death(self, fuse: Fuse, then: Death) -> RunRecord | None:
        """Play one run as the state machine does while one worker dies; return its record if it was closed."""
        self.clock.sleep(60)
        run = _Run(self, fuse, then)
        try:
            run.play()
        except CrashError:
            fuse.new_worker()
            self.clock.sleep(LIFETIME.total_seconds())
        return self.stores.runs.get(run.name)

    def plan_result(self, run: str, stream: str) -> PlanResult:
        (note,) = self.stores.plans.notes(run, f"plan/{stream}")
        return PlanResult.model_validate(note["result"])

    def assert_all_accounted_for(self, record: RunRecord) -> None:
        """Every record that came in has one end."""
        for stream, counts in record.streams.items():
            planned = self.plan_result(record.reference.run, stream)
            assert accounted(counts) == planned.records, f"{stream} of {record.reference.run}"

    def assert_in_step(self) -> None:
        """The target holds what the books say: all who are in them, and members who left them are gone."""
        for stream in ("people", "groups"):
            held = self.target.held(stream)
            for record in self.books[stream]:
                if record["name"] and not record.get("closed"):
                    assert held[record["id"]] == {"id": record["id"], "name": record["name"]}
        self.assert_members_in_step()

    def assert_members_in_step(self) -> None:
        closed = {record["id"] for record in self.books["groups"] if record.get("closed")}
        wanted = {f"{one['group']}/{one['person']}": one["role"] for one in self.books["members"]}
        held = {key: data["role"] for key, data in self.target.held("members").items()}
        assert {key: role for key, role in held.items() if key.split("/")[0] not in closed} == {
            key: role for key, role in wanted.items() if key.split("/")[0] not in closed
        }


class _Run:
    """The state machine for one run, in which workers die and are replaced."""

    def __init__(self, club: Club, fuse: Fuse, then: Death) -> None:
        self.name = club.next_name()
        self._club = club
        self._fuse = fuse
        self._then = then
        self._stores: Any = WiredStores(club.stores, fuse)

    def play(self) -> None:
        club, stores = self._club, self._stores
        request = BeginRequest(run=self.name, flow=FLOW.name)
        taken = {"registers": stores.registers, "runs": stores.runs}
        begun = self._again(
            partial(begin, request, flow=FLOW, settings=club.settings, zone=ZONE, clock=club.clock, **taken)
        )
        assert begun.admitted, begun.reason
        run, failure = begun.run, None
        try:
            for entity in begun.reads:
                self._invoke(lambda entity=entity: self._extract(ExtractRequest(run=run, entity=entity)))
            plans = [
                self._invoke(lambda stream=stream: self._plan(PlanRequest(run=run, stream=stream)))
                for stream in begun.streams
            ]
            waves = [one.changes for one in plans] + [one.removals for one in reversed(plans)]
            for chunk in [chunk for wave in waves for chunk in club.stores.plans.lists.get(wave, [])]:
                self._invoke(lambda chunk=chunk: self._apply(ApplyRequest(run=run, chunk=chunk)))
        except CrashError:
            if self._then == "gone":
                raise
            failure = Failure(Error="Lambda.Unknown")
        except RollbookError as error:
            failure = Failure(Error=type(error).__name__, Cause=str(error))
        self._again(lambda: report(ReportRequest(run=run, failure=failure), stores=stores, clock=club.clock))

    def _extract(self, request: ExtractRequest) -> object:
        client = through(self._club.source.open(), self._fuse)
        return extract(request, system="books", client=client, stores=self._stores, clock=self._club.clock)

    def _plan(self, request: PlanRequest) -> PlanResult:
        return plan(request, terms=self._club.terms, secret=SECRET, stores=self._stores, clock=self._club.clock)

    def _apply(self, request: ApplyRequest) -> object:
        client = through(self._club.target.open(), self._fuse)
        return apply(request, flow=FLOW, writes=WRITES, client=client, stores=self._stores, clock=self._club.clock)

    def _invoke(self, step: Callable[[], Answer]) -> Answer:
        return self._again(step) if self._then == "again" else step()

    def _again(self, step: Callable[[], Answer]) -> Answer:
        """Invoke a step, and once more when its worker dies, as the machine retries it; a gone machine does not."""
        try:
            return step()
        except CrashError:
            if self._then == "gone":
                raise
            self._fuse.new_worker()
            self._club.clock.sleep(2)
            return step()
