"""Streams whose rules read the target: what it was read to hold counts, and what both sides agreed on is kept (CD6).

The baseline still tells, without a call, which records are as they were; so a run that finds nothing new reads no
mapping. What differs is sent whatever the baseline says, for somebody may have changed it at the target.
"""

from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Mapping as TypingMapping

from rollbook.model.changes import Change, Mapping, Operation
from rollbook.model.descriptors import Context, Stream
from rollbook.model.ports import Mappings
from rollbook.model.records import Desired, Json, There
from rollbook.sync.batches import slices
from rollbook.sync.digests import SIZE, Digester, canonical

UNLIKE = bytes([255]) * SIZE
"""Stands for the content of a record that must be sent: no baseline holds it."""

_LOOK_UP = 100

Held = TypingMapping[str, There]
"""What the target was read to hold, by key; nothing where the rules did not read it."""


def content(stream: Stream, item: Desired, digester: Digester) -> bytes:
    """Return the digest of what a baseline should hold of a record: of a mirror, also of what was agreed on."""
    if stream.mirror is None:
        return digester.content(canonical(item.data))
    return digester.content(canonical({"data": item.data, "agreed": item.agreed}))


def compared(stream: Stream, item: Desired, digester: Digester) -> bytes:
    """Return what is compared with the baseline: one that the target does not hold so is unlike all that it held."""
    return content(stream, item, digester) if stream.mirror is None or _holds(item) else UNLIKE


def as_read(change: Change, stream: Stream, item: Desired, digester: Digester) -> Change:
    """Return a change as it is against what the target was read to hold; as it came where it was not read."""
    if stream.mirror is None:
        return change
    there = item.there
    return change.model_copy(
        update={
            "operation": Operation.UPDATE if there else Operation.CREATE,
            "before": there.data if there else None,
            "target": there.target if there else None,
            "mark": there.mark if there else "",
            "original": item.original,
            "agreed": item.agreed,
            "holds": _holds(item),
            "attempt": _attempt(item.data, there, digester),
        }
    )


def left_alone(keys: Iterable[str], stream: Stream, context: Context, held: Held) -> Iterator[str]:
    """Yield, of the keys that the target holds and the rules do not speak of, those that have to leave it.

    These are in no baseline: the other flow has put them there, or has agreed on them.
    """
    for part in slices([key for key in keys if not stream.spares(held[key].data, context)], _LOOK_UP):
        agreed = context.agreed(stream.name, part)
        yield from (key for key in part if key in agreed)


def removals_as_read(
    removals: Sequence[Change], stream: Stream, context: Context, held: Held, digester: Digester
) -> Iterator[Change]:
    """Yield removals of a mirror as they are against what the target was read to hold.

    One is only forgotten that the target does not hold, or that both sides did not hold alike before: then it is not
    the record that left, but another of the same name.
    """
    agreed = context.agreed(stream.name, [change.key for change in removals])
    for change in removals:
        if change.key not in held or change.key not in agreed:
            yield change.model_copy(update={"holds": True})
            continue
        there = held[change.key]
        data = stream.parting(there.data, context) if stream.parting else None
        yield change.model_copy(
            update={
                "before": there.data,
                "target": there.target,
                "mark": there.mark,
                "scope": change.scope or there.scope,
                "original": agreed[change.key],
                "data": data,
                "attempt": _attempt(data, there, digester),
            }
        )


def _attempt(data: Json | None, there: There | None, digester: Digester) -> str:
    """Return the digest of what is to be made of what: when either is another one, it is worth another try."""
    return digester.content(canonical({"data": data, "there": there.data if there else None})).hex()


def _holds(item: Desired) -> bool:
    return item.there is not None and item.there.data == item.data


class Agreements:
    """What both sides of a record held alike last, as the flows have remembered it that share their agreements."""

    def __init__(self, mappings: Mappings, flows: Sequence[str], secret: bytes) -> None:
        self._mappings = mappings
        self._flows = flows
        self._secret = secret

    def __call__(self, stream: str, keys: Sequence[str]) -> TypingMapping[str, Json]:
        """Return what was agreed on, by key, of those records that are still held by both; the latest memory counts."""
        latest: dict[str, Mapping] = {}
        for flow in self._flows:
            digester = Digester(self._secret, flow, stream, version=1)
            for part in slices(keys, _LOOK_UP):
                names = {digester.key(key).hex(): key for key in part}
                for digest, found in self._mappings.get(flow, stream, list(names)).items():
                    key = names[digest]
                    if key not in latest or _age(latest[key]) < _age(found):
                        latest[key] = found
        return {key: found.agreed for key, found in latest.items() if found.agreed is not None}


def _age(memory: Mapping) -> tuple[int, str]:
    """Return what tells which of two memories is the newer one: later runs have larger tokens."""
    return memory.fence, memory.changed_at
