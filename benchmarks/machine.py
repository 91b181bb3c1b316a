"""The steps of a run in the order of the state machines, in one process over the real stores, secrets included."""

from collections.abc import Callable
from dataclasses import dataclass

from benchmarks.journal import Journal
from rollbook import connectors
from rollbook.aws.stores import Stores
from rollbook.model.descriptors import Client
from rollbook.model.messages import (
    ApplyRequest,
    BeginRequest,
    ChunkReference,
    ExtractRequest,
    PlanRequest,
    PlanResult,
    ReportRequest,
    RunReference,
)
from rollbook.model.ports import Clock
from rollbook.model.runs import RunRecord
from rollbook.steps.apply import Target, apply
from rollbook.steps.begin import begin
from rollbook.steps.extract import extract
from rollbook.steps.plan import Terms, plan
from rollbook.steps.report import report

DIGEST_KEY = "digest-key"


@dataclass(frozen=True, slots=True)
class Machine:
    """One flow over its stores, with the doors to its systems by name; the journal learns which step is at work."""

    terms: Terms
    stores: Stores
    clock: Clock
    door: Callable[[str], Client]
    journal: Journal

    def run(self, request: BeginRequest) -> RunRecord:
        """Do what the state machine and its functions do in a run that removes nothing, and return its record."""
        rules = self.terms.rules
        with self.journal.during("begin"):
            begun = begin(
                request,
                rules=rules,
                registers=self.stores.registers,
                runs=self.stores.runs,
                clock=self.clock,
            )
        assert begun.admitted, begun.reason
        for entity in begun.reads:
            self._extract(begun.run, entity)
        plans = [self._plan(begun.run, stream) for stream in begun.streams]
        for planned in plans:
            assert not planned.removal_chunks, f"{planned.stream}: nothing was to be removed"
            for number in range(planned.chunks):
                self._apply(begun.run, ChunkReference(stream=planned.stream, chunk=f"changes-{number:05d}"))
        with self.journal.during("report"):
            _, record = report(ReportRequest(run=begun.run), stores=self.stores, clock=self.clock)
        return record

    def _extract(self, run: RunReference, entity: str) -> None:
        rules = self.terms.rules
        with self.journal.during("extract"):
            client = self._open(rules.flow.place(entity)[0])
            extract(
                ExtractRequest(run=run, entity=entity), rules=rules, client=client, stores=self.stores, clock=self.clock
            )

    def _plan(self, run: RunReference, stream: str) -> PlanResult:
        with self.journal.during("plan"):
            secret = self.stores.secrets.text(DIGEST_KEY).encode()
            request = PlanRequest(run=run, stream=stream)
            return plan(request, terms=self.terms, secret=secret, stores=self.stores, clock=self.clock)

    def _apply(self, run: RunReference, chunk: ChunkReference) -> None:
        flow = self.terms.rules.flow
        with self.journal.during("apply"):
            apply(
                ApplyRequest(run=run, chunk=chunk),
                flow=flow,
                target=Target(connectors.load(flow.target).writes, self._open(flow.target)),
                stores=self.stores,
                clock=self.clock,
            )

    def _open(self, system: str) -> Client:
        """Open a system as the functions do, which read its credentials each time."""
        self.stores.secrets.text(system)
        return self.door(system)
