"""A club with its books: the flow's settings, its two systems, its stores, and runs played to their end."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from pydantic import BaseModel

from rollbook.model.changes import OutcomeKind
from rollbook.model.descriptors import Connector, Flow, Limits, Writable
from rollbook.model.messages import BeginRequest, PlanResult
from rollbook.model.records import Hint, Json
from rollbook.model.runs import RunRecord, Status
from rollbook.model.settings import FlowSettings, GuardSetting
from rollbook.steps import looking
from rollbook.steps.looking import Rules
from rollbook.steps.plan import Terms
from rollbook.sync.totals import accounted
from sandbox.twins.conductor import Clerk, Conductor
from sandbox.twins.stores import MemoryRegisters, MemoryStores, VirtualClock
from tests.unit.steps.flow import FLOW, LIVE
from tests.unit.steps.systems import Source, Target

BULK = 3
WRITES = {name: Writable(bulk=BULK) for name in ("people", "groups", "members")}
UNGUARDED = FlowSettings(guard=GuardSetting(percent=100, at_least=1_000))
ZONE = ZoneInfo("America/New_York")


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


def away(record: Json) -> Json:
    """Return the record as one that is not for the club now."""
    return record | {"away": True}


def odd(record: Json) -> Json:
    """Return the record as one that goes, and that a person should know something about."""
    return record | {"odd": True}


def on_trial(record: Json, until: datetime) -> Json:
    """Return the record as one that is not for the club before that moment."""
    return record | {"trial_until": until.isoformat()}


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
    limits: Limits | None = None
    flow: Flow = FLOW
    heard: datetime = datetime(2026, 9, 1, tzinfo=UTC)
    runs: int = 0
    clerk: Clerk = field(default_factory=Clerk)

    @property
    def books(self) -> dict[str, list[Json]]:
        return self.source.collections

    @property
    def rules(self) -> Rules:
        return Rules(flow=self.flow, settings=self.settings, zone=ZONE)

    @property
    def terms(self) -> Terms:
        return Terms(rules=self.rules, writes=self.writes, limits=self.limits)

    @property
    def writes(self) -> Mapping[str, Writable]:
        return WRITES

    @property
    def connector(self) -> Connector:
        return Connector(
            name=self.flow.target,
            credentials=BaseModel,
            settings=BaseModel,
            open=lambda *_: self.target.open(),
            limits=lambda _: None,
            writes=self.writes,
        )

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
            connector=self.connector,
            clock=self.clock,
            stores=self.stores,
            clerk=self.clerk,
        )
        record = conductor.run(BeginRequest(run=name or self.next_name(), flow=self.flow.name, **more))
        self.assert_all_accounted_for(record)
        return record

    def look(self, *hints: Hint, **more: Any) -> RunRecord:
        """Play one run that looks at what the hints name."""
        name = self.next_name()
        heard = [hint if hint.at else hint.model_copy(update={"at": self.heard}) for hint in hints]
        looking.leave(self.stores.plans, name, heard)
        return self.run(name, trigger="webhook", scoped=True, **more)

    def enter(self, collection: str, record: Json) -> None:
        """Put a record into the books, instead of the one that has its id, as changed now."""
        self.strike(collection, record["id"])
        self.books[collection].append(record | {"at": self.clock.now().isoformat()})

    def strike(self, collection: str, key: str) -> None:
        """Take a record out of the books."""
        self.books[collection] = [one for one in self.books[collection] if one["id"] != key]

    def plan_result(self, run: str, stream: str) -> PlanResult:
        (note,) = self.stores.plans.notes(run, f"plan/{stream}")
        return PlanResult.model_validate(note["result"])

    def assert_all_accounted_for(self, record: RunRecord) -> None:
        """Every record that came in has one end, and every remark is told."""
        run = record.reference.run
        remarks: Counter[OutcomeKind] = Counter()
        for stream, counts in record.streams.items():
            assert accounted(counts) == self.plan_result(run, stream).records, f"{stream} of {run}"
            remarks.update(outcome.kind for outcome in self.stores.plans.outcomes(run, stream))
        assert sum(group.count for group in record.left_out) == remarks[OutcomeKind.LEFT_OUT]
        notices = [problem.count for problem in record.problems if problem.kind == OutcomeKind.NOTICE]
        assert sum(notices) == remarks[OutcomeKind.NOTICE]

    @property
    def asked_and_told(self) -> tuple[int, int]:
        """How often the target was read back and written to since that was forgotten."""
        return self.target.finds, self.target.writes

    def assert_at_rest(self) -> None:
        """See that a run which reads everything finds nothing to ask or to send."""
        self.target.forget_calls()
        assert self.run(full=True).status is Status.SUCCEEDED
        assert self.asked_and_told == (0, 0)

    def assert_in_step(self) -> None:
        """See that the target holds what the books say: all who are in them, and no member who left them."""
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


def club_with_ears() -> Club:
    """Return a club that listens, and that has been in step for an hour."""
    club = Club(flow=LIVE)
    club.run()
    club.target.forget_calls()
    club.clock.sleep(3600)
    return club
