"""Three-way merging of one record: what both sides held alike last, and what each holds now (CD6). Pure.

A side that did not change a field gives way to the one that did. Only what both changed, each to something else, or
what differs while nobody knows how it was, is a real conflict; the field's method decides it, or stops the record. An
empty value never wipes one that is there, unless the field is said to be emptied on purpose. No result depends on which
side is called the first, or on the order of the objects in a list.
"""

from collections.abc import Callable, Container, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any, Final

from rollbook.model.records import Json
from rollbook.sync.triples import Triple, in_order, same_content, triples


class Method(StrEnum):
    """Which side a field is taken from: always the same one, or only on a real conflict; STOP takes neither then."""

    ALWAYS_FIRST = "always first"
    ALWAYS_SECOND = "always second"
    FIRST_ON_CONFLICT = "first on conflict"
    SECOND_ON_CONFLICT = "second on conflict"
    STOP = "stop"


_SWAPPED: Final = {
    Method.ALWAYS_FIRST: Method.ALWAYS_SECOND,
    Method.ALWAYS_SECOND: Method.ALWAYS_FIRST,
    Method.FIRST_ON_CONFLICT: Method.SECOND_ON_CONFLICT,
    Method.SECOND_ON_CONFLICT: Method.FIRST_ON_CONFLICT,
    Method.STOP: Method.STOP,
}
_FIRST: Final = (Method.ALWAYS_FIRST, Method.FIRST_ON_CONFLICT)


@dataclass(frozen=True, slots=True)
class Rules:
    """How fields are merged, by path: `method` of each, and `empties`, those that may be emptied.

    A path names the field of a record (`room`), of an object (`a.b`), or of the objects in a list (`times.$.room`). The
    path of a list itself (`times`) is about which objects are in it.
    """

    method: Callable[[str], Method]
    empties: Container[str] = ()

    def swapped(self) -> "Rules":
        """Return the rules that mean the same when the sides change places."""
        return replace(self, method=lambda path: _SWAPPED[self.method(path)])


@dataclass(frozen=True, slots=True)
class Merged:
    """What a record should hold on both sides.

    `conflicts` are the paths that stop it: its values are of no use then. `kept` are those whose value stays although a
    side has emptied it.
    """

    values: Json
    conflicts: tuple[str, ...]
    kept: tuple[str, ...]


def merge(original: Json | None, first: Json, second: Json, rules: Rules) -> Merged:
    """Return what becomes of a record; `original` is what was agreed on last, None when nothing ever was."""
    work = _Work(rules)
    values = work.objects("", original or {}, first, second)
    return Merged(values, tuple(sorted(work.conflicts)), tuple(sorted(work.kept)))


def agreement(original: Json | None, first: Json, second: Json) -> Json:
    """Return what the sides are agreed on: where they hold the same, that, and else what they were agreed on before."""
    found: Json = {}
    known = original or {}
    for name in sorted({*known, *first, *second}):
        value = _agreed(known.get(name, _UNKNOWN), first.get(name, _UNKNOWN), second.get(name, _UNKNOWN))
        if value is not _UNKNOWN:
            found[name] = value
    return found


def differing(first: Json, second: Json) -> tuple[str, ...]:
    """Return the paths in which two records differ, in whatever way."""
    return merge(None, first, second, Rules(lambda _path: Method.STOP, ANY)).conflicts


def ordered(values: Json) -> Json:
    """Return a record with the objects of its lists in the one order in which merging puts them."""
    return {name: in_order(value) if _has_objects(value) else value for name, value in values.items()}


class _Any:
    """A container that holds every path."""

    def __contains__(self, _path: object) -> bool:
        return True


ANY: Final = _Any()
"""The empties of rules by which an empty value is a value like every other."""

_UNKNOWN: Final = object()
"""Stands for a value of which nobody knows how it was, or that a side does not have."""


@dataclass(slots=True)
class _Work:
    """One merge going on."""

    rules: Rules
    conflicts: set[str] = field(default_factory=set)
    kept: set[str] = field(default_factory=set)

    def objects(self, path: str, original: Mapping[str, Any], first: Json, second: Json) -> Json:
        """Merge two objects field by field."""
        return {
            name: self._field(
                f"{path}.{name}" if path else name, original.get(name, _UNKNOWN), first.get(name), second.get(name)
            )
            for name in sorted({*first, *second})
        }

    def _field(self, path: str, original: Any, first: Any, second: Any) -> Any:
        if first == second:
            return first
        if _is_empty(first) != _is_empty(second) and path not in self.rules.empties:
            return self._filled(path, original, first, second)
        if isinstance(first, dict) and isinstance(second, dict):
            return self.objects(path, original if isinstance(original, dict) else {}, first, second)
        if _has_objects(first) and _has_objects(second):
            return self._list(path, original, first, second)
        return self._decided(path, original, first, second)

    def _filled(self, path: str, original: Any, first: Any, second: Any) -> Any:
        """Return the value that one side has and the other has not, and note it if the empty one would have won."""
        value, winner, loser = (
            (second, Method.ALWAYS_SECOND, Method.ALWAYS_FIRST)
            if _is_empty(first)
            else (first, Method.ALWAYS_FIRST, Method.ALWAYS_SECOND)
        )
        method = self.rules.method(path)
        was_there = original is not _UNKNOWN and not _is_empty(original)
        if method is loser or (was_there and method is not winner):
            self.kept.add(path)
        return value

    def _decided(self, path: str, original: Any, first: Any, second: Any) -> Any:
        method = self.rules.method(path)
        if method is Method.ALWAYS_FIRST:
            return first
        if method is Method.ALWAYS_SECOND:
            return second
        if original is not _UNKNOWN and original in (first, second):
            return second if original == first else first
        if method is Method.STOP:
            self.conflicts.add(path)
            return None if original is _UNKNOWN else original
        return first if method in _FIRST else second

    def _list(self, path: str, original: Any, first: list[Json], second: list[Json]) -> Any:
        """Merge two lists object by object; a list that nothing would be left of is decided about as a whole."""
        known = isinstance(original, list)
        found = []
        for triple in triples(original if known else [], first, second):
            if triple.first is not None and triple.second is not None:
                found.append(self.objects(f"{path}.$", triple.original or {}, triple.first, triple.second))
            elif (kept := self._one_sided(path, triple, known=known)) is not None:
                found.append(kept)
        return in_order(found) if found else self._decided(path, _UNKNOWN, first, second)

    def _one_sided(self, path: str, triple: Triple, *, known: bool) -> Json | None:
        """Return an object that one side has and the other has not, or None where it is to go."""
        there = triple.first if triple.first is not None else triple.second
        by_first, by_second = triple.first, triple.second
        method = self.rules.method(path)
        if method is Method.ALWAYS_FIRST:
            return by_first
        if method is Method.ALWAYS_SECOND:
            return by_second
        if triple.original is None and known:
            return there
        if triple.original is not None and same_content(triple.original, there):
            return None
        if method is Method.STOP:
            self.conflicts.add(path)
            return there
        return by_first if method in _FIRST else by_second


def _agreed(original: Any, first: Any, second: Any) -> Any:
    if first is not _UNKNOWN and first == second:
        return first
    if _has_objects(first) and _has_objects(second):
        known = original if isinstance(original, list) else []
        found = (_agreed_object(triple) for triple in triples(known, first, second))
        return in_order([one for one in found if one is not None])
    return original


def _agreed_object(triple: Triple) -> Json | None:
    """Return what the sides are agreed on of an object; one that they never held alike is none that they agreed on."""
    if triple.first is None or triple.second is None:
        return triple.original
    if triple.original is None and not same_content(triple.first, triple.second):
        return None
    return agreement(triple.original, triple.first, triple.second)


def _has_objects(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(one, dict) for one in value)


def _is_empty(value: Any) -> bool:
    return value is None or value in ("", [], {})
