"""Adding up what became of records, so that every one that came in is accounted for."""

from array import array
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from rollbook.model.changes import REMARKS, Operation, Outcome, OutcomeKind
from rollbook.model.messages import Counts, Problem
from rollbook.model.records import Reason
from rollbook.model.runs import Freshness

_APPLIED = {Operation.CREATE: "created", Operation.UPDATE: "updated", Operation.REMOVE: "removed"}
_SAMPLES = 5


def _counted(outcome: Outcome) -> str:
    """Return the name of the figure that an outcome counts in."""
    return _APPLIED[outcome.operation] if outcome.kind is OutcomeKind.APPLIED else outcome.kind.value


def add(left: Counts, right: Counts) -> Counts:
    """Return the sum, figure by figure."""
    return Counts(**{name: getattr(left, name) + getattr(right, name) for name in Counts.model_fields})


def accounted(counts: Counts) -> int:
    """Return how many records the figures account for; the departed are among the unchanged already."""
    return sum(getattr(counts, name) for name in Counts.model_fields if name != "departed")


@dataclass
class Tally:
    """Counts outcomes and groups those that a person should see, keeping a few samples of each group."""

    figures: dict[str, int] = field(default_factory=dict)
    groups: dict[tuple[str, str, str, str], list[str]] = field(default_factory=dict)
    sizes: dict[tuple[str, str, str, str], int] = field(default_factory=dict)
    delays: "array[float]" = field(default_factory=lambda: array("f"))

    def take(self, stream: str, outcome: Outcome) -> None:
        """Count one outcome; a remark is no end of a record, and only grouped."""
        if outcome.kind not in REMARKS:
            figure = _counted(outcome)
            self.figures[figure] = self.figures.get(figure, 0) + 1
        if outcome.kind is OutcomeKind.UNCHANGED and outcome.operation is Operation.REMOVE:
            self.figures["departed"] = self.figures.get("departed", 0) + 1
        if outcome.delay is not None:
            self.delays.append(outcome.delay)
        if outcome.reason:
            group = (stream, outcome.kind.value, outcome.reason.sentence, outcome.reason.remedy)
            self.sizes[group] = self.sizes.get(group, 0) + 1
            samples = self.groups.setdefault(group, [])
            if len(samples) < _SAMPLES:
                samples.append(outcome.digest[:10])

    def counts(self) -> Counts:
        """Return the figures."""
        return Counts(**self.figures)

    def problems(self) -> tuple[Problem, ...]:
        """Return the groups that a person should look at, largest first."""
        return tuple(problem for problem in self._grouped() if problem.kind != OutcomeKind.LEFT_OUT)

    def left_out(self) -> tuple[Problem, ...]:
        """Return the groups that were left out, largest first."""
        return tuple(problem for problem in self._grouped() if problem.kind == OutcomeKind.LEFT_OUT)

    def _grouped(self) -> Iterator[Problem]:
        return (
            Problem(
                stream=stream,
                kind=kind,
                reason=Reason(sentence=sentence, remedy=remedy),
                count=self.sizes[(stream, kind, sentence, remedy)],
                samples=tuple(samples),
            )
            for (stream, kind, sentence, remedy), samples in sorted(
                self.groups.items(), key=lambda item: (-self.sizes[item[0]], item[0])
            )
        )


def freshness(delays: Iterable[float]) -> Freshness | None:
    """Return the median and the 95th percentile (nearest rank) of delays in seconds, None when there are none."""
    ordered = sorted(delays)
    if not ordered:
        return None

    def ranked(percent: int) -> float:
        return round(ordered[-(-len(ordered) * percent // 100) - 1], 3)

    return Freshness(count=len(ordered), p50=ranked(50), p95=ranked(95))


def tally(stream: str, outcomes: Iterable[Outcome]) -> Tally:
    """Return the tally of a stream's outcomes."""
    total = Tally()
    for outcome in outcomes:
        total.take(stream, outcome)
    return total
