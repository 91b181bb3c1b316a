"""What one school holds at CourseKey: what was sent to it, in the order in which it came, and where its events go."""

import dataclasses
from datetime import datetime
from typing import Any

from sandbox.simulators.webhooks import Webhook

Fields = dict[str, Any]
COLLECTIONS = ("instructors", "students", "courses", "enrollments", "classes")


@dataclasses.dataclass(slots=True)
class Row:
    """One record: its place in the order of creation, CourseKey's id, and what was sent."""

    number: int
    id: str
    fields: Fields

    def as_json(self) -> Fields:
        """Return the record as it is shown."""
        return {"id": self.id, **self.fields}


class Table:
    """The rows of one collection by external id; none ever leaves."""

    def __init__(self, prefix: str) -> None:
        self.rows: dict[str, Row] = {}
        self._prefix = prefix

    def put(self, fields: Fields) -> tuple[Row, Fields | None]:
        """Create or replace the row with this external id; return it, and what it held before."""
        row = self.rows.get(fields["externalId"])
        if row is None:
            number = len(self.rows) + 1
            row = self.rows[fields["externalId"]] = Row(number, f"{self._prefix}-{number:05d}", fields)
            return row, None
        old, row.fields = row.fields, fields
        return row, old


@dataclasses.dataclass(slots=True)
class School:
    """One school: its School ID, name and time zone, what it holds, and when each of its classes ends."""

    id: str
    name: str
    time_zone: str
    tables: dict[str, Table]
    ends: dict[str, datetime] = dataclasses.field(default_factory=dict)
    webhook: Webhook | None = None

    @classmethod
    def empty(cls, school_id: str, name: str, time_zone: str) -> "School":
        """Open a school to which nothing was sent yet."""
        tables = {collection: Table(f"{school_id}-{collection[:3]}") for collection in COLLECTIONS}
        return cls(school_id, name, time_zone, tables)

    def rows(self, collection: str) -> dict[str, Row]:
        """Return the rows of a collection by external id."""
        return self.tables[collection].rows

    def takers_of(self, course: str) -> list[str]:
        """Return the students who are enrolled in a course and not dropped."""
        return [
            row.fields["student"]
            for row in self.rows("enrollments").values()
            if row.fields["course"] == course and not row.fields["isDropped"]
        ]
