"""What the fields of an item may be: small checks, each saying what a value must be when it is something else.

A check returns that as words that go on after the name of the field ("must be ..."), or nothing for a good value.
"""

import dataclasses
import math
import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

Check = Callable[[Any], str]

_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]+)?(Z|[+-][0-9]{2}:[0-9]{2})")
_TIME_OF_DAY = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]")


@dataclasses.dataclass(frozen=True, slots=True)
class Shape:
    """An object that has exactly these fields."""

    fields: Mapping[str, Check]

    def fault(self, item: Mapping[str, Any]) -> str:
        """Return what is wrong with an item, as a sentence that names the field; nothing for a good one."""
        for name in self.fields:
            if name not in item:
                return f"{name} is missing."
        for name in item:
            if name not in self.fields:
                return f"There is no field {name}."
        for name, check in self.fields.items():
            if words := check(item[name]):
                return f"{name} {words}."
        return ""


def text(least: int, most: float = math.inf, without: str = "") -> Check:
    """Accept text of so many characters, none of them one of these marks."""
    words = f"must be text of {least} to {most} characters" + (f", none of them of {without!r}" if without else "")
    return lambda value: (
        "" if isinstance(value, str) and least <= len(value) <= most and not set(value) & set(without) else words
    )


def one_of(*values: str) -> Check:
    """Accept one of few words."""
    return lambda value: "" if isinstance(value, str) and value in values else f"must be one of {', '.join(values)}"


def nullable(check: Check) -> Check:
    """Accept null, too."""
    return lambda value: "" if value is None else check(value)


def list_of(check: Check, *, least: int = 0, most: int | None = None, unique: bool = False) -> Check:
    """Accept a list of so many good values."""

    def words(value: Any) -> str:
        if not isinstance(value, list):
            return "must be a list"
        if len(value) < least or (most is not None and len(value) > most):
            return f"must have {least} or more entries" if most is None else f"must have {least} to {most} entries"
        wrong = next((found for found in map(check, value) if found), "")
        if wrong:
            return f"has an entry that {wrong}"
        return "must have every entry once" if unique and len(set(value)) < len(value) else ""

    return words


def part(shape: Shape) -> Check:
    """Accept an object of this shape."""

    def words(value: Any) -> str:
        if not isinstance(value, dict):
            return "must be an object"
        fault = shape.fault(value).rstrip(".")
        return f"is an object in which: {fault}" if fault else ""

    return words


def flag(value: Any) -> str:
    """Accept true or false."""
    return "" if isinstance(value, bool) else "must be true or false"


def day(value: Any) -> str:
    """Accept a date such as 2026-09-14."""
    return "" if _is(_DATE, date.fromisoformat, value) else "must be a date such as 2026-09-14"


def moment(value: Any) -> str:
    """Accept a moment such as 2026-09-14T12:00:00Z, always with an offset."""
    return "" if _is(_MOMENT, datetime.fromisoformat, value) else "must be a moment such as 2026-09-14T12:00:00+00:00"


def time_of_day(value: Any) -> str:
    """Accept a time such as 08:30."""
    return "" if isinstance(value, str) and _TIME_OF_DAY.fullmatch(value) else "must be a time such as 08:30"


def _is(pattern: re.Pattern[str], parse: Callable[[str], object], value: Any) -> bool:
    if not isinstance(value, str) or not pattern.fullmatch(value):
        return False
    try:
        parse(value)
    except ValueError:
        return False
    return True
