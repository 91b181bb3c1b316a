"""What the steps need of the world: `aws/` is one answer, the in-memory twins are another; one suite tests both."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any, BinaryIO, Protocol

from pydantic import AwareDatetime

from rollbook.model.changes import Change, Intent, Mapping, Outcome, OutcomeKind
from rollbook.model.descriptors import Profile
from rollbook.model.messages import ChunkReference
from rollbook.model.records import Frozen, Json, Reason
from rollbook.model.runs import RunRecord


class Clock(Protocol):
    """Time as something that is handed in."""

    def now(self) -> datetime:
        """Return the moment, in UTC."""
        ...

    def sleep(self, seconds: float) -> None:
        """Wait."""
        ...


class Proof(Frozen):
    """That a collection was read completely: what the source declared, what arrived, on how many pages."""

    declared: int
    read: int
    pages: int


class Snapshots(Protocol):
    """Collections as read in one run."""

    def write(self, run: str, entity: str, records: Iterable[Json]) -> None:
        """Store records in parts while they arrive; not readable before it is sealed."""
        ...

    def seal(self, run: str, entity: str, proof: Proof) -> None:
        """Declare the snapshot complete."""
        ...

    def read(self, run: str, entity: str) -> Iterator[Json]:
        """Yield the records in the order of reading; raises IncompleteReadError when they are not all there."""
        ...


class BaselineManifest(Frozen):
    """Which shards make up a baseline: `shards[i]` holds the entries whose digests begin with the `bits` bits of i.

    `key` is the fingerprint of the key that the digests were made with. `generation` counts the commits, so that no two
    manifests are alike. `version` is the store's own mark for the
    conditional write; empty for a baseline that does not exist yet.
    """

    key: str = ""
    generation: int = 0
    bits: int = 0
    entries: int = 0
    shards: tuple[str | None, ...] = (None,)
    version: str = ""


class Baselines(Protocol):
    """Per stream, what the target is known to hold, as sorted shards of digests."""

    def manifest(self, flow: str, stream: str) -> BaselineManifest:
        """Return the current manifest, an empty one at first."""
        ...

    def shard(self, flow: str, stream: str, name: str) -> bytes:
        """Return one shard."""
        ...

    def put_shard(self, flow: str, stream: str, content: bytes) -> str:
        """Store one shard and return its name, which depends on nothing but the content."""
        ...

    def commit(self, flow: str, stream: str, manifest: BaselineManifest, stale: Sequence[str]) -> None:
        """Make the manifest the current one and let the stale shards go.

        Raises LeaseLostError when somebody committed since the manifest's `version`.
        """
        ...


class Mappings(Protocol):
    """What is known of every record that was ever sent."""

    def get(self, flow: str, stream: str, digests: Sequence[str]) -> dict[str, Mapping]:
        """Return the mappings that exist, by digest; always the latest."""
        ...

    def put(self, mappings: Sequence[Mapping]) -> None:
        """Store each unless a writer with a larger fence was there first: LeaseLostError."""
        ...


class Intents(Protocol):
    """Batches that may have had an effect which no baseline knows of."""

    def open(self, intent: Intent) -> None:
        """Remember a batch before it is sent."""
        ...

    def close(self, intent: Intent) -> None:
        """Forget a batch whose outcomes a baseline knows."""
        ...

    def of_stream(self, flow: str, stream: str) -> list[Intent]:
        """Return the open ones of a stream, whoever opened them."""
        ...

    def of_chunk(self, flow: str, stream: str, run: str, chunk: str) -> list[Intent]:
        """Return those that a run opened for one chunk."""
        ...


class Register(Frozen):
    """A small shared value under compare-and-swap: leases, credits and timetables are kept in such."""

    value: dict[str, Any]
    version: int


class Registers(Protocol):
    """Small shared values."""

    def read(self, name: str) -> Register | None:
        """Return the value as last swapped in."""
        ...

    def swap(self, name: str, expected: Register | None, value: dict[str, Any]) -> bool:
        """Replace the value if it is still the expected one; say whether it was."""
        ...


class Plans(Protocol):
    """The files of a plan: chunks of changes, held removals, outcomes, summaries."""

    def put_chunk(self, run: str, stream: str, chunk: str, changes: Sequence[Change]) -> ChunkReference:
        """Store a chunk."""
        ...

    def put_chunks(self, run: str, stream: str, name: str, chunks: Sequence[ChunkReference]) -> str:
        """Store the list that the state machine maps over, and return its key."""
        ...

    def chunks(self, run: str, stream: str) -> list[str]:
        """Return the names of a stream's chunks, held removals among them."""
        ...

    def changes(self, run: str, stream: str, chunk: str) -> list[Change]:
        """Return the changes of a chunk; empty when its file has expired."""
        ...

    def put_held(self, run: str, stream: str, changes: Sequence[Change]) -> None:
        """Store removals that wait for a person."""
        ...

    def held(self, run: str, stream: str) -> list[Change]:
        """Return the removals of that run and stream which wait for a person; empty when none do."""
        ...

    def put_outcomes(self, run: str, stream: str, chunk: str, outcomes: Sequence[Outcome]) -> None:
        """Store how the changes of one chunk ended, instead of what an earlier attempt stored."""
        ...

    def outcomes(self, run: str, stream: str) -> Iterator[Outcome]:
        """Yield all outcomes of a stream."""
        ...

    def put_note(self, run: str, name: str, note: Json) -> None:
        """Store a step's small result under its name."""
        ...

    def notes(self, run: str, prefix: str) -> list[Json]:
        """Return the small results whose names begin so."""
        ...


class Match(StrEnum):
    """What was found of a record: of the source first, and then of those that are left at the target."""

    CONFLICT = "conflict"
    LIKELY = "likely"
    CERTAIN = "certain"
    NEW = "new"
    CANDIDATE = "candidate"
    UNMATCHED = "unmatched"


class Finding(Frozen):
    """One entry of a mapping report (SG7).

    `wanted` is a record of the source, `held` the one of the target that it is or, of a conflict, that alone it may be.
    `matched_by` is the criterion that found it, `candidates` are the ids of all that were found.
    """

    match: Match
    wanted: Profile | None = None
    held: Profile | None = None
    matched_by: str = ""
    candidates: tuple[str, ...] = ()
    reason: Reason | None = None


class Reports(Protocol):
    """Mapping reports: what was found of the records of both sides when a run prepared the first one (SG7)."""

    def write(self, run: str, stream: str, findings: Iterable[Finding]) -> None:
        """Store a stream's findings in parts while they arrive, instead of what an earlier attempt stored."""
        ...

    def read(self, run: str, stream: str) -> Iterator[Finding] | None:
        """Return the findings in the order of writing; None when there is no complete report, or it has expired."""
        ...


class Uploads(Protocol):
    """Files that an institution uploads to be imported, and the files that say what became of their rows (CR10)."""

    def fetch(self, key: str, into: BinaryIO) -> None:
        """Copy an uploaded file; raises SettingsError when there is none, or not any more."""
        ...

    def put_result(self, flow: str, run: str, parts: Iterable[bytes]) -> None:
        """Store the result of a run's import, instead of what an earlier attempt stored."""
        ...

    def fetch_result(self, flow: str, run: str, into: BinaryIO) -> bool:
        """Copy the result of a run's import; say whether there is one, for it may have expired."""
        ...


class Standing(Frozen):
    """What is wrong with one record, or should be known of it: as it ended in a run, and since when (CD8)."""

    kind: OutcomeKind
    reason: Reason
    run: str
    since: AwareDatetime


class Standings(Protocol):
    """Per stream, the records that something is to be said of; they may hold what is personal."""

    def read(self, flow: str, stream: str) -> dict[str, tuple[Standing, ...]]:
        """Return what is to be said, by key."""
        ...

    def write(self, flow: str, stream: str, standings: dict[str, tuple[Standing, ...]]) -> None:
        """Store what is to be said instead of what was."""
        ...


class Runs(Protocol):
    """Run records."""

    def put(self, record: RunRecord) -> None:
        """Store or replace the record of a run."""
        ...

    def get(self, run: str) -> RunRecord | None:
        """Return the record of a run."""
        ...

    def latest(self, flow: str, limit: int) -> list[RunRecord]:
        """Return the newest records of a flow, newest first."""
        ...


class Mail(Protocol):
    """The way to a person."""

    def send(self, template: str, fields: dict[str, str], to: str = "") -> str:
        """Send one templated e-mail, to the administrator unless somebody else is named, and return its id."""
        ...


class Stores(Protocol):
    """All stores together, as a step gets them; a function may be given only those that it uses."""

    @property
    def snapshots(self) -> Snapshots:
        """Collections as read in one run."""
        ...

    @property
    def plans(self) -> Plans:
        """The files of plans."""
        ...

    @property
    def baselines(self) -> Baselines:
        """What targets are known to hold."""
        ...

    @property
    def mappings(self) -> Mappings:
        """What is known of every record that was ever sent."""
        ...

    @property
    def intents(self) -> Intents:
        """Batches that may have had their effect."""
        ...

    @property
    def registers(self) -> Registers:
        """Leases, credits and timetables."""
        ...

    @property
    def runs(self) -> Runs:
        """Run records."""
        ...

    @property
    def reports(self) -> Reports:
        """Mapping reports."""
        ...

    @property
    def standings(self) -> Standings:
        """The records that something is to be said of."""
        ...

    @property
    def uploads(self) -> Uploads:
        """Files to be imported, and their results."""
        ...
