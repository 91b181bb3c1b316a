"""Reads a OneRoster collection page by page so that a collection which moves meanwhile is noticed (PL5).

Pages are cut by offset. Every page after the first is therefore asked for from one record earlier, and has to begin
with the last record of the page before: had a record come or gone before that place, it would not. What comes or goes
behind it changes the total, which has to stay. So a collection whose pages were all read has been read completely.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

from requests.utils import parse_header_links

from rollbook.model.errors import IncompleteReadError
from rollbook.model.records import Json, Page


@dataclass(frozen=True, slots=True)
class Slice:
    """A page as the server gave it: records, the collection's total, and where the server's next page would begin."""

    records: list[Json]
    declared: int
    next_offset: int | None


def next_offset(link: str) -> int | None:
    """Return the offset that a `Link` header names for the next page, None when it names none."""
    for entry in parse_header_links(link) if link else []:
        if entry.get("rel") == "next":
            offsets = parse_qs(urlsplit(entry["url"]).query).get("offset", [])
            return int(offsets[0]) if offsets and offsets[0].isdecimal() else None
    return None


def pages(what: str, size: int, fetch: Callable[[int, int], Slice]) -> Iterator[Page]:
    """Yield a collection's pages; `fetch` gets offset and limit.

    Raises IncompleteReadError when a page is cut short or does not join on to the one before, or when the total
    changes. A page with fewer records than asked for is whole only if the server itself has its next page begin where
    this one ends: then it gives no larger pages.
    """
    received = 0
    last: str | None = None
    declared: int | None = None
    while True:
        offset = received - 1 if last else 0
        part = fetch(offset, size)
        end = offset + len(part.records)
        if last and (not part.records or part.records[0]["sourcedId"] != last):
            raise _incomplete(what, f"the page after record {received} does not join on to the one before")
        if end < part.declared and len(part.records) < size and part.next_offset != end:
            raise _incomplete(what, f"the page from record {offset} on ended after {len(part.records)} records")
        if end < part.declared and end <= received:
            raise _incomplete(what, f"the page after record {received} brought nothing new")
        if declared not in (None, part.declared):
            raise _incomplete(what, f"its total was {declared} and became {part.declared}")
        if end > part.declared:
            raise _incomplete(what, f"it brought {end} records, and its total is {part.declared}")
        declared = part.declared
        yield Page(records=part.records[1:] if last else part.records, declared=part.declared)
        if end >= part.declared:
            return
        received, last = end, part.records[-1]["sourcedId"]


def _incomplete(what: str, problem: str) -> IncompleteReadError:
    return IncompleteReadError(
        f"{what} was not read completely: {problem}. It changed while it was read, or a page was cut off. "
        "Nothing was changed and nothing removed; run again, and if it stays, ask the vendor about its paging."
    )
