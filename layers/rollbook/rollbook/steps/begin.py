"""Begin: admit the run and take the flow's lease, or say in one sentence why not."""

from collections.abc import Callable
from datetime import timedelta
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
from rollbook.sync.timetable import Timetable, Window, why_not_due
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
        run=request.run,
        flow=flow.name,
        fence=0,
        as_of=request.as_of or now,
        started_at=now,
        trigger=request.trigger,
        by=request.by,
        preview=request.preview,
        approved=request.approved,
        streams=request.streams,
    )
    reason = _why_not(run, settings, zone, registers)
    if not reason and not request.preview:
        lease = holding.take(registers, flow.name, request.run, now)
        if lease:
            run = run.model_copy(update={"fence": lease.token})
            _remember_manual(run, registers)
        else:
            reason = f"Run {holding.holder(registers, flow.name)} of this flow is still going on; two never overlap."
    runs.put(
        RunRecord(
            reference=run,
            status=Status.SKIPPED if reason else Status.RUNNING,
            sentence=reason or "The run is going on.",
            ended_at=now if reason else None,
        )
    )
    return BeginResult(
        admitted=not reason,
        reason=reason or "",
        run=run,
        reads=_reads(streams),
        streams=tuple(stream.name for stream in streams),
    )


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


def _why_not(run: RunReference, settings: FlowSettings, zone: ZoneInfo, registers: Registers) -> str | None:
    if not settings.enabled:
        return "The flow is switched off in its settings (enabled: false)."
    window = None if settings.schedule == "manual" else Window(settings.schedule.start, settings.schedule.end)
    if run.preview:
        return None
    moment = min(run.as_of, run.started_at)
    timetable = _update(registers, run.flow, lambda known: known.seen(str(window or "manual"), moment))
    if run.trigger == "manual":
        return None
    return why_not_due(window, timetable, run.as_of, zone, timedelta(hours=settings.grace_hours))


def _remember_manual(run: RunReference, registers: Registers) -> None:
    if run.trigger == "manual":
        _update(
            registers,
            run.flow,
            lambda known: Timetable(known.schedule, min(run.as_of, run.started_at), known.changed_at),
        )


def _update(registers: Registers, flow: str, change: Callable[[Timetable], Timetable]) -> Timetable:
    timetable = Timetable()

    def changed(value: Json | None) -> Json | None:
        nonlocal timetable
        known = Timetable.from_json(value) if value else Timetable()
        timetable = change(known)
        return timetable.to_json() if timetable != known else None

    update(registers, f"timetable/{flow}", changed)
    return timetable
