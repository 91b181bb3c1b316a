"""Results: what became of every row, and what is wrong with a file, as CSV for a spreadsheet and back (CR10)."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

from rollbook.model.errors import Defect, TableError
from rollbook.model.tables import Settled, Table
from rollbook.tables.defusing import OURS, defused

_MARK = "\N{ZERO WIDTH NO-BREAK SPACE}"
"""At the beginning of a file, by which spreadsheets know UTF-8."""

_CHUNK = 256 * 1024
_OUTCOME = ("file", "line", "outcome", "reason", "what_to_do", "read_as")
_DEFECT = ("line", "column", "kind", "found", "fix")


def write(table: Table, settled: Iterable[Settled]) -> Iterator[bytes]:
    """Yield the result of an import: every row with all columns of its table, its outcome, and why.

    To import it back gives the same rows.
    """
    rows = iter(settled)
    first = next(rows, None)
    remarks = tuple(table.remarks(first.row)) if first else ()
    columns = tuple(column.name for column in table.columns)
    header = (*columns, *(f"{OURS}{name}" for name in (*_OUTCOME, *remarks)))
    cells = (_cells(table, columns, remarks, one) for one in chain([first] if first else [], rows))
    return _encoded(chain([header], cells))


def explained(error: TableError) -> Iterator[bytes]:
    """Yield the defects of a file, and how many more there are."""
    more = error.count - len(error.defects)
    if not more:
        return defects_csv(error.defects)
    last = Defect(0, "", "more of them", f"{more:,} more defects", "Correct these first, and upload the file again.")
    return defects_csv((*error.defects, last))


def defects_csv(defects: Iterable[Defect]) -> Iterator[bytes]:
    """Yield defects as a table of line, column, kind, what was found, and the fix."""
    cells = ((str(one.line or ""), one.column, one.kind, one.found, one.fix) for one in defects)
    return _encoded(chain([_DEFECT], cells))


def _cells(table: Table, columns: Sequence[str], remarks: Sequence[str], settled: Settled) -> Iterator[str]:
    row, reason = settled.row, settled.reason
    yield from (row["values"].get(name, "") for name in columns)
    yield from (row["file"], str(row["line"]), settled.end)
    yield from (reason.sentence, reason.remedy) if reason else ("", "")
    yield row.get("read_as", "")
    said = table.remarks(row)
    yield from (said.get(name, "") for name in remarks)


def _encoded(rows: Iterable[Iterable[str]]) -> Iterator[bytes]:
    """Yield rows as bytes, some hundred kilobytes at a time."""
    text = io.StringIO(newline="")
    text.write(_MARK)
    table = csv.writer(text)
    for row in rows:
        table.writerow(map(defused, row))
        if text.tell() >= _CHUNK:
            yield text.getvalue().encode()
            text.seek(0)
            text.truncate()
    yield text.getvalue().encode()
