"""Sorting more digests than memory should hold: entries are spread over 256 ranges by their first byte.

What goes beyond a budget of memory moves to one temporary file, so ten million records need little more than one.
"""

from bisect import bisect_left
from collections.abc import Iterator
from tempfile import TemporaryFile
from types import TracebackType
from typing import IO, Self

from rollbook.sync.digests import SIZE

ENTRY = 2 * SIZE
"""Bytes of an entry: the key's digest, then the content's."""

RANGES = 256
_PENDING = 65_536
_BOUNDS = [bytes([first]) for first in range(RANGES)]


def split(blob: bytes) -> list[bytes]:
    """Cut a row of entries into entries."""
    return [blob[at : at + ENTRY] for at in range(0, len(blob), ENTRY)]


class Spool:
    """Takes entries in any order and gives them back range by range, each sorted; `in_memory` bytes stay in memory.

    `count` says how many it took.
    """

    def __init__(self, in_memory: int = 32 * 1024 * 1024) -> None:
        self.count = 0
        self._in_memory = in_memory
        self._pending: list[bytes] = []
        self._ranges = [bytearray() for _ in range(RANGES)]
        self._held = 0
        self._file: IO[bytes] | None = None
        self._segments: list[list[tuple[int, int]]] = [[] for _ in range(RANGES)]

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._file:
            self._file.close()

    def add(self, entry: bytes) -> None:
        """Take one entry."""
        self.count += 1
        self._pending.append(entry)
        if len(self._pending) >= _PENDING:
            self._spread()

    def ranges(self) -> Iterator[list[bytes]]:
        """Yield the 256 ranges in order and let go of each."""
        self._spread()
        for first, held in enumerate(self._ranges):
            parts = [self._read(start, size) for start, size in self._segments[first]]
            yield sorted(split(b"".join((*parts, held))))
            held.clear()

    def _spread(self) -> None:
        self._pending.sort()
        start = 0
        for first, held in enumerate(self._ranges):
            end = bisect_left(self._pending, _BOUNDS[first + 1], start) if first + 1 < RANGES else len(self._pending)
            held.extend(b"".join(self._pending[start:end]))
            start = end
        self._held += len(self._pending) * ENTRY
        self._pending.clear()
        if self._held > self._in_memory:
            self._spill()

    def _spill(self) -> None:
        if self._file is None:
            self._file = TemporaryFile()  # noqa: SIM115 - closed with the spool
        start = self._file.seek(0, 2)
        for segments, held in zip(self._segments, self._ranges, strict=True):
            if held:
                segments.append((start, len(held)))
                start += self._file.write(held)
                held.clear()
        self._held = 0

    def _read(self, start: int, size: int) -> bytes:
        assert self._file is not None
        self._file.seek(start)
        return self._file.read(size)
