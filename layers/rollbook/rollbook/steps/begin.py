"""Begin: admit the run and take the flow's lease, or say in one sentence why not."""

from collections.abc import Callable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from rollbook.model.descriptors import Flow, Stream
from rollbook.model.errors import SettingsError
from rollbook.model.messages import BeginRequest, BeginResult, RunReference
from rollbook.model.ports import Clock, Registers, Runs
from rollbook.model.records import Json
from rollbook.model.runs import RunRecord, Status
from rollbook.model.settings import FlowSettings
from rollbook.steps import holding
from rollbook.steps.swapping import update
from rollbook.sync.timetable import NotDue, Timetable, Window, why_not_due
from rollbook.sync.waves import in_order


def begin(
    request: BeginRequest,
    *,
    flow: Flow,
    settings: FlowSettings,
    zone: ZoneInfo,
    registers: Registers,
    runs: Runs,
    clock: Clock,
) -> BeginResult:
    """Admit a run; its record exists from here on, also when it is not admitted.

    Raises SettingsError when the request names a stream that the flow does not have.
    """
    now = clock.now()
    streams = _chosen(flow, request)
    run = RunReference(
        **request.model_dump(exclude={"as_of", "streams"}),
        fence=0,
        as_of=request.as_of or now,
        started_at=now,
        streams=tuple(stream.name for stream in streams),
        partial=len(streams) < len(flow.streams),
    )
    run, refused = _admit(run, settings, zone, registers)
    runs.put(
        RunRecord(
            reference=run,
            status=Status.SKIPPED if refused else Status.RUNNING,
            sentence=refused.reason if refused else "The run is going on.",
            ended_at=now if refused else None,
        )
    )
    return BeginResult(
        admitted=refused is None,
        reason=refused.reason if refused else "",
        notify=refused is not None and refused.misfit,
        run=run,
        reads=_reads(streams),
        streams=run.streams,
    )


def _admit(
    run: RunReference, settings: FlowSettings, zone: ZoneInfo, registers: Registers
) -> tuple[RunReference, NotDue | None]:
    """Return the run with its lease, or why it must not go now."""
    refused = _why_not(run, settings, zone, registers)
    if refused or run.preview:
        return run, refused
    lease = holding.take(registers, run.flow, run.run, run.started_at)
    if lease is None:
        return run, NotDue(holding.busy(registers, run.flow, zone))
    if run.trigger == "manual" and run.approved is None:
        moment = _moment(run)
        _update(registers, run.flow, lambda known: Timetable(known.schedule, moment, known.changed_at))
    return run.model_copy(update={"fence": lease.token}), None


def _chosen(flow: Flow, request: BeginRequest) -> list[Stream]:
    names = [stream.name for stream in flow.streams]
    unknown = sorted(set(request.streams) - set(names))
    if unknown:
        raise SettingsError(
            f"The run names the stream {', '.join(unknown)}, which {flow.name} does not have. "
            f"Accepted are: {', '.join(names)}."
        )
    return in_order(flow.streams, request.streams)


def _reads(streams: list[Stream]) -> tuple[str, ...]:
    collections = [name for stream in streams for name in (stream.reads, *stream.lookups)]
    return tuple(dict.fromkeys(collections))


def _why_not(run: RunReference, settings: FlowSettings, zone: ZoneInfo, registers: Registers) -> NotDue | None:
    if not settings.enabled:
        return NotDue("The flow is switched off in its settings (enabled: false).")
    if run.preview:
        return None
    window = None if settings.schedule == "manual" else Window(settings.schedule.start, settings.schedule.end)
    moment = _moment(run)
    timetable = _update(registers, run.flow, lambda known: known.seen(str(window or "manual"), moment))
    if run.trigger == "manual":
        return None
    return why_not_due(window, timetable, run.as_of, zone, timedelta(hours=settings.grace_hours))


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
