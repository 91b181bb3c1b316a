"""Whether bytes that are no UTF-8 read like Windows-1252, and else what they look like.

A detector knows alphabets and judges running text well, but a handful of Western names badly: of files with few of them
it takes most for something else. So how the text looks decides, and the detector names what is refused. Letters of
Western languages stand alone or in pairs inside words, small after small ones, and marks stand between words. The
letters of Iceland are taken for Turkish ones, which the bytes cannot tell from them.
"""

import re

from charset_normalizer import from_bytes

UNDEFINED = frozenset("\udc81\udc8d\udc8f\udc90\udc9d")
"""The bytes that mean nothing in Windows-1252, as escapes of UTF-8."""

_CAPITALS = "\u00c0-\u00cf\u00d1-\u00d6\u00d8-\u00dc\u0152\u0160\u0178\u017d"
_SMALL = "\u00df-\u00ef\u00f1-\u00f6\u00f8-\u00fc\u00ff\u0153\u0161\u017e"
_QUOTES = "\u2018\u2019\u201c\u201d\u201e\u00ab\u00bb"
_JOINING = "\u00b7\u2013\u2014\u00a0\u2026\u2022"
_SIGNS = "\u00a9\u00ae\u2122\u00b0\u00a7\u20ac\u00a1\u00bf\u00aa\u00ba\u00a3"
_KNOWN = _CAPITALS + _SMALL + _QUOTES + _JOINING + _SIGNS
_STRANGE = re.compile(
    rf"[^\x00-\x7f{_KNOWN}]"
    rf"|[{_CAPITALS}{_SMALL}]{{3}}"
    rf"|[a-z{_SMALL}][{_CAPITALS}]"
    rf"|[A-Za-z{_CAPITALS}{_SMALL}][\u201a\u201c\u201e\u00ab\u00a7\u20ac\u00a1\u00bf\u00a3\u00b0\u00a9][A-Za-z{_CAPITALS}{_SMALL}]"
    rf"|[\u00a3\u20ac][A-Za-z{_CAPITALS}{_SMALL}]"
)


def is_windows_1252(sample: bytes) -> bool:
    """Say whether a sample of lines reads like Windows-1252."""
    return not _STRANGE.search(sample.decode("cp1252", "replace"))


def guessed(sample: bytes) -> str:
    """Return the name of the encoding that a sample looks like, empty when there is none but Windows-1252."""
    best = from_bytes(sample).best()
    return best.encoding.replace("_", "-") if best and best.encoding != "cp1252" else ""
