"""Several collections as one: its total is known only when all of them are read, and every page has to declare it.

Until then the records wait in a file without a name, in memory while they are few; so a whole institution's fit.
"""

import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from tempfile import SpooledTemporaryFile

from rollbook.model.errors import IncompleteReadError
from rollbook.model.records import Json, Page

_IN_MEMORY = 4 * 1024 * 1024


def composed(records: Iterable[Json], size: int) -> Iterator[Page]:
    """Yield the records in pages of `size`, one empty page if there are none; nothing before the last one has come."""
    with _spooled(records) as (declared, kept):
        for _ in range(0, declared or 1, size):
            yield Page(list(islice(kept, size)), declared)


def once(records: Iterable[Json], field: str) -> Iterator[Json]:
    """Yield each record once, by the field that names it."""
    seen: set[str] = set()
    for record in records:
        if record[field] not in seen:
            seen.add(record[field])
            yield record


def settled(read: Callable[[], Iterable[Json]], attempts: int) -> Iterator[Json]:
    """Yield the records of the first reading that comes to its end; a list that moves is read again.

    Nothing is yielded before. Raises IncompleteReadError when the list has moved during so many readings.
    """
    for attempt in range(1, attempts + 1):
        try:
            with _spooled(read()) as (_, kept):
                yield from kept
        except IncompleteReadError:
            if attempt == attempts:
                raise
        else:
            return


@contextmanager
def _spooled(records: Iterable[Json]) -> Iterator[tuple[int, Iterator[Json]]]:
    """Put all records aside, and give how many they are and the records themselves."""
    with SpooledTemporaryFile(max_size=_IN_MEMORY) as spool:
        count = 0
        for record in records:
            spool.write(json.dumps(record).encode() + b"\n")
            count += 1
        spool.seek(0)
        yield count, map(json.loads, spool)
