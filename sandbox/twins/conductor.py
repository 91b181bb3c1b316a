"""The order of `statemachines/sync.asl.json` in one process: begin, check, extract, plan, apply, report.

The tests in `tests/e2e` show that the deployed machine and this one lead to the same records.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import TypeVar

from rollbook import tables
from rollbook.model.descriptors import Client, Connector
from rollbook.model.errors import RetryMayHelpError, RollbookError, TableError
from rollbook.model.messages import (
    ApplyRequest,
    BeginRequest,
    CheckRequest,
    ChunkReference,
    ExtractRequest,
    Failure,
    PlanRequest,
    ReportRequest,
    RunReference,
)
from rollbook.model.ports import Clock
from rollbook.model.runs import RunRecord
from rollbook.model.tables import UPLOADS, Settled, Table
from rollbook.steps.apply import Target, apply
from rollbook.steps.begin import begin
from rollbook.steps.check import check
from rollbook.steps.extract import extract
from rollbook.steps.intake import Read, intake
from rollbook.steps.operating import Deferring
from rollbook.steps.plan import Terms, plan
from rollbook.steps.prepare import prepare
from rollbook.steps.report import report
from rollbook.steps.settling import Settling
from sandbox.twins.stores import MemoryStores

T = TypeVar("T")

_ATTEMPTS = 3
AT_ONCE = 3
SECRET = b"an institution's secret for digests"


@dataclass(frozen=True)
class Clerk:
    """Who reads uploaded files, and writes what became of their rows."""

    read: Read = tables.read
    explain: Callable[[TableError], Iterable[bytes]] = tables.explained
    write: Callable[[Table, Iterable[Settled]], Iterable[bytes]] = tables.write


@dataclass
class Conductor:
    """One flow with its stores and the doors to its two systems."""

    terms: Terms
    source: Callable[[], Client]
    target: Callable[[], Client]
    connector: Connector
    clock: Clock
    stores: MemoryStores = field(default_factory=MemoryStores)
    clerk: Clerk = field(default_factory=Clerk)

    def run(self, request: BeginRequest) -> RunRecord:
        """Play one run to its end and return its record."""
        begun = begin(
            request,
            rules=self.terms.rules,
            registers=self.stores.registers,
            runs=self.stores.runs,
            clock=self.clock,
        )
        failure: Failure | None = None
        if begun.admitted:
            try:
                if begun.first:
                    self._check(begun.run)
                self._work(begun.run, begun.reads, begun.streams)
            except RollbookError as error:
                failure = Failure(Error=type(error).__name__, Cause=str(error))
            request_of_report = ReportRequest(run=begun.run, failure=failure)
            report(request_of_report, stores=self.stores, clock=self.clock, settling=self._settling())
        record = self.stores.runs.get(request.run)
        assert record is not None
        return record

    def _work(self, run: RunReference, reads: Sequence[str], streams: Sequence[str]) -> None:
        for entity in reads:
            self._patiently(partial(self._extract, run, entity))
        work = prepare if run.prepare else plan
        plans = [
            work(
                PlanRequest(run=run, stream=stream),
                terms=self.terms,
                secret=SECRET,
                stores=self.stores,
                clock=self.clock,
            )
            for stream in streams
        ]
        if not run.preview:
            self._send(run, [found.removals for found in plans if found.removals_first])
            self._send(run, [found.changes for found in plans])
            self._send(run, [found.removals for found in reversed(plans) if not found.removals_first])

    def _check(self, run: RunReference) -> None:
        """Pass the check; nobody is asked, for what is played here has no credentials."""
        check(CheckRequest(run=run), systems=(), open_client=lambda _: self.target(), registers=self.stores.registers)

    def _send(self, run: RunReference, lists: Sequence[str]) -> None:
        for name in lists:
            left = list(self.stores.plans.lists.get(name, []))
            while left:
                waits = [self._patiently(partial(self._apply, run, chunk)) for chunk in left]
                left = [chunk for chunk, wait in zip(left, waits, strict=True) if wait]
                self.clock.sleep(min(filter(None, waits), default=0))

    def _extract(self, run: RunReference, entity: str) -> None:
        request = ExtractRequest(run=run, entity=entity)
        rules = self.terms.rules
        if rules.flow.table and rules.flow.place(entity)[0] == UPLOADS:
            intake(
                request,
                table=rules.flow.table,
                read=self.clerk.read,
                explain=self.clerk.explain,
                stores=self.stores,
                clock=self.clock,
            )
            return
        client = self.source() if rules.flow.place(entity)[0] == rules.flow.source else self.target()
        extract(request, rules=rules, client=client, stores=self.stores, clock=self.clock)

    def _settling(self) -> Settling | None:
        rules = self.terms.rules
        return Settling(rules.flow, rules.settings, self.clerk.write) if rules.flow.table else None

    def _apply(self, run: RunReference, chunk: ChunkReference) -> int:
        """Apply a chunk, and return after how many seconds it has to be looked at again."""
        return apply(
            ApplyRequest(run=run, chunk=chunk),
            flow=self.terms.rules.flow,
            target=self._target(),
            stores=self.stores,
            clock=self.clock,
        ).wait

    def _target(self) -> Target:
        client, follow = self.target(), self.connector.operations
        return Target(self.connector.writes, client, Deferring(follow(client), AT_ONCE) if follow else None)

    def _patiently(self, attempt: Callable[[], T]) -> T:
        for left in reversed(range(_ATTEMPTS)):
            try:
                return attempt()
            except RetryMayHelpError:
                if not left:
                    raise
                self.clock.sleep(1)
        raise AssertionError("the last attempt has raised")
