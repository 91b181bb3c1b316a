"""Reads a list whose pages each say where the next one begins, so that a list which moves meanwhile is noticed (PL5).

A page goes on behind a record and not behind a number of records. So whatever stays in the list is read, and once, also
while others come and go; and what comes or goes shows in the total, which every page declares, which has to stay, and
which has to be reached. Of a list no more than its ids are kept in memory.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from rollbook.model.errors import IncompleteReadError
from rollbook.model.records import Json, Page


@dataclass(frozen=True, slots=True)
class Slice:
    """A page as the system gave it: records with an `id`, the list's total, and where the next page begins.

    `following` is None with the last page.
    """

    records: list[Json]
    declared: int
    following: str | None


def pages(what: str, fetch: Callable[[str | None], Slice]) -> Iterator[Page]:
    """Yield a list's pages; `fetch` gets where to begin, None for the beginning.

    Raises IncompleteReadError when the total changes or is not reached, when a record comes twice, and when a page does
    not lead on; so it ends, whatever the system answers.
    """
    seen: set[str] = set()
    declared: int | None = None
    place: str | None = None
    while True:
        part = fetch(place)
        if declared not in (None, part.declared):
            raise _incomplete(what, f"its total was {declared} and became {part.declared}")
        declared = part.declared
        received = len(seen) + len(part.records)
        seen.update(record["id"] for record in part.records)
        if len(seen) < received:
            raise _incomplete(what, "a record came twice")
        if received > declared:
            raise _incomplete(what, f"it brought {received} records, and its total is {declared}")
        yield Page(part.records, declared)
        if part.following is None:
            break
        if not part.records or part.following == place:
            raise _incomplete(what, f"the page after {received} records does not lead on")
        place = part.following
    if len(seen) < declared:
        raise _incomplete(what, f"it ended after {len(seen)} of {declared} records")


def _incomplete(what: str, problem: str) -> IncompleteReadError:
    return IncompleteReadError(
        f"{what} was not read completely: {problem}. It changed while it was read, or a page was cut off. "
        "Nothing was changed and nothing removed; run again, and if it stays, ask the vendor about its paging."
    )
