"""What the steps say to each other: references, counts and names; never a record, never a person (PL19)."""

from typing import Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from rollbook.model.records import Frozen, Reason

Trigger = Literal["schedule", "manual", "webhook", "upload"]
End = Literal["well", "busy", "failed"]
"""How a look ended: well, not at all because another run was in the way, or badly."""


class RunReference(Frozen):
    """The run that a step works for.

    `fence` is the token of its lease, 0 when it holds none. `streams` are in the order of dependency; `partial` says
    that the flow has more of them. `retry` sends refused records again although they have not changed. A `scoped` run
    looks only at what the hints that were left for it name. `since` narrows what streams allow it for to what changed
    from then on; without it, `oldest` is how far back everything goes. A run with the mark `follows` lets the next one
    go on from where it began, if that has the same mark, so the same rules and settings. `first` says that its systems
    were never found ready. `prepare` matches the records with those that the target holds already, and sends nothing
    (SG7). `upload` is the file that a run of an import reads; without it, all those that are open. `lease` names the
    one that its flow shares with others. A `full` run looks at everything, also at what needs nothing by all that is
    known.
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
    scoped: bool = False
    since: AwareDatetime | None = None
    oldest: AwareDatetime | None = None
    follows: str = ""
    first: bool = False
    prepare: bool = False
    upload: str = ""
    lease: str = ""
    full: bool = False

    @property
    def leased(self) -> str:
        """The name of the lease that the run takes: its flow's, or one that flows share."""
        return self.lease or self.flow


class BeginRequest(Frozen):
    """Start a run: of all streams unless some are named; at `as_of` instead of now; without effect in preview.

    `full` reads everything, also where a run may narrow itself to what changed since the last one. So does `retry`,
    which also sends refused records that have not changed (PL8). `approved` names an earlier run whose held removals a
    person approved (PL6). `by` is an account, no person's name. `scoped`, `prepare` and `upload` are as in the run's
    reference.
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
    full: bool = False
    scoped: bool = False
    prepare: bool = False
    upload: str = Field(default="", max_length=1024)


class BeginResult(Frozen):
    """Whether the run was admitted, or in one sentence why not; what to read, and the streams in dependency order.

    `first` says that the flow's systems were never found ready. A run that was not admitted because its schedule does
    not fit its settings is a `misfit`; `notify` asks for an e-mail about it.
    """

    admitted: bool
    misfit: bool
    first: bool
    reason: str
    notify: bool
    run: RunReference
    reads: tuple[str, ...]
    streams: tuple[str, ...]


class PollRequest(Frozen):
    """Ask a system what happened, instead of waiting for its events."""

    system: str


class PollResult(Frozen):
    """How many events of the system were new to the inbox, and how many had come before."""

    system: str
    queued: int
    known: int


class CheckRequest(Frozen):
    """Try the credentials of all systems, or of those of a run's flow, changing nothing (SG1, SG4)."""

    run: RunReference | None = None


class SystemCheck(Frozen):
    """What a connection check found of one system."""

    system: str
    healthy: bool
    sentence: str


class CheckResult(Frozen):
    """What the checks found, one per system."""

    systems: tuple[SystemCheck, ...]


class TextAttribute(BaseModel):
    """An attribute of a queued message, as Lambda spells it."""

    model_config = ConfigDict(frozen=True)

    stringValue: str  # noqa: N815 - AWS's spelling


class QueuedEvent(BaseModel):
    """A verified event of a vendor's system as it comes out of the queue; its body is as it was signed."""

    model_config = ConfigDict(frozen=True)

    messageId: str  # noqa: N815 - AWS's spelling
    receiptHandle: str  # noqa: N815 - as above
    body: str
    messageAttributes: dict[str, TextAttribute]  # noqa: N815 - as above

    @property
    def sender(self) -> str:
        """Who sent the event, as its address said and its proof confirmed."""
        attribute = self.messageAttributes.get("sender")
        return attribute.stringValue if attribute else ""


class InterpretRequest(BaseModel):
    """A batch of queued events, as Lambda hands it over."""

    model_config = ConfigDict(frozen=True)

    Records: tuple[QueuedEvent, ...]

    def receipts(self, failures: "InterpretResult") -> list[str]:
        """Return the receipts of the events that failed."""
        failed = {failure.itemIdentifier for failure in failures.batchItemFailures}
        return [event.receiptHandle for event in self.Records if event.messageId in failed]


class ItemFailure(Frozen):
    """One event that must come again."""

    itemIdentifier: str  # noqa: N815 - AWS's spelling


class InterpretResult(Frozen):
    """What became of a batch: events, those that were of no use, what they named, looks, and what must come again.

    `problems` are the sentences about those that were not understood, and about looks that could not be begun.
    """

    events: int
    idle: int
    hints: int
    looks: int
    problems: tuple[str, ...]
    batchItemFailures: tuple[ItemFailure, ...]  # noqa: N815 - AWS's spelling


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
    `removals_first` says that they make room for what is created.
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
    removals_first: bool = False


class ApplyRequest(Frozen):
    """Send one chunk."""

    run: RunReference
    chunk: ChunkReference


class ApplyResult(Frozen):
    """How the changes of one chunk ended, and the calls it took.

    While an operation of the system goes on, `wait` is after how many seconds the chunk has to be looked at again.
    """

    stream: str
    chunk: str
    counts: Counts
    calls: int
    system: str
    wait: int = 0


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
