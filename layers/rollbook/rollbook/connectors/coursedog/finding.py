"""Reads back what Coursedog holds, by the keys that sections, courses and relationships are known by."""

from collections.abc import Iterator, Sequence

from rollbook.connectors.comparing import matches
from rollbook.connectors.coursedog.door import Door
from rollbook.connectors.coursedog.reading import by_sections, rows
from rollbook.connectors.coursedog.translate import CROSSLIST, record
from rollbook.connectors.section_keys import group_key
from rollbook.model.changes import Change, Found, Operation
from rollbook.model.records import Json


def find(door: Door, entity: str, changes: Sequence[Change]) -> Iterator[Found]:
    """Yield what Coursedog holds for these changes; what is not there is left out, and a removal never matches."""
    found = held(door, entity, changes)
    for change in changes:
        if shown := found.get(change.key):
            stands = change.operation is not Operation.REMOVE and _is_meant(change, shown) and matches(change, shown)
            yield Found(digest=change.digest, target=shown["id"], matches=stands)


def held(door: Door, entity: str, changes: Sequence[Change]) -> dict[str, Json]:
    """Return the records of the changes that Coursedog holds, by their keys."""
    if not changes:
        return {}
    keys = {change.key for change in changes}
    shown = (record(entity, one) for one in _shown(door, entity, sorted(keys)))
    return {one["key"]: one for one in shown if one["key"] in keys}


def _shown(door: Door, entity: str, keys: Sequence[str]) -> Iterator[Json]:
    if entity == "sections":
        yield from by_sections(door, entity, keys)
    elif entity == "courses":
        yield from rows(door, entity)
    else:
        for term in sorted({group_key(key)[0] for key in keys}):
            yield from rows(door, entity, {"term": term})


def _is_meant(change: Change, shown: Json) -> bool:
    """Say whether a record is of the type that is written, and has the id in the SIS that it should, if any."""
    data = change.data or {}
    return (shown.get("type", CROSSLIST), data.get("sisId", shown["sisId"])) == (CROSSLIST, shown["sisId"])
