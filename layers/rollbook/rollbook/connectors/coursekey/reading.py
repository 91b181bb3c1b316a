"""Reads attendance, school by school: all of it, what changed since a moment, or that of some classes.

At the begin of a class the list grows with every check-in. A reading during which it moved proves nothing, so it is
made again; only a list that keeps moving ends the step.
"""

from collections.abc import Iterator, Mapping

from rollbook.connectors.chunking import chunks
from rollbook.connectors.composing import composed, settled
from rollbook.connectors.coursekey.door import Door, Schools
from rollbook.connectors.coursekey.settings import NAME
from rollbook.model.errors import ContractError
from rollbook.model.records import Json, Page, Scope

_ATTEMPTS = 3
_MOST_CLASSES = 50
"""Classes whose attendance one call may ask for."""


def read(schools: Schools, entity: str, scope: Scope, page_size: int) -> Iterator[Page]:
    """Return the pages of `attendance`, each with the total of what comes; a record carries its `school`.

    Raises ContractError for another collection or a scope that cannot be read, CredentialsError for a school without a
    key, IncompleteReadError when a school's list never stood still.
    """
    if entity != "attendance":
        raise ContractError(f"The {entity} of {NAME} cannot be read; attendance can. Change the flow.")
    if scope.where:
        raise ContractError(f"The attendance of {NAME} cannot be narrowed by {' and '.join(scope.where)}.")
    return composed(_attendance(schools, scope), page_size)


def _attendance(schools: Schools, scope: Scope) -> Iterator[Json]:
    since = {"updatedSince": scope.since.isoformat()} if scope.since else {}
    if scope.parts is None:
        for door in schools:
            yield from _list(door, since)
        return
    for school, classes in _by_school(scope.parts).items():
        for some in chunks(classes, _MOST_CLASSES):
            yield from _list(schools.of(school), {**since, "class": ",".join(some)})


def _list(door: Door, narrowed: Mapping[str, str]) -> Iterator[Json]:
    def rows() -> Iterator[Json]:
        for page in door.attendance(narrowed):
            yield from page.records

    for row in settled(rows, _ATTEMPTS):
        yield {**row, "school": door.school}


def _by_school(parts: tuple[str, ...]) -> dict[str, list[str]]:
    """Return the external ids of classes by School ID, each once."""
    found: dict[str, list[str]] = {}
    for part in dict.fromkeys(parts):
        school, _, external_id = part.partition("/")
        if not school or not external_id or "," in external_id:
            raise ContractError(
                f"A part of {NAME}'s attendance is a class, as in 4711/C-1001: the School ID and the class's id."
            )
        found.setdefault(school, []).append(external_id)
    return found
