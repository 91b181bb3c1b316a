"""Reading: a file's rows in order and in constant memory, once it is certain that the file has no defect (CR8).

The file is read twice: to find everything that is wrong, and to yield its rows. What is wrong with one row alone stands
in that row, and the others go on.
"""

from collections.abc import Callable, Iterator
from itertools import chain
from typing import BinaryIO

from rollbook.model.records import Json
from rollbook.model.tables import Place, Table
from rollbook.tables import charsets, headers
from rollbook.tables.agreeing import Agreements
from rollbook.tables.charsets import Charset
from rollbook.tables.defusing import restored
from rollbook.tables.faults import Fault, Findings
from rollbook.tables.headers import Layout
from rollbook.tables.inspecting import inspect
from rollbook.tables.splitting import Record, records
from rollbook.tables.values import WrongValueError, check


def read(reopen: Callable[[], BinaryIO], table: Table, place: Place, key: str) -> Iterator[Json]:
    """Yield the rows of a file; raises TableError with all its defects before the first one.

    `reopen` opens the file at its beginning, and is asked more than once; `key` is how the rows name their file.
    """
    charset = charsets.told(reopen)
    with Agreements(table.agreements) as agreements:
        rows = _Rows(table, place, key, charset)
        _inspect(reopen, rows, agreements)
        torn = chain(agreements.disagreeing(), [(0, {})])
        line, defect = next(torn)
        for row in rows.of(reopen):
            while line == row["line"]:
                row["defects"].append(defect)
                line, defect = next(torn)
            yield row


def _inspect(reopen: Callable[[], BinaryIO], rows: "_Rows", agreements: Agreements) -> None:
    """Find all that is wrong with the file; raises TableError when anything is."""
    findings = Findings()
    count = 0
    with charsets.text(reopen(), rows.charset) as text:
        found = records(text, findings)
        layout = headers.find(found, rows.table, rows.place, findings)
        row_of = rows.maker(layout)
        for record in found:
            if record.is_blank:
                continue
            count += 1
            inspect(record, layout, findings)
            if not findings.count:
                agreements.add(row_of(record))
    if not count and not findings.count:
        findings.add(Fault.NO_ROWS, "Add at least one row below the names of the columns.")
    findings.raise_any()


class _Rows:
    """Makes rows of the records of one file."""

    def __init__(self, table: Table, place: Place, key: str, charset: Charset) -> None:
        self.table = table
        self.place = place
        self.charset = charset
        self._key = key

    def of(self, reopen: Callable[[], BinaryIO]) -> Iterator[Json]:
        """Yield the rows of a file that was found to have no defect."""
        with charsets.text(reopen(), self.charset) as text:
            unused = Findings()
            found = records(text, unused)
            row_of = self.maker(headers.find(found, self.table, self.place, unused))
            for record in found:
                if not record.is_blank:
                    yield row_of(record)

    def maker(self, layout: Layout) -> Callable[[Record], Json]:
        """Return what makes a row of a record of so many cells."""
        checks = [(index, column.name, check(column)) for index, column in enumerate(layout.columns) if column]
        place, key, read_as, is_result = self.place, self._key, self.charset.name, layout.is_result

        def row_of(record: Record) -> Json:
            values: dict[str, str] = {}
            defects: list[dict[str, str]] = []
            cells = record.cells
            for index, name, checked in checks:
                if cell := cells[index].strip():
                    cell = restored(cell) if is_result else cell
                    try:
                        value = checked(cell)
                    except WrongValueError as wrong:
                        value = cell
                        defects.append({"column": name, "sentence": wrong.sentence, "remedy": wrong.remedy})
                    if value:
                        values[name] = value
            return {
                "file": key,
                "importer": place.importer,
                "course": place.course,
                "line": record.line,
                "read_as": read_as,
                "values": values,
                "defects": defects,
            }

        return row_of
