"""From a change, in the words of the flow, to the object that OneRoster takes, and whether a shown one is the same.

Pure. A PUT replaces the whole object, so what is empty is left out and thereby cleared; fields that are the flow's own
are never sent.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import quote

from rollbook.model.changes import Change, Operation
from rollbook.model.records import Json

_MOMENTS = frozenset({"assignDate", "dueDate"})


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where the services are, for the `href` that a OneRoster reference carries."""

    rosters: str
    gradebook: str


@dataclass(frozen=True, slots=True)
class _Pointer:
    """What a field refers to: the `type` of the reference, and the collection in which it is."""

    type: str
    collection: str
    in_gradebook: bool = False


_POINTERS = {
    "academicSession": _Pointer("academicSession", "academicSessions"),
    "category": _Pointer("category", "categories", in_gradebook=True),
    "class": _Pointer("class", "classes"),
    "gradingPeriod": _Pointer("academicSession", "academicSessions"),
    "lineItem": _Pointer("lineItem", "lineItems", in_gradebook=True),
    "school": _Pointer("org", "orgs"),
    "student": _Pointer("user", "users"),
}


@dataclass(frozen=True, slots=True)
class Kind:
    """One collection that is written: its name, the word around one object, and the fields that are sent."""

    collection: str
    word: str
    fields: tuple[str, ...]

    def body(self, change: Change, addresses: Addresses) -> Json:
        """Return what is sent to have the object as it should be; references become objects."""
        data = data_of(change)
        values = {field: _filled(data.get(field)) for field in self.fields}
        return {
            self.word: {
                field: _reference(_POINTERS[field], value, addresses) if field in _POINTERS else value
                for field, value in values.items()
                if value is not None
            }
        }

    def matches(self, change: Change, shown: Json) -> bool:
        """Say whether an object is as the change wants it, also where a field is wanted empty."""
        data = data_of(change)
        return all(
            _comparable(field, data[field]) == _comparable(field, shown.get(field))
            for field in self.fields
            if field in data
        )


KINDS = {
    "lineItems": Kind(
        "lineItems",
        "lineItem",
        (
            "sourcedId",
            "title",
            "description",
            "assignDate",
            "dueDate",
            "class",
            "school",
            "category",
            "gradingPeriod",
            "academicSession",
            "resultValueMin",
            "resultValueMax",
            "metadata",
        ),
    ),
    "results": Kind(
        "results",
        "result",
        (
            "sourcedId",
            "lineItem",
            "student",
            "class",
            "scoreStatus",
            "score",
            "textScore",
            "scoreDate",
            "comment",
            "inProgress",
            "incomplete",
            "late",
            "missing",
            "metadata",
        ),
    ),
}
"""The collections of the gradebook that are written, by their OneRoster names."""


def data_of(change: Change) -> Json:
    """Return what the target should hold, or, for a removal, what it held."""
    data = change.before if change.operation is Operation.REMOVE else change.data
    return data or {}


def sourced_id(change: Change) -> str:
    """Return the `sourcedId` of a change's object, which is ours to choose; empty when a removal does not know it."""
    return str(data_of(change).get("sourcedId") or change.target or "")


def former_id(change: Change) -> str:
    """Return the id under which the object is known so far, where that is another one; else nothing.

    The id of a result names its student: when the SIS gives a person a new id, the grade has to leave the old one.
    """
    if change.operation is Operation.REMOVE or change.target in (None, sourced_id(change)):
        return ""
    return change.target or ""


def is_gone(shown: Mapping[str, Any]) -> bool:
    """Say whether an object is one that the system has deleted and still shows for a while."""
    return shown.get("status") == "tobedeleted"


def _reference(pointer: _Pointer, sourced_id: str, addresses: Addresses) -> Json:
    address = addresses.gradebook if pointer.in_gradebook else addresses.rosters
    href = f"{address}/{pointer.collection}/{quote(sourced_id, safe='')}"
    return {"href": href, "sourcedId": sourced_id, "type": pointer.type}


def _filled(value: Any) -> Any:
    return None if value in ("", {}) else value


def _comparable(field: str, value: Any) -> Any:
    """Return a value so that 5 and 5.0, nothing and "", and one moment in two spellings are the same."""
    if field in _POINTERS and isinstance(value, dict):
        return value.get("sourcedId")
    if field in _MOMENTS and isinstance(value, str):
        return _moment(value)
    return _filled(value)


def _moment(text: str) -> datetime | str | None:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return text or None
