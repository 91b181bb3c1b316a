"""Reads one list of Schoology page by page so that a list which moves meanwhile is noticed (PL5).

Pages are cut by offset. Every page after the first is therefore asked for from one row earlier, and has to begin with
the last row of the page before: had a row come or gone before that place, it would not.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from rollbook.model.errors import ContractError, IncompleteReadError
from rollbook.model.records import Json

PAGE = 200
"""Rows to ask for; how many Schoology gives at most is not documented, so fewer are taken as they come."""


@dataclass(frozen=True, slots=True)
class Slice:
    """Some rows of a list, and how many the list has where Schoology says so."""

    rows: list[Json]
    total: int | None = None


Key = Callable[[Json], tuple[str, ...]]
"""Names a row among those of its list; ContractError follows where a part of the name is empty."""


def pages(what: str, key: Key, fetch: Callable[[int, int], Slice]) -> Iterator[Slice]:
    """Yield a list's pages, each row once; `fetch` gets start and limit.

    A list with a total ends when so many rows have come, however few a page brings. One without ends with the page that
    brings nothing new: a page with few rows may be the last, or one that was cut off, and nothing else tells these
    apart. Raises IncompleteReadError when the list moves meanwhile.
    """
    seen: set[tuple[str, ...]] = set()
    total: int | None = None
    last: tuple[str, ...] | None = None
    while True:
        part = fetch(len(seen) - 1 if last else 0, PAGE)
        named = [_named(what, key, row) for row in part.rows]
        if last:
            if named[:1] != [last]:
                raise _incomplete(what, f"the page after row {len(seen)} does not join on to the one before")
            if part.total != total:
                raise _incomplete(what, f"it had {total} rows, then {part.total}")
        new = named[1:] if last else named
        known = len(seen)
        seen.update(new)
        if len(seen) < known + len(new):
            raise _incomplete(what, f"a row came twice after row {known}")
        yield Slice(part.rows[1:] if last else part.rows, part.total)
        if len(seen) == part.total or (part.total is None and not new):
            return
        if not new:
            raise _incomplete(what, f"{len(seen)} of {part.total} rows came")
        total, last = part.total, named[-1]


def _named(what: str, key: Key, row: Json) -> tuple[str, ...]:
    name = key(row)
    if not all(name):
        raise ContractError(f"{what} are not all named: one has no id. Ask the vendor what changed in its API.")
    return name


def _incomplete(what: str, problem: str) -> IncompleteReadError:
    return IncompleteReadError(
        f"{what} were not read completely: {problem}. The list changed while it was read, or a page was cut off. "
        "Nothing was changed and nothing removed; run again, and if it stays, ask the vendor about its paging."
    )
