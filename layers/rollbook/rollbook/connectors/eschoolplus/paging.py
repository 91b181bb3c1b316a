"""Reads a OneRoster collection page by page, by offset, so that one which moves meanwhile is noticed (PL5)."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

from requests.utils import parse_header_links

from rollbook.connectors import offsets
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
            named = parse_qs(urlsplit(entry["url"]).query).get("offset", [])
            return int(named[0]) if named and named[0].isdecimal() else None
    return None


def pages(what: str, size: int, fetch: Callable[[int, int], Slice]) -> Iterator[Page]:
    """Yield a collection's pages; `fetch` gets offset and limit.

    Raises IncompleteReadError when the collection moves, or when a page is cut short. One with fewer records than asked
    for is whole only if the server itself has its next page begin where this one ends: then it gives no larger pages.
    """

    def fetched(offset: int, limit: int) -> offsets.Slice:
        part = fetch(offset, limit)
        is_whole = part.next_offset == offset + len(part.records)
        return offsets.Slice(part.records, part.declared, most=len(part.records) if is_whole else limit)

    return offsets.pages(what, size, fetched, identity=lambda record: record["sourcedId"])
