"""Several collections as one: its total is known only when all of them are read, and every page has to declare it.

Until then the records wait in a file without a name, in memory while they are few; so a whole institution's fit.
"""

import json
from collections.abc import Iterable, Iterator
from itertools import islice
from tempfile import SpooledTemporaryFile

from rollbook.model.records import Json, Page

_IN_MEMORY = 4 * 1024 * 1024


def composed(records: Iterable[Json], size: int) -> Iterator[Page]:
    """Yield the records in pages of `size`, one empty page if there are none; nothing before the last one has come."""
    with SpooledTemporaryFile(max_size=_IN_MEMORY) as spool:
        declared = 0
        for record in records:
            spool.write(json.dumps(record).encode() + b"\n")
            declared += 1
        spool.seek(0)
        for _ in range(0, declared or 1, size):
            yield Page([json.loads(line) for line in islice(spool, size)], declared)


def once(records: Iterable[Json]) -> Iterator[Json]:
    """Yield each record once, by its `sourcedId`."""
    seen: set[str] = set()
    for record in records:
        if record["sourcedId"] not in seen:
            seen.add(record["sourcedId"])
            yield record
