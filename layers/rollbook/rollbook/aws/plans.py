"""The files of a run's plan in S3, under `plans/<run>/`."""

from collections.abc import Iterator, Sequence

from rollbook.aws.files import Files
from rollbook.model.changes import Change, Outcome
from rollbook.model.messages import ChunkReference
from rollbook.model.records import Json


class S3Plans:
    """Chunks of changes, held removals, outcomes, and the steps' small results; the bucket lets them expire."""

    def __init__(self, files: Files) -> None:
        self._files = files

    def put_chunk(self, run: str, stream: str, chunk: str, changes: Sequence[Change]) -> ChunkReference:
        """Store a chunk."""
        self._files.put_lines(_chunk(run, stream, chunk), (change.model_dump_json() for change in changes))
        return ChunkReference(stream=stream, chunk=chunk)

    def put_chunks(self, run: str, stream: str, name: str, chunks: Sequence[ChunkReference]) -> str:
        """Store the list that the state machine maps over, and return its key; no list for no chunks."""
        key = f"plans/{run}/{stream}/{name}.json"
        if chunks:
            self._files.put_json(key, [chunk.model_dump() for chunk in chunks])
        return key

    def chunks(self, run: str, stream: str) -> list[str]:
        """Return the names of a stream's chunks, held removals among them."""
        prefix = f"plans/{run}/{stream}/chunks/"
        return [key.removeprefix(prefix).removesuffix(".jsonl.gz") for key in self._files.keys(prefix)]

    def changes(self, run: str, stream: str, chunk: str) -> list[Change]:
        """Return the changes of a chunk; empty when its file has expired."""
        return [Change.model_validate_json(row) for row in self._files.lines(_chunk(run, stream, chunk))]

    def put_held(self, run: str, stream: str, changes: Sequence[Change]) -> None:
        """Store removals that wait for a person."""
        self.put_chunk(run, stream, "held", changes)

    def held(self, run: str, stream: str) -> list[Change]:
        """Return the removals of that run and stream which wait for a person; empty when none do."""
        return self.changes(run, stream, "held")

    def put_outcomes(self, run: str, stream: str, chunk: str, outcomes: Sequence[Outcome]) -> None:
        """Store how the changes of one chunk ended, instead of what an earlier attempt stored."""
        rows = (outcome.model_dump_json(exclude_defaults=True) for outcome in outcomes)
        self._files.put_lines(f"plans/{run}/{stream}/outcomes/{chunk}.jsonl.gz", rows)

    def outcomes(self, run: str, stream: str) -> Iterator[Outcome]:
        """Yield all outcomes of a stream."""
        for key in self._files.keys(f"plans/{run}/{stream}/outcomes/"):
            for row in self._files.lines(key):
                yield Outcome.model_validate_json(row)

    def put_note(self, run: str, name: str, note: Json) -> None:
        """Store a step's small result under its name."""
        self._files.put_json(f"plans/{run}/notes/{name}.json", note)

    def notes(self, run: str, prefix: str) -> list[Json]:
        """Return the small results whose names begin so."""
        found = (self._files.get_json(key) for key in self._files.keys(f"plans/{run}/notes/{prefix}"))
        return [note for note in found if note is not None]


def _chunk(run: str, stream: str, chunk: str) -> str:
    return f"plans/{run}/{stream}/chunks/{chunk}.jsonl.gz"
