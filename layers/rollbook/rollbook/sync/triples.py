"""Which objects of three lists are the same thing: as they were, and as each of two sides holds them now. Pure."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from rollbook.model.records import Json

ID: Final = "id"
"""The field by which two objects are known to be the same thing, where both have one."""


@dataclass(frozen=True, slots=True)
class Triple:
    """One object as it was and as each side holds it; None where it is not."""

    original: Json | None
    first: Json | None
    second: Json | None


def triples(original: Sequence[Json], first: Sequence[Json], second: Sequence[Json]) -> list[Triple]:
    """Return the objects that a side holds, each with what it was and what it is on the other side.

    The order of the lists says nothing.
    """
    original, first, second = in_order(original), in_order(first), in_order(second)
    of_first, of_second = _pairs(original, first), _pairs(original, second)
    known = [Triple(one, _at(first, of_first, n), _at(second, of_second, n)) for n, one in enumerate(original)]
    new_first = [one for n, one in enumerate(first) if n not in of_first.values()]
    new_second = [one for n, one in enumerate(second) if n not in of_second.values()]
    together = _pairs(new_first, new_second)
    return [
        *(triple for triple in known if triple.first is not None or triple.second is not None),
        *(Triple(None, one, _at(new_second, together, n)) for n, one in enumerate(new_first)),
        *(Triple(None, None, one) for n, one in enumerate(new_second) if n not in together.values()),
    ]


def in_order(objects: Sequence[Json]) -> list[Json]:
    """Return objects in the one order that depends on nothing but what they are."""
    return sorted(objects, key=lambda one: (json.dumps(_content(one), sort_keys=True), str(one.get(ID))))


def same_content(one: Json, other: Json | None) -> bool:
    """Say whether two objects hold the same, whatever their ids are."""
    return other is not None and _content(one) == _content(other)


def _pairs(some: Sequence[Json], others: Sequence[Json]) -> dict[int, int]:
    """Return which object of the others each of some is, by their places.

    They are the same by their id, else by their content, else by their order. Two that both have an id, and not the
    same one, are never the same by their order alone.
    """
    found: dict[int, int] = {}
    for alike in (_same_id, same_content, _may_be_same):
        free = [place for place in range(len(others)) if place not in found.values()]
        for number, one in enumerate(some):
            match = None if number in found else next((place for place in free if alike(one, others[place])), None)
            if match is not None:
                found[number] = match
                free.remove(match)
    return found


def _at(objects: Sequence[Json], pairs: Mapping[int, int], number: int) -> Json | None:
    return objects[pairs[number]] if number in pairs else None


def _same_id(one: Json, other: Json) -> bool:
    return bool(one.get(ID)) and one.get(ID) == other.get(ID)


def _may_be_same(one: Json, other: Json) -> bool:
    return not (one.get(ID) and other.get(ID))


def _content(one: Json) -> Json:
    return {name: value for name, value in one.items() if name != ID}
