"""The rows of one entity, found by id or by any field that filters without looking at the others."""

from bisect import bisect_right
from typing import Any

from sandbox.simulators.ethosce.entities import Entity, Row


def _indexed(value: Any) -> str | None:
    """Return a value as the database compares it: as text, and without regard to case."""
    return None if value is None else str(value).casefold()


class Table:
    """Rows by id; ids count up and are never given twice."""

    def __init__(self, entity: Entity) -> None:
        self.entity = entity
        self.rows: dict[int, Row] = {}
        self._ids: list[int] = []
        self._index: dict[str, dict[str | None, list[int]]] = {name: {} for name in entity.filters}

    def add(self, **fields: Any) -> Row:
        """Add a row and return it with its id."""
        number = len(self._ids) + 1
        row = {self.entity.id: number, **fields}
        self.rows[number] = row
        self._ids.append(number)
        for name, index in self._index.items():
            index.setdefault(_indexed(row[name]), []).append(number)
        return row

    def where(self, **fields: Any) -> list[Row]:
        """Return the rows whose fields have these values, in the order of their ids."""
        listed = {name: self._index[name].get(_indexed(value), []) for name, value in fields.items()}
        if not listed:
            return list(self.rows.values())
        shortest = min(listed, key=lambda name: len(listed[name]))
        others = {name: _indexed(value) for name, value in fields.items() if name != shortest}
        rows = (self.rows[number] for number in listed[shortest])
        return [row for row in rows if all(_indexed(row[name]) == value for name, value in others.items())]

    def behind(self, number: int) -> list[Row]:
        """Return the rows whose ids are greater, in the order of their ids."""
        return [self.rows[one] for one in self._ids[bisect_right(self._ids, number) :]]
