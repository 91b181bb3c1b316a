"""Intake: read uploaded files into a snapshot of their rows, or say all that is wrong with one (CR8, CR9).

A file with a defect of its own has no effect at all. A defect of one row stands in that row, and the flow refuses it.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from hashlib import blake2b
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import BinaryIO

from rollbook.model.errors import SettingsError, TableError
from rollbook.model.messages import ExtractRequest, ExtractResult
from rollbook.model.ports import Clock, Proof, Stores, Uploads
from rollbook.model.records import Json
from rollbook.model.tables import UPLOADS, Place, Table
from rollbook.steps import holding, uploads
from rollbook.steps.notes import FILES

_SIZE = 8
Read = Callable[[Callable[[], BinaryIO], Table, Place, str], Iterator[Json]]
"""Yields the rows of a file that can be opened again and again, by its place and key; raises TableError."""


def intake(
    request: ExtractRequest,
    *,
    table: Table,
    read: Read,
    explain: Callable[[TableError], Iterable[bytes]],
    stores: Stores,
    clock: Clock,
) -> ExtractResult:
    """Store the rows of the run's file, or of all open ones, the newest first; `explain` makes a table of defects.

    Raises TableError for a file that has to be corrected first, SettingsError for one that is gone or lies where no
    importer looks: it is closed then.
    """
    run = request.run
    holding.keep(stores.registers, run, clock.now())
    known = uploads.uploaded_at(stores.registers, run.flow)
    keys = (run.upload,) if run.upload else uploads.open_files(stores.registers, run.flow)
    read_as = {key: known[key].isoformat() for key in keys if key in known}
    stores.plans.put_note(run.run, FILES, read_as)
    pile = _Pile(table, keys, partial(_rows, read, table, stores.uploads))
    try:
        stores.snapshots.write(run.run, request.entity, pile.rows())
    except (TableError, SettingsError) as error:
        # It would end every later run in the same way; who corrects it uploads it again.
        if isinstance(error, TableError):
            stores.uploads.put_result(run.flow, run.run, explain(error))
        if pile.reading in known:
            uploads.finish(stores.registers, run.flow, [(pile.reading, known[pile.reading])])
        raise
    stores.snapshots.seal(run.run, request.entity, Proof(declared=pile.count, read=pile.count, pages=len(keys)))
    return ExtractResult(entity=request.entity, records=pile.count, calls=0, system=UPLOADS)


def _rows(read: Read, table: Table, files: Uploads, key: str) -> Iterator[Json]:
    """Yield the rows of one file from a copy of it, which is read more than once."""
    with TemporaryDirectory() as folder:
        copy = Path(folder) / "upload"
        with copy.open("wb") as file:
            files.fetch(key, file)
        yield from read(lambda: copy.open("rb"), table, Place.of(key), key)


class _Pile:
    """Several files as one collection, and where the reading is."""

    def __init__(self, table: Table, keys: Sequence[str], read: Callable[[str], Iterator[Json]]) -> None:
        self.count = 0
        self.reading = ""
        self._table = table
        self._keys = keys
        self._read = read
        self._seen: set[bytes] = set()

    def rows(self) -> Iterator[Json]:
        """Yield the rows, the newest file first, without those that a newer file has, too."""
        for key in self._keys:
            self.reading = key
            found: set[bytes] = set()
            for row in self._read(key):
                keys = {_digest(stream, key) for stream, key in self._table.records(row)}
                if keys and keys <= self._seen:
                    continue
                if len(self._keys) > 1:
                    found |= keys
                self.count += 1
                yield row
            self._seen |= found


def _digest(stream: str, key: str) -> bytes:
    return blake2b(f"{stream}/{key}".encode(), digest_size=_SIZE).digest()
