"""Report: move the baselines on by what the run achieved, close its record, and give the lease back.

It runs at the end of every run, failed ones included, and says of each record that came in what became of it (PL4).
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from rollbook.model.changes import Operation, Outcome, OutcomeKind
from rollbook.model.messages import Counts, Failure, PlanResult, Problem, ReportRequest, ReportResult, RunReference
from rollbook.model.ports import Clock, Stores
from rollbook.model.records import Json, Reason
from rollbook.model.runs import RunRecord, Status
from rollbook.steps import following, holding, standing, telling
from rollbook.steps.known import DOUBTED, GONE, commit
from rollbook.steps.notes import CALLS, FAILURES, PLAN
from rollbook.steps.settling import Settling, settle
from rollbook.sync.spool import Spool
from rollbook.sync.totals import accounted, add, freshness, tally

_NOT_SENT = Reason(
    sentence="The run ended before these could be sent.",
    remedy="Mend what ended the run and run again; nothing is sent twice.",
)


_PREPARED = "This is what the target holds already; decide on the reports. Nothing was sent."
_OVERTAKEN = Failure(
    Error="LeaseLostError",
    Cause="Another run took the flow over before this one was closed. Nothing is lost; look at the newer run.",
)
_MOST_GROUPS = 50
"""Kinds of problems that a record holds, and of what was left out: it must stay far below the 400 KB of an item."""


@dataclass(frozen=True)
class _StreamReport:
    plan: PlanResult
    key: str
    counts: Counts
    problems: tuple[Problem, ...]
    differences: tuple[Problem, ...]
    delays: Sequence[float]
    partial: bool
    moved: int
    held_removals: int
    left_out: tuple[Problem, ...]
    undecided_since: datetime | None
    mirrored: bool


def report(
    request: ReportRequest, *, stores: Stores, clock: Clock, settling: Settling | None = None
) -> tuple[ReportResult, RunRecord]:
    """Close the run and return its record; a run that was closed already stays as it is.

    `settling` says how an import's rows are accounted for.

    A run that lost its lease is late: it moves no baseline and lets no intent go, because a newer run works with them.
    """
    run = request.run
    record = stores.runs.get(run.run)
    if record is None or record.status is Status.RUNNING:
        notes = stores.plans.notes(run.run, PLAN)
        failure = request.failure
        streams = [_stream(note, run, stores, cut_short=failure is not None) for note in notes]
        streams.sort(key=lambda stream: run.streams.index(stream.plan.stream))
        holds = holding.holds(stores.registers, run)
        if holds:
            if _has_surroundings(run, streams, well=failure is None):
                following.start_over(stores.registers, run.flow)
            for stream in streams:
                _commit(run, stream, stores)
                if stream.mirrored:
                    in_part = stream.partial or failure is not None
                    standing.keep(run, stream.plan.stream, stores, partial=in_part, now=clock.now())
        elif not run.preview:
            failure = failure or _OVERTAKEN
        failure = failure or _unaccounted(streams)
        if failure is None:
            _follow(run, streams, stores)
        record = _record(run, failure, streams, stores, clock)
        if settling and holds:
            settle(record, settling, stores, clock.now())
        stores.runs.put(record)
    holding.give_back(stores.registers, run)
    notify = telling.is_due(stores.registers, record, clock.now())
    return ReportResult(run=run, status=record.status.value, notify=notify), record


def _stream(note: Json, run: RunReference, stores: Stores, *, cut_short: bool) -> _StreamReport:
    """Add up a stream; what a run that was cut short did not come to is blocked until the next one."""
    plan = PlanResult.model_validate(note["result"])
    total = tally(plan.stream, stores.plans.outcomes(run.run, plan.stream))
    problems = total.problems()
    # The plan of a run that was going on while a new version was deployed has none.
    differences = tuple(map(Problem.model_validate, note.get("differences", ())))
    if run.preview:
        return _StreamReport(
            plan,
            note["key"],
            plan.counts,
            problems,
            differences,
            (),
            partial=False,
            moved=0,
            held_removals=0,
            left_out=total.left_out(),
            undecided_since=None,
            mirrored=False,
        )
    counts = add(total.counts(), Counts(unchanged=note["unchanged"]))
    unsent = plan.records - accounted(counts)
    if cut_short and unsent > 0:
        counts = add(counts, Counts(blocked=unsent))
        waiting = Problem(stream=plan.stream, kind="blocked", reason=_NOT_SENT, count=unsent, samples=())
        problems = (*problems, waiting)
    held = note.get("held", counts.held)
    partial, moved = bool(note.get("partial", False)), int(note.get("moved", 0))
    undecided_since = note.get("undecided_since")
    return _StreamReport(
        plan,
        note["key"],
        counts,
        problems,
        differences,
        total.delays,
        partial=partial,
        moved=moved,
        held_removals=held,
        left_out=total.left_out(),
        undecided_since=datetime.fromisoformat(undecided_since) if undecided_since else None,
        mirrored=bool(note.get("mirrored", False)),
    )


def _has_surroundings(run: RunReference, streams: list[_StreamReport], *, well: bool) -> bool:
    """Say whether something was found whose surroundings this run has not read and dealt with.

    What came into a stream that is read whole, or left one, may have had others that refer to it for a long time; and a
    look that wanted to remove many does not know how many there are. It is asked before the baseline knows of them, and
    so also of what a run left that was never reported.
    """
    if run.scoped:
        return any(stream.held_removals or stream.counts.removed for stream in streams)
    settled_everything = well and run.since is None and bool(run.follows)
    return not settled_everything and any(stream.moved for stream in streams)


def _follow(run: RunReference, streams: list[_StreamReport], stores: Stores) -> None:
    """Let the next run go on from here, as far as nothing is unknown or waits."""
    if run.follows and not any(stream.counts.uncertain or stream.counts.superseded for stream in streams):
        waiting = any(stream.partial and (stream.counts.refused or stream.counts.blocked) for stream in streams)
        undecided = min((stream.undecided_since for stream in streams if stream.undecided_since), default=None)
        following.went_well(stores.registers, run, waiting=waiting, undecided_since=undecided)


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
            elif outcome.kind is OutcomeKind.REFUSED and outcome.known:
                # What is held otherwise than it was known to be must not count as unchanged in the next run, and what
                # the target keeps although it has left the source is still to be removed.
                created = outcome.operation is Operation.CREATE
                news.add(bytes.fromhex(outcome.digest) + (GONE if created else DOUBTED))
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


def _largest(groups: tuple[Problem, ...], others: str) -> tuple[Problem, ...]:
    """Return the groups that fit into a record, and one that stands for the `others`."""
    ordered = sorted(groups, key=lambda group: -group.count)
    rest = ordered[_MOST_GROUPS:]
    if not rest:
        return groups
    reason = Reason(
        sentence=f"{len(rest)} {others}; `rollbook show --records` lists every record.",
        remedy="Deal with those above first.",
    )
    count = sum(group.count for group in rest)
    summed = Problem(stream="all streams", kind="other", reason=reason, count=count, samples=())
    return (*ordered[:_MOST_GROUPS], summed)


def _record(
    run: RunReference, failure: Failure | None, streams: list[_StreamReport], stores: Stores, clock: Clock
) -> RunRecord:
    counts = {stream.plan.stream: stream.counts for stream in streams}
    problems = tuple(problem for stream in streams for problem in (*stream.problems, *stream.differences))
    left_out = tuple(group for stream in streams for group in stream.left_out)
    calls: dict[str, int] = {}
    for note in stores.plans.notes(run.run, CALLS):
        calls[note["system"]] = calls.get(note["system"], 0) + note["calls"]
    status, sentence = _end(run, failure, counts, stores)
    if status is Status.SUCCEEDED and any(stream.differences for stream in streams):
        status, sentence = Status.ATTENTION, f"{sentence} Settings of the two systems differ."
    if status is Status.SUCCEEDED and any(problem.kind == OutcomeKind.NOTICE for problem in problems):
        status, sentence = Status.ATTENTION, f"{sentence} Something at the source is not as it should be."
    begun = stores.runs.get(run.run)
    return RunRecord(
        reference=run,
        status=status,
        sentence=sentence,
        ended_at=clock.now(),
        streams=counts,
        calls=calls,
        planned_calls=sum(stream.plan.calls for stream in streams),
        planned_seconds=round(sum(stream.plan.seconds for stream in streams), 1),
        problems=_largest(problems, "more kinds of problems"),
        left_out=_largest(left_out, "more reasons"),
        freshness=freshness(delay for stream in streams for delay in stream.delays),
        acting=begun.acting if begun else {},
        held=tuple(stream.plan.stream for stream in streams if stream.held_removals),
    )


def _end(run: RunReference, failure: Failure | None, counts: dict[str, Counts], stores: Stores) -> tuple[Status, str]:
    if failure:
        return Status.FAILED, _sentence(failure, stores.plans.notes(run.run, FAILURES))
    if run.preview:
        return Status.PREVIEWED, _PREPARED if run.prepare else "This is what a run would do; nothing was sent."
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
    return Status.SUCCEEDED, _in_step(run)


def _in_step(run: RunReference) -> str:
    if run.scoped:
        return "What was looked at is in step."
    return f"In step: {', '.join(run.streams)}." if run.partial else "Everything is in step."


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
