"""One spelling for the words of a list, however they come: `OPEN_ALL_YEAR`, `open-all-year` and `openAllYear` alike."""

import re

_BETWEEN_WORDS = re.compile(r"[\s_-]+|(?<=[a-z])(?=[A-Z])")


def spelled(text: str) -> str:
    """Return a text in small letters with one space between its words."""
    return " ".join(_BETWEEN_WORDS.sub(" ", text).casefold().split())
