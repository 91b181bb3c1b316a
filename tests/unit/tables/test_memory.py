import io
import tracemalloc
from collections.abc import Iterator
from typing import BinaryIO

import pytest

from rollbook import tables
from rollbook.model.errors import TableError
from tests.unit.tables import hostile
from tests.unit.tables.files import KEY, PLACE, TABLE, line, lines

ENDLESS = (
    "900,000 quotation marks",
    "a million empty cells",
    "ten mebibytes in one line",
    "half a million line ends in an open cell",
)
MOST = 24 * 1024 * 1024


class Endless(io.RawIOBase):
    """A file of so many rows that are made as they are read."""

    def __init__(self, rows: int) -> None:
        self._parts = self._made(rows)
        self._left = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override] # ours is given nothing else
        part = self._left or next(self._parts, b"")
        taken = min(len(part), len(buffer))
        buffer[:taken], self._left = part[:taken], part[taken:]
        return taken

    @staticmethod
    def _made(rows: int) -> Iterator[bytes]:
        yield lines().encode()
        for number in range(rows):
            yield f"{line(number)}\r\n".encode()


def peak(rows: int) -> int:
    """Return the bytes that it takes to read so many rows."""

    def reopen() -> BinaryIO:
        return io.BufferedReader(Endless(rows))

    tracemalloc.start()
    try:
        assert sum(1 for _ in tables.read(reopen, TABLE, PLACE, KEY)) == rows
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_five_times_as_many_rows_take_no_more_memory() -> None:
    peak(10)
    few, many = peak(2_600), peak(13_000)

    assert many < few * 1.2


@pytest.mark.parametrize("name", ENDLESS)
def test_a_file_with_something_endless_takes_little_memory(name: str) -> None:
    (content,) = (file.make() for file in hostile.large() if file.name == name)
    tracemalloc.start()
    try:
        with pytest.raises(TableError):
            list(tables.read(lambda: io.BytesIO(content), TABLE, PLACE, KEY))
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert most < MOST
