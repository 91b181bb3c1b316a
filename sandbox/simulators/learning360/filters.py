"""The filters of lists, such as `mail[eq]=...`: which fields can be filtered how, and which rows pass.

The vendor does not say what happens to a filter that it does not know; here it is refused, so that nobody relies on it.
"""

import dataclasses
import operator
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sandbox.simulators.learning360.answers import invalid_request
from sandbox.simulators.learning360.moments import read
from sandbox.simulators.shapes import Check, moment

_NAME = re.compile(r"(\w+)\[(\w+)\]")


@dataclasses.dataclass(frozen=True, slots=True)
class Filter:
    """How a field may be filtered: by which operators, with what values, compared as what."""

    operators: Mapping[str, Callable[[Any, Any], bool]]
    check: Check = lambda _value: ""
    parse: Callable[[str], Any] = str


def equal(check: Check = lambda _value: "", *, unequal: bool = False) -> Filter:
    """Let a field be equal to a value, or be anything else where that is allowed, too."""
    return Filter({"eq": operator.eq, **({"ne": operator.ne} if unequal else {})}, check)


BETWEEN = Filter({"gte": operator.ge, "lt": operator.lt}, moment, read)


class Filters:
    """The filters of one call, such as {"mail[eq]": "ada@school.example"}."""

    def __init__(self, allowed: Mapping[str, Filter], values: Mapping[str, str]) -> None:
        self._tests = [self._read(allowed, name, value) for name, value in values.items()]

    def apply(self, rows: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
        """Return the rows that pass; a row without the field passes no filter of it."""
        return [row for row in rows if all(test(row) for test in self._tests)]

    def _read(self, allowed: Mapping[str, Filter], name: str, value: str) -> Callable[[Mapping[str, Any]], bool]:
        match = _NAME.fullmatch(name)
        field, way = match.groups() if match else (name, "")
        rule = allowed.get(field)
        if rule is None or way not in rule.operators:
            known = [f"{one}[{how}]" for one, its in allowed.items() for how in its.operators]
            raise invalid_request(f"There is no parameter {name} here; there are {', '.join(known) or 'none'}.")
        if words := rule.check(value):
            raise invalid_request(f"{name} {words}.")
        passes, wanted = rule.operators[way], rule.parse(value)
        return lambda row: field in row and passes(rule.parse(_text(row[field])), wanted)


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
