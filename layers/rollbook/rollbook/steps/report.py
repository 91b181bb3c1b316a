"""Report: move the baselines on by what the run achieved, close its record, and give the lease back.

It runs at the end of every run, failed ones included, and says of each record that came in what became of it (PL4).
"""

import json
from dataclasses import dataclass

from rollbook.model.changes import Operation, OutcomeKind
from rollbook.model.messages import Counts, Failure, PlanResult, Problem, ReportRequest, ReportResult, RunReference
from rollbook.model.ports import Clock, Stores
from rollbook.model.records import Json, Reason
from rollbook.model.runs import RunRecord, Status
from rollbook.steps import holding
from rollbook.steps.known import GONE, commit
from rollbook.sync.spool import Spool
from rollbook.sync.totals import accounted, add, tally

_NOT_SENT = Reason(
    sentence="The run ended before these could be sent.",
    remedy="Mend what ended the run and run again; nothing is sent twice.",
)


@dataclass(frozen=True)
class _StreamReport:
    plan: PlanResult
    counts: Counts
    problems: tuple[Problem, ...]


def report(request: ReportRequest, *, stores: Stores, clock: Clock) -> tuple[ReportResult, RunRecord]:
    """Close the run and return its record; raises LeaseLostError when a baseline was moved by another run."""
    run = request.run
    streams = [_stream(note, run, stores) for note in stores.plans.notes(run.run, "plan/")]
    if not run.preview:
        _commit(run, streams, request.failure, stores)
    record = _record(run, request.failure, streams, stores, clock)
    stores.runs.put(record)
    holding.give_back(stores.registers, run)
    return ReportResult(run=run, status=record.status.value, notify=_needs_a_person(record)), record


def _stream(note: Json, run: RunReference, stores: Stores) -> _StreamReport:
    plan = PlanResult.model_validate(note["result"])
    total = tally(plan.stream, stores.plans.outcomes(run.run, plan.stream))
    problems = total.problems()
    if run.preview:
        return _StreamReport(plan, plan.counts, problems)
    counts = add(total.counts(), Counts(unchanged=note["unchanged"]))
    unsent = plan.records - accounted(counts)
    if unsent > 0:
        counts = add(counts, Counts(blocked=unsent))
        waiting = Problem(stream=plan.stream, kind="blocked", reason=_NOT_SENT, count=unsent, samples=())
        problems = (*problems, waiting)
    return _StreamReport(plan, counts, problems)


def _commit(run: RunReference, streams: list[_StreamReport], failure: Failure | None, stores: Stores) -> None:
    """Move the baselines on, and let intents go whose records this run has read back.

    Only a run that ended well has dealt with all of them, so a failed one leaves them open.
    """
    for stream in streams:
        news = Spool()
        for outcome in stores.plans.outcomes(run.run, stream.plan.stream):
            if outcome.kind in (OutcomeKind.APPLIED, OutcomeKind.UNCHANGED):
                removed = outcome.operation is Operation.REMOVE
                news.add(bytes.fromhex(outcome.digest) + (GONE if removed else bytes.fromhex(outcome.content)))
        commit(stores.baselines, run.flow, stream.plan.stream, news.ranges())
        if failure is None:
            for intent in stores.intents.of_stream(run.flow, stream.plan.stream):
                stores.intents.close(intent)


def _record(
    run: RunReference, failure: Failure | None, streams: list[_StreamReport], stores: Stores, clock: Clock
) -> RunRecord:
    counts = {stream.plan.stream: stream.counts for stream in streams}
    problems = tuple(problem for stream in streams for problem in stream.problems)
    calls: dict[str, int] = {}
    for note in stores.plans.notes(run.run, "calls/"):
        calls[note["system"]] = calls.get(note["system"], 0) + note["calls"]
    status, sentence = _end(run, failure, counts, stores)
    return RunRecord(
        reference=run,
        status=status,
        sentence=sentence,
        ended_at=clock.now(),
        streams=counts,
        calls=calls,
        planned_calls=sum(stream.plan.calls for stream in streams),
        planned_seconds=round(sum(stream.plan.seconds for stream in streams), 1),
        problems=problems,
        held=tuple(name for name, figures in counts.items() if figures.held),
    )


def _end(run: RunReference, failure: Failure | None, counts: dict[str, Counts], stores: Stores) -> tuple[Status, str]:
    if failure:
        return Status.FAILED, _sentence(failure, stores.plans.notes(run.run, "failures/"))
    if run.preview:
        return Status.PREVIEWED, "This is what a run would do; nothing was sent."
    total = Counts()
    for figures in counts.values():
        total = add(total, figures)
    if total.uncertain:
        return Status.FAILED, f"The end of {total.uncertain} records is unknown; the next run reads them back."
    waiting = {
        "refused": total.refused,
        "blocked": total.blocked,
        "held": total.held,
        "superseded": total.superseded,
    }
    told = ", ".join(f"{count} {name}" for name, count in waiting.items() if count)
    if told:
        return Status.ATTENTION, f"All that could be sent was sent; {told}."
    return Status.SUCCEEDED, "Everything is in step."


def _sentence(failure: Failure, notes: list[Json]) -> str:
    """Return the sentence of a failure.

    A Lambda's cause is JSON with the error's own words in it. Of a failed child of a Distributed Map the machine knows
    only that it failed, so the apply step has left a note.
    """
    if notes and failure.Error.startswith("States."):
        return f"{notes[0]['sentence']} [{notes[0]['error']}]"
    try:
        words = json.loads(failure.Cause)["errorMessage"]
    except (ValueError, KeyError, TypeError):
        words = failure.Cause
    if failure.Error.startswith(("States.", "Lambda.", "Sandbox.", "Runtime.")):
        return f"A step ended without an answer ({failure.Error}). Run again; it goes on where this one stopped."
    return f"{words} [{failure.Error}]"


def _needs_a_person(record: RunRecord) -> bool:
    return record.status in (Status.FAILED, Status.ATTENTION)
