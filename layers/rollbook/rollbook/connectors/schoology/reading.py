"""Reads collections of Schoology completely, or says that it could not."""

from collections.abc import Callable, Iterator
from itertools import islice

from rollbook.connectors.schoology.door import Door
from rollbook.connectors.schoology.gradebooks import gradebooks
from rollbook.connectors.schoology.lists import Shelf, all_sections, listed
from rollbook.connectors.schoology.paging import PAGE, Slice
from rollbook.connectors.schoology.settings import NAME
from rollbook.model.errors import ContractError
from rollbook.model.records import Page, Scope


def read(door: Door, entity: str, scope: Scope) -> Iterator[Page]:
    """Return the pages of a collection; only `gradebooks` are narrowed by the scope's parts and moment.

    Raises ContractError for a collection that cannot be read, or not by the fields in `scope.where`; the pages raise
    IncompleteReadError when the collection moves meanwhile.
    """
    if entity not in _READERS:
        raise ContractError(f"{NAME}'s {entity} cannot be read. What can be: {', '.join(_READERS)}.")
    if scope.where:
        raise ContractError(f"{NAME}'s {entity} cannot be narrowed by {' and '.join(scope.where)}. Read all of them.")
    return _READERS[entity](door, scope)


def _users(door: Door, _: Scope) -> Iterator[Page]:
    return _as_pages(listed(door, "/users", "user"))


def _courses(door: Door, _: Scope) -> Iterator[Page]:
    return _as_pages(listed(door, "/courses", "course"))


def _sections(door: Door, _: Scope) -> Iterator[Page]:
    found = Shelf(all_sections(door, past=True))
    if not found:
        yield Page([], 0)
    records = iter(found)
    while part := list(islice(records, PAGE)):
        yield Page(part, len(found))


def _as_pages(slices: Iterator[Slice]) -> Iterator[Page]:
    for part in slices:
        assert part.total is not None, "a whole list declares its total"
        yield Page(part.rows, part.total)


_READERS: dict[str, Callable[[Door, Scope], Iterator[Page]]] = {
    "users": _users,
    "courses": _courses,
    "sections": _sections,
    "gradebooks": gradebooks,
}
