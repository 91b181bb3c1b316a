"""The baseline as the steps use it: read range by range for comparing, and moved on by what a run has achieved."""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from itertools import islice

from rollbook.model.errors import SettingsError
from rollbook.model.ports import BaselineManifest, Baselines
from rollbook.sync.baseline import Entries, bits_for, divide, merge, ranges
from rollbook.sync.digests import SIZE
from rollbook.sync.spool import ENTRY, RANGES

_KEPT = 16

GONE = bytes(SIZE)
"""Stands for the content of a record that the target does not hold any more."""

DOUBTED = bytes([254]) * SIZE
"""Stands for the content of a record that the target holds otherwise than it should, and refuses to hold so."""


def baseline_ranges(baselines: Baselines, flow: str, stream: str, manifest: BaselineManifest) -> Iterator[bytes]:
    """Yield the 256 ranges of a baseline in order, one shard in memory at a time."""
    for index, name in enumerate(manifest.shards):
        shard = baselines.shard(flow, stream, name) if name else b""
        yield from ranges(shard, index, manifest.bits)


class KnownKeys:
    """Says of a stream's keys whether the target is known to hold them; a shard is read when it is first asked for.

    `digest` makes of a key what the baseline holds instead.
    """

    def __init__(self, baselines: Baselines, flow: str, stream: str, digest: Callable[[str], bytes]) -> None:
        manifest = baselines.manifest(flow, stream)
        self._digest = digest
        self._bits = manifest.bits

        @lru_cache(maxsize=_KEPT)
        def shard(index: int) -> Entries:
            name = manifest.shards[index]
            return Entries(baselines.shard(flow, stream, name) if name else b"")

        self._shard = shard

    def __contains__(self, key: object) -> bool:
        """Say whether the key is known."""
        if not isinstance(key, str):
            return False
        digest = self._digest(key)
        entries = self._shard(digest[0] >> (8 - self._bits))
        at = bisect_left(entries, digest)
        return at < len(entries) and entries[at][:SIZE] == digest


def same_key(manifest: BaselineManifest, key: str, secret: str) -> None:
    """Refuse to go on with another key than the one that the baseline was made with: every record would look new."""
    if manifest.key and manifest.key != key:
        raise SettingsError(
            f"The secret {secret} is not the one that the baselines were made with, so every record would look new and "
            "every old one gone. Put the old value back; Secrets Manager keeps it as AWSPREVIOUS."
        )


def commit(baselines: Baselines, flow: str, stream: str, news: Iterable[list[bytes]], *, count: int, key: str) -> None:
    """Lay a run's `count` news, sorted in 256 ranges, over the baseline, one shard in memory at a time.

    Shards without news stay as they are. `key` is the fingerprint of the secret that keyed the news. Raises
    LeaseLostError when somebody else committed meanwhile.
    """
    if count == 0:
        return
    current = baselines.manifest(flow, stream)
    bits = max(current.bits, bits_for(current.entries + count))
    arriving = iter(news)
    shards: list[str | None] = []
    entries = current.entries
    for index, name in enumerate(current.shards):
        share = [list(islice(arriving, RANGES >> bits)) for _ in range(1 << (bits - current.bits))]
        if bits == current.bits and not any(share[0]):
            shards.append(name)
            continue
        shard = baselines.shard(flow, stream, name) if name else b""
        for part, part_news in zip(divide(shard, index, current.bits, bits), share, strict=True):
            laid = merge(part, {entry[:SIZE]: _content(entry) for found in part_news for entry in found})
            entries += (len(laid) - len(part)) // ENTRY
            shards.append(baselines.put_shard(flow, stream, laid) if laid else None)
    if tuple(shards) == current.shards and bits == current.bits:
        return
    moved = current.model_copy(update={"key": key, "bits": bits, "entries": entries, "shards": tuple(shards)})
    stale = [name for name in current.shards if name and name not in shards]
    baselines.commit(flow, stream, moved, stale)


def _content(entry: bytes) -> bytes | None:
    return None if entry[SIZE:] == GONE else entry[SIZE:]
