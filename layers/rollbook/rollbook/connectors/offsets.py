"""Reads a list that is cut by offset so that one which moves meanwhile is noticed (PL5).

Every page after the first is asked for from one record earlier, and has to begin with the last record of the page
before: had a record come or gone before that place, it would not. What comes or goes behind it changes the total, which
has to stay. So a list whose pages were all read has been read completely.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from rollbook.model.errors import IncompleteReadError
from rollbook.model.records import Json, Page


@dataclass(frozen=True, slots=True)
class Slice:
    """A page as the system gave it: records, the list's total, and the most that the system gives on one page."""

    records: list[Json]
    declared: int
    most: int


def pages(
    what: str,
    size: int,
    fetch: Callable[[int, int], Slice],
    identity: Callable[[Json], Any] = lambda record: record["id"],
) -> Iterator[Page]:
    """Yield a list's pages; `fetch` gets offset and limit, and `identity` says what one record is known by.

    Raises IncompleteReadError when a page is cut short or does not join on to the one before, or when the total
    changes; so it ends, whatever the system answers.
    """
    received = 0
    last: Any = None
    declared: int | None = None
    while True:
        offset = max(received - 1, 0)
        part = fetch(offset, size)
        end = offset + len(part.records)
        if received and (not part.records or identity(part.records[0]) != last):
            raise _incomplete(what, f"the page after record {received} does not join on to the one before")
        if declared not in (None, part.declared):
            raise _incomplete(what, f"its total was {declared} and became {part.declared}")
        if end > part.declared:
            raise _incomplete(what, f"it brought {end} records, and its total is {part.declared}")
        if end < part.declared and end <= received:
            raise _incomplete(what, f"the page after record {received} brought nothing new")
        if end < part.declared and len(part.records) < min(size, part.most):
            raise _incomplete(what, f"the page from record {offset} on ended after {len(part.records)} records")
        declared = part.declared
        yield Page(part.records[1:] if received else part.records, declared)
        if end == declared:
            return
        received, last = end, identity(part.records[-1])


def _incomplete(what: str, problem: str) -> IncompleteReadError:
    return IncompleteReadError(
        f"{what} was not read completely: {problem}. It changed while it was read, or a page was cut off. "
        "Nothing was changed and nothing removed; run again, and if it stays, ask the vendor about its paging."
    )
