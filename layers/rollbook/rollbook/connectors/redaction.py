"""Takes out of a vendor's message whatever the record itself says, so that a reason names no person (PL19)."""

import re
from collections.abc import Iterable, Iterator
from typing import Any

PLACEHOLDER = "[…]"
_LONGEST = 200
_SHORT = 4
_WORD = re.compile(r"\w+")
_ADDRESS = re.compile(r"[^\s@<>\"'(),;:]+@[^\s@<>\"'(),;:]+")
"""An e-mail address, also one that the record does not have: whose account it is the system may know by an id."""


def redacted(message: str, said: Any) -> str:
    """Return the message in one line, with every value in `said` (JSON) and every word of these values replaced.

    So is every e-mail address. Case does not matter. A value is replaced wherever it occurs; its single words, and
    values of fewer than four letters, only where they stand as a word of their own. Scripts that put no spaces between
    words know no such place.
    """
    values = {" ".join(value.split()) for value in _leaves(said)}
    patterns = _patterns(values)
    text = _ADDRESS.sub(PLACEHOLDER, " ".join(message.split()))
    if patterns:
        told = re.compile("|".join(patterns), re.IGNORECASE)
        # A replacement can bring two halves of a value together, so once is not always enough.
        while (again := told.sub(PLACEHOLDER, text)) != text:
            text = again
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


def _patterns(values: set[str]) -> list[str]:
    """Return what to look for, longest first; the placeholder has no letter and no digit, so it is never found."""
    words = {word for value in values for word in _WORD.findall(value)}
    found = sorted((token for token in values | words if _WORD.search(token)), key=len, reverse=True)
    return [_pattern(token, whole=token in values and len(token) >= _SHORT) for token in found]


def _pattern(token: str, *, whole: bool) -> str:
    literal = re.escape(token)
    return literal if whole or not token.isascii() else rf"(?<!\w){literal}(?!\w)"


def _leaves(said: Any) -> Iterator[str]:
    if isinstance(said, dict):
        for value in said.values():
            yield from _leaves(value)
    elif isinstance(said, str):
        yield said
    elif isinstance(said, Iterable):
        for value in said:
            yield from _leaves(value)
    elif said is not None:
        yield str(said)
