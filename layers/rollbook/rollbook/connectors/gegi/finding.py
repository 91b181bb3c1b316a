"""Reads back which attendance GEGI holds, by class and student."""

from collections.abc import Iterator, Sequence

from rollbook.connectors.chunking import chunks
from rollbook.connectors.gegi.door import Door
from rollbook.connectors.gegi.translate import item_id, matches
from rollbook.connectors.gegi.writables import MOST
from rollbook.model.changes import Change, Found, Operation
from rollbook.model.records import Json


def find(door: Door, entity: str, changes: Sequence[Change]) -> Iterator[Found]:
    """Yield what GEGI holds for these changes; what is not there is left out, and a removal never matches."""
    for asked in chunks(changes, MOST):
        held = _held(door, entity, [item_id(change) for change in asked])
        for change in asked:
            if shown := held.get(item_id(change)):
                matching = change.operation is not Operation.REMOVE and matches(entity, change, shown)
                yield Found(digest=change.digest, target=shown["id"], matches=matching)


def _held(door: Door, entity: str, ids: Sequence[str]) -> dict[str, Json]:
    pages = door.pages(entity, {"id": ",".join(ids)})
    return {record["id"]: record for page in pages for record in page.records}
