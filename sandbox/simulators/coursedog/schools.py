"""What one school holds in Coursedog: terms, users, records with their versions, and what people saved."""

import dataclasses
from datetime import datetime
from typing import Any

from sandbox.institution.university import Term, University, User
from sandbox.simulators.coursedog.fields import KINDS, Fields
from sandbox.simulators.webhooks import Webhook

_SECTIONS_FIRST = "_direct"


@dataclasses.dataclass(slots=True)
class Row:
    """One record: its place in the order of creation, Coursedog's id, its key and fields, and who changed it when."""

    number: int
    id: str
    key: str
    fields: Fields
    version: int = 1
    edited_at: datetime | None = None
    edited_by: str | None = None
    synced_at: datetime | None = None


class Table:
    """The rows of one kind, by id and by key, in the order of creation; no id is given twice."""

    def __init__(self, prefix: str) -> None:
        self.rows: dict[str, Row] = {}
        self.by_key: dict[str, Row] = {}
        self._prefix = prefix
        self._last = 0

    def add(self, key: str, fields: Fields) -> Row:
        """Add a row under a key that none has."""
        self._last += 1
        row = Row(self._last, f"{self._prefix}-{self._last:06d}", key, fields)
        self.rows[row.id] = self.by_key[key] = row
        return row

    def rename(self, row: Row, key: str) -> None:
        """Let a row have another key, which none has."""
        del self.by_key[row.key]
        row.key = key
        self.by_key[key] = row

    def remove(self, row: Row) -> None:
        """Take a row out."""
        del self.rows[row.id], self.by_key[row.key]


@dataclasses.dataclass(frozen=True, slots=True)
class Saved:
    """One event: when something was saved, and what its body says of it."""

    at: datetime
    type: str
    data: Fields

    def as_json(self) -> dict[str, Any]:
        """Return the event as it is sent and listed."""
        at = self.at.isoformat()
        return {"type": self.type, "timestamp": at, "data": {**self.data, "savedAt": at}}


@dataclasses.dataclass(slots=True)
class School:
    """One school, whose id says which student information system stands behind it."""

    id: str
    terms: dict[str, Term]
    users: tuple[User, ...]
    tables: dict[str, Table]
    saved: list[Saved] = dataclasses.field(default_factory=list)
    webhook: Webhook | None = None
    # Whether what is saved is pushed as it happens.
    live: bool = True

    @classmethod
    def opened(cls, school_id: str, university: University) -> "School":
        """Open a school with the university's terms and users, and nothing else."""
        tables = {kind: Table(kind[:3]) for kind in KINDS}
        return cls(school_id, {term.code: term for term in university.terms}, university.users, tables)

    @property
    def sections_come_first(self) -> bool:
        """Say whether a course needs its sections, and not a section its course."""
        return self.id.endswith(_SECTIONS_FIRST)

    def rows(self, kind: str) -> dict[str, Row]:
        """Return the rows of a kind by key."""
        return self.tables[kind].by_key
