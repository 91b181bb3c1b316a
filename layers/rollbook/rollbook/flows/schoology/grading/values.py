"""Reading single values of Schoology's rows without trusting them.

Ids, numbers and flags come as numbers in one place and as text in another. What means the same is the same here, so
that a record does not seem to have changed because it is spelt differently; what cannot be read is None.
"""

import html
import re
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

_ID = re.compile(r"[0-9]{1,18}")
_NUMBER = re.compile(r"[-+]?(?:[0-9]{1,15}(?:\.[0-9]{0,30})?|\.[0-9]{1,30})")
_TAG = re.compile(r"<[/!]?[A-Za-z-][^<>]*>")
_TOO_LARGE = 10**12
_TOO_LARGE_ID = 10**18
_LATEST = 32_503_680_000
"""The year 3000 in Unix seconds: what is later was not meant as seconds."""


def given(value: Any) -> Any:
    """Return a value, or None for one that says nothing: null, or an empty text."""
    return None if isinstance(value, str) and not value.strip() else value


def identity(value: Any) -> str | None:
    """Return an id as text; 0 is how Schoology says that there is none."""
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value) if 0 < value < _TOO_LARGE_ID else None
    text = value.strip() if isinstance(value, str) else ""
    return str(int(text)) if _ID.fullmatch(text) and int(text) else None


def number(value: Any) -> int | float | None:
    """Return a number in its one spelling: whole ones are ints, so that "80", 80.0 and "80.00" are all 80."""
    if isinstance(value, str):
        value = float(value) if _NUMBER.fullmatch(value.strip()) else None
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not abs(value) < _TOO_LARGE:
        return None
    return int(value) if value == int(value) else float(value)


def flag(value: Any, *, default: bool = False) -> bool:
    """Return a switch, which comes as 0 and 1, as text of these, or as a truth value."""
    return default if given(value) is None else value not in (False, 0, "0", "false")


def word(value: Any) -> str | None:
    """Return a text without the spaces around it; a number counts as the text that spells it."""
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) < _TOO_LARGE:
        return str(value)
    return (value.strip() or None) if isinstance(value, str) else None


def plain(value: Any) -> str | None:
    """Return the text of what was written in an editor: without tags, entities and needless spaces."""
    if not isinstance(value, str):
        return None
    return " ".join(html.unescape(_TAG.sub(" ", value)).split()) or None


def folded(text: str) -> str:
    """Return what two texts have in common that differ in upper and lower case alone."""
    return text.strip().casefold()


def moment(value: Any) -> datetime | None:
    """Return the moment of a Unix timestamp in seconds."""
    seconds = number(value)
    return datetime.fromtimestamp(seconds, tz=UTC) if seconds and 0 < seconds < _LATEST else None


def local_time(value: Any, zone: ZoneInfo) -> datetime | None:
    """Return the moment of `YYYY-MM-DD HH:MM:SS` in a zone; of an hour that comes twice the first is meant."""
    try:
        return datetime.strptime(str(value).strip(), "%Y-%m-%d %H:%M:%S").replace(tzinfo=zone)
    except ValueError:
        return None
