"""The state machine for one run, in which a worker dies."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, Literal, TypeVar

from rollbook.model.errors import RollbookError
from rollbook.model.messages import (
    ApplyRequest,
    ApplyResult,
    BeginRequest,
    BeginResult,
    CheckRequest,
    ChunkReference,
    ExtractRequest,
    Failure,
    PlanRequest,
    PlanResult,
    ReportRequest,
    RunReference,
)
from rollbook.model.records import Hint
from rollbook.model.runs import RunRecord, Status
from rollbook.steps import looking
from rollbook.steps.apply import Target, apply
from rollbook.steps.begin import begin
from rollbook.steps.check import check
from rollbook.steps.extract import extract
from rollbook.steps.operating import Deferring
from rollbook.steps.plan import plan
from rollbook.steps.report import report
from rollbook.sync.lease import LIFETIME
from sandbox.twins.conductor import AT_ONCE, SECRET
from tests.unit.steps.club import Club
from tests.unit.steps.crashing import CrashError, Fuse, WiredStores, through

Answer = TypeVar("Answer")
Death = Literal["again", "report", "gone"]
"""What follows a worker's death: its step is invoked again, the run is closed as failed, or nothing at all happens."""


def run_with_a_death(club: Club, fuse: Fuse, then: Death, *hints: Hint, full: bool = False) -> RunRecord | None:
    """Play one run in which a worker dies when the fuse blows; return its record as it stands after that.

    With hints it is a run that looks at what they name.
    """
    club.clock.sleep(60)
    run = _Run(club, fuse, then, hints, full=full)
    try:
        run.play()
    except CrashError:
        fuse.new_worker()
        club.clock.sleep(LIFETIME.total_seconds())
    record = club.stores.runs.get(run.name)
    if record and record.status is not Status.RUNNING:
        club.assert_all_accounted_for(record)
    return record


class _Run:
    """The state machine for one run, in which workers die and are replaced."""

    def __init__(self, club: Club, fuse: Fuse, then: Death, hints: Sequence[Hint], *, full: bool) -> None:
        self.name = club.next_name()
        self._full = full
        if hints:
            looking.leave(club.stores.plans, self.name, hints)
        self._scoped = bool(hints)
        self._club = club
        self._fuse = fuse
        self._then = then
        self._stores: Any = WiredStores(club.stores, fuse)

    def play(self) -> None:
        club, stores = self._club, self._stores
        request = BeginRequest(run=self.name, flow=club.flow.name, scoped=self._scoped, full=self._full)
        taken = {"registers": stores.registers, "runs": stores.runs}
        begun = self._again(partial(begin, request, rules=club.rules, clock=club.clock, **taken))
        assert begun.admitted, begun.reason
        if begun.first:
            self._again(partial(self._check, CheckRequest(run=begun.run)))
        request_to_close = ReportRequest(run=begun.run, failure=self._work(begun))
        self._again(partial(report, request_to_close, stores=stores, clock=club.clock))

    def _work(self, begun: BeginResult) -> Failure | None:
        """Extract, plan and apply; return what went wrong."""
        run = begun.run
        try:
            for entity in begun.reads:
                self._invoke(partial(self._extract, ExtractRequest(run=run, entity=entity)))
            plans = [self._invoke(partial(self._plan, PlanRequest(run=run, stream=stream))) for stream in begun.streams]
            waves = [one.removals for one in plans if one.removals_first]
            waves += [one.changes for one in plans]
            waves += [one.removals for one in reversed(plans) if not one.removals_first]
            for wave in waves:
                self._send(run, self._club.stores.plans.lists.get(wave, []))
        except CrashError:
            if self._then == "gone":
                raise
            return Failure(Error="Lambda.Unknown")
        except RollbookError as error:
            return Failure(Error=type(error).__name__, Cause=str(error))
        return None

    def _check(self, request: CheckRequest) -> object:
        """Pass the check: there are no credentials that could be wrong."""
        return check(
            request, systems=(), open_client=lambda _: self._club.target.open(), registers=self._stores.registers
        )

    def _extract(self, request: ExtractRequest) -> object:
        client = through(self._club.source.open(), self._fuse)
        return extract(request, rules=self._club.rules, client=client, stores=self._stores, clock=self._club.clock)

    def _plan(self, request: PlanRequest) -> PlanResult:
        return plan(request, terms=self._club.terms, secret=SECRET, stores=self._stores, clock=self._club.clock)

    def _send(self, run: RunReference, chunks: Sequence[ChunkReference]) -> None:
        """Apply the chunks of a wave, and look again at those that have to wait."""
        left = list(chunks)
        while left:
            applies = [partial(self._apply, ApplyRequest(run=run, chunk=chunk)) for chunk in left]
            waits = [self._invoke(apply_chunk).wait for apply_chunk in applies]
            left = [chunk for chunk, wait in zip(left, waits, strict=True) if wait]
            self._club.clock.sleep(min(filter(None, waits), default=0))

    def _apply(self, request: ApplyRequest) -> ApplyResult:
        club = self._club
        opened = club.target.open()
        follow = club.connector.operations
        deferring = Deferring(through(follow(opened), self._fuse), AT_ONCE) if follow else None
        target = Target(club.writes, through(opened, self._fuse), deferring)
        return apply(request, flow=club.flow, target=target, stores=self._stores, clock=club.clock)

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
