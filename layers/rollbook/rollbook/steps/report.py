"""Report: move the baselines on by what the run achieved, close its record, and give the lease back.

It runs at the end of every run, failed ones included, and says of each record that came in what became of it (PL4).
"""

import json
from dataclasses import dataclass

from rollbook.model.changes import Operation, Outcome, OutcomeKind
from rollbook.model.messages import Counts, Failure, PlanResult, Problem, ReportRequest, ReportResult, RunReference
from rollbook.model.ports import Clock, Stores
from rollbook.model.records import Json, Reason
from rollbook.model.runs import RunRecord, Status
from rollbook.steps import holding
from rollbook.steps.known import GONE, commit
from rollbook.steps.notes import CALLS, FAILURES, PLAN
from rollbook.sync.spool import Spool
from rollbook.sync.totals import accounted, add, tally

_NOT_SENT = Reason(
    sentence="The run ended before these could be sent.",
    remedy="Mend what ended the run and run again; nothing is sent twice.",
)


_OVERTAKEN = Failure(
    Error="LeaseLostError",
    Cause="Another run took the flow over before this one was closed. Nothing is lost; look at the newer run.",
)
_MOST_PROBLEMS = 50
"""Kinds of problems that a record holds: it must stay far below the 400 KB of an item."""


@dataclass(frozen=True)
class _StreamReport:
    plan: PlanResult
    key: str
    counts: Counts
    problems: tuple[Problem, ...]


def report(request: ReportRequest, *, stores: Stores, clock: Clock) -> tuple[ReportResult, RunRecord]:
    """Close the run and return its record; a run that was closed already stays as it is.

    A run that lost its lease is late: it moves no baseline and lets no intent go, because a newer run works with them.
    """
    run = request.run
    record = stores.runs.get(run.run)
    if record is None or record.status is Status.RUNNING:
        notes = stores.plans.notes(run.run, PLAN)
        failure = request.failure
        streams = [_stream(note, run, stores, cut_short=failure is not None) for note in notes]
        streams.sort(key=lambda stream: run.streams.index(stream.plan.stream))
        if holding.holds(stores.registers, run):
            for stream in streams:
                _commit(run, stream, stores)
        elif not run.preview:
            failure = failure or _OVERTAKEN
        failure = failure or _unaccounted(streams)
        record = _record(run, failure, streams, stores, clock)
        stores.runs.put(record)
    holding.give_back(stores.registers, run)
    return ReportResult(run=run, status=record.status.value, notify=_needs_a_person(record)), record


def _stream(note: Json, run: RunReference, stores: Stores, *, cut_short: bool) -> _StreamReport:
    """Add up a stream; what a run that was cut short did not come to is blocked until the next one."""
    plan = PlanResult.model_validate(note["result"])
    total = tally(plan.stream, stores.plans.outcomes(run.run, plan.stream))
    problems = total.problems()
    if run.preview:
        return _StreamReport(plan, note["key"], plan.counts, problems)
    counts = add(total.counts(), Counts(unchanged=note["unchanged"]))
    unsent = plan.records - accounted(counts)
    if cut_short and unsent > 0:
        counts = add(counts, Counts(blocked=unsent))
        waiting = Problem(stream=plan.stream, kind="blocked", reason=_NOT_SENT, count=unsent, samples=())
        problems = (*problems, waiting)
    return _StreamReport(plan, note["key"], counts, problems)


def _unaccounted(streams: list[_StreamReport]) -> Failure | None:
    """Return a failure when records that came in have no end, or two: a run must not be green over a defect of ours."""
    wrong = [stream.plan.stream for stream in streams if accounted(stream.counts) != stream.plan.records]
    if not wrong:
        return None
    return Failure(
        Error="UnexpectedError",
        Cause=f"The figures of {', '.join(wrong)} do not account for every record. Please report it with the run's id.",
    )


def _commit(run: RunReference, planned: _StreamReport, stores: Stores) -> None:
    """Move a stream's baseline on, and keep of the open intents only the records that are unknown still."""
    stream = planned.plan.stream
    intents = stores.intents.of_stream(run.flow, stream)
    unknown = {digest for intent in intents for digest in intent.digests}
    with Spool() as news:
        for outcome in stores.plans.outcomes(run.run, stream):
            if outcome.kind in (OutcomeKind.APPLIED, OutcomeKind.UNCHANGED):
                removed = outcome.operation is Operation.REMOVE
                news.add(bytes.fromhex(outcome.digest) + (GONE if removed else bytes.fromhex(outcome.content)))
            if _known_at_target(outcome):
                unknown.discard(outcome.digest)
        commit(stores.baselines, run.flow, stream, news.ranges(), count=news.count, key=planned.key)
    for intent in intents:
        left = tuple(digest for digest in intent.digests if digest in unknown)
        if not left:
            stores.intents.close(intent)
        elif left != intent.digests:
            stores.intents.open(intent.model_copy(update={"digests": left}))


def _known_at_target(outcome: Outcome) -> bool:
    """Say whether the target has answered for the record; a hold and a block did not ask it."""
    return outcome.known and outcome.kind in (OutcomeKind.APPLIED, OutcomeKind.UNCHANGED, OutcomeKind.REFUSED)


def _largest(problems: tuple[Problem, ...]) -> tuple[Problem, ...]:
    """Return the problems that fit into a record, and one that stands for the rest."""
    ordered = sorted(problems, key=lambda problem: -problem.count)
    rest = ordered[_MOST_PROBLEMS:]
    if not rest:
        return problems
    others = Problem(
        stream="all streams",
        kind="other",
        reason=Reason(
            sentence=f"{len(rest)} more kinds of problems.",
            remedy="Deal with those above first; `rollbook show --records` lists every record.",
        ),
        count=sum(problem.count for problem in rest),
        samples=(),
    )
    return (*ordered[:_MOST_PROBLEMS], others)


def _record(
    run: RunReference, failure: Failure | None, streams: list[_StreamReport], stores: Stores, clock: Clock
) -> RunRecord:
    counts = {stream.plan.stream: stream.counts for stream in streams}
    problems = tuple(problem for stream in streams for problem in stream.problems)
    calls: dict[str, int] = {}
    for note in stores.plans.notes(run.run, CALLS):
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
        problems=_largest(problems),
        held=() if run.preview else tuple(name for name, figures in counts.items() if figures.held),
    )


def _end(run: RunReference, failure: Failure | None, counts: dict[str, Counts], stores: Stores) -> tuple[Status, str]:
    if failure:
        return Status.FAILED, _sentence(failure, stores.plans.notes(run.run, FAILURES))
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
    return Status.SUCCEEDED, f"In step: {', '.join(run.streams)}." if run.partial else "Everything is in step."


def _sentence(failure: Failure, notes: list[Json]) -> str:
    """Return the sentence of a failure.

    A Lambda's cause is JSON with the error's own words in it. Of a failed child of a Distributed Map the machine knows
    only that it failed, so the apply step has left a note.
    """
    if notes and failure.Error.startswith("States."):
        last = max(notes, key=lambda note: str(note["at"]))
        return f"{last['sentence']} [{last['error']}]"
    try:
        words = json.loads(failure.Cause)["errorMessage"]
    except (ValueError, KeyError, TypeError):
        words = failure.Cause
    if failure.Error.startswith(("States.", "Lambda.", "Sandbox.", "Runtime.")):
        return f"A step ended without an answer ({failure.Error}). Run again; it goes on where this one stopped."
    return f"{words} [{failure.Error}]"


def _needs_a_person(record: RunRecord) -> bool:
    return record.status in (Status.FAILED, Status.ATTENTION)
