"""Bulk calls: up to 50 items, each with its own outcome; a body that cannot be taken is refused whole."""

import dataclasses
import math
from collections.abc import Callable

from werkzeug.wrappers import Response

from sandbox.simulators.calls import Call
from sandbox.simulators.faults import FaultQueue
from sandbox.simulators.schoology.answers import CallRefusedError, answer, id_list, json_body
from sandbox.simulators.schoology.knobs import Knobs
from sandbox.simulators.schoology.tables import Row, Table

# Takes one item of a body and returns its entry in the answer, `response_code` included.
ItemHandler = Callable[[Row], Row]


class ItemRefusedError(Exception):
    """One item is refused with a response code and a message; the others go on."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


@dataclasses.dataclass(frozen=True, slots=True)
class BulkDesk:
    """Takes bulk bodies apart and puts their answers together."""

    faults: FaultQueue
    knobs: Knobs

    def is_bulk(self, call: Call, outer: str) -> bool:
        """Say whether a body wraps items (`{"users": {"user": [...]}}`) or is one object."""
        return outer in json_body(call.request)

    def run(self, call: Call, path: tuple[str, str], keys: tuple[str, ...], handle: ItemHandler) -> list[Row]:
        """Handle every item of a body and return their entries.

        `path` are the two words around the items. `keys` are the fields that name an item: they come back in the
        entry of a refused one, and each of them, or all of them joined by "/", is a natural key to be poisoned.
        """
        items = self._items(call, *path)
        names = [name for item in items for name in _names_of(item, keys)]
        if self.faults.poisons(call.request.method, call.request.path, names):
            raise CallRefusedError(400)
        entries = [self._entry(item, keys, handle) for item in items]
        call.item_codes.extend(entry["response_code"] for entry in entries)
        return entries

    def change(
        self,
        call: Call,
        path: tuple[str, str],
        keys: tuple[str, ...],
        table: Table,
        handle: Callable[[Row, Row], Row],
    ) -> list[Row]:
        """Hand every row of a table that an item names by `id` to a handler, together with the item."""

        def change_one(item: Row) -> Row:
            return handle(_named_row(table, text_of(item, "id")), item)

        return self.run(call, path, ("id", *keys), change_one)

    def delete(self, call: Call, word: str, parameter: str, table: Table, remove: Callable[[Row], None]) -> Response:
        """Remove the rows of a table that a comma-separated parameter names, each with its own outcome."""
        wanted = id_list(call.request, parameter, self.knobs.bulk_limit)
        if not wanted:
            raise CallRefusedError(400, f"{parameter} is missing.")

        def delete_one(item: Row) -> Row:
            remove(_named_row(table, item["id"]))
            return {"response_code": 200, "id": item["id"]}

        entries = [self._entry({"id": row_id}, ("id",), delete_one) for row_id in wanted]
        call.item_codes.extend(entry["response_code"] for entry in entries)
        return answer({word: entries})

    def _items(self, call: Call, outer: str, inner: str) -> list[Row]:
        wrapped = json_body(call.request).get(outer)
        items = wrapped.get(inner) if isinstance(wrapped, dict) else None
        if not isinstance(items, list) or not items or not all(isinstance(item, dict) for item in items):
            raise CallRefusedError(400, f"The body must hold a list of objects in {outer}.{inner}.")
        if len(items) > self.knobs.bulk_limit:
            raise CallRefusedError(400, f"{inner} takes up to {self.knobs.bulk_limit} objects at one time.")
        return items

    def _entry(self, item: Row, keys: tuple[str, ...], handle: ItemHandler) -> Row:
        try:
            return handle(item)
        except ItemRefusedError as refusal:
            named = {key: item[key] for key in keys if key in item}
            return {"response_code": refusal.code, "message": refusal.message, **named}


def _named_row(table: Table, row_id: str) -> Row:
    row = table.get(row_id)
    if row is None:
        raise ItemRefusedError(404, "Nothing has this id.")
    return row


def _names_of(item: Row, keys: tuple[str, ...]) -> list[str]:
    names = [text_of(item, key) for key in keys if text_of(item, key)]
    return [*names, "/".join(names)]


def text_of(item: Row, field: str) -> str:
    """Return a field as text without the spaces around it; a missing one or `null` is empty."""
    value = item.get(field)
    return "" if value is None else str(value).strip()


def number_of(item: Row, field: str) -> int:
    """Return a field that holds an id, given as a number or as digits; anything else refuses the item with 400."""
    text = text_of(item, field)
    if not text.isdecimal():
        raise ItemRefusedError(400, f"{field} must be a number.")
    return int(text)


def amount_of(item: Row, field: str) -> float:
    """Return a field that holds a number, 0 or more, given as one or as text; whole ones come without a point."""
    try:
        amount = float(text_of(item, field))
    except ValueError:
        amount = math.nan
    if not math.isfinite(amount) or amount < 0:
        raise ItemRefusedError(400, f"{field} must be a number, 0 or more.")
    return int(amount) if amount.is_integer() else amount


def one_of(item: Row, field: str, allowed: tuple[str, ...], *, default: str) -> str:
    """Return a field that has one of few values, the default where it is missing or empty."""
    value = text_of(item, field) or default
    if value not in allowed:
        raise ItemRefusedError(400, f"{field} must be one of {', '.join(allowed)}.")
    return value


def needed(item: Row, *fields: str) -> None:
    """Refuse an item with 400 that lacks one of these fields or has it empty."""
    if missing := [field for field in fields if not text_of(item, field)]:
        raise ItemRefusedError(400, f"Required: {', '.join(missing)}.")
