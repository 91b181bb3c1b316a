"""How long a content takes, in whole minutes (EF2)."""

import re
from fractions import Fraction
from math import ceil
from typing import Final

LEAST: Final = 1
MOST: Final = 100_000
"""Minutes: 360Learning takes no less and no more."""

_AMOUNT = r"(?:([0-9]{1,9}(?:[.,][0-9]{1,9})?)%s)?"
_DURATION = re.compile(
    rf"P(?:0+Y)?(?:0+M)?{_AMOUNT % 'W'}{_AMOUNT % 'D'}(?:T(?=[0-9]){_AMOUNT % 'H'}{_AMOUNT % 'M'}{_AMOUNT % 'S'})?",
    re.IGNORECASE,
)
_MINUTES = (Fraction(7 * 24 * 60), Fraction(24 * 60), Fraction(60), Fraction(1), Fraction(1, 60))


def minutes_of(duration: str) -> int | None:
    """Return the minutes of a duration in ISO 8601 such as PT1H30M, a part of a minute for a whole one.

    None for what is no duration, for one of years or months, which have no certain length, and for one that 360Learning
    does not take: nothing at all, or more than it holds.
    """
    found = _DURATION.fullmatch(duration.strip())
    if found is None:
        return None
    amounts = (Fraction((amount or "0").replace(",", ".")) for amount in found.groups())
    minutes = ceil(sum(amount * unit for amount, unit in zip(amounts, _MINUTES, strict=True)))
    return minutes if LEAST <= minutes <= MOST else None
