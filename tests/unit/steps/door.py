"""What decides whether a run may begin: settings, timetable, lease, and what was read last."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from rollbook.model.descriptors import Flow
from rollbook.model.messages import BeginRequest, BeginResult, RunReference
from rollbook.model.runs import RunRecord
from rollbook.model.settings import FlowSettings
from rollbook.steps import holding
from rollbook.steps.begin import begin
from rollbook.steps.looking import Rules
from sandbox.twins.stores import MemoryStores, VirtualClock
from tests.unit.steps.club import ZONE
from tests.unit.steps.flow import FLOW


@dataclass
class Door:
    """The door of one flow."""

    settings: FlowSettings = field(default_factory=FlowSettings)
    flow: Flow = FLOW
    stores: MemoryStores = field(default_factory=MemoryStores)
    acting: dict[str, str] = field(default_factory=dict)
    neighbour: FlowSettings | None = None

    def begin(self, run: str, at: datetime, **more: Any) -> BeginResult:
        return begin(
            BeginRequest(run=run, flow=self.flow.name, **more),
            rules=Rules(flow=self.flow, settings=self.settings, zone=ZONE, neighbour=self.neighbour),
            registers=self.stores.registers,
            runs=self.stores.runs,
            clock=VirtualClock(at.astimezone(UTC)),
            acting=self.acting,
        )

    def end(self, run: RunReference) -> None:
        holding.give_back(self.stores.registers, run)

    def record(self, run: str) -> RunRecord:
        record = self.stores.runs.get(run)
        assert record
        return record
