"""A table of course records, small files of it, and what the reader makes of them."""

import csv
import io
from collections.abc import Iterable, Mapping

import pytest

from rollbook import tables
from rollbook.model.errors import Defect, TableError
from rollbook.model.records import Json, Reason
from rollbook.model.tables import Agreement, Column, Kind, Place, Settled, Table

KEY = "uploads/courserecords.import/global/spring.csv"
PLACE = Place.of(KEY)

TWICE = Reason(sentence="This person has this course and type of credit twice.", remedy="Keep one of the rows.")
TITLES = Reason(sentence="This course has another title elsewhere.", remedy="Give it one title.")


def _credit(row: Json) -> str | None:
    values = row["values"]
    person = values.get("external_user_id") or values.get("external_email")
    return f"{values.get('external_course_id')}/{person}/{values.get('credit_type')}" if person else None


TABLE = Table(
    columns=(
        Column("external_course_id", Kind.IDENTIFIER, longest=128),
        Column("title"),
        Column("external_user_id", Kind.IDENTIFIER, aliases=("external_uid",)),
        Column("external_email", Kind.EMAIL, aliases=("external_mail",)),
        Column("first_name"),
        Column("credits", Kind.DECIMAL, digits=(4, 2)),
        Column("credit_type", longest=40),
        Column("complete", Kind.BOOLEAN),
        Column("date_completed", Kind.MOMENT),
    ),
    headers=lambda place: (
        (("external_course_id",), ("title",), ("external_user_id", "external_email"))
        if place.importer == "global"
        else (("external_user_id", "external_email"),)
    ),
    records=lambda row: (("credits", _credit(row) or f"{row['file']}:{row['line']}"),),
    agreements=(
        Agreement(key=_credit, reason=TWICE),
        Agreement(
            key=lambda row: row["values"].get("external_course_id"),
            same=lambda row: row["values"].get("title", ""),
            reason=TITLES,
        ),
    ),
    remarks=lambda row: {"pars": "no" if row["importer"] == "global" else "yes"},
)
COLUMNS = tuple(column.name for column in TABLE.columns)
HEADER = ",".join(COLUMNS)
USUAL = {
    "external_course_id": "HEART-1",
    "title": "Heart and lung",
    "external_user_id": "000123",
    "external_email": "ada.lovelace@maple-ridge.example",
    "first_name": "Ada",
    "credits": "1.5",
    "credit_type": "AMA PRA Category 1",
    "complete": "1",
    "date_completed": "2026-05-04",
}


def line(number: int = 0, **cells: str) -> str:
    """Return a row of a person of that number as it stands in a file; `cells` are written as they are."""
    person = {"external_user_id": f"000{number}", "external_email": f"person.{number}@maple-ridge.example"}
    return ",".join({**USUAL, **person, **cells}.values())


def line_with(column: str, cell: str) -> str:
    """Return a row with one cell as it is said."""
    return ",".join({**USUAL, column: cell}.values())


def lines(*rows: str, header: str = HEADER, end: str = "\r\n") -> str:
    """Return the text of a file."""
    return "".join(f"{row}{end}" for row in (header, *rows))


def written(rows: Iterable[Mapping[str, str]]) -> bytes:
    """Return a file of such rows as a spreadsheet would write it."""
    text = io.StringIO(newline="")
    table = csv.DictWriter(text, COLUMNS, restval="")
    table.writeheader()
    table.writerows(rows)
    return text.getvalue().encode()


def read(content: str | bytes, place: Place = PLACE) -> list[Json]:
    """Return the rows of a file."""
    octets = content.encode() if isinstance(content, str) else content
    return list(tables.read(lambda: io.BytesIO(octets), TABLE, place, KEY))


def values(content: str | bytes) -> list[dict[str, str]]:
    """Return what stands in the rows of a file."""
    return [row["values"] for row in read(content)]


def refused(content: str | bytes, place: Place = PLACE) -> TableError:
    """Return why a file is refused."""
    with pytest.raises(TableError) as caught:
        read(content, place)
    return caught.value


def defect(content: str | bytes, place: Place = PLACE) -> Defect:
    """Return the only defect of a file."""
    error = refused(content, place)
    assert error.count == len(error.defects) == 1, [one.sentence for one in error.defects]
    return error.defects[0]


def result(rows: Iterable[Json], end: str = "imported", reason: Reason | None = None) -> bytes:
    """Return the result of an import in which all rows ended like this."""
    return b"".join(tables.write(TABLE, (Settled(row, end, reason) for row in rows)))
