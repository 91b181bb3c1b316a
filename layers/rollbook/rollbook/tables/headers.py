"""The line with the names of the columns: which column stands where, and what is wrong with a name (CR8)."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from itertools import islice

from rollbook.model.tables import Column, Place, Table
from rollbook.tables.defusing import OURS
from rollbook.tables.faults import Fault, Findings, nth, refusal
from rollbook.tables.marks import CURLY, INVISIBLE
from rollbook.tables.splitting import Record

_MOST_COLUMNS = 200
_LOOKED_AT = 20
_SOME = 2
_SEPARATORS = {";": "semicolons", "\t": "tabs", "|": "vertical bars"}
_QUOTES = re.compile(rf"[\"'`{CURLY}]")
_BETWEEN = re.compile(r"[\s_\-.]+")
_SIMILAR = 0.75


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the columns stand; `names` has the header of every cell as far as it is known, else its number."""

    line: int
    header: list[str]
    columns: tuple[Column | None, ...]
    names: tuple[str, ...]
    is_result: bool

    @property
    def width(self) -> int:
        """How many cells a row has."""
        return len(self.columns)


def find(records: Iterator[Record], table: Table, place: Place, findings: Findings) -> Layout:
    """Read up to the line with the names of the columns and return them; notes what is wrong with them.

    Raises TableError when there is no such line, or when its cells are not separated by commas.
    """
    known = _known(table)
    record = next((record for record in records if not record.is_blank), None)
    # Without the first line there is nothing to judge the others by.
    findings.raise_any()
    if record is None:
        raise refusal(Fault.EMPTY, "Upload a file that has the names of the columns and at least one row.")
    _refuse_other_separators(record, known)
    if len(record.cells) > _MOST_COLUMNS:
        found = f"{len(record.cells):,} columns"
        raise refusal(Fault.TOO_MANY_COLUMNS, f"Accepted are: {_names(table)}.", line=record.line, found=found)
    if not any(_folded(cell) in known for cell in record.cells):
        _refuse_without_header(record, records, known, table)
    return _Header(record, table, findings).layout(place)


def _known(table: Table) -> dict[str, Column]:
    return {_folded(name): column for column in table.columns for name in (column.name, *column.aliases)}


def _folded(name: str) -> str:
    """Return a name without all that people and programs do to it."""
    bare = _QUOTES.sub("", INVISIBLE.sub("", unicodedata.normalize("NFKC", name)))
    return _BETWEEN.sub("_", bare.strip()).casefold().strip("_")


def _names(table: Table) -> str:
    return ", ".join(column.name for column in table.columns)


def _refuse_other_separators(record: Record, known: Iterable[str]) -> None:
    if len(record.cells) > 1:
        return
    for separator, what in _SEPARATORS.items():
        parts = record.cells[0].split(separator, _MOST_COLUMNS)
        if len(parts) > 1 and any(_folded(part) in known for part in parts):
            raise refusal(
                Fault.DELIMITER_WRONG,
                'Save the file as "CSV UTF-8 (comma delimited)", with commas between the cells.',
                line=record.line,
                found=what,
            )


def _refuse_without_header(record: Record, records: Iterator[Record], known: Iterable[str], table: Table) -> None:
    for later in islice(records, _LOOKED_AT):
        if sum(_folded(cell) in known for cell in later.cells[:_MOST_COLUMNS]) >= _SOME:
            fix = f"Delete what is above line {later.line}, so that the names of the columns are in line 1."
            raise refusal(Fault.HEADER_LATE, fix, line=record.line, found=",".join(record.cells))
    fix = f"Begin the file with a line of the names of its columns. Accepted are: {_names(table)}."
    raise refusal(Fault.HEADER_ABSENT, fix, line=record.line, found=",".join(record.cells))


class _Header:
    """The names of one file."""

    def __init__(self, record: Record, table: Table, findings: Findings) -> None:
        self._record = record
        self._table = table
        self._findings = findings
        self._known = _known(table)
        self._right = {name: column for column in table.columns for name in (column.name, *column.aliases)}
        self._meant: dict[int, Column] = {}

    def layout(self, place: Place) -> Layout:
        """Return the layout, and note every name that is not right."""
        cells = self._record.cells
        columns = tuple(self._column(index, name) for index, name in enumerate(cells))
        self._note_doubles(columns)
        self._note_missing(place)
        names = tuple(column.name if column else nth(index) for index, column in enumerate(columns))
        is_result = any(name.startswith(OURS) for name in cells)
        return Layout(self._record.line, cells, columns, names, is_result)

    def _column(self, index: int, name: str) -> Column | None:
        if name.startswith(OURS):
            return None
        column = self._right.get(name)
        if column:
            self._meant[index] = column
            return column
        self._note_wrong(index, name)
        return None

    def _note_wrong(self, index: int, name: str) -> None:
        meant = self._known.get(_folded(name))
        if meant:
            self._meant[index] = meant
            self._add(_how_wrong(name), f"Write {meant.name}, without anything around it.", index, name)
        elif not name.strip():
            self._add(Fault.HEADER_UNNAMED, "Give the column its name, or delete it.", index, name)
        elif any(_folded(part) in self._known for part in re.split(r"[;\t|]", name, maxsplit=_MOST_COLUMNS)):
            self._add(Fault.DELIMITERS_MIXED, "Put commas, and nothing else, between the names.", index, name)
        else:
            self._add(Fault.HEADER_UNKNOWN, self._suggestion(index, name), index, name)

    def _suggestion(self, index: int, name: str) -> str:
        close = get_close_matches(_folded(name)[:_MOST_COLUMNS], self._known, n=1, cutoff=_SIMILAR)
        if not close:
            return f"Delete the column. Accepted are: {_names(self._table)}."
        self._meant[index] = self._known[close[0]]
        return f"Did you mean {self._known[close[0]].name}? Write that, or delete the column."

    def _note_doubles(self, columns: Sequence[Column | None]) -> None:
        seen: dict[str, int] = {}
        for index, column in enumerate(columns):
            if column is None:
                continue
            if column.name in seen:
                earlier = seen[column.name]
                header = self._record.cells
                fault = Fault.HEADER_DOUBLED if header[earlier] == header[index] else Fault.HEADER_ALIASED
                fix = f"Keep one of the two, as {column.name}; the other one is {nth(earlier)}."
                self._add(fault, fix, index, header[index])
            seen.setdefault(column.name, index)

    def _note_missing(self, place: Place) -> None:
        there = {column.name for column in self._meant.values()}
        for group in self._table.headers(place):
            if there.isdisjoint(group):
                fix = f"Add the column {' or '.join(group)}, with its value in every row."
                self._findings.add(Fault.HEADER_MISSING, fix, line=self._record.line, column=group[0])

    def _add(self, fault: Fault, fix: str, index: int, found: str) -> None:
        self._findings.add(fault, fix, line=self._record.line, column=nth(index), found=found)


def _how_wrong(name: str) -> Fault:
    """Return what keeps a name from being right that is right when it is folded."""
    if INVISIBLE.search(name) or "\N{NO-BREAK SPACE}" in name:
        return Fault.HEADER_INVISIBLE
    if _QUOTES.search(name):
        return Fault.HEADER_QUOTED
    if name != name.strip() or " " in name:
        return Fault.HEADER_SPACES
    return Fault.HEADER_CASE
