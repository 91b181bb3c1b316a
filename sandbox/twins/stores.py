"""Every port of `model/ports.py` in memory; the suite in `tests/contract/stores` holds them to what AWS does."""

import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any, BinaryIO

from rollbook.model.changes import Change, Intent, Mapping, Outcome
from rollbook.model.errors import IncompleteReadError, LeaseLostError, SettingsError, SystemUnavailableError
from rollbook.model.messages import ChunkReference
from rollbook.model.ports import BaselineManifest, Finding, Proof, Register, Standing
from rollbook.model.records import Json
from rollbook.model.runs import RunRecord


class VirtualClock:
    """Time that passes only when somebody sleeps."""

    def __init__(self, start: datetime) -> None:
        self._now = start

    def now(self) -> datetime:
        """Return the moment."""
        return self._now

    def sleep(self, seconds: float) -> None:
        """Let time pass."""
        self._now += timedelta(seconds=max(0.0, seconds))


class MemorySnapshots:
    """Collections as read in one run."""

    def __init__(self) -> None:
        self._records: dict[tuple[str, str], list[str]] = {}
        self._proofs: dict[tuple[str, str], Proof] = {}

    def write(self, run: str, entity: str, records: Iterable[Json]) -> None:
        """Store records; not readable before it is sealed."""
        self._records[run, entity] = [json.dumps(record) for record in records]

    def seal(self, run: str, entity: str, proof: Proof) -> None:
        """Declare the snapshot complete."""
        self._proofs[run, entity] = proof

    def read(self, run: str, entity: str) -> Iterator[Json]:
        """Yield the records in the order of reading; raises IncompleteReadError when they are not all there."""
        proof, rows = self._proofs.get((run, entity)), self._records.get((run, entity), [])
        if proof is None:
            raise IncompleteReadError(f"The snapshot of {entity} in run {run} is not complete or expired. Run again.")
        for row in rows:
            yield json.loads(row)
        if len(rows) != proof.read:
            raise IncompleteReadError(f"The snapshot of {entity} in run {run} has lost records. Run again.")


class MemoryBaselines:
    """Per stream, what the target is known to hold."""

    def __init__(self) -> None:
        self._manifests: dict[tuple[str, str], BaselineManifest] = {}
        self._shards: dict[tuple[str, str, str], bytes] = {}
        self._versions = 0

    def manifest(self, flow: str, stream: str) -> BaselineManifest:
        """Return the current manifest, an empty one at first."""
        return self._manifests.get((flow, stream), BaselineManifest())

    def shard(self, flow: str, stream: str, name: str) -> bytes:
        """Return one shard; SystemUnavailableError when another run has replaced it meanwhile."""
        if (flow, stream, name) not in self._shards:
            raise SystemUnavailableError(f"The baseline of {flow}, {stream} moved on while it was read. Try again.")
        return self._shards[flow, stream, name]

    def put_shard(self, flow: str, stream: str, content: bytes) -> str:
        """Store one shard under the digest of its content."""
        name = sha256(content).hexdigest()
        self._shards[flow, stream, name] = content
        return name

    def commit(self, flow: str, stream: str, manifest: BaselineManifest, stale: Sequence[str]) -> None:
        """Make the manifest the current one; LeaseLostError when somebody did so since its version."""
        current = self.manifest(flow, stream)
        manifest = manifest.model_copy(update={"generation": manifest.generation + 1})
        if current.version != manifest.version and current != manifest.model_copy(update={"version": current.version}):
            raise LeaseLostError(f"Another run moved the baseline of {flow}, {stream} meanwhile.")
        self._versions += 1
        self._manifests[flow, stream] = manifest.model_copy(update={"version": str(self._versions)})
        for name in stale:
            self._shards.pop((flow, stream, name), None)


class MemoryMappings:
    """What is known of every record that was ever sent."""

    def __init__(self) -> None:
        self._mappings: dict[tuple[str, str, str], Mapping] = {}

    def get(self, flow: str, stream: str, digests: Sequence[str]) -> dict[str, Mapping]:
        """Return the mappings that exist, by digest."""
        found = {digest: self._mappings.get((flow, stream, digest)) for digest in digests}
        return {digest: mapping for digest, mapping in found.items() if mapping}

    def put(self, mappings: Sequence[Mapping]) -> None:
        """Store each unless a writer with a larger fence was there first: LeaseLostError."""
        late: list[Mapping] = []
        for mapping in mappings:
            key = (mapping.flow, mapping.stream, mapping.digest)
            held = self._mappings.get(key)
            if held and held.fence > mapping.fence:
                late.append(mapping)
            else:
                self._mappings[key] = mapping
        if late:
            raise LeaseLostError(f"A later run of {late[0].flow} has already written a record of {late[0].stream}.")


class MemoryIntents:
    """Batches that may have had an effect which no baseline knows of."""

    def __init__(self) -> None:
        self._open: dict[tuple[str, str, str], Intent] = {}

    def open(self, intent: Intent) -> None:
        """Remember a batch before it is sent."""
        self._open[intent.run, intent.chunk, intent.batch] = intent

    def close(self, intent: Intent) -> None:
        """Forget a batch whose outcomes a baseline knows."""
        self._open.pop((intent.run, intent.chunk, intent.batch), None)

    def of_stream(self, flow: str, stream: str) -> list[Intent]:
        """Return the open ones of a stream, whoever opened them."""
        return [intent for intent in self._open.values() if (intent.flow, intent.stream) == (flow, stream)]

    def of_chunk(self, flow: str, stream: str, run: str, chunk: str) -> list[Intent]:
        """Return those that a run opened for one chunk."""
        return [intent for intent in self.of_stream(flow, stream) if (intent.run, intent.chunk) == (run, chunk)]


class MemoryRegisters:
    """Small shared values under compare-and-swap."""

    def __init__(self) -> None:
        self._values: dict[str, tuple[str, int]] = {}

    def read(self, name: str) -> Register | None:
        """Return the value as last swapped in."""
        held = self._values.get(name)
        return Register(value=json.loads(held[0]), version=held[1]) if held else None

    def swap(self, name: str, expected: Register | None, value: dict[str, Any]) -> bool:
        """Replace the value if it is still the expected one; say whether it was."""
        current = self.read(name)
        if (current and current.version) != (expected and expected.version):
            return False
        self._values[name] = (json.dumps(value), (current.version if current else 0) + 1)
        return True


class MemoryPlans:
    """The files of plans."""

    def __init__(self) -> None:
        self._chunks: dict[tuple[str, str, str], list[str]] = {}
        self._outcomes: dict[tuple[str, str, str], list[str]] = {}
        self._notes: dict[tuple[str, str], str] = {}
        self.lists: dict[str, list[ChunkReference]] = {}

    def put_chunk(self, run: str, stream: str, chunk: str, changes: Sequence[Change]) -> ChunkReference:
        """Store a chunk."""
        self._chunks[run, stream, chunk] = [change.model_dump_json() for change in changes]
        return ChunkReference(stream=stream, chunk=chunk)

    def put_chunks(self, run: str, stream: str, name: str, chunks: Sequence[ChunkReference]) -> str:
        """Store the list that the state machine maps over, and return its key."""
        key = f"{run}/{stream}/{name}"
        self.lists[key] = list(chunks)
        return key

    def chunks(self, run: str, stream: str) -> list[str]:
        """Return the names of a stream's chunks, held removals among them."""
        return sorted(chunk for of_run, of_stream, chunk in self._chunks if (of_run, of_stream) == (run, stream))

    def changes(self, run: str, stream: str, chunk: str) -> list[Change]:
        """Return the changes of a chunk; empty when there is none."""
        return [Change.model_validate_json(row) for row in self._chunks.get((run, stream, chunk), [])]

    def put_held(self, run: str, stream: str, changes: Sequence[Change]) -> None:
        """Store removals that wait for a person."""
        self.put_chunk(run, stream, "held", changes)

    def held(self, run: str, stream: str) -> list[Change]:
        """Return the removals of that run and stream which wait for a person."""
        return self.changes(run, stream, "held")

    def put_outcomes(self, run: str, stream: str, chunk: str, outcomes: Sequence[Outcome]) -> None:
        """Store how the changes of one chunk ended, instead of what an earlier attempt stored."""
        self._outcomes[run, stream, chunk] = [outcome.model_dump_json() for outcome in outcomes]

    def outcomes(self, run: str, stream: str) -> Iterator[Outcome]:
        """Yield all outcomes of a stream."""
        for (of_run, of_stream, _), rows in sorted(self._outcomes.items()):
            if (of_run, of_stream) == (run, stream):
                yield from (Outcome.model_validate_json(row) for row in rows)

    def put_note(self, run: str, name: str, note: Json) -> None:
        """Store a step's small result under its name."""
        self._notes[run, name] = json.dumps(note)

    def notes(self, run: str, prefix: str) -> list[Json]:
        """Return the small results whose names begin so."""
        return [
            json.loads(note)
            for (of_run, name), note in sorted(self._notes.items())
            if of_run == run and name.startswith(prefix)
        ]


class MemoryRuns:
    """Run records."""

    def __init__(self) -> None:
        self._records: dict[str, RunRecord] = {}

    def put(self, record: RunRecord) -> None:
        """Store or replace the record of a run."""
        self._records[record.reference.run] = record

    def get(self, run: str) -> RunRecord | None:
        """Return the record of a run."""
        return self._records.get(run)

    def latest(self, flow: str, limit: int) -> list[RunRecord]:
        """Return the newest records of a flow, newest first."""
        records = [record for record in self._records.values() if record.reference.flow == flow]
        return sorted(records, key=lambda record: record.reference.started_at, reverse=True)[:limit]


class MemoryReports:
    """Mapping reports."""

    def __init__(self) -> None:
        self._findings: dict[tuple[str, str], list[str]] = {}

    def write(self, run: str, stream: str, findings: Iterable[Finding]) -> None:
        """Store a stream's findings, instead of what an earlier attempt stored."""
        self._findings[run, stream] = [finding.model_dump_json() for finding in findings]

    def read(self, run: str, stream: str) -> Iterator[Finding] | None:
        """Return the findings in the order of writing; None when there is no complete report."""
        rows = self._findings.get((run, stream))
        return None if rows is None else (Finding.model_validate_json(row) for row in rows)


class MemoryUploads:
    """Files to be imported, and their results."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}
        self.results: dict[str, bytes] = {}

    def fetch(self, key: str, into: BinaryIO) -> None:
        """Copy an uploaded file; raises SettingsError when there is none."""
        if key not in self.files:
            raise SettingsError("The file is not there any more. Upload it again.")
        into.write(self.files[key])

    def put_result(self, flow: str, run: str, parts: Iterable[bytes]) -> None:
        """Store the result of a run's import, instead of what an earlier attempt stored."""
        self.results[f"{flow}/{run}"] = b"".join(parts)

    def fetch_result(self, flow: str, run: str, into: BinaryIO) -> bool:
        """Copy the result of a run's import; say whether there is one."""
        found = self.results.get(f"{flow}/{run}")
        into.write(found or b"")
        return found is not None


class MemoryStandings:
    """The records that something is to be said of."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, str], dict[str, tuple[Standing, ...]]] = {}

    def read(self, flow: str, stream: str) -> dict[str, tuple[Standing, ...]]:
        """Return what is to be said, by key."""
        return dict(self._kept.get((flow, stream), {}))

    def write(self, flow: str, stream: str, standings: dict[str, tuple[Standing, ...]]) -> None:
        """Store what is to be said instead of what was."""
        self._kept[flow, stream] = dict(standings)


class MemoryStores:
    """All of them together."""

    def __init__(self) -> None:
        self.snapshots = MemorySnapshots()
        self.plans = MemoryPlans()
        self.baselines = MemoryBaselines()
        self.mappings = MemoryMappings()
        self.intents = MemoryIntents()
        self.registers = MemoryRegisters()
        self.runs = MemoryRuns()
        self.reports = MemoryReports()
        self.standings = MemoryStandings()
        self.uploads = MemoryUploads()
