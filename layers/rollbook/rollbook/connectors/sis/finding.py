"""Reads back what the SIS holds, by the keys that sections and relationships are known by."""

from collections.abc import Iterator, Sequence

from rollbook.connectors.comparing import matches
from rollbook.connectors.section_keys import group_key, wanted
from rollbook.connectors.sis.reading import Reading
from rollbook.connectors.sis.sections import ITS_OWN, taken_out
from rollbook.model.changes import Change, Found, Operation
from rollbook.model.records import Json


def find(reading: Reading, entity: str, changes: Sequence[Change]) -> Iterator[Found]:
    """Yield what the SIS holds for these changes; what is not there is left out, and a removal never matches.

    A section that was cancelled or closed, as its removal wants it, is as good as not there.
    """
    shown = _sections if entity == "sections" else _relationships
    held = {record["key"]: record for record in shown(reading, [change.key for change in changes])}
    for change in changes:
        found, removed = held.get(change.key), change.operation is Operation.REMOVE
        if found is None or (removed and entity == "sections" and taken_out(change, found)):
            continue
        yield Found(digest=change.digest, target=found["id"], matches=not removed and matches(change, found, ITS_OWN))


def _sections(reading: Reading, keys: Sequence[str]) -> Iterator[Json]:
    for term, some in wanted(keys, None).items():
        yield from reading.sections(term, some)


def _relationships(reading: Reading, keys: Sequence[str]) -> Iterator[Json]:
    for term in dict.fromkeys(group_key(key)[0] for key in keys):
        yield from reading.relationships(term)
