"""What the steps say to each other: references, counts and names; never a record, never a person (PL19)."""

from typing import Literal

from pydantic import AwareDatetime, Field

from rollbook.model.records import Frozen, Reason

Trigger = Literal["schedule", "manual"]


class RunReference(Frozen):
    """The run that a step works for.

    `fence` is the token of its lease, 0 when it holds none. `streams` are in the order of dependency; `partial` says
    that the flow has more of them. `retry` sends refused records again although they have not changed.
    """

    run: str
    flow: str
    fence: int
    as_of: AwareDatetime
    started_at: AwareDatetime
    trigger: Trigger
    by: str
    preview: bool = False
    retry: bool = False
    approved: str | None = None
    streams: tuple[str, ...] = ()
    partial: bool = False


class BeginRequest(Frozen):
    """Start a run: of all streams unless some are named; at `as_of` instead of now; without effect in preview.

    `retry` also sends refused records that have not changed (PL8). `approved` names an earlier run whose held removals
    a person approved (PL6). `by` is an account, no person's name.
    """

    run: str = Field(pattern=r"^[A-Za-z0-9_.:-]{1,80}$")
    flow: str
    trigger: Trigger = "manual"
    by: str = "unknown"
    streams: tuple[str, ...] = ()
    as_of: AwareDatetime | None = None
    preview: bool = False
    retry: bool = False
    approved: str | None = None


class BeginResult(Frozen):
    """Whether the run was admitted, or in one sentence why not; what to read, and the streams in dependency order.

    `notify` asks for an e-mail about a run that was not admitted, because its schedule does not fit its settings.
    """

    admitted: bool
    reason: str
    notify: bool
    run: RunReference
    reads: tuple[str, ...]
    streams: tuple[str, ...]


class ExtractRequest(Frozen):
    """Read one collection of the flow's source completely."""

    run: RunReference
    entity: str


class ExtractResult(Frozen):
    """How many records were read in how many calls."""

    entity: str
    records: int
    calls: int
    system: str


class PlanRequest(Frozen):
    """Plan one stream."""

    run: RunReference
    stream: str


class Counts(Frozen):
    """The seven figures of a stream that a person reads, and those that are zero in a healthy run.

    `departed` are among the unchanged: they left the source in this run and stay at the target by the stream's rule.
    """

    created: int = 0
    updated: int = 0
    removed: int = 0
    unchanged: int = 0
    refused: int = 0
    blocked: int = 0
    held: int = 0
    superseded: int = 0
    uncertain: int = 0
    departed: int = 0


class ChunkReference(Frozen):
    """A file of up to 1,000 changes: the unit that one apply invocation works on."""

    stream: str
    chunk: str


class PlanResult(Frozen):
    """What one stream needs: where the lists of chunks are, how many, and what the target's limit makes of it.

    `calls` and `seconds` are the writes that the changes take and the floor that the limit sets for them (PL7).
    """

    stream: str
    counts: Counts
    records: int
    changes: str
    chunks: int
    removals: str
    removal_chunks: int
    calls: int
    seconds: float


class ApplyRequest(Frozen):
    """Send one chunk."""

    run: RunReference
    chunk: ChunkReference


class ApplyResult(Frozen):
    """How the changes of one chunk ended, and the calls it took."""

    stream: str
    chunk: str
    counts: Counts
    calls: int
    system: str


class Failure(Frozen):
    """What Step Functions knows of a failed step: the error's name and its cause, which is JSON for a Lambda."""

    Error: str
    Cause: str = ""


class ReportRequest(Frozen):
    """Close a run: after success, preview or failure alike."""

    run: RunReference
    failure: Failure | None = None


class ReportResult(Frozen):
    """How the run ended, and whether a person must be told."""

    run: RunReference
    status: str
    notify: bool


class NotifyRequest(Frozen):
    """Tell the administrator about one run."""

    run: RunReference


class NotifyResult(Frozen):
    """The mail system's id of the message."""

    message: str


class Problem(Frozen):
    """Records that share a stream, an end and a reason; `samples` are beginnings of their digests."""

    stream: str
    kind: str
    reason: Reason
    count: int
    samples: tuple[str, ...]
