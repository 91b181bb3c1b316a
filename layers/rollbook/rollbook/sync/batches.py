"""Batches: changes that go out in one call, and how a batch that is refused whole is taken apart (PL8)."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import TypeVar

from rollbook.model.changes import Change, Operation, Written
from rollbook.model.descriptors import Limits, Writable
from rollbook.model.errors import BatchRefusedError
from rollbook.model.records import Reason

CHUNK = 1_000
"""Changes that one apply invocation gets by reference; a multiple of every bulk size of what is written at once."""

T = TypeVar("T")


def slices(items: Iterable[T], size: int) -> Iterator[list[T]]:
    """Yield the items in lists of `size`, the last one shorter."""
    iterator = iter(items)
    while part := list(islice(iterator, size)):
        yield part


def cut(changes: Sequence[Change], writable: Writable) -> list[list[Change]]:
    """Cut changes into batches: no more than the system takes at once, and only what may share a call."""
    groups: dict[tuple[str, int], list[Change]] = {}
    for change in changes:
        groups.setdefault((writable.group(change), writable.most(change.operation)), []).append(change)
    return [batch for (_, most), group in groups.items() for batch in slices(group, most)]


def chunk_size(writable: Writable, operation: Operation) -> int:
    """Return how many changes make a chunk: one operation's, where a write starts one."""
    return writable.most(operation) if writable.deferred else CHUNK


def estimate(batches: int, limits: Limits | None) -> float:
    """Return the seconds that the system's limit makes so many writes take at the least (PL7)."""
    return batches * limits.write_cost * limits.seconds_per_credit if limits else 0.0


def send(batch: list[Change], write: Callable[[list[Change]], list[Written]]) -> list[Written]:
    """Send a batch; one that is refused whole is halved until the bad record stands alone, refused with its reason."""
    try:
        return write(batch)
    except BatchRefusedError as refused:
        if len(batch) == 1:
            return [Written(digest=batch[0].digest, reason=Reason(sentence=refused.sentence, remedy=refused.remedy))]
    middle = len(batch) // 2
    return send(batch[:middle], write) + send(batch[middle:], write)
