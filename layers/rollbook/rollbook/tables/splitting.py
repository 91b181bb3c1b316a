"""The records of a CSV text: lines cut into cells, quoted cells over several lines, and what is wrong with the quoting.

The standard library reads the lines that are right. It cannot say where a quotation mark opened that nobody closed,
and takes memory without end when one is missing: such lines are read here. A cell and a line have a longest length, and
after a mistake the reading goes on with the next line, so that every mistake is found.
"""

import csv
import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TextIO

from rollbook.tables.faults import Fault, Findings, nth

LONGEST_CELL = 32_767
LONGEST_LINE = 1024 * 1024
MOST_LINES = 2_000_000
_MOST_REWINDS = 100
_ENDS = "\r\n"
_SPACED = re.compile(r'\s"')
_INSIDE = re.compile('[^"]*+(?:""[^"]*+)*+')

_CLOSE = (
    "Close it before the comma that ends the cell, or take it away; a quotation mark inside a cell is written twice."
)


@dataclass(frozen=True, slots=True)
class Record:
    """The cells of a row and the line that it begins on; `plain` when all of it are printable characters of ASCII."""

    line: int
    cells: list[str]
    plain: bool
    lines: int = 1

    @property
    def is_blank(self) -> bool:
        """Whether nothing stands in it."""
        return not any(map(str.strip, self.cells))


class _BrokenError(Exception):
    """The quoting of a cell that cannot be right: the line and column where it begins, what it is, and the fix.

    With `again` the reading goes on behind that line, though lines after it were taken for a part of the cell.
    """

    def __init__(self, fault: Fault, line: int, column: int, found: str, fix: str, *, again: bool = False) -> None:
        super().__init__(fault)
        self.fault = fault
        self.line = line
        self.column = column
        self.found = found.rstrip(_ENDS)
        self.fix = fix
        self.again = again


def records(text: TextIO, findings: Findings) -> Iterator[Record]:
    """Yield the records of a text whose quoting is right, and note where it is not."""
    lines = _Lines(text, findings)
    rewinds = 0
    while raw := lines.next():
        lines.mark()
        if raw.isspace():
            continue
        number = lines.number
        try:
            cells = _quoted(raw, lines) if '"' in raw else raw.rstrip(_ENDS).split(",")
        except _BrokenError as broken:
            rewinds += broken.again
            is_last = rewinds == _MOST_REWINDS
            fix = f"{broken.fix} What comes after this line was not looked at." if is_last else broken.fix
            findings.add(broken.fault, fix, line=broken.line, column=nth(broken.column), found=broken.found)
            if is_last:
                return
            if broken.again:
                lines.rewind(broken.line)
            continue
        taken = lines.number - number + 1
        plain = taken == 1 and (line := raw.rstrip(_ENDS)).isascii() and line.isprintable()
        if lines.length > LONGEST_CELL:
            _refuse_long_cells(cells, number, findings)
        yield Record(number, cells, plain, taken)


def _quoted(raw: str, lines: "_Lines") -> list[str]:
    """Return the cells of a record in which quotation marks stand; raises _BrokenError."""
    if not _SPACED.search(raw):
        try:
            return next(csv.reader((raw,), strict=True))
        except csv.Error:
            pass
    return _Cells(raw, lines).all()


def _refuse_long_cells(cells: list[str], line: int, findings: Findings) -> None:
    for index, cell in enumerate(cells):
        if len(cell) > LONGEST_CELL:
            findings.add(
                Fault.CELL_TOO_LONG,
                f"Shorten it: a cell may have {LONGEST_CELL:,} characters, which is all that a spreadsheet can hold.",
                line=line,
                column=nth(index),
                found=f"{len(cell):,} characters",
            )


class _Lines:
    """Physical lines with their numbers; those since a mark can be read once more."""

    def __init__(self, text: TextIO, findings: Findings) -> None:
        self.number = 0
        self.length = 0
        self._text = text
        self._findings = findings
        self._since: list[tuple[int, str]] = []
        self._ended = False
        self._again: deque[tuple[int, str]] = deque()

    def next(self) -> str:
        """Return the next line with its end, empty when there is none; lines that are too long are passed over."""
        if self._again:
            self.number, line = self._again.popleft()
            return self._taken(line)
        while not self._ended and (line := self._text.readline(LONGEST_LINE + 1)):
            self.number += 1
            if self.number > MOST_LINES:
                self._end()
                return ""
            if len(line) <= LONGEST_LINE:
                return self._taken(line)
            self._pass_over(line)
        return ""

    def mark(self) -> None:
        """Remember where a record begins: with the line that was read last."""
        del self._since[:-1]
        self.length = len(self._since[0][1])

    def rewind(self, number: int) -> None:
        """Go back to where the next line is the one after this, which is a line of the record."""
        self._again.extendleft(pair for pair in reversed(self._since) if pair[0] > number)
        self.number = number

    def _taken(self, line: str) -> str:
        self._since.append((self.number, line))
        self.length += len(line)
        return line

    def _end(self) -> None:
        self._ended = True
        fix = f"Divide it into files of at most {MOST_LINES:,} lines."
        self._findings.add(Fault.TOO_MANY_ROWS, fix, line=self.number)

    def _pass_over(self, line: str) -> None:
        length = len(line)
        while not line.endswith(tuple(_ENDS)) and (line := self._text.readline(LONGEST_LINE)):
            length += len(line)
        self._findings.add(
            Fault.LINE_TOO_LONG,
            f"Divide it: a line may have {LONGEST_LINE:,} characters. Are its line breaks missing?",
            line=self.number,
            found=f"{length:,} characters",
        )


class _Cells:
    """The cells of a record in which quotation marks stand."""

    def __init__(self, line: str, lines: _Lines) -> None:
        self._line = line
        self._lines = lines
        self._at = 0
        self._cells: list[str] = []

    def all(self) -> list[str]:
        """Return the cells; raises _BrokenError."""
        while True:
            self._cells.append(self._quoted() if self._line.startswith('"', self._at) else self._bare())
            if not self._line.startswith(",", self._at):
                return self._cells
            self._at += 1

    def _bare(self) -> str:
        end = self._line.find(",", self._at)
        cell = self._line[self._at :].rstrip(_ENDS) if end < 0 else self._line[self._at : end]
        self._at = len(self._line) if end < 0 else end
        if '"' in cell and cell.lstrip().startswith('"'):
            fix = "Take the space away: the quotation mark has to be the first character of its cell."
            raise _BrokenError(Fault.QUOTE_SPACED, self._lines.number, len(self._cells), cell, fix)
        return cell

    def _quoted(self) -> str:
        opened = (self._lines.number, len(self._cells), self._line[self._at :])
        pieces: list[str] = []
        length = 0
        start = self._at + 1
        while True:
            inside = _INSIDE.match(self._line, start)
            assert inside
            pieces.append(inside[0])
            length += len(inside[0])
            if self._line.startswith('"', inside.end()):
                break
            if length > LONGEST_CELL or not (following := self._lines.next()):
                raise _BrokenError(Fault.QUOTE_UNCLOSED, *opened, _CLOSE, again=True)
            self._line, start = following, 0
        self._at = inside.end() + 1
        rest = self._line[self._at : self._at + 1]
        if rest and rest not in ",\r\n":
            several = len(pieces) > 1
            fault = Fault.QUOTE_UNCLOSED if several else Fault.QUOTE_STRAY
            raise _BrokenError(fault, *opened, _CLOSE, again=several)
        return "".join(pieces).replace('""', '"')
