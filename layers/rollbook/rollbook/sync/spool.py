"""Sorting more digests than memory should hold: entries are spread over 256 ranges by their first byte.

Each range stays in memory while it is small and moves to a temporary file by itself when it grows, so ten million
records need no more memory than one.
"""

from bisect import bisect_left
from collections.abc import Iterator
from tempfile import SpooledTemporaryFile

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
    """Takes entries in any order and gives them back range by range, each sorted; `in_memory` bytes a range at most."""

    def __init__(self, in_memory: int = 131_072) -> None:
        self._files = [_file(in_memory) for _ in range(RANGES)]
        self._pending: list[bytes] = []

    def add(self, entry: bytes) -> None:
        """Take one entry."""
        self._pending.append(entry)
        if len(self._pending) >= _PENDING:
            self._spread()

    def ranges(self) -> Iterator[list[bytes]]:
        """Yield the 256 ranges in order and let go of each."""
        self._spread()
        for file in self._files:
            with file:
                file.seek(0)
                yield sorted(split(file.read()))

    def _spread(self) -> None:
        self._pending.sort()
        start = 0
        for first, file in enumerate(self._files):
            end = bisect_left(self._pending, _BOUNDS[first + 1], start) if first + 1 < RANGES else len(self._pending)
            if end > start:
                file.write(b"".join(self._pending[start:end]))
            start = end
        self._pending.clear()


def _file(in_memory: int) -> SpooledTemporaryFile[bytes]:
    return SpooledTemporaryFile(max_size=in_memory)
