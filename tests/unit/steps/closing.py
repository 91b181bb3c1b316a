"""Runs that stand just before their end, and closing them."""

from typing import Any

from rollbook.model.messages import Failure, ReportRequest, ReportResult, RunReference
from rollbook.model.runs import RunRecord, Status
from rollbook.steps import holding
from rollbook.steps.report import report
from tests.unit.steps.club import Club
from tests.unit.steps.flow import FLOW


def begun(club: Club, run: str = "run", **more: Any) -> RunReference:
    now = club.clock.now()
    lease = holding.take(club.stores.registers, FLOW.name, run, now)
    given = {"fence": lease.token if lease else 0, "trigger": "manual", "by": "me", "streams": ("people",), **more}
    reference = RunReference(run=run, flow=FLOW.name, as_of=now, started_at=now, **given)
    club.stores.runs.put(RunRecord(reference=reference, status=Status.RUNNING, sentence="The run is going on."))
    return reference


def closed(club: Club, run: RunReference, failure: Failure | None = None) -> tuple[ReportResult, RunRecord]:
    return report(ReportRequest(run=run, failure=failure), stores=club.stores, clock=club.clock)
