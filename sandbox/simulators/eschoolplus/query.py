"""What a caller may ask of a collection: paging, sorting, filtering and field selection (OneRoster 1.2, section 4)."""

import dataclasses
import math
import operator
import re
from collections.abc import Callable, Mapping
from typing import Any

from sandbox.simulators.eschoolplus.errors import RefusalError

Record = dict[str, Any]
Value = str | float

DEFAULT_LIMIT = 100
_PREDICATE = re.compile(r"\s*([A-Za-z][\w.]*)\s*(!=|>=|<=|=|>|<|~)\s*'([^']*)'\s*")
_ANY_OF: dict[str, Callable[[Any, Any], bool]] = {
    "=": operator.eq,
    ">": operator.gt,
    ">=": operator.ge,
    "<": operator.lt,
    "<=": operator.le,
    "~": operator.contains,
}


@dataclasses.dataclass(frozen=True, slots=True)
class Predicate:
    """One comparison of a field (dots lead into objects and lists): numbers as such, texts without regard to case."""

    field: str
    operation: str
    value: str

    def holds(self, record: Record) -> bool:
        """Say whether one of the field's values fits; `!=` asks that none is equal."""
        values = _values(record, self.field.split("."))
        if self.operation == "!=":
            return not any(self._fits("=", value) for value in values)
        return any(self._fits(self.operation, value) for value in values)

    def _fits(self, operation: str, value: Value) -> bool:
        compare = _ANY_OF[operation]
        if isinstance(value, str) or operation == "~":
            return compare(str(value).casefold(), self.value.casefold())
        try:
            return compare(value, float(self.value))
        except ValueError:
            return False


@dataclasses.dataclass(frozen=True, slots=True)
class Query:
    """A caller's wish, read and checked."""

    limit: int
    offset: int
    sort: str
    descending: bool
    predicates: tuple[Predicate, ...]
    all_must_hold: bool
    fields: frozenset[str]

    def select(self, records: list[Record]) -> list[Record]:
        """Return the records that pass the filter, in the order asked for."""
        chosen = [record for record in records if self._passes(record)]
        if self.sort:
            path = self.sort.split(".")
            chosen.sort(key=lambda record: _rank(_values(record, path)), reverse=self.descending)
        return chosen

    def _passes(self, record: Record) -> bool:
        together = all if self.all_must_hold else any
        return not self.predicates or together(predicate.holds(record) for predicate in self.predicates)


def read_query(parameters: Mapping[str, str], known_fields: frozenset[str], max_limit: int) -> Query:
    """Read the query string; a `RefusalError` (400) names what cannot be understood. Large limits are clamped."""
    predicates, all_must_hold = _read_filter(parameters.get("filter", ""), known_fields)
    sort = parameters.get("sort", "")
    if sort and _head(sort) not in known_fields:
        raise RefusalError(400, "invalid_sort_field", f"There is no field {sort!r} to sort by.")
    order = parameters.get("orderBy", "asc")
    if order not in {"asc", "desc"}:
        raise RefusalError(400, "invaliddata", f"orderBy is asc or desc, not {order!r}.")
    return Query(
        limit=min(_read_number(parameters, "limit", DEFAULT_LIMIT, least=1), max_limit),
        offset=_read_number(parameters, "offset", 0, least=0),
        sort=sort,
        descending=order == "desc",
        predicates=predicates,
        all_must_hold=all_must_hold,
        fields=read_fields(parameters, known_fields),
    )


def read_fields(parameters: Mapping[str, str], known_fields: frozenset[str]) -> frozenset[str]:
    """Read the field selection; empty for all fields, a `RefusalError` (400) for a field that is not known."""
    wanted = frozenset(name.strip() for name in parameters.get("fields", "").split(",") if name.strip())
    if unknown := sorted(wanted - known_fields):
        raise RefusalError(400, "invalid_selection_field", f"There is no field {unknown[0]!r} to select.")
    return wanted


def shape(record: Record, fields: frozenset[str]) -> Record:
    """Return a record with the fields asked for, all for an empty set; `sourcedId` always comes along."""
    return {name: value for name, value in record.items() if not fields or name in fields or name == "sourcedId"}


def _read_filter(text: str, known_fields: frozenset[str]) -> tuple[tuple[Predicate, ...], bool]:
    if not text:
        return (), True
    first = _PREDICATE.match(text)
    if first is None:
        raise RefusalError(400, "invalid_filter_field", f"The filter {text!r} cannot be read.")
    predicates, rest, joiner = [first], text[first.end() :], "AND"
    if rest:
        joiner = rest[:3].strip()
        second = _PREDICATE.fullmatch(rest.removeprefix(joiner))
        if joiner not in {"AND", "OR"} or second is None:
            raise RefusalError(
                400, "invalid_filter_field", f"The filter {text!r} goes on in a way that is not allowed."
            )
        predicates.append(second)
    for predicate in predicates:
        if _head(predicate[1]) not in known_fields:
            raise RefusalError(400, "invalid_filter_field", f"There is no field {predicate[1]!r} to filter by.")
    return tuple(Predicate(*predicate.groups()) for predicate in predicates), joiner == "AND"


def _read_number(parameters: Mapping[str, str], name: str, default: int, *, least: int) -> int:
    text = parameters.get(name, str(default))
    if not text.isdecimal() or int(text) < least:
        raise RefusalError(400, "invaliddata", f"{name} must be a whole number from {least} on, not {text!r}.")
    return int(text)


def _head(field: str) -> str:
    return field.split(".", 1)[0]


def _rank(values: list[Value]) -> tuple[float, str]:
    """Return by what a record is sorted: a number, or a text, or before them all where there is no value."""
    if not values:
        return -math.inf, ""
    return (0, values[0]) if isinstance(values[0], str) else (values[0], "")


def _values(value: Any, path: list[str]) -> list[Value]:
    """Collect the texts and numbers at the end of a path; a list counts with each of its items."""
    if isinstance(value, list):
        return [found for item in value for found in _values(item, path)]
    if path:
        return _values(value.get(path[0]), path[1:]) if isinstance(value, dict) else []
    return [value] if isinstance(value, str | int | float) else []
