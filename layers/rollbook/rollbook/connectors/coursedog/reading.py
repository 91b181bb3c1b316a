"""Which calls bring a collection: whole, by terms, or for some sections; each page declares the total of what comes."""

from collections.abc import Callable, Iterator, Mapping, Sequence

from rollbook.connectors.chunking import chunks
from rollbook.connectors.composing import composed, once, settled
from rollbook.connectors.coursedog.door import Door
from rollbook.connectors.coursedog.settings import NAME
from rollbook.connectors.coursedog.translate import record
from rollbook.connectors.coursedog.writables import MOST_KEYS
from rollbook.connectors.section_keys import wanted
from rollbook.model.errors import ContractError
from rollbook.model.records import Json, Page, Scope

_ATTEMPTS = 3
_PARTED = {"sections": "keys", "relationships": "sections"}
"""What some records are asked for by, of the collections that belong to terms: keys of sections."""


def read(door: Door, entity: str, scope: Scope, page_size: int) -> Iterator[Page]:
    """Return the pages of a collection, each with the total of what comes.

    Raises ContractError for a collection or a scope that cannot be read, IncompleteReadError when a list never stood
    still.
    """
    if scope.where:
        raise ContractError(f"The {entity} of {NAME} cannot be narrowed by {' and '.join(scope.where)}.")
    sources: Mapping[str, Callable[[], Iterator[Json]]] = {
        "terms": lambda: iter(door.terms()),
        "courses": lambda: rows(door, "courses"),
        "users": lambda: rows(door, "users"),
        "sections": lambda: _of_terms(door, "sections", scope),
        "relationships": lambda: _of_terms(door, "relationships", scope),
    }
    if entity not in sources:
        raise ContractError(f"{NAME} has no list of {entity}. What can be read: {', '.join(sources)}.")
    return composed((record(entity, shown) for shown in sources[entity]()), page_size)


def rows(door: Door, entity: str, narrowed: Mapping[str, str] | None = None) -> Iterator[Json]:
    """Yield a list as Coursedog shows it, once it stood still while it was read."""

    def all_pages() -> Iterator[Json]:
        for page in door.pages(entity, narrowed):
            yield from page.records

    return settled(all_pages, _ATTEMPTS)


def by_sections(door: Door, entity: str, keys: Sequence[str]) -> Iterator[Json]:
    """Yield the sections of these keys, or the relationships that have one of them, each once."""
    asked = (
        shown for some in chunks(keys, MOST_KEYS) for shown in rows(door, entity, {_PARTED[entity]: ",".join(some)})
    )
    return once(asked, "id")


def _of_terms(door: Door, entity: str, scope: Scope) -> Iterator[Json]:
    if scope.parts is not None:
        keys = [str(key) for some in wanted(scope.parts, scope.terms).values() for key in some]
        yield from _asked_for(by_sections(door, entity, keys), {key.partition("/")[0] for key in keys})
        return
    terms = scope.terms
    if terms is None:
        terms = tuple(term["id"] for term in door.terms() if not term["historical"])
    for term in dict.fromkeys(terms):
        yield from _asked_for(rows(door, entity, {"term": term}), {term})


def _asked_for(found: Iterator[Json], terms: set[str]) -> Iterator[Json]:
    """Yield records as they come; raises ContractError for one of a term that was not asked for."""
    for shown in found:
        if shown["termCode"] not in terms:
            raise ContractError(
                f"{NAME} answered with records of a term that it was not asked for. Nothing of them is used; ask its "
                "support what term and keys do in its lists."
            )
        yield shown
