"""What the simulated school holds: tables, found by id or by natural key, and the fixed things around them."""

import dataclasses
import itertools
from collections.abc import Callable, Hashable, Iterator
from typing import Any

Row = dict[str, Any]
Key = Callable[[Row], Hashable]


class Table:
    """Rows by id in the order of creation, with unique natural keys; a key of "" or `None` is not kept."""

    def __init__(self, **keys: Key) -> None:
        self._keys = keys
        self._rows: dict[int, Row] = {}
        self._ids: dict[str, dict[Hashable, int]] = {name: {} for name in keys}

    def __iter__(self) -> Iterator[Row]:
        return iter(list(self._rows.values()))

    def __len__(self) -> int:
        return len(self._rows)

    def get(self, row_id: int | str) -> Row | None:
        """Return the row with this id, given as a number or as its digits."""
        text = str(row_id)
        return self._rows.get(int(text)) if text.isdecimal() else None

    def find(self, key: str, value: Hashable) -> Row | None:
        """Return the row with this natural key; texts are compared without regard to case."""
        row_id = self._ids[key].get(_folded(value))
        return None if row_id is None else self._rows[row_id]

    def where(self, field: str, value: Hashable) -> list[Row]:
        """Return the rows that have this value in a field."""
        return [row for row in self._rows.values() if row[field] == value]

    def add(self, row: Row) -> Row:
        """Add a row, which carries its `id`."""
        self._rows[row["id"]] = row
        self._index(row)
        return row

    def change(self, row: Row, fields: Row) -> Row:
        """Change fields of a row of this table."""
        self._unindex(row)
        row.update(fields)
        self._index(row)
        return row

    def remove(self, row: Row) -> None:
        """Remove a row of this table."""
        self._unindex(row)
        del self._rows[row["id"]]

    def _index(self, row: Row) -> None:
        for name, key in self._keys.items():
            if value := key(row):
                self._ids[name][_folded(value)] = row["id"]

    def _unindex(self, row: Row) -> None:
        for name, key in self._keys.items():
            if value := key(row):
                self._ids[name].pop(_folded(value), None)


def _folded(value: Hashable) -> Hashable:
    return value.casefold() if isinstance(value, str) else value


def _field(name: str) -> Key:
    return lambda row: row[name]


def _pair(first: str, second: str) -> Key:
    return lambda row: (row[first], row[second])


@dataclasses.dataclass(slots=True)
class School:
    """One Schoology school: its tables, and its roles and buildings, which do not change."""

    id: int
    title: str
    ids: Iterator[int]
    roles: list[Row] = dataclasses.field(default_factory=list)
    buildings: list[Row] = dataclasses.field(default_factory=list)
    users: Table = dataclasses.field(
        default_factory=lambda: Table(
            school_uid=_field("school_uid"), username=_field("username"), primary_email=_field("primary_email")
        )
    )
    courses: Table = dataclasses.field(default_factory=lambda: Table(course_code=_field("course_code")))
    sections: Table = dataclasses.field(
        default_factory=lambda: Table(section_school_code=_field("section_school_code"))
    )
    enrollments: Table = dataclasses.field(default_factory=lambda: Table(pair=_pair("section_id", "uid")))
    grading_periods: Table = dataclasses.field(default_factory=lambda: Table(title=_field("title")))
    grading_categories: Table = dataclasses.field(default_factory=Table)
    grade_items: Table = dataclasses.field(default_factory=Table)
    grades: Table = dataclasses.field(default_factory=lambda: Table(pair=_pair("enrollment_id", "assignment_id")))
    targets: Table = dataclasses.field(default_factory=Table)
    subscriptions: Table = dataclasses.field(default_factory=lambda: Table(pair=_pair("target_id", "trigger")))
    # The system administrator who owns the consumer key.
    owner_id: int = 0

    def role_titled(self, title: str) -> int:
        """Return the id of a role; `StopIteration` for a title that no role has."""
        role_id: int = next(role["id"] for role in self.roles if role["title"] == title)
        return role_id

    def is_administrator(self, user: Row) -> bool:
        """Say whether a user has the owner's role."""
        owner = self.users.get(self.owner_id)
        return owner is not None and bool(user["role_id"] == owner["role_id"])

    def has_building(self, building_id: int) -> bool:
        """Say whether an id is one of the buildings or the school itself."""
        return building_id == self.id or any(building["id"] == building_id for building in self.buildings)


def new_school(title: str, first_id: int) -> School:
    """Make an empty school whose ids grow from `first_id`, its own."""
    ids = itertools.count(first_id)
    return School(id=next(ids), title=title, ids=ids)
