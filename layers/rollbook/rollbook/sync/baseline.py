"""The shards of a baseline: sorted entries, found by the first bits of their digests."""

from bisect import bisect_left
from collections.abc import Iterator, Mapping

from rollbook.sync.digests import SIZE
from rollbook.sync.spool import ENTRY, RANGES, split

_SHARD_ENTRIES = 32_768
_MOST_BITS = 8


def bits_for(entries: int) -> int:
    """Return how many leading bits name a shard, so that a shard holds about a mebibyte."""
    bits = 0
    while bits < _MOST_BITS and entries >> bits > _SHARD_ENTRIES:
        bits += 1
    return bits


def ranges(shard: bytes, index: int, bits: int) -> Iterator[bytes]:
    """Cut the shard of that index, in a baseline with so many bits, into its share of the 256 ranges."""
    entries = Entries(shard)
    share = RANGES >> bits
    start = 0
    for first in range(index * share, (index + 1) * share):
        end = bisect_left(entries, bytes([first + 1]), start) if first + 1 < RANGES else len(entries)
        yield shard[start * ENTRY : end * ENTRY]
        start = end


def divide(shard: bytes, index: int, bits: int, new_bits: int) -> list[bytes]:
    """Divide a shard into those of a baseline with more bits."""
    parts = list(ranges(shard, index, bits))
    share = RANGES >> new_bits
    return [b"".join(parts[at : at + share]) for at in range(0, len(parts), share)]


def merge(shard: bytes, news: Mapping[bytes, bytes | None]) -> bytes:
    """Return the shard with `news` laid over it: key digest to content digest, or to None for a key that is gone."""
    contents: dict[bytes, bytes | None] = {entry[:SIZE]: entry[SIZE:] for entry in split(shard)}
    contents.update(news)
    return b"".join(key + content for key, content in sorted(contents.items()) if content is not None)


class Entries:
    """A row of entries that bisect can look into without cutting it up."""

    def __init__(self, shard: bytes) -> None:
        self._shard = shard

    def __len__(self) -> int:
        return len(self._shard) // ENTRY

    def __getitem__(self, index: int) -> bytes:
        return self._shard[index * ENTRY : (index + 1) * ENTRY]
