"""A mapping report as a CSV file, for a spreadsheet and back; what comes back is not trusted (SG7)."""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, TextIO, get_args

from rollbook.model.descriptors import Profile
from rollbook.model.ports import Finding, Match

Choice = Literal["link", "create", ""]

ENCODING = "utf-8-sig"
"""UTF-8 with a mark at its beginning, by which spreadsheets know it."""

_PROPOSED: dict[Match, Choice] = {Match.LIKELY: "link", Match.CERTAIN: "link", Match.NEW: "create"}
_ACCEPTED = "accepted are link, create, or nothing while it is undecided"
_FORMULA = re.compile(r"['\s]*[=+\-@\t\r]")
_DEFUSED = re.compile(r"'['\s]*[=+\-@\t\r]")


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the file, as far as it decides: what becomes of which record, and the id that it is linked to."""

    line: int
    stream: str
    key: str
    choice: Choice
    held: str


def columns(target: str) -> tuple[str, ...]:
    """Return the names of the columns; those about the target carry its name."""
    of_source = ("stream", "sis_key", "sis_name", "sis_username", "sis_email", "sis_code", "finding", "matched_by")
    of_target = tuple(f"{target}_{name}" for name in ("id", "uid", "name", "username", "email"))
    return (*of_source, *of_target, "candidates", "decision", "why")


def proposed(finding: Finding) -> Choice:
    """Return what the report proposes for a record of the source; nothing for a conflict."""
    return _PROPOSED.get(finding.match, "")


def write(file: TextIO, stream: str, target: str, findings: Iterable[Finding]) -> Counter[Match]:
    """Write a stream's findings and return how many there are of each kind."""
    written: Counter[Match] = Counter()
    table = csv.writer(file)
    table.writerow(columns(target))
    for finding in findings:
        table.writerow(_defused(cell) for cell in _cells(finding, stream, target))
        written[finding.match] += 1
    return written


def read(content: bytes, target: str) -> tuple[list[Row], list[str]]:
    """Return the rows that decide on a record of the source, and what is wrong with the others, line by line."""
    try:
        text = content.decode(ENCODING)
    except UnicodeDecodeError:
        return [], ["line 1: these are no characters of UTF-8; save the file as CSV in UTF-8"]
    mistakes: list[str] = []
    rows = [row for row in _rows(text, target, mistakes) if row.key or row.choice]
    mistakes.extend(
        f"line {row.line}, decision: {row.choice!r} stands at no record of the source; accepted is nothing"
        for row in rows
        if not row.key
    )
    return [row for row in rows if row.key], mistakes


def _cells(finding: Finding, stream: str, target: str) -> Iterator[str]:
    wanted = finding.wanted or Profile(id="", marks=((),))
    held = finding.held or Profile(id="", marks=((),))
    found = f"only in {target}" if finding.match is Match.UNMATCHED else finding.match.value
    yield from (stream, wanted.id, wanted.name, wanted.username, wanted.email, wanted.code, found, finding.matched_by)
    yield from (held.id, held.code, held.name, held.username, held.email)
    yield from (" ".join(finding.candidates), proposed(finding))
    yield f"{finding.reason.sentence} {finding.reason.remedy}" if finding.reason else ""


def _rows(text: str, target: str, mistakes: list[str]) -> Iterator[Row]:
    first = text.partition("\n")[0]
    table = csv.reader(io.StringIO(text, newline=""), delimiter=max(",;\t", key=first.count))
    try:
        places = _places(next(table, []), target, mistakes)
        for cells in table:
            if any(map(str.strip, cells)) and places and (row := _row(table.line_num, cells, places, mistakes)):
                yield row
    except csv.Error as wrong:
        mistakes.append(f"line {table.line_num}: this is no CSV: {wrong}")


def _places(head: Sequence[str], target: str, mistakes: list[str]) -> list[int]:
    """Return where the columns that decide are; their order, and what other columns there are, say nothing."""
    names = [name.strip().casefold() for name in head]
    needed = ("stream", "sis_key", "decision", f"{target}_id")
    missing = [name for name in needed if names.count(name.casefold()) != 1]
    for name in missing:
        often = "stands there more than once" if name.casefold() in names else "is missing"
        mistakes.append(f"line 1: the column {name} {often}; accepted is each of {', '.join(needed)} once")
    return [] if missing else [names.index(name.casefold()) for name in needed]


def _row(line: int, cells: Sequence[str], places: Sequence[int], mistakes: list[str]) -> Row | None:
    if len(cells) <= max(places):
        mistakes.append(f"line {line}: it has only {len(cells)} cells; accepted is one for each column")
        return None
    stream, key, decision, held = (_restored(cells[place].strip()).strip() for place in places)
    for choice in get_args(Choice):
        if decision.casefold() == choice:
            return Row(line, stream, key, choice, held)
    mistakes.append(f"line {line}, decision: {decision!r} is not known; {_ACCEPTED}")
    return None


def _defused(cell: str) -> str:
    """Return a cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if _FORMULA.match(cell) else cell


def _restored(cell: str) -> str:
    return cell[1:] if _DEFUSED.match(cell) else cell
