"""Moments as senders write them: unix seconds."""

import re
from datetime import UTC, datetime

_DIGITS = re.compile(r"[0-9]{1,12}")
_LAST = 253_402_300_799
"""The end of the year 9999, up to which a datetime goes."""


def moment(said: object) -> datetime | None:
    """Return the moment of unix seconds, given as a number or as its digits; None for anything else."""
    if isinstance(said, str) and _DIGITS.fullmatch(said):
        said = int(said)
    if type(said) is not int or not 0 <= said <= _LAST:
        return None
    return datetime.fromtimestamp(said, UTC)
