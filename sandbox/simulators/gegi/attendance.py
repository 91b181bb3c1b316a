"""Attendance as GEGI holds it, and the rules by which it is written together with the System Journal."""

import dataclasses
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

from sandbox.institution.college import College, Record
from sandbox.simulators.items import Item
from sandbox.simulators.refusals import RefusalError, invalid
from sandbox.simulators.shapes import Shape, list_of, moment, nullable, one_of, part, text

gegi_id = text(1, 60, without="/,.")

_SOURCE = Shape({"system": text(1, 50), "reference": text(1, 128), "reason": text(1, 500)})
_ENTRY = Shape({"in": moment, "out": nullable(moment)})
_KEY = {"classId": gegi_id, "studentId": gegi_id, "source": part(_SOURCE)}


@dataclasses.dataclass(frozen=True, slots=True)
class Kind:
    """One of the two things that are written: its word, its field, what it is about, and its own check of the value."""

    word: str
    field: str
    hours_type: str
    shape: Shape
    check: Callable[[Any], None] = lambda _value: None


def _check_order(entries: list[Item]) -> None:
    """Refuse a log that runs backwards, overlaps, or is open anywhere but at its end."""
    ended: datetime | None = None
    for number, entry in enumerate(entries):
        begun = datetime.fromisoformat(entry["in"])
        if ended is not None and begun < ended:
            raise RefusalError(422, "invalid_log", f"Entry {number + 1} begins before the one before it ended.")
        if entry["out"] is None and number < len(entries) - 1:
            raise RefusalError(422, "invalid_log", f"Entry {number + 1} is open and not the last one.")
        ended = begun if entry["out"] is None else datetime.fromisoformat(entry["out"])
        if ended < begun:
            raise RefusalError(422, "invalid_log", f"Entry {number + 1} ends before it begins.")


ATTENDANCE = Kind("attendance", "status", "Attendance", Shape({**_KEY, "status": one_of("P", "L", "A")}))
ATTENDANCE_LOG = Kind(
    "attendanceLog",
    "entries",
    "Attendance Log",
    Shape({**_KEY, "entries": list_of(part(_ENTRY), most=50)}),
    _check_order,
)
KINDS = (ATTENDANCE, ATTENDANCE_LOG)


def name_of(item: Item) -> str:
    """Return what an item is about as "class/student", "" where one of the two is no good id."""
    key = (item.get("classId"), item.get("studentId"))
    return "" if any(gegi_id(one) for one in key) else "/".join(map(str, key))


class AttendanceBook:
    """What was written of each student in each class, and the journal of it. `clock` is Unix time."""

    def __init__(self, user: str, locked_before: date | None, clock: Callable[[], float]) -> None:
        self.locked_before = locked_before
        self.journal: list[Record] = []
        self._user = user
        self._clock = clock
        self._held: dict[str, dict[str, Record]] = {kind.word: {} for kind in KINDS}

    def held(self, kind: Kind) -> dict[str, Record]:
        """Return what is held of one kind, by id."""
        return self._held[kind.word]

    def write(self, college: College, kind: Kind, item: Item) -> dict[str, Any]:
        """Take an item in and journal it, unless it is there already; a `RefusalError` says what forbids it."""
        if fault := kind.shape.fault(item):
            raise invalid(fault)
        kind.check(item[kind.field])
        self._allow(college, kind, item)
        name = name_of(item)
        old = self.held(kind).get(name)
        new = {"id": name, **item}
        if new == old:
            return {"status": 204}
        self.held(kind)[name] = new
        entry = self._journalled(kind, old, new)
        return {"status": 201 if old is None else 200, "journal": entry["id"]}

    def _allow(self, college: College, kind: Kind, item: Item) -> None:
        meeting = college.collections["classes"].get(item["classId"])
        if meeting is None:
            raise RefusalError(404, "unknown_class", "There is no class with this id.")
        if item["studentId"] not in college.collections["students"]:
            raise RefusalError(404, "unknown_student", "There is no student with this id.")
        if not _ever_enrolled(college, item["studentId"], meeting["courseId"]):
            raise RefusalError(409, "not_enrolled", "No agreement of the student lists the course.")
        if meeting["status"] == "cancelled":
            raise RefusalError(409, "class_cancelled", "The class was cancelled.")
        hours_type = college.get("courses", meeting["courseId"])["hoursType"]
        if hours_type != kind.hours_type:
            raise RefusalError(409, "wrong_hours_type", f"The hours type of the course is {hours_type}.")
        if self.locked_before is not None and meeting["date"] < self.locked_before.isoformat():
            raise RefusalError(409, "locked", f"All days before {self.locked_before} are closed.")

    def _journalled(self, kind: Kind, old: Record | None, new: Record) -> Record:
        entry = {
            "id": f"jrn-{len(self.journal) + 1:07d}",
            "who": self._user,
            "at": datetime.fromtimestamp(self._clock(), UTC).isoformat(),
            "what": kind.word,
            "about": new["id"],
            "old": None if old is None else old[kind.field],
            "new": new[kind.field],
            "source": new["source"],
        }
        self.journal.append(entry)
        return entry


def _ever_enrolled(college: College, student_id: str, course_id: str) -> bool:
    return any(
        agreement["studentId"] == student_id and course_id in agreement["courseIds"]
        for agreement in college.collections["agreements"].values()
    )
