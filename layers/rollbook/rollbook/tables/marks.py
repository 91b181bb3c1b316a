"""Characters that do harm and cannot be seen, or look like others."""

import re

_WITHOUT_WIDTH = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180e"
    "\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e"
    "\u2060\u2061\u2062\u2063\u2064\u2065\u2066\u2067\u2068\u2069\u206a\u206b\u206c\u206d\u206e\u206f\ufeff"
)
INVISIBLE = re.compile(f"[{_WITHOUT_WIDTH}]")
"""Characters without width: joiners, directions, soft hyphens, byte order marks."""

STRAY = _WITHOUT_WIDTH + "".join(filter(str.isspace, map(chr, range(0x3001))))
"""What means nothing at the ends of a text: these, and every kind of space."""

CURLY = "\u2018\u2019\u201a\u201b\u201c\u201d\u201e\u201f\u00ab\u00bb"
"""Quotation marks that word processors put in place of straight ones."""

CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
"""Control characters apart from tab and line ends."""

LOST = "\N{REPLACEMENT CHARACTER}"
"""What programs put where they could not read a character."""

_FIRST = "".join(map(chr, range(0xC2, 0xF5)))
_LATER = "".join(bytes([byte]).decode("cp1252", "ignore") for byte in range(0x80, 0xC0)) + "\x81\x8d\x8f\x90\x9d"
_SUSPECT = re.compile(f"[{_FIRST}][{re.escape(_LATER)}]{{1,3}}")


def garbled(text: str) -> str:
    """Return the first characters of a text that were one character of UTF-8 before they were read as Windows-1252."""
    for suspect in _SUSPECT.finditer(text):
        for end in range(len(suspect[0]), 1, -1):
            try:
                suspect[0][:end].encode("cp1252").decode("utf-8")
            except UnicodeError:
                continue
            return suspect[0][:end]
    return ""
