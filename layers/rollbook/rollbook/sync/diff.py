"""What changed, by comparing digests range by range with the baseline, in constant memory (PL3)."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from rollbook.sync.digests import SIZE
from rollbook.sync.spool import split


@dataclass(frozen=True, slots=True)
class Difference:
    """One range's changes: digests of keys that are new, differ, or are gone; how many are the same.

    `doubled` counts entries beyond the first of a key: the source said the same thing twice, or contradicted itself.
    `same` are the unchanged ones, where somebody wants to know them.
    """

    created: list[bytes] = field(default_factory=list)
    updated: list[bytes] = field(default_factory=list)
    removed: list[bytes] = field(default_factory=list)
    unchanged: int = 0
    doubled: int = 0
    same: list[bytes] = field(default_factory=list)


def compare(desired: Sequence[bytes], known: bytes, *, name_same: bool = False) -> Difference:
    """Compare the sorted entries of one range with the same range of the baseline."""
    if b"".join(desired) == known and not name_same:
        return Difference(unchanged=len(desired))
    before = set(split(known))
    single = _single(desired, before)
    now = set(single)
    arrived = {entry[:SIZE] for entry in now - before}
    left = {entry[:SIZE] for entry in before - now}
    return Difference(
        created=sorted(arrived - left),
        updated=sorted(arrived & left),
        removed=sorted(left - arrived),
        unchanged=len(now & before),
        doubled=len(desired) - len(single),
        same=sorted(entry[:SIZE] for entry in now & before) if name_same else [],
    )


def differences(
    desired: Iterable[Sequence[bytes]], known: Iterable[bytes], *, name_same: bool = False
) -> Iterator[Difference]:
    """Compare range by range; both sides come in the same ranges, in order."""
    for entries, range_of_baseline in zip(desired, known, strict=True):
        yield compare(entries, range_of_baseline, name_same=name_same)


def _single(entries: Sequence[bytes], before: set[bytes]) -> Sequence[bytes]:
    """Return one entry per key; where a key has several, the one that the target holds already, if it is among them."""
    if len({entry[:SIZE] for entry in entries}) == len(entries):
        return entries
    chosen: dict[bytes, bytes] = {}
    for entry in entries:
        if entry[:SIZE] not in chosen or entry in before:
            chosen[entry[:SIZE]] = entry
    return list(chosen.values())
