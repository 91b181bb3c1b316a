"""Snapshots in S3: parts of compressed JSON lines, and a seal that is the proof of completeness (PL5)."""

import json
from collections.abc import Iterable, Iterator
from itertools import count

from rollbook.aws.files import Files
from rollbook.model.errors import IncompleteReadError
from rollbook.model.ports import Proof
from rollbook.model.records import Json

_PART = 50_000
_PART_LENGTH = 18_000_000
"""Records of a part, and characters that close it sooner, so that neither writing nor reading holds more."""


class S3Snapshots:
    """Collections as read in one run, under `snapshots/<run>/<collection>/`; the bucket lets them expire."""

    def __init__(self, files: Files) -> None:
        self._files = files

    def write(self, run: str, entity: str, records: Iterable[Json]) -> None:
        """Store records in parts while they arrive; not readable before it is sealed."""
        rows: list[str] = []
        part = length = 0
        for record in records:
            rows.append(json.dumps(record, separators=(",", ":"), ensure_ascii=True))
            length += len(rows[-1])
            if len(rows) == _PART or length >= _PART_LENGTH:
                self._put(run, entity, part, rows)
                rows, part, length = [], part + 1, 0
        if rows:
            self._put(run, entity, part, rows)

    def seal(self, run: str, entity: str, proof: Proof) -> None:
        """Declare the snapshot complete."""
        self._files.put_json(_seal(run, entity), proof.model_dump())

    def read(self, run: str, entity: str) -> Iterator[Json]:
        """Yield the records in the order of reading; raises IncompleteReadError when they are not all there."""
        seal = self._files.get_json(_seal(run, entity))
        if seal is None:
            raise IncompleteReadError(f"The snapshot of {entity} in run {run} is not complete or expired. Run again.")
        proof = Proof.model_validate(seal)
        read = 0
        for part in count():
            before = read
            if read < proof.read:
                for row in self._files.lines(_part(run, entity, part)):
                    read += 1
                    yield json.loads(row)
            if read == before:
                break
        if read != proof.read:
            raise IncompleteReadError(f"The snapshot of {entity} in run {run} has lost records. Run again.")

    def _put(self, run: str, entity: str, part: int, rows: list[str]) -> None:
        self._files.put_lines(_part(run, entity, part), rows)


def _part(run: str, entity: str, part: int) -> str:
    return f"snapshots/{run}/{entity}/part-{part:05d}.jsonl.gz"


def _seal(run: str, entity: str) -> str:
    return f"snapshots/{run}/{entity}/proof.json"
