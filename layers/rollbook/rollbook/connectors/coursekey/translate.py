"""From a change, in the words of the flow, to the item that CourseKey takes, and whether a shown one is the same.

Pure. Nothing can be deleted at CourseKey: an enrollment is dropped and a class is cancelled instead (CK7, CK8).
"""

from dataclasses import dataclass, field
from typing import Any

from rollbook.model.changes import Change, Operation
from rollbook.model.records import Json

_SETS = frozenset({"instructors"})


@dataclass(frozen=True, slots=True)
class Kind:
    """One collection that is written: what an item is called, its fields, and what says that it is gone."""

    collection: str
    singular: str
    fields: tuple[str, ...]
    gone: Json = field(default_factory=dict)

    def item(self, change: Change) -> Json:
        """Return what is sent: the item as it should be, or as it was and gone."""
        data = data_of(change)
        item = {name: data[name] for name in self.fields if name in data}
        return item | self.gone if change.operation is Operation.REMOVE else item

    def takes(self, change: Change) -> bool:
        """Say whether there is a way to have this done."""
        return change.operation is not Operation.REMOVE or bool(self.gone)

    def is_gone(self, shown: Json) -> bool:
        """Say whether an item that CourseKey still shows counts as removed."""
        return bool(self.gone) and all(shown.get(name) == value for name, value in self.gone.items())

    def matches(self, change: Change, shown: Json) -> bool:
        """Say whether an item is as the change wants it."""
        wanted = self.item(change)
        return all(_comparable(name, value) == _comparable(name, shown.get(name)) for name, value in wanted.items())


_PERSON = ("externalId", "firstName", "lastName", "email")
KINDS = {
    kind.collection: kind
    for kind in (
        Kind("instructors", "instructor", _PERSON),
        Kind("students", "student", _PERSON),
        Kind("courses", "course", ("externalId", "title", "startDate", "endDate", "instructors", "attendanceMode")),
        Kind("enrollments", "enrollment", ("externalId", "course", "student", "isDropped"), {"isDropped": True}),
        Kind(
            "classes",
            "class",
            (
                "externalId",
                "course",
                "date",
                "startTime",
                "endTime",
                "timeZone",
                "room",
                "instructor",
                "status",
            ),
            {"status": "cancelled"},
        ),
    )
}
"""The collections that are written."""


def data_of(change: Change) -> Json:
    """Return what the target should hold, or, for a removal, what it held."""
    data = change.before if change.operation is Operation.REMOVE else change.data
    return data or {}


def school_of(change: Change) -> str:
    """Return the School ID of a change, empty when it does not know it."""
    return str(data_of(change).get("school", ""))


def external_id(change: Change) -> str:
    """Return the id under which CourseKey knows the record, which is the sender's; empty when it is not known."""
    return str(data_of(change).get("externalId", ""))


def _comparable(name: str, value: Any) -> Any:
    """Return a value so that lists whose order means nothing are the same."""
    return sorted(map(str, value)) if name in _SETS and isinstance(value, list) else value
