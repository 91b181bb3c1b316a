"""Reading OneRoster records without trusting them: what is missing or of the wrong kind is None."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from rollbook.model.descriptors import Context
from rollbook.model.records import Json


def text(record: Json, name: str) -> str | None:
    """Return a field's text without the spaces around it, or None when there is none."""
    value = record.get(name)
    return (value.strip() or None) if isinstance(value, str) else None


def reference(record: Json, name: str) -> str | None:
    """Return the sourcedId that a reference field names."""
    return _sourced_id(record.get(name))


def references(record: Json, name: str) -> list[str]:
    """Return the sourcedIds that a list of references names."""
    listed = record.get(name)
    found = [_sourced_id(item) for item in listed] if isinstance(listed, list) else []
    return [item for item in found if item]


def items(record: Json, name: str) -> Iterable[Json]:
    """Return the objects of a list field."""
    listed = record.get(name)
    return [item for item in listed if isinstance(item, dict)] if isinstance(listed, list) else []


def day(record: Json, name: str) -> date | None:
    """Return a field's date."""
    try:
        return date.fromisoformat((text(record, name) or "")[:10])
    except ValueError:
        return None


def active(record: Json) -> bool:
    """Say whether the source still stands by the record."""
    return record.get("status") == "active"


def key(record: Json) -> str:
    """Return the record's own sourcedId, which connectors promise to be there."""
    return str(record["sourcedId"])


def by_key(records: Iterable[Json], _context: Context) -> dict[str, Json]:
    """Return a collection by sourcedId, for rules that look things up in it."""
    return {key(record): record for record in records}


def _sourced_id(value: Any) -> str | None:
    return text(value, "sourcedId") if isinstance(value, dict) else None
