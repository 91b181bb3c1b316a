"""In which encoding a file is written, found out before a cell is read: UTF-8, UTF-16 with its mark, or Windows-1252.

UTF-8 is proved by decoding all of it, in chunks. What is not UTF-8 is looked at line by line: one that mixes encodings
is refused with the places, and a detector is asked whether Windows-1252 is what the rest is written in.
"""

import codecs
import io
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import BinaryIO

from rollbook.model.errors import TableError
from rollbook.tables import guessing
from rollbook.tables.faults import Fault, Findings, nth, refusal
from rollbook.tables.splitting import LONGEST_LINE

_BEGINNING = 16
_CHUNK = 256 * 1024
_SAMPLE = 16 * 1024
_AS_UTF_8 = 'Save the file again as "CSV UTF-8 (comma delimited)".'

_SIGNATURES = (
    (b"PK\x03\x04", "a spreadsheet or an archive (zip)"),
    (b"PK\x05\x06", "an empty archive (zip)"),
    (b"\xd0\xcf\x11\xe0", "an old spreadsheet (xls)"),
    (b"%PDF", "a PDF"),
    (b"\x1f\x8b", "a compressed file (gzip)"),
    (b"7z\xbc\xaf\x27\x1c", "an archive (7z)"),
    (b"Rar!", "an archive (rar)"),
    (b"\x89PNG", "a picture (png)"),
    (b"\xff\xd8\xff", "a picture (jpeg)"),
    (b"{\\rtf", "a document (rtf)"),
    (b"SQLite format 3", "a database"),
    (b"<?xml", "an XML document"),
    (b"<!DOCTYPE", "a web page"),
    (b"<html", "a web page"),
)
_AT_THE_END = "unexpected end of data"
_INVALID = re.compile("[\udc80-\udcff]")
_CHARACTER = re.compile("[^\x00-\x7f\udc80-\udcff]")
_QUOTED = re.compile('"[^"]*+"?')


@dataclass(frozen=True, slots=True)
class Charset:
    """An encoding: its name for people, and the codec that reads it."""

    name: str
    codec: str


UTF_8 = Charset("UTF-8", "utf-8-sig")
UTF_16 = Charset("UTF-16", "utf-16")
WINDOWS_1252 = Charset("Windows-1252", "cp1252")


def text(binary: BinaryIO, charset: Charset) -> io.TextIOWrapper:
    """Return the file's text, line ends as they are."""
    return io.TextIOWrapper(binary, encoding=charset.codec, newline="")


def told(reopen: Callable[[], BinaryIO]) -> Charset:
    """Return a file's encoding; raises TableError when it is none that is read, or when the file is no text."""
    with reopen() as binary:
        head = binary.read(_CHUNK)
        if not head:
            raise refusal(Fault.EMPTY, "Upload a file that has the names of the columns and at least one row.")
        _refuse_what_is_no_text(head)
        charset = UTF_16 if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else UTF_8
        decoder = codecs.getincrementaldecoder(charset.codec)()
        try:
            while head:
                if charset is UTF_8 and b"\0" in head:
                    raise _with_zero_bytes(head)
                decoder.decode(head)
                head = binary.read(_CHUNK)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError as error:
            if charset is UTF_16:
                raise refusal(Fault.ENCODING_UNKNOWN, _AS_UTF_8, found="UTF-16 with characters that are none") from None
            return _Bytes(reopen).charset(is_cut=error.reason == _AT_THE_END)
    return charset


def _refuse_what_is_no_text(head: bytes) -> None:
    beginning = head[:_BEGINNING].lower()
    for signature, what in _SIGNATURES:
        if beginning.startswith(signature.lower()):
            raise refusal(Fault.NOT_TEXT, f"Open it in the program that made it. {_AS_UTF_8}", found=what)
    if head.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        raise refusal(Fault.ENCODING_UNKNOWN, _AS_UTF_8, found="UTF-32")


def _with_zero_bytes(chunk: bytes) -> TableError:
    """Return what is wrong with a file that has zero bytes: every second one in UTF-16, any in what is no text."""
    if any(chunk[offset::2].count(0) * 4 > len(chunk) for offset in (0, 1)):
        return refusal(Fault.UTF_16_UNMARKED, _AS_UTF_8, found="every second byte is zero")
    line = chunk.count(b"\n", 0, chunk.index(0)) + 1
    return refusal(Fault.NOT_TEXT, f"Export the data again. {_AS_UTF_8}", found=f"a zero byte near line {line}")


class _Bytes:
    """What the bytes of a file look like of which some are no UTF-8."""

    def __init__(self, reopen: Callable[[], BinaryIO]) -> None:
        self._lines = 0
        self._characters = 0
        self._strange = 0
        self._sample = bytearray()
        self._undefined = False
        self._mixed = Findings()
        with reopen() as binary:
            lines = io.TextIOWrapper(binary, encoding="utf-8-sig", errors="surrogateescape", newline="")
            while line := lines.readline(LONGEST_LINE):
                self._lines += 1
                if not line.isascii():
                    self._look(line)

    def charset(self, *, is_cut: bool) -> Charset:
        """Return the encoding; raises TableError when there is more than one, or none that is read.

        `is_cut` says that the last character alone is no UTF-8, because its end is missing.
        """
        if is_cut and self._characters:
            fix = "Export the data again: the end of the file is missing."
            raise refusal(Fault.CHARACTER_CUT, fix, line=self._lines)
        # Bytes of another encoding form a character of UTF-8 now and then, but not one for every one that does not.
        if self._characters >= self._strange:
            self._mixed.raise_any()
        if not self._undefined and guessing.is_windows_1252(bytes(self._sample)):
            return WINDOWS_1252
        guess = guessing.guessed(bytes(self._sample))
        found = f"it looks like {guess}" if guess else "bytes that are neither UTF-8 nor Windows-1252"
        raise refusal(Fault.ENCODING_UNKNOWN, _AS_UTF_8, found=found)

    def _look(self, line: str) -> None:
        invalid = _INVALID.findall(line)
        self._characters += len(_CHARACTER.findall(line))
        if not invalid:
            return
        self._strange += len(invalid)
        self._undefined = self._undefined or not guessing.UNDEFINED.isdisjoint(invalid)
        if len(self._sample) < _SAMPLE:
            self._sample += line.encode("utf-8", "surrogateescape")[:_SAMPLE]
        at = line.index(invalid[0])
        self._mixed.add(
            Fault.ENCODINGS_MIXED,
            f"Replace the character, or type the cell again. {_AS_UTF_8}",
            line=self._lines,
            column=nth(_QUOTED.sub("", line[:at]).count(",")),
            found=f"byte {ord(invalid[0]) - 0xDC00:02X} as character {at + 1} of the line",
        )
