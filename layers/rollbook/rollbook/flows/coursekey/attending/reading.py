"""An attendance of CourseKey as the rules take it: whose it is, when the class was, and who was there when."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from rollbook.flows.coursekey.attending.meeting import Meeting, meeting_of
from rollbook.flows.coursekey.attending.sessions import Session, moment, sessions_of
from rollbook.model.records import Json, Reason, Refusal

_LOG, _STATUS = "log", "status"
_OF_GEGI = re.compile(r"[^/,.]{1,60}")
"""What an id of GEGI's looks like; one that is none would spoil the call that it goes out with."""


@dataclass(frozen=True, slots=True)
class Attendance:
    """One student in one class, both by their ids in GEGI; `reference` is the record's id at CourseKey."""

    key: str
    class_id: str
    student: str
    school: str
    reference: str
    meeting: Meeting
    sessions: tuple[Session, ...]
    updated_at: datetime

    def known_at(self, certain_at: datetime | None) -> datetime:
        """Return since when GEGI could have known: since the record changed, or since time decided what it means."""
        return max(self.updated_at, certain_at) if certain_at else self.updated_at


def attendances(records: Iterable[Json], *, logs: bool) -> Iterator[Attendance | Refusal]:
    """Yield the attendances of classes whose hours are kept as a log, or those of all others.

    CourseKey hands on what devices sent, so nothing of a record is sure but its id and its school. What cannot be read
    is refused alone, among those of the others where it does not say that it is a log.
    """
    for record in records:
        held = record.get("class")
        told: Json = held if isinstance(held, dict) else {}
        if (told.get("attendanceMode") == _LOG) == logs:
            yield _attendance(record, told)


def _attendance(record: Json, told: Json) -> Attendance | Refusal:
    reference, class_id, student = str(record["id"]), told.get("externalId"), record.get("student")
    if not isinstance(class_id, str) or not isinstance(student, str):
        return Refusal(f"attendance/{reference}", _NOBODY)
    key = f"{class_id}/{student}"
    strange = None if _OF_GEGI.fullmatch(class_id) and _OF_GEGI.fullmatch(student) else _NOBODY
    modeless = None if told.get("attendanceMode") in (_LOG, _STATUS) else _NO_MODE
    meeting, sessions = meeting_of(told), sessions_of(record)
    updated_at = moment(record.get("updatedAt")) or _NO_UPDATE
    for found in (strange, modeless, meeting, sessions, updated_at):
        if isinstance(found, Reason):
            return Refusal(key, found)
    assert isinstance(meeting, Meeting)
    assert not isinstance(sessions, Reason)
    assert isinstance(updated_at, datetime)
    return Attendance(key, class_id, student, str(record["school"]), reference, meeting, sessions, updated_at)


_NOBODY = Reason(
    sentence="CourseKey does not say of which class and student of GEGI this attendance is.",
    remedy="If the class or the student was made in CourseKey by hand, enter the attendance in GEGI by hand, too.",
)
_NO_MODE = Reason(
    sentence="CourseKey does not say whether the class gets a status or an attendance log.",
    remedy="Run coursekey.roster, which tells CourseKey; if it stays, report it to CourseKey.",
)
_NO_UPDATE = Reason(
    sentence="CourseKey does not say when the attendance changed last.",
    remedy="Save the attendance in CourseKey once more.",
)
