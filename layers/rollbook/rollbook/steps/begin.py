"""Begin: admit the run and take the flow's lease, or say in one sentence why not."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from rollbook.model.descriptors import Flow, Stream
from rollbook.model.errors import FlowBusyError, SettingsError
from rollbook.model.messages import BeginRequest, BeginResult, RunReference
from rollbook.model.ports import Clock, Registers, Runs
from rollbook.model.records import Json
from rollbook.model.runs import RunRecord, Status
from rollbook.model.settings import FlowSettings
from rollbook.steps import check, following, holding, telling, uploads
from rollbook.steps.looking import Rules
from rollbook.steps.swapping import update
from rollbook.sync.timetable import NotDue, Timetable, Window, why_not_due
from rollbook.sync.waves import in_order

_MISFIT = "outside of the window"
"""The matter of which a scheduled run tells that does not fit its settings; its sentence has the time in it."""


def begin(
    request: BeginRequest,
    *,
    rules: Rules,
    registers: Registers,
    runs: Runs,
    clock: Clock,
    acting: Mapping[str, str] | None = None,
) -> BeginResult:
    """Admit a run; its record exists from here on, also when it is not admitted.

    `acting` is, per system, in whose name it is changed. Raises SettingsError when the request names a stream that the
    flow does not have, FlowBusyError when it is worth trying again in a moment.
    """
    flow, settings = rules.flow, rules.settings
    now = clock.now()
    streams = _chosen(flow, request, settings)
    run = RunReference(
        **request.model_dump(exclude={"as_of", "streams", "retry"}),
        # Why a target that is read has refused a record may lie in another one, or have gone by now.
        retry=request.retry or (not request.scoped and any(stream.mirror for stream in streams)),
        fence=0,
        as_of=request.as_of or now,
        started_at=now,
        streams=tuple(stream.name for stream in streams),
        partial=len(streams) < len(_wanted(flow, settings)),
        lease=flow.lease,
    )
    if flow.full_every and not (run.scoped or run.prepare or run.approved):
        mark, every = following.mark(flow, settings, rules.neighbour), flow.full_every(settings)
        everything = request.full or request.retry
        since = None if everything else following.read_from(registers, flow.name, now, every, mark)
        run = run.model_copy(update={"since": since, "follows": "" if run.preview or run.partial else mark})
    if flow.horizon and not run.scoped:
        horizon = run.as_of - flow.horizon(settings)
        run = run.model_copy(update={"oldest": following.oldest(registers, flow.name, horizon)})
    if request.upload:
        uploads.take(registers, flow.name, request.upload, now)
    run, refused = _admit(run, rules, registers)
    runs.put(
        RunRecord(
            reference=run,
            status=Status.SKIPPED if refused else Status.RUNNING,
            sentence=refused.reason if refused else "The run is going on.",
            ended_at=now if refused else None,
            acting=dict(acting or {}),
        )
    )
    return BeginResult(
        admitted=refused is None,
        first=run.first,
        reason=refused.reason if refused else "",
        misfit=refused is not None and refused.misfit,
        notify=refused is not None and refused.misfit and telling.is_news(registers, run, _MISFIT, now),
        run=run,
        reads=() if rules.withdrawn else _reads(streams, prepare=run.prepare),
        streams=run.streams,
    )


def _admit(run: RunReference, rules: Rules, registers: Registers) -> tuple[RunReference, NotDue | None]:
    """Return the run with its lease, or why it must not go now."""
    flow, zone = rules.flow, rules.zone
    refused = _why_not(run, rules, registers)
    if flow.table and not refused and not run.upload and not uploads.open_files(registers, flow.name):
        refused = NotDue("No file is open: nothing was uploaded, or all of it was dealt with.")
    if refused or run.preview:
        return run, refused
    lease = holding.take(registers, run.leased, run.run, run.started_at, brief=run.scoped)
    if lease is None:
        busy = holding.busy(registers, run.leased, zone)
        if run.scoped or run.upload or holding.reserve(registers, run.leased, run.started_at):
            raise FlowBusyError(busy)
        return run, NotDue(busy)
    if run.trigger == "manual" and run.approved is None and not run.scoped:
        moment = _moment(run)
        _update(registers, run.flow, lambda known: Timetable(known.schedule, moment, known.changed_at))
    first = not run.scoped and check.is_pending(registers, run.flow)
    return run.model_copy(update={"fence": lease.token, "first": first}), None


def _chosen(flow: Flow, request: BeginRequest, settings: FlowSettings) -> list[Stream]:
    names = [stream.name for stream in flow.streams]
    unknown = sorted(set(request.streams) - set(names))
    if unknown:
        raise SettingsError(
            f"The run names the stream {', '.join(unknown)}, which {flow.name} does not have. "
            f"Accepted are: {', '.join(names)}."
        )
    if flow.order is None:
        return in_order(flow.streams, request.streams)
    if off := sorted(set(request.streams) - set(_wanted(flow, settings))):
        raise SettingsError(
            f"The run names the stream {', '.join(off)}, which the settings of {flow.name} switch off. "
            f"Switched on are: {', '.join(_wanted(flow, settings))}."
        )
    return [flow.stream(name) for name in _wanted(flow, settings) if name in (request.streams or names)]


def _wanted(flow: Flow, settings: FlowSettings) -> tuple[str, ...]:
    """Return the names of all streams that the settings want."""
    return flow.order(settings) if flow.order else tuple(stream.name for stream in flow.streams)


def _reads(streams: list[Stream], *, prepare: bool) -> tuple[str, ...]:
    collections = [name for stream in streams for name in (stream.reads, *stream.lookups)]
    if prepare:
        matchings = [stream.matching for stream in streams if stream.matching]
        collections += [name for matching in matchings for name in (matching.reads, *matching.lookups)]
    return tuple(dict.fromkeys(collections))


def _why_not(run: RunReference, rules: Rules, registers: Registers) -> NotDue | None:
    settings = rules.settings
    if not settings.enabled:
        return NotDue("The flow is switched off in its settings (enabled: false).")
    if resting := rules.flow.resting(settings, rules.neighbour):
        return NotDue(resting)
    if run.preview:
        return None
    window = None if settings.schedule == "manual" else Window(settings.schedule.start, settings.schedule.end)
    moment = _moment(run)
    timetable = _update(registers, run.flow, lambda known: known.seen(str(window or "manual"), moment))
    if run.trigger != "schedule":
        return None
    return why_not_due(window, timetable, run.as_of, rules.clock, timedelta(hours=settings.grace_hours))


def _moment(run: RunReference) -> datetime:
    """Return the moment that the timetable remembers: a run that pretends to be in the future is one of now."""
    return min(run.as_of, run.started_at)


def _update(registers: Registers, flow: str, change: Callable[[Timetable], Timetable]) -> Timetable:
    timetable = Timetable()

    def changed(value: Json | None) -> Json | None:
        nonlocal timetable
        known = Timetable.from_json(value) if value else Timetable()
        timetable = change(known)
        return timetable.to_json() if timetable != known else None

    update(registers, f"timetable/{flow}", changed)
    return timetable
