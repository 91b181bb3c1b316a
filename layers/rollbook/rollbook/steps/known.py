"""The baseline as the steps use it: read range by range for comparing, and moved on by what a run has achieved."""

from collections.abc import Iterable, Iterator
from itertools import islice

from rollbook.model.errors import SettingsError
from rollbook.model.ports import BaselineManifest, Baselines
from rollbook.sync.baseline import bits_for, divide, merge, ranges
from rollbook.sync.digests import SIZE
from rollbook.sync.spool import ENTRY, RANGES

GONE = bytes(SIZE)
"""Stands for the content of a record that the target does not hold any more."""


def baseline_ranges(baselines: Baselines, flow: str, stream: str, manifest: BaselineManifest) -> Iterator[bytes]:
    """Yield the 256 ranges of a baseline in order, one shard in memory at a time."""
    for index, name in enumerate(manifest.shards):
        shard = baselines.shard(flow, stream, name) if name else b""
        yield from ranges(shard, index, manifest.bits)


def same_key(manifest: BaselineManifest, key: str, secret: str) -> None:
    """Refuse to go on with another key than the one that the baseline was made with: every record would look new."""
    if manifest.key and manifest.key != key:
        raise SettingsError(
            f"The secret {secret} is not the one that the baselines were made with, so every record would look new and "
            "every old one gone. Put the old value back; Secrets Manager keeps it as AWSPREVIOUS."
        )


def commit(baselines: Baselines, flow: str, stream: str, news: Iterable[list[bytes]], key: str) -> None:
    """Lay a run's news, sorted in 256 ranges, over the baseline; shards without news stay as they are.

    `key` is the fingerprint of the secret that keyed the news. Raises LeaseLostError when somebody else committed
    meanwhile.
    """
    current = baselines.manifest(flow, stream)
    arriving = iter(news)
    laid = [
        _lay(baselines, flow, stream, name, list(islice(arriving, RANGES >> current.bits))) for name in current.shards
    ]
    entries = current.entries + sum(grown for _, grown, _ in laid)
    bits = max(current.bits, bits_for(entries))
    if bits == current.bits and not any(changed for _, _, changed in laid):
        return
    shards: list[str | None] = []
    for index, (name, _, _) in enumerate(laid):
        shards += _divided(baselines, flow, stream, name, index=index, bits=current.bits, new_bits=bits)
    stale = [name for name in {*current.shards, *(name for name, _, _ in laid)} if name and name not in shards]
    baselines.commit(
        flow,
        stream,
        current.model_copy(update={"key": key, "bits": bits, "entries": entries, "shards": tuple(shards)}),
        stale,
    )


def _lay(
    baselines: Baselines, flow: str, stream: str, name: str | None, news: list[list[bytes]]
) -> tuple[str | None, int, bool]:
    """Return the name of a shard with its news, by how many entries it grew, and whether it changed."""
    held: dict[bytes, bytes | None] = {
        entry[:SIZE]: None if entry[SIZE:] == GONE else entry[SIZE:] for part in news for entry in part
    }
    if not held:
        return name, 0, False
    before = baselines.shard(flow, stream, name) if name else b""
    after = merge(before, held)
    if after == before:
        return name, 0, False
    stored = baselines.put_shard(flow, stream, after) if after else None
    return stored, (len(after) - len(before)) // ENTRY, True


def _divided(
    baselines: Baselines, flow: str, stream: str, name: str | None, *, index: int, bits: int, new_bits: int
) -> list[str | None]:
    if bits == new_bits:
        return [name]
    shard = baselines.shard(flow, stream, name) if name else b""
    parts = divide(shard, index, bits, new_bits)
    return [baselines.put_shard(flow, stream, part) if part else None for part in parts]
