"""EventBridge's cron expressions (https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html)."""

import re
from datetime import time
from itertools import pairwise

_MONTHS = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"]
_DAYS = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"]
_FIELDS: tuple[tuple[str, int, int, list[str]], ...] = (
    ("minute", 0, 59, []),
    ("hour", 0, 23, []),
    ("day of month", 1, 31, []),
    ("month", 1, 12, _MONTHS),
    ("day of week", 1, 7, _DAYS),
    ("year", 1970, 2199, []),
)
_DAY_OF_MONTH, _DAY_OF_WEEK = 2, 4


def mistakes(expression: str) -> list[str]:
    """Return what is wrong with a schedule's cron expression; nothing when it is valid."""
    found = re.fullmatch(r"cron\((.*)\)", expression)
    parts = found[1].split() if found else []
    if len(parts) != len(_FIELDS):
        return [f"{expression} is no cron expression of {len(_FIELDS)} fields"]
    wrong = [
        f"{name} {part}"
        for part, (name, low, high, names) in zip(parts, _FIELDS, strict=True)
        if part != "?" and not all(_fits(item, low, high, names) for item in part.split(","))
    ]
    marks = [at for at, part in enumerate(parts) if part == "?"]
    if marks not in ([_DAY_OF_MONTH], [_DAY_OF_WEEK]):
        wrong.append("either the day of the month or the day of the week is ?")
    return wrong


def times(expression: str) -> list[time]:
    """Return the times of the day at which a schedule without mistakes fires."""
    minutes, hours, *_ = expression.removeprefix("cron(").removesuffix(")").split()
    return [
        time(hour, minute) for hour in _values(hours, *_FIELDS[1][1:3]) for minute in _values(minutes, *_FIELDS[0][1:3])
    ]


def _values(part: str, low: int, high: int) -> list[int]:
    found: set[int] = set()
    for item in part.split(","):
        span, slash, step = item.partition("/")
        first, dash, last = (str(low), "-", str(high)) if span == "*" else span.partition("-")
        end = int(last) if dash else high if slash else int(first)
        found |= set(range(int(first), end + 1, int(step) if slash else 1))
    return sorted(found)


def _fits(item: str, low: int, high: int, names: list[str]) -> bool:
    span, slash, step = item.partition("/")
    if slash and not step.isdecimal():
        return False
    if span == "*":
        return True
    ends = [str(names.index(end) + low) if end in names else end for end in span.split("-")]
    if len(ends) > 2 or not all(end.isdecimal() and low <= int(end) <= high for end in ends):
        return False
    return all(int(first) <= int(last) for first, last in pairwise(ends))
