"""What a file of rows looks like that an institution uploads, in the words of the flow that reads it (CR8)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from rollbook.model.errors import SettingsError
from rollbook.model.records import Json, Reason

UPLOADS = "uploads"
"""The system that a flow of files reads from, and the folder into which they are uploaded."""

ROWS = "rows"
"""The collection that such a flow reads."""


class Kind(StrEnum):
    """What a cell may hold; an identifier is a text that people and spreadsheets must not have touched."""

    TEXT = "text"
    IDENTIFIER = "identifier"
    EMAIL = "email"
    DECIMAL = "decimal"
    BOOLEAN = "boolean"
    MOMENT = "moment"


@dataclass(frozen=True, slots=True)
class Column:
    """One column by its header, and what its cells may be.

    `aliases` are older headers; `longest` counts characters (0: any), `digits` those before and after the point.
    """

    name: str
    kind: Kind = Kind.TEXT
    aliases: tuple[str, ...] = ()
    longest: int = 0
    digits: tuple[int, int] = (0, 0)


@dataclass(frozen=True, slots=True)
class Place:
    """Which importer a file was uploaded to, the external id of the course if it is for one, and the file's name."""

    importer: str
    course: str | None
    name: str

    @classmethod
    def of(cls, key: str) -> "Place":
        """Return the place that a key in the bucket says; raises SettingsError for one that says none."""
        match key.split("/"):
            case [folder, _flow, "global", name] if folder == UPLOADS and name:
                return cls("global", None, name)
            case [folder, _flow, "course", course, name] if folder == UPLOADS and course and name:
                return cls("course", course, name)
            case _:
                raise SettingsError(
                    "A file was uploaded where no importer looks. Accepted are uploads/FLOW/global/NAME.csv and "
                    "uploads/FLOW/course/EXTERNAL_COURSE_ID/NAME.csv."
                )


@dataclass(frozen=True, slots=True)
class Agreement:
    """Rows with the same `key` must agree in what `same` returns; without it no two rows may have that key.

    Both are of a row; a key of None does not concern the row. All rows that disagree are refused with the reason.
    """

    key: Callable[[Json], str | None]
    reason: Reason
    same: Callable[[Json], str] | None = None


def _no_remarks(_row: Json) -> Mapping[str, str]:
    return {}


@dataclass(frozen=True, slots=True)
class Table:
    """A kind of file: its columns, of which groups of headers each needs one, and what its rows stand for.

    `records` gives stream and key of each record that comes of a row, `remarks` more columns of the result, the same
    ones for every row.
    """

    columns: tuple[Column, ...]
    headers: Callable[[Place], tuple[tuple[str, ...], ...]]
    records: Callable[[Json], tuple[tuple[str, str], ...]]
    agreements: tuple[Agreement, ...] = ()
    remarks: Callable[[Json], Mapping[str, str]] = _no_remarks


@dataclass(frozen=True, slots=True)
class Settled:
    """A row with what became of it in a run: imported, unchanged, waiting, held, refused …, and why."""

    row: Json
    end: str
    reason: Reason | None = None
