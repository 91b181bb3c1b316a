"""Which fields of a record a change is about, and whether a record that was read back is as the change wants it."""

import json
from collections.abc import Container
from typing import Any

from rollbook.model.changes import Change
from rollbook.model.records import Json

_ID_OF_ITS_OWN = "times"
"""The list whose objects have ids of the target's own, which nobody who sends them can know."""


def fields_of(data: Json | None) -> Json:
    """Return the fields of a record in a change, none where there is no record."""
    return (data or {}).get("fields") or {}


def changed(change: Change, never: Container[str] = ()) -> Json:
    """Return the fields that differ from what the target holds, all where that is not known, but for `never`."""
    wanted, before = fields_of(change.data), fields_of(change.before)
    return {
        name: value
        for name, value in wanted.items()
        if name not in never and (name not in before or before[name] != value)
    }


def matches(change: Change, shown: Json, never: Container[str] = ()) -> bool:
    """Say whether a record that was read back holds all fields of a change, but for `never`."""
    held = shown["fields"]
    wanted = {name: value for name, value in fields_of(change.data).items() if name not in never}
    return all(name in held and _alike(name, value, held[name]) for name, value in wanted.items())


def overtaken(change: Change, now: Json) -> tuple[str, ...]:
    """Return the fields of a change that somebody else has changed since the target was read; `now` is what it holds.

    What is as it was read, or as the change wants it already, is not among them.
    """
    before = fields_of(change.before)
    return tuple(
        name
        for name, value in changed(change).items()
        if name in now
        and name in before
        and not _alike(name, now[name], before[name])
        and not _alike(name, now[name], value)
    )


def moved_on(change: Change, now: Json, never: Container[str] = ()) -> tuple[str, ...]:
    """Return the fields in which a record is not any more as it was read before a change, but for `never`."""
    before = fields_of(change.before)
    return tuple(
        name
        for name, value in before.items()
        if name in now and name not in never and not _alike(name, now[name], value)
    )


def _alike(name: str, wanted: Any, held: Any) -> bool:
    return bool(_comparable(name, wanted) == _comparable(name, held))


def _comparable(name: str, value: Any) -> Any:
    """Return a value so that the order of a list says nothing, and the ids of meetings neither."""
    if not isinstance(value, list):
        return value
    if name == _ID_OF_ITS_OWN:
        value = [{inner: one for inner, one in item.items() if inner != "id"} for item in value]
    return sorted(json.dumps(item, sort_keys=True) for item in value)
