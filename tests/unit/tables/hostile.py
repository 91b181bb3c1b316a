"""Hostile files, made as needed: what is wrong with each, where, and a word of the fix that must be offered."""

import codecs
import gzip
import io
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from random import Random

from rollbook.tables.faults import Fault
from tests.unit.tables.files import COLUMNS, HEADER, line, lines

LONG = 40_000
_MEBIBYTE = 1024 * 1024


@dataclass(frozen=True)
class Hostile:
    """A file that is refused: how it is made, and its first defect."""

    name: str
    make: Callable[[], bytes]
    fault: Fault
    at: int
    column: str
    fix: str


def files() -> list[Hostile]:
    """Return all of them."""
    return [
        Hostile(*described)
        for part in (_no_text, _encodings, _headers, _shapes, _quoting, _cells)
        for described in part()
    ]


def large() -> list[Hostile]:
    """Return those that are to be slow or to take much memory: a few mebibytes each, wrong in every line."""
    return [Hostile(*described) for described in _large()]


Described = tuple[str, Callable[[], bytes], Fault, int, str, str]


def _text(*rows: str, header: str = HEADER, end: str = "\r\n", codec: str = "utf-8") -> Callable[[], bytes]:
    return lambda: lines(*rows, header=header, end=end).encode(codec)


def _octets(content: bytes) -> Callable[[], bytes]:
    return lambda: content


def _times(*parts: tuple[bytes, int]) -> Callable[[], bytes]:
    """Return what makes a file of parts, each of them so often; it is made when it is needed."""
    return lambda: b"".join(part * often for part, often in parts)


def _numbered(count: int, **cells: str) -> Callable[[], bytes]:
    """Return what makes a file of so many people with the same wrong cells."""
    return lambda: lines(*(line(number, **cells) for number in range(count))).encode()


def _header(old: str, new: str) -> Callable[[], bytes]:
    return _text(line(), header=HEADER.replace(old, new))


def _no_text() -> Iterator[Described]:
    upload, again = "names of the columns", "CSV UTF-8"
    yield "nothing at all", _octets(b""), Fault.EMPTY, 0, "", upload
    yield "a byte order mark alone", _octets(codecs.BOM_UTF8), Fault.EMPTY, 0, "", upload
    yield "blank lines alone", _octets(b"\r\n \r\n,,\r\n" * 100), Fault.EMPTY, 0, "", upload
    yield "a workbook", _workbook, Fault.NOT_TEXT, 0, "", again
    yield "an old workbook", _octets(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)), Fault.NOT_TEXT, 0, "", again
    yield "an empty archive", _octets(b"PK\x05\x06" + bytes(18)), Fault.NOT_TEXT, 0, "", again
    yield "a PDF", _octets(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"), Fault.NOT_TEXT, 0, "", again
    yield "a compressed file", lambda: gzip.compress(_text(line())()), Fault.NOT_TEXT, 0, "", again
    yield "a picture", _octets(b"\x89PNG\r\n\x1a\n" + bytes(64)), Fault.NOT_TEXT, 0, "", again
    yield "a web page", _octets(b"<!doctype html><table><tr><td>title</td></tr></table>"), Fault.NOT_TEXT, 0, "", again
    yield "a table in XML", _octets(b'<?xml version="1.0"?><Workbook/>'), Fault.NOT_TEXT, 0, "", again
    yield "a zero byte in a cell", _text(line(first_name="A\0da")), Fault.NOT_TEXT, 0, "", again
    yield "zeros without end", _octets(bytes(_MEBIBYTE)), Fault.UTF_16_UNMARKED, 0, "", again


def _workbook() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
    return packed.getvalue()


def _encodings() -> Iterator[Described]:
    again = "CSV UTF-8"
    for codec in ("utf-16-le", "utf-16-be"):
        yield f"{codec} without its mark", _text(line(), codec=codec), Fault.UTF_16_UNMARKED, 0, "", again
    yield "UTF-32", _text(line(), codec="utf-32"), Fault.ENCODING_UNKNOWN, 0, "", again
    odd = lines(line()).encode("utf-16") + b"\x20"
    yield "half a character of UTF-16", _octets(odd), Fault.ENCODING_UNKNOWN, 0, "", again
    torn = lines(line()).encode("utf-16") + b"\x00\xd8\x41\x00"
    yield "half a pair of UTF-16", _octets(torn), Fault.ENCODING_UNKNOWN, 0, "", again
    names = {
        "cp1251": "\u0418\u0432\u0430\u043d\u043e\u0432",
        "koi8-r": "\u0421\u043c\u0438\u0440\u043d\u043e\u0432\u0430",
        "cp1253": "\u0393\u03b9\u03ce\u03c1\u03b3\u03bf\u03c2",
        "cp1254": "Y\u0131lmaz",
        "shift-jis": "\u5c71\u7530\u592a\u90ce",
        "gb18030": "\u738b\u5c0f\u660e",
        "big5": "\u9673\u5927\u6587",
        "euc-kr": "\uae40\ucca0\uc218",
        "mac-roman": "Jos\u00e9",
        "cp437": "Jos\u00e9",
        "cp850": "M\u00fcller",
    }
    for codec, name in names.items():
        yield f"a name in {codec}", _text(line(first_name=name), codec=codec), Fault.ENCODING_UNKNOWN, 0, "", again
    half = lines(line(1, first_name="Jos\u00e9")).encode() + line(2, first_name="Ren\u00e9").encode("cp1252")
    yield "two encodings", _octets(half), Fault.ENCODINGS_MIXED, 3, "column 5", again
    cut = lines(line(1, first_name="Jos\u00e9"), line(2)).encode() + "Ren\u00e9".encode()[:-1]
    yield "an end in the middle of a character", _octets(cut), Fault.CHARACTER_CUT, 4, "", "Export"
    surrogate = lines(line(1, first_name="Zo\u00eb Ren\u00e9e No\u00ebl")).encode() + b"\xed\xa0\x80,\r\n"
    yield "half a pair in UTF-8", _octets(surrogate), Fault.ENCODINGS_MIXED, 3, "column 1", again
    twice = "Jos\u00e9".encode().decode("cp1252")
    yield "UTF-8 taken for Windows-1252", _text(line(first_name=twice)), Fault.GARBLED, 2, "first_name", "encoding"
    curly = "O\u2019Brien".encode().decode("cp1252")
    yield (
        "an apostrophe taken for three characters",
        _text(line(first_name=curly)),
        Fault.GARBLED,
        2,
        "first_name",
        "export",
    )
    yield "a lost character", _text(line(first_name="Jos\ufffd")), Fault.CHARACTER_LOST, 2, "first_name", "Type it"


def _headers() -> Iterator[Described]:
    yield "no header", f"{line()}\r\n{line(1)}\r\n".encode, Fault.HEADER_ABSENT, 1, "", "external_course_id"
    yield "another file", _octets(b'{"title": "Heart"}'), Fault.HEADER_ABSENT, 1, "", "Begin the file"
    title = f"Course records of May,,\r\n\r\n{lines(line())}"
    yield "a title above the header", title.encode, Fault.HEADER_LATE, 1, "", "above line 3"
    yield (
        "a separator of spreadsheets",
        f"sep=,\r\n{lines(line())}".encode,
        Fault.HEADER_LATE,
        1,
        "",
        "line 2",
    )
    yield "a space behind a name", _header("title", "title "), Fault.HEADER_SPACES, 1, "column 2", "Write title"
    yield "a space before a name", _header("title", " title"), Fault.HEADER_SPACES, 1, "column 2", "Write title"
    yield "a space inside a name", _header("first_name", "first name"), Fault.HEADER_SPACES, 1, "column 5", "first_name"
    yield "a tab behind a name", _header("title", "title\t"), Fault.HEADER_SPACES, 1, "column 2", "Write title"
    for name in ("\u200b", "\u2060", "\ufeff", "\u00a0"):
        wrong = _header("title", f"title{name}")
        yield f"U+{ord(name):04X} in a name", wrong, Fault.HEADER_INVISIBLE, 1, "column 2", "Write title"
    twice = _octets(codecs.BOM_UTF8 * 2 + lines(line()).encode())
    yield "two byte order marks", twice, Fault.HEADER_INVISIBLE, 1, "column 1", "Write external_course_id"
    yield "capitals", _header("title", "Title"), Fault.HEADER_CASE, 1, "column 2", "Write title"
    yield "a hyphen", _header("first_name", "first-name"), Fault.HEADER_CASE, 1, "column 5", "Write first_name"
    curly = _header("title", "\u201ctitle\u201d")
    yield "curly quotation marks around a name", curly, Fault.HEADER_QUOTED, 1, "column 2", "Write title"
    yield (
        "a slip of the pen",
        _header("credits", "credtis"),
        Fault.HEADER_UNKNOWN,
        1,
        "column 6",
        "Did you mean credits",
    )
    yield "a column of nobody", _header("credits", "shoe"), Fault.HEADER_UNKNOWN, 1, "column 6", "Delete the column"
    yield "a column without a name", _header("credits", ""), Fault.HEADER_UNNAMED, 1, "column 6", "its name"
    trailing = _text(f"{line()},", header=f"{HEADER},")
    yield "a comma behind the last column", trailing, Fault.HEADER_UNNAMED, 1, "column 10", "delete it"
    doubled = _text(f"{line()},2", header=f"{HEADER},credits")
    yield "a column twice", doubled, Fault.HEADER_DOUBLED, 1, "column 10", "Keep one"
    aliased = _text(f"{line()},a@b.example", header=f"{HEADER},external_mail")
    yield "an old and a new name", aliased, Fault.HEADER_ALIASED, 1, "column 10", "external_email"
    missing = _text("A,000,a@b.example", header="external_course_id,external_user_id,external_email")
    yield "no title", missing, Fault.HEADER_MISSING, 1, "title", "Add the column title"
    nobody = _text("A,Heart", header="external_course_id,title")
    yield "nobody", nobody, Fault.HEADER_MISSING, 1, "external_user_id", "external_user_id or external_email"
    for separator, name in ((";", "semicolons"), ("\t", "tabs"), ("|", "bars")):
        other = lines(line()).replace(",", separator).encode()
        yield name, _octets(other), Fault.DELIMITER_WRONG, 1, "", "commas"
    one = _header("title,external_user_id", "title;external_user_id")
    yield "a semicolon between two names", one, Fault.DELIMITERS_MIXED, 1, "column 2", "commas"
    wide = _text(line(), header=",".join(f"title{number}" for number in range(5_000)) + ",title")
    yield "five thousand columns", wide, Fault.TOO_MANY_COLUMNS, 1, "", "Accepted are"


def _shapes() -> Iterator[Described]:
    yield "a header alone", _text(), Fault.NO_ROWS, 0, "", "at least one row"
    yield "a header without a line end", HEADER.encode, Fault.NO_ROWS, 0, "", "at least one row"
    yield "a header and empty cells", _text("," * 8, "," * 8), Fault.NO_ROWS, 0, "", "at least one row"
    yield "a row that is too short", _text(line(), "HEART-1,Heart"), Fault.TOO_FEW_CELLS, 3, "", "missing cells"
    yield "a row that is too long", _text(line(), f"{line(1)},,"), Fault.TOO_MANY_CELLS, 3, "", "surplus commas"
    yield "a comma in a bare cell", _text(line(title="Heart, lung")), Fault.TOO_MANY_CELLS, 2, "", "quotation marks"
    semicolons = line(1).replace(",", ";")
    yield "semicolons in one row", _text(line(), semicolons), Fault.DELIMITERS_MIXED, 3, "", "commas"
    tab = line(1).replace(",", "\t", 1)
    yield "a tab between two cells", _text(line(), tab), Fault.DELIMITERS_MIXED, 3, "", "commas"
    yield "the header again", _text(line(), HEADER, line(1)), Fault.HEADER_REPEATED, 3, "", "Delete the line"
    yield (
        "an end in the middle of a row",
        lines(line(), line(1))[:-40].encode,
        Fault.TOO_FEW_CELLS,
        3,
        "",
        "cells",
    )
    yield "old line ends and a short row", _text(line(), "A", end="\r"), Fault.TOO_FEW_CELLS, 3, "", "missing"


def _quoting() -> Iterator[Described]:
    open_ = line(1, title='"Heart')
    unclosed, close = Fault.QUOTE_UNCLOSED, "Close it"
    yield "an open quotation mark", _text(line(), open_, line(2)), unclosed, 3, "column 2", close
    yield "one in the last line", _text(line(), open_), unclosed, 3, "column 2", close
    closed_later = _text(line(), open_, line(2, title='"Lung, twice"'), line(3))
    yield "one that a later row seems to close", closed_later, unclosed, 3, "column 2", close
    long = _text(line(), open_, *(line(number) for number in range(2, 2_000)))
    yield "one with thousands of rows behind it", long, unclosed, 3, "column 2", close
    far = _text(line(), open_, *(line(number) for number in range(2, 900)), line(900, title='lung"'))
    yield "one that is closed hundreds of rows later", far, unclosed, 3, "column 2", close
    second = _text(line(), line(1, title='"Heart\nand"', first_name='"lung'))
    yield "one behind a cell of two lines", second, unclosed, 4, "column 5", close
    swallowed = _text(line(), open_, line(2, title='lung"'), line(3))
    yield "one that makes one row of two", swallowed, unclosed, 3, "title", "line breaks"
    stray = _text(line(title='"The "big" heart"'))
    yield "quotation marks inside a quoted cell", stray, Fault.QUOTE_STRAY, 2, "column 2", "twice"
    escaped = _text(line(title='"The \\"big\\" heart"'))
    yield "backslashes", escaped, Fault.QUOTE_STRAY, 2, "column 2", "twice"
    spaced = _text(line(title=' "Heart, lung"'))
    yield "a space before a quotation mark", spaced, Fault.QUOTE_SPACED, 2, "column 2", "space away"
    behind = _text(line(title='"Heart, lung" '))
    yield "a space behind a quotation mark", behind, Fault.QUOTE_STRAY, 2, "column 2", close
    around = _text(line(title="\u201cHeart\u201d"))
    yield "curly quotation marks around a cell", around, Fault.QUOTES_CURLY, 2, "title", "straight"
    comma = _text(line(title="\u201cHeart, lung\u201d"))
    yield "curly ones around a comma", comma, Fault.QUOTES_CURLY, 2, "title", "straight"
    german = _text(line(title="\u201eHerz, Lunge\u201c"))
    yield "low ones", german, Fault.QUOTES_CURLY, 2, "title", "straight"


def _cells() -> Iterator[Described]:
    long, divide = "x" * LONG, "Shorten"
    yield "a long cell", _text(line(title=long)), Fault.CELL_TOO_LONG, 2, "column 2", divide
    yield "a long quoted cell", _text(line(title=f'"{long}"')), Fault.CELL_TOO_LONG, 2, "column 2", divide
    several = "\n".join("x" * 30_000 for _ in range(2))
    yield "a long cell of two lines", _text(line(title=f'"{several}"')), Fault.CELL_TOO_LONG, 2, "column 2", divide
    endless = _text(line(title="x" * 2 * _MEBIBYTE), line())
    yield "a line without end", endless, Fault.LINE_TOO_LONG, 2, "", "Divide"
    for control in ("\x01", "\x0b", "\x1b", "\x1f", "\x7f", "\x85"):
        wrong = _text(line(first_name=f"A{control}da"))
        yield f"U+{ord(control):04X} in a cell", wrong, Fault.CONTROL_CHARACTER, 2, "first_name", "Delete"
    quoted = _text(line(), line(first_name='"A\r\n\x08da"'))
    yield "a control character in a cell of two lines", quoted, Fault.CONTROL_CHARACTER, 3, "first_name", "Delete"


def _large() -> Iterator[Described]:
    many = 20_000
    yield (
        "a short row 20,000 times",
        _times((f"{HEADER}\r\n".encode(), 1), (b"HEART-1,Heart\r\n", many)),
        Fault.TOO_FEW_CELLS,
        2,
        "",
        "missing",
    )
    unclosed = _numbered(many, title='"Heart')
    yield "an open quotation mark in 20,000 rows", unclosed, Fault.QUOTE_UNCLOSED, 2, "column 2", "Close"
    stray = _numbered(many, title='"The "big" heart"')
    yield "a stray quotation mark in 20,000 rows", stray, Fault.QUOTE_STRAY, 2, "column 2", "twice"
    quotes = _text(line(title='"' * 900_000), line(1))
    yield "900,000 quotation marks", quotes, Fault.CELL_TOO_LONG, 2, "column 2", "Shorten"
    cells = _text("," * 1_000_000, "," * 1_000_000)
    yield "a million empty cells", cells, Fault.NO_ROWS, 0, "", "row"
    full = _text("a," * 500_000, "a," * 500_000)
    yield "half a million cells in a row", full, Fault.TOO_MANY_CELLS, 2, "", "surplus"
    wide = _times((b"title,", 170_000))
    yield "170,000 columns", wide, Fault.TOO_MANY_COLUMNS, 1, "", "Accepted"
    endless = _times((b"title,", 1_700_000))
    yield "ten mebibytes in one line", endless, Fault.LINE_TOO_LONG, 1, "", "Divide"
    ended = _times((HEADER.encode() + b'\r\n"', 1), (b"\n", 500_000))
    yield "half a million line ends in an open cell", ended, Fault.QUOTE_UNCLOSED, 2, "column 1", "Close"
    control = _numbered(many, first_name="A\x01da")
    yield "a control character in 20,000 rows", control, Fault.CONTROL_CHARACTER, 2, "first_name", "Delete"
    twice = "\u00c3\u00a9" * 15_000
    yield "45 cells of garbled text", _text(*[line(title=twice)] * 45), Fault.GARBLED, 2, "title", "encoding"
    suspects = "\u00c3\u00c3\u0192\u00c2" * 8_000
    yield (
        "45 cells that look garbled",
        _text(*[line(title=f"{suspects}\x01")] * 45),
        Fault.CONTROL_CHARACTER,
        2,
        "title",
        "D",
    )
    name = line(first_name="Jos\u00e9" * 3)
    mixed = _times((lines(name).encode(), 1), (f"{line()}\r\n".encode(), many), (b"\xe9\r\n", 3))
    yield "three bytes behind 20,000 rows", mixed, Fault.ENCODINGS_MIXED, many + 3, "column 1", "UTF-8"
    yield "noise", _noise, Fault.ENCODING_UNKNOWN, 0, "", "UTF-8"
    names = ",".join(f"{COLUMNS[0]}{number}" for number in range(190)) + ",title"
    yield "190 names that are nearly right", _text(line(), header=names), Fault.HEADER_UNKNOWN, 1, "column 1", "mean"
    spaces = f"\u00e9{' ' * 30_000}\u00e9\x01"
    yield "45 cells of spaces", _text(*[line(title=spaces)] * 45), Fault.CONTROL_CHARACTER, 2, "title", "Delete"
    nobody = _times((b"a," * 90 + b"\r\n", 5_000))
    yield "5,000 rows of nobody", nobody, Fault.HEADER_ABSENT, 1, "", "Begin the file"
    row = b"a," * 500_000 + b"\r\n"
    below = _times((b"a\r\n", 1), (row, 4))
    yield "two million cells below a cell of nobody", below, Fault.HEADER_ABSENT, 1, "", "Begin the file"
    yield "a million semicolons", _times((b";", 1_000_000)), Fault.CELL_TOO_LONG, 1, "column 1", "Shorten"
    yield "all the separators", _times((b";|\t", 10_000)), Fault.HEADER_ABSENT, 1, "", "Begin the file"


def _noise() -> bytes:
    dice = Random(1)  # noqa: S311 - dice for tests, no keys
    return bytes(dice.choices(range(1, 256), k=2 * _MEBIBYTE))
