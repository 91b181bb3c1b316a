"""Attendance of one school: who checked in when, which records there are without, and who is told of a change."""

import dataclasses
from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import UTC, datetime

from sandbox.simulators.coursekey.schools import Fields, School

SHOWN_OF_CLASS = ("externalId", "course", "date", "startTime", "endTime", "timeZone")
Session = dict[str, str | None]
_LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


@dataclasses.dataclass(slots=True)
class Attendance:
    """What is known of one student in one class; sessions in the order in which they were taken."""

    number: int
    id: str
    class_id: str
    student: str
    sessions: list[Session]
    updated_at: datetime


class AttendanceBook:
    """The attendance of one school in the order in which it came; every change is told at once.

    `now` is the moment of the wall clock, `tell` takes what has changed.
    """

    def __init__(
        self, school: School, now: Callable[[], datetime], tell: Callable[[School, Sequence[Attendance]], None]
    ) -> None:
        self.records: dict[tuple[str, str], Attendance] = {}
        self._school = school
        self._now = now
        self._tell = tell
        self._closed_until = _LONG_AGO

    def close_classes(self) -> None:
        """Make the records of those who did not come, for every class that has ended since the last time.

        Called before anything is changed, so that what is there now is what was there when the class ended.
        """
        now = self._now()
        ended = [name for name, end in self._school.ends.items() if self._closed_until < end <= now]
        self._closed_until = now
        changed: list[Attendance] = []
        for name in ended:
            meeting = self._school.rows("classes")[name].fields
            if meeting["status"] == "scheduled":
                takers = self._school.takers_of(meeting["course"])
                changed += [self._set(name, one, []) for one in takers if (name, one) not in self.records]
        self._tell(self._school, changed)

    def write(
        self, wishes: Iterable[tuple[str, str, list[Session]]], *, told_together: bool = True
    ) -> list[Attendance]:
        """Set the sessions of students in classes, and tell of all of them together or of each alone."""
        changed = [self._set(class_id, student, sessions) for class_id, student, sessions in wishes]
        for told in [changed] if told_together else [[one] for one in changed]:
            self._tell(self._school, told)
        return changed

    def touch(self, class_ids: Collection[str]) -> None:
        """Note that what is said of these classes has changed."""
        changed = [record for record in self.records.values() if record.class_id in class_ids]
        for record in changed:
            record.updated_at = self._now()
        self._tell(self._school, changed)

    def show(self, record: Attendance) -> Fields:
        """Return a record as it is shown, with its class as it is held now."""
        meeting = self._school.rows("classes")[record.class_id].fields
        course = self._school.rows("courses")[meeting["course"]].fields
        return {
            "id": record.id,
            "class": {
                **{name: meeting[name] for name in SHOWN_OF_CLASS},
                "attendanceMode": course["attendanceMode"],
            },
            "student": record.student,
            "sessions": record.sessions,
            "updatedAt": record.updated_at.isoformat(),
        }

    def _set(self, class_id: str, student: str, sessions: list[Session]) -> Attendance:
        record = self.records.get((class_id, student))
        if record is None:
            number = len(self.records) + 1
            record = Attendance(number, f"{self._school.id}-att-{number:06d}", class_id, student, [], self._now())
            self.records[class_id, student] = record
        record.sessions, record.updated_at = sessions, self._now()
        return record
