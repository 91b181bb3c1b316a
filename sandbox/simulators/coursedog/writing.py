"""PUT of courses, sections and relationships: items one after the other, each with an outcome of its own."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from werkzeug.wrappers import Response

from sandbox.simulators.calls import Call
from sandbox.simulators.coursedog import records
from sandbox.simulators.coursedog.fields import CROSSLIST, FORMS, RELATIONSHIPS, number
from sandbox.simulators.coursedog.records import RuleError
from sandbox.simulators.coursedog.schools import Row, School
from sandbox.simulators.faults import FaultQueue
from sandbox.simulators.items import Item, items_of
from sandbox.simulators.refusals import answered, invalid
from sandbox.simulators.shapes import Check, one_of, text

_is_version = number(1, whole=True)


def _object(value: Any) -> str:
    return "" if isinstance(value, dict) else "must be an object"


_PARTS: Mapping[str, Mapping[str, Check]] = {
    "create": {"data": _object},
    "update": {"id": text(1), "version": _is_version, "data": _object},
    "delete": {"id": text(1)},
}
"""What an item needs beside its operation, by that."""
_MAY: Mapping[str, Mapping[str, Check]] = {"delete": {"version": _is_version}}
_operation = one_of(*_PARTS)


class Writer:
    """Takes items of one kind into one school, at a moment."""

    def __init__(self, school: School, kind: str, now: datetime) -> None:
        self._school = school
        self._kind = kind
        self._now = now

    def handle(self, call: Call, faults: FaultQueue) -> Response:
        """Answer a PUT; the whole of it is refused where an item is poisoned."""
        items = items_of(call)
        if faults.poisons(call.request.method, call.request.path, map(self._name, items)):
            raise invalid("The body cannot be taken.")
        results = [self._outcome(item) for item in items]
        call.item_codes.extend(result["status"] for result in results)
        return answered({"results": results})

    def _name(self, item: Item) -> str:
        """Return the key of the record that an item is about, "" where it names none."""
        data, row = item.get("data"), self._school.tables[self._kind].rows.get(str(item.get("id")))
        if row is not None:
            return row.key
        named = isinstance(data, dict) and all(name in data for name in FORMS[self._kind].key)
        return FORMS[self._kind].key_of(data) if named and isinstance(data, dict) else ""

    def _outcome(self, item: Item) -> dict[str, Any]:
        operations = {"create": self._create, "update": self._update, "delete": self._delete}
        try:
            _check_parts(item)
            return operations[item["operation"]](item)
        except RuleError as refusal:
            error = {"code": refusal.code, "field": refusal.field, "message": refusal.message}
            return _result(refusal.status, refusal.row, error)

    def _create(self, item: Item) -> dict[str, Any]:
        row = records.create(self._school, self._kind, item["data"])
        row.synced_at = self._now
        return _result(201, row)

    def _update(self, item: Item) -> dict[str, Any]:
        row = self._meant(item)
        try:
            records.change(self._school, self._kind, row, item["data"])
        except RuleError as refusal:
            refusal.row = refusal.row or row
            raise
        row.synced_at = self._now
        return _result(200, row)

    def _delete(self, item: Item) -> dict[str, Any]:
        row = self._meant(item)
        records.remove(self._school, self._kind, row)
        return {"status": 200, "id": row.id, "version": None, "errors": []}

    def _meant(self, item: Item) -> Row:
        """Return the record that an item is about, in the version that it is about."""
        row = self._school.tables[self._kind].rows.get(item["id"])
        if row is None:
            raise RuleError(404, "NOT_FOUND", "id", f"There is nothing with the id {item['id']}.")
        if item.get("version", row.version) != row.version:
            raise RuleError(409, "VERSION", "version", f"It is at version {row.version} by now.", row)
        if self._kind == RELATIONSHIPS and row.fields["type"] != CROSSLIST:
            raise RuleError(422, "TYPE_UNSUPPORTED", "", "Only crosslists can be written here.", row)
        return row


def _check_parts(item: Item) -> None:
    if words := _operation(item.get("operation")):
        raise RuleError(422, "INVALID", "operation", f"operation {words}.")
    needed = _PARTS[item["operation"]]
    known = {**needed, **_MAY.get(item["operation"], {})}
    for name in needed:
        if name not in item:
            raise RuleError(422, "INVALID", name, f"{name} is missing.")
    for name in item.keys() - {"operation"}:
        if words := known[name](item[name]) if name in known else "does not belong here":
            raise RuleError(422, "INVALID", name, f"{name} {words}.")


def _result(status: int, row: Row | None, *errors: dict[str, str]) -> dict[str, Any]:
    shown = {"id": None, "version": None} if row is None else {"id": row.id, "version": row.version}
    return {"status": status, **shown, "errors": list(errors)}
