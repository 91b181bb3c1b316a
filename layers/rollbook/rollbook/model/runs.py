"""The one record of a run (PL4)."""

from enum import StrEnum

from pydantic import AwareDatetime

from rollbook.model.messages import Counts, Problem, RunReference
from rollbook.model.records import Frozen


class Status(StrEnum):
    """How a run stands; only `failed` is red, and nothing that failed is anything else."""

    RUNNING = "running"
    SKIPPED = "skipped"
    PREVIEWED = "previewed"
    SUCCEEDED = "succeeded"
    ATTENTION = "needs_attention"
    FAILED = "failed"


class Freshness(Frozen):
    """How long changes took from source to target, in seconds: how many, half of them, 95 % of them (PL15)."""

    count: int
    p50: float
    p95: float


class RunRecord(Frozen):
    """Who or what started a run, what it did per stream and system, and how it ended.

    `sentence` is the one line to read first. `held` lists streams with removals that wait for a person, and
    `decision` is what that person said of them. `freshness` is there when changes came whose moment is known. `acting`
    is, per system, the account in whose name it was changed, where that is not the owner of the credentials (SG4).
    `left_out` is what is not for the target now, and why.
    """

    reference: RunReference
    status: Status
    sentence: str
    ended_at: AwareDatetime | None = None
    streams: dict[str, Counts] = {}  # noqa: RUF012 - pydantic copies defaults
    calls: dict[str, int] = {}  # noqa: RUF012 - as above
    planned_calls: int = 0
    planned_seconds: float = 0.0
    problems: tuple[Problem, ...] = ()
    left_out: tuple[Problem, ...] = ()
    held: tuple[str, ...] = ()
    decision: str | None = None
    freshness: Freshness | None = None
    acting: dict[str, str] = {}  # noqa: RUF012 - as above
