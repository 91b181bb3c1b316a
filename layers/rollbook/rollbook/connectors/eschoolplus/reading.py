"""Which calls bring a collection, whole or in parts: a part is one class.

What lies below a class that is not there is left out, and what belongs to no class is read whole. Only a whole
collection can be narrowed by conditions. `since` narrows nothing here: what a class has is needed as it is.
"""

from collections.abc import Iterator, Mapping, Sequence

from rollbook.connectors.composing import composed, once
from rollbook.connectors.eschoolplus.door import Door
from rollbook.connectors.eschoolplus.services import Services
from rollbook.connectors.eschoolplus.settings import NAME
from rollbook.model.errors import ContractError
from rollbook.model.records import Json, Page, Scope

_OF_NO_CLASS = frozenset({"orgs", "academicSessions"})
_IDENTITY = "sourcedId"
_MOST_CONDITIONS = 2


def read(services: Services, entity: str, scope: Scope, page_size: int) -> Iterator[Page]:
    """Return the pages of a collection of rostering, or of `categories`, each with the total of what comes.

    Raises ContractError for a scope that cannot be read, IncompleteReadError when a collection moves meanwhile.
    """
    if entity != "categories" and (scope.parts is None or entity in _OF_NO_CLASS):
        return services.rosters.collection(entity, condition(scope.where))
    find = {"classes": _classes, "users": _students, "categories": _categories}.get(entity)
    if find is None or scope.where:
        how = "by conditions where it comes class by class" if find else "class by class"
        raise ContractError(f"The {entity} of {NAME} cannot be read {how}. Read them whole, or change the flow.")
    return composed(find(services, scope), page_size)


def condition(where: Mapping[str, str]) -> str:
    """Return conditions as a OneRoster filter, empty for none; an apostrophe in a value is doubled."""
    if len(where) > _MOST_CONDITIONS:
        raise ContractError(
            f"A OneRoster filter holds at most {_MOST_CONDITIONS} conditions, not {len(where)}. Narrow the scope."
        )
    quoted = {field: value.replace("'", "''") for field, value in where.items()}
    return " AND ".join(f"{field}='{value}'" for field, value in quoted.items())


def _classes(services: Services, scope: Scope) -> Iterator[Json]:
    """Yield the classes of the parts, without parts all that are active, each once."""
    parts = _parts(scope)
    if parts is None:
        return _filtered(services.rosters, "status='active'")
    if _names_classes(scope):
        shown = (services.rosters.one("classes", "class", part) for part in parts)
        return (found for found in shown if found)
    found = (record for part in parts for record in _coded(services.rosters, scope.part_field, part))
    return once(found, _IDENTITY)


def _coded(rosters: Door, field: str, code: str) -> Iterator[Json]:
    """Yield the classes of one code, whatever the case of its letters.

    OneRoster knows no way to write an apostrophe in a filter, and one such code must not spoil the others' reading: it
    is looked for by its longest piece without any.
    """
    piece = max(code.split("'"), key=len)
    for found in _filtered(rosters, f"{field}{'=' if piece == code else '~'}'{piece}'"):
        if str(found.get(field, "")).casefold() == code.casefold():
            yield found


def _students(services: Services, scope: Scope) -> Iterator[Json]:
    """Yield the students of classes, each once."""
    below = services.classes.below
    students = (
        student
        for sourced_id in _class_ids(services, scope)
        for student in below("/classes/{id}/students", {"id": sourced_id}, "users")
    )
    return once(students, _IDENTITY)


def _categories(services: Services, scope: Scope) -> Iterator[Json]:
    """Yield the categories of classes, each with its `class`, which OneRoster tells by the path alone."""
    # A wrong address would look like a gradebook in which no class has a category.
    services.gradebook.total("categories")
    for sourced_id in _class_ids(services, scope):
        for category in services.gradebook.below("/classes/{id}/categories", {"id": sourced_id}, "categories"):
            yield {**category, "class": sourced_id}


def _class_ids(services: Services, scope: Scope) -> Sequence[str]:
    """Return the classes' ids, all of them before the first is used: a list that is read slowly is one that moves."""
    parts = _parts(scope)
    if parts is not None and _names_classes(scope):
        return parts
    return [found[_IDENTITY] for found in _classes(services, scope)]


def _parts(scope: Scope) -> Sequence[str] | None:
    """Return the codes of the parts, each once; an empty one names nothing."""
    return None if scope.parts is None else [part for part in dict.fromkeys(scope.parts) if part]


def _names_classes(scope: Scope) -> bool:
    return scope.part_field in ("", _IDENTITY)


def _filtered(rosters: Door, condition: str) -> Iterator[Json]:
    for page in rosters.collection("classes", condition):
        yield from page.records
