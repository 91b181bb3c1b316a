"""Reads back what EthosCE holds: courses by external id, everything else by person and course."""

from collections.abc import Iterator, Sequence

from rollbook.connectors.ethosce.catalogue import Catalogue
from rollbook.connectors.ethosce.door import Door
from rollbook.connectors.ethosce.translate import KINDS, body, data_of, matches
from rollbook.model.changes import Change, Found, Operation
from rollbook.model.records import Json


def find(door: Door, catalogue: Catalogue, entity: str, changes: Sequence[Change]) -> Iterator[Found]:
    """Yield what EthosCE holds for these changes; what is not there is left out, and a removal never matches.

    A course is as it should be when it is there, whoever has made it.
    """
    for change in changes:
        if entity == "courses":
            nids = catalogue.of(str(data_of(change).get("externalId") or ""))
            shown: Json | None = {"id": nids[0]} if nids else None
            matching = True
        else:
            shown = _held(door, catalogue, entity, change)
            matching = shown is not None and matches(KINDS[entity], change, shown)
        if shown:
            matching = matching and change.operation is not Operation.REMOVE
            yield Found(digest=change.digest, target=shown["id"], matches=matching)


def _held(door: Door, catalogue: Catalogue, entity: str, change: Change) -> Json | None:
    nids = catalogue.nids(change)
    if len(nids) != 1:
        return None
    kind = KINDS[entity]
    wanted = body(kind, change, nids[0])
    query = {name: str(wanted[name]) for name in ("nid", "uid", *kind.naming)}
    return next(iter(door.where(entity, query)), None)
