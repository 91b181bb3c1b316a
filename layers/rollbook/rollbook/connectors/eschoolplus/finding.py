"""Reads back what the gradebook holds, by the ids that are our own."""

from collections.abc import Iterator, Sequence

from rollbook.connectors.eschoolplus.door import Door
from rollbook.connectors.eschoolplus.translate import Kind, former_id, is_gone, sourced_id
from rollbook.model.changes import Change, Found, Operation
from rollbook.model.records import Json


def find(gradebook: Door, kind: Kind, changes: Sequence[Change]) -> Iterator[Found]:
    """Yield what the gradebook holds for these changes; what is not there is left out.

    An object that is to be removed is found as long as it is there, and never matches; one that has another id now is
    found under the former one as long as it is there, so that it is not forgotten.
    """
    for change in changes:
        target, former = sourced_id(change), former_id(change)
        if _held(gradebook, kind, former):
            yield Found(digest=change.digest, target=former, matches=False)
        elif shown := _held(gradebook, kind, target):
            matches = change.operation is not Operation.REMOVE and kind.matches(change, shown)
            yield Found(digest=change.digest, target=target, matches=matches)


def _held(gradebook: Door, kind: Kind, target: str) -> Json | None:
    shown = gradebook.one(kind.collection, kind.word, target) if target else None
    return None if shown is None or is_gone(shown) else shown
