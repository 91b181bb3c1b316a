"""Takes out of a vendor's message whatever the record itself says, so that a reason names no person (PL19)."""

import re
from collections.abc import Iterable, Iterator
from typing import Any

PLACEHOLDER = "[…]"
_LONGEST = 200
_SHORT = 4
_WORD = re.compile(r"\w+")


def redacted(message: str, said: Any) -> str:
    """Return the message in one line, with every value in `said` (JSON) and every word of these values replaced.

    Case does not matter. Values of fewer than four ASCII characters are replaced where they stand as a word of their
    own; all others wherever they occur.
    """
    patterns = [_pattern(token) for token in sorted(_tokens(said), key=len, reverse=True)]
    text = " ".join(message.split())
    if patterns:
        told = re.compile("|".join(patterns), re.IGNORECASE)
        # A replacement can bring two halves of a value together, so once is not always enough.
        while (again := told.sub(PLACEHOLDER, text)) != text:
            text = again
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


def _tokens(said: Any) -> set[str]:
    values = {" ".join(value.split()) for value in _leaves(said)}
    words = {word for value in values for word in _WORD.findall(value)}
    # The placeholder has no letter and no digit, so nothing that is looked for can be found in it.
    return {token for token in values | words if _WORD.search(token)}


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


def _pattern(token: str) -> str:
    literal = re.escape(token)
    return rf"(?<!\w){literal}(?!\w)" if token.isascii() and len(token) < _SHORT else literal
