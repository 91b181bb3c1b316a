"""From a change, in the words of the flow, to the item that GEGI takes, and whether a shown one is the same. Pure."""

from datetime import datetime
from typing import Any

from rollbook.model.changes import Change, Operation
from rollbook.model.records import Json

_SYSTEM = "CourseKey"
"""Where the attendance comes from that is written here, for the System Journal (CK12)."""

_LONGEST_REASON = 500
_VALUES = {"attendance": "status", "attendanceLog": "entries"}


def item(entity: str, change: Change) -> Json:
    """Return what is sent: the value, whose it is, and what the System Journal says about it."""
    data = _data_of(change)
    value = _VALUES[entity]
    reason = str(data.get("reason") or "")[:_LONGEST_REASON]
    source = {"system": _SYSTEM, "reference": data.get("reference"), "reason": reason}
    return {
        "classId": data.get("classId"),
        "studentId": data.get("studentId"),
        value: data.get(value),
        "source": source,
    }


def item_id(change: Change) -> str:
    """Return the id of a change's item, `class/student`, which GEGI puts together itself."""
    data = _data_of(change)
    return f"{data.get('classId')}/{data.get('studentId')}"


def matches(entity: str, change: Change, shown: Json) -> bool:
    """Say whether GEGI holds the value that is wanted, and says of it what is to be said."""
    value = _VALUES[entity]
    wanted = item(entity, change)
    return (_comparable(wanted[value]), wanted["source"]) == (_comparable(shown[value]), shown["source"])


def _data_of(change: Change) -> Json:
    data = change.before if change.operation is Operation.REMOVE else change.data
    return data or {}


def _comparable(value: Any) -> Any:
    """Return a value so that one moment in two spellings is the same."""
    if isinstance(value, list):
        return [{name: _moment(text) for name, text in entry.items()} for entry in value]
    return value


def _moment(text: str | None) -> datetime | str | None:
    try:
        return datetime.fromisoformat(text) if text else None
    except ValueError:
        return text
