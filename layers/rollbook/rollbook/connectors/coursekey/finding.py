"""Reads back what CourseKey holds, by the ids that are the sender's own."""

from collections.abc import Iterator, Sequence

from rollbook.connectors.chunking import chunks
from rollbook.connectors.coursekey.door import Door, Schools
from rollbook.connectors.coursekey.translate import Kind, external_id, school_of
from rollbook.connectors.coursekey.writables import MOST
from rollbook.model.changes import Change, Found, Operation
from rollbook.model.records import Json


def find(schools: Schools, kind: Kind, changes: Sequence[Change]) -> Iterator[Found]:
    """Yield what CourseKey holds for these changes; what is not there is left out.

    A record that is to be removed is found until it is dropped or cancelled, and never matches.
    """
    for door in schools:
        wanted = [change for change in changes if school_of(change) == door.school]
        for asked in chunks(wanted, MOST):
            held = _held(door, kind, [external_id(change) for change in asked])
            for change in asked:
                shown = held.get(external_id(change))
                removal = change.operation is Operation.REMOVE
                if shown and not (removal and kind.is_gone(shown)):
                    matches = not removal and kind.matches(change, shown)
                    yield Found(digest=change.digest, target=shown["id"], matches=matches)


def _held(door: Door, kind: Kind, external_ids: Sequence[str]) -> dict[str, Json]:
    pages = door.held(kind.collection, external_ids)
    return {record["externalId"]: record for page in pages for record in page.records}
