"""Metrics of a run, as log lines in the embedded metric format: names of flows and streams, never of people."""

from aws_lambda_powertools.metrics import Metrics, MetricUnit

from rollbook.model.messages import BeginResult
from rollbook.model.runs import RunRecord, Status

NAMESPACE = "Rollbook"
_SECONDS = frozenset({"duration", "freshness_p50", "freshness_p95"})


def emit(record: RunRecord) -> None:
    """Emit what the dashboard and the alarms look at: failed runs, durations, freshness, and figures per stream."""
    run = record.reference
    if record.freshness:
        _write({"flow": run.flow}, {"freshness_p50": record.freshness.p50, "freshness_p95": record.freshness.p95})
    _write(
        {"flow": run.flow},
        {
            "failed": float(record.status is Status.FAILED),
            "duration": (record.ended_at - run.started_at).total_seconds() if record.ended_at else 0.0,
        },
    )
    for stream, counts in record.streams.items():
        _write(
            {"flow": run.flow, "stream": stream}, {name: float(count) for name, count in counts.model_dump().items()}
        )


def emit_schedule(begun: BeginResult) -> None:
    """Emit that a schedule has begun a run, or found that none is due; an alarm goes off when none does for long."""
    if begun.run.trigger == "schedule" and not begun.misfit:
        _write({"flow": begun.run.flow}, {"scheduled": 1.0})


def _write(dimensions: dict[str, str], figures: dict[str, float]) -> None:
    metrics = Metrics(namespace=NAMESPACE, service="rollbook")
    metrics.clear_metrics()
    for name, value in dimensions.items():
        metrics.add_dimension(name=name, value=value)
    for name, figure in figures.items():
        unit = MetricUnit.Seconds if name in _SECONDS else MetricUnit.Count
        metrics.add_metric(name=name, unit=unit, value=figure)
    metrics.flush_metrics()
