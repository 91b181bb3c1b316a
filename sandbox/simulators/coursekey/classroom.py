"""What happens in class behind the API: a day of check-ins, corrections afterwards, and what devices get wrong."""

import dataclasses
import random
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sandbox.simulators.coursekey.attendance import Attendance, AttendanceBook, Session
from sandbox.simulators.coursekey.behaviours import BEHAVIOURS, Occasion, on_time, session, shared_out
from sandbox.simulators.coursekey.fields import class_times
from sandbox.simulators.coursekey.schools import Fields, Row, School

_LATE_MINUTES = 15
_EARLY_MINUTES = 10
WALK_IN = "walk-in-1"
HAND_MADE_CLASS = "by-hand-1"


@dataclasses.dataclass(frozen=True, slots=True)
class _Coming:
    """How one student comes to one class."""

    school: School
    class_id: str
    student: str
    behaviour: str
    sessions: list[Session]


class Classroom:
    """Lets things happen at all schools; the same seed does the same to the same schools."""

    def __init__(
        self, schools: Mapping[str, School], books: Mapping[str, AttendanceBook], now: Callable[[], datetime]
    ) -> None:
        self._schools = schools
        self._books = books
        self._now = now
        self._asked: set[tuple[str, str, str]] = set()
        self._bad: set[str] = set()

    def scripts(self) -> Mapping[str, Callable[..., Any]]:
        """Return what can happen, by name."""
        return {
            "class_day": self._class_day,
            "adjust": self._adjust,
            "bad_records": self._bad_records,
            "scan": self._scan,
        }

    def _class_day(
        self, day: str, seed: int = 1, late_minutes: int = _LATE_MINUTES, early_minutes: int = _EARLY_MINUTES
    ) -> dict[str, Any]:
        """Let every student who is enrolled come, or not, to every class of a date that is not cancelled.

        Nobody is asked twice, and whoever has sessions in a class already keeps them. As people come one by one, each
        record is told with an event of its own. Returns how many classes there were, how many behaved how, and for each
        record its id, school, class, student and behaviour.
        """
        dice = random.Random(f"{seed}/{day}")
        expected = [
            (school, row, student)
            for school in self._schools.values()
            for row in _classes_on(school, day)
            for student in self._ask(school, row)
        ]
        names = shared_out(len(expected), dice)
        records = []
        for (school, row, student), name in zip(expected, names, strict=True):
            occasion = _occasion(row.fields, dice, late_minutes, early_minutes)
            records.append(_Coming(school, row.fields["externalId"], student, name, BEHAVIOURS[name][1](occasion)))
        return {
            "classes": len({(one.school.id, one.class_id) for one in records}),
            "behaviours": dict(Counter(names)),
            "records": self._take(records, told_together=False),
        }

    def _adjust(self, count: int = 0, ids: Sequence[str] = (), seed: int = 1) -> list[dict[str, str]]:
        """Correct the records with these ids, and so many others that show less than a whole class.

        They become as if the student had been there on time. Those others are none that `bad_records` made.
        `ValueError` where there are not so many.
        """
        dice = random.Random(seed)
        records = [
            (school, one) for school in self._schools.values() for one in self._books[school.id].records.values()
        ]
        named = [(school, record) for school, record in records if record.id in ids]
        flawed = [
            (school, record)
            for school, record in records
            if record.id not in self._bad and record.id not in ids and not _is_whole(record, school)
        ]
        if count > len(flawed) or len(named) < len(set(ids)):
            raise ValueError(f"Of these ids there are {len(named)}, and {len(flawed)} others can be corrected.")
        chosen = [
            _Coming(
                school, record.class_id, record.student, "on_time", on_time(_occasion(_meeting(school, record), dice))
            )
            for school, record in named + dice.sample(flawed, count)
        ]
        return self._take(chosen)

    def _bad_records(self, day: str) -> dict[str, dict[str, str]]:
        """Let an instructor's tablet send four records that are wrong, each in a way of its own, of one class that day.

        Of these, a student and a class were added by hand in CourseKey and are known nowhere else. The class is one
        whose course asks for a status. `ValueError` where there is none with two students.
        """
        fit = [
            (school, row)
            for school in self._schools.values()
            for row in _classes_on(school, day)
            if _mode(school, row) == "status" and len(school.takers_of(row.fields["course"])) > 1
        ]
        if not fit:
            raise ValueError(f"There is no class on {day} with two students.")
        school, row = fit[0]
        self._add_by_hand(school, row.fields)
        start, end = (moment.astimezone(ZoneInfo(row.fields["timeZone"])) for moment in class_times(row.fields))
        first, second = school.takers_of(row.fields["course"])[:2]
        name, whole = row.fields["externalId"], [session(start, end)]
        coming = [
            _Coming(school, name, first, "check_out_first", [session(start, start - timedelta(minutes=5))]),
            _Coming(school, name, second, "no_zone", [session(start.replace(tzinfo=None), end.replace(tzinfo=None))]),
            _Coming(school, name, WALK_IN, "unknown_student", whole),
            _Coming(school, HAND_MADE_CLASS, first, "unknown_class", whole),
        ]
        taken = self._take(coming)
        self._bad |= {record["id"] for record in taken}
        return {record.pop("behaviour"): record for record in taken}

    def _scan(self, class_id: str, student: str, at: str = "") -> dict[str, str]:
        """Let a student scan the code of a class: in, or out for who is in; `at` a moment, or now."""
        school = next((one for one in self._schools.values() if class_id in one.rows("classes")), None)
        if school is None or student not in school.rows("students"):
            raise ValueError(f"No school has both the class {class_id!r} and the student {student!r}.")
        held = self._books[school.id].records.get((class_id, student))
        sessions = list(held.sessions) if held else []
        moment = at or self._now().isoformat(timespec="seconds")
        if sessions and sessions[-1]["checkOut"] is None:
            sessions[-1] = {**sessions[-1], "checkOut": moment}
        else:
            sessions.append({"checkIn": moment, "checkOut": None})
        (record,) = self._take([_Coming(school, class_id, student, "scan", sessions)])
        return record

    def _ask(self, school: School, row: Row) -> list[str]:
        """Return the students of a class who have no sessions in it and were not asked to come; ask them."""
        records = self._books[school.id].records
        name = row.fields["externalId"]
        missing = [
            student
            for student in school.takers_of(row.fields["course"])
            if (school.id, name, student) not in self._asked
            and ((name, student) not in records or not records[name, student].sessions)
        ]
        self._asked |= {(school.id, name, student) for student in missing}
        return missing

    def _add_by_hand(self, school: School, like: Fields) -> None:
        person = {"externalId": WALK_IN, "firstName": "Walk", "lastName": "In", "email": f"{WALK_IN}@mail.example"}
        school.tables["students"].put(person)
        school.tables["classes"].put({**like, "externalId": HAND_MADE_CLASS})

    def _take(self, coming: Sequence[_Coming], *, told_together: bool = True) -> list[dict[str, str]]:
        """Write what came, school by school, and return each record's names."""
        done: list[dict[str, str]] = []
        for school in self._schools.values():
            mine = [one for one in coming if one.school is school]
            written = self._books[school.id].write(
                ((one.class_id, one.student, one.sessions) for one in mine), told_together=told_together
            )
            done += [
                {
                    "id": record.id,
                    "school": school.id,
                    "class": record.class_id,
                    "student": record.student,
                    "behaviour": one.behaviour,
                }
                for one, record in zip(mine, written, strict=True)
            ]
        return done


def _classes_on(school: School, day: str) -> list[Row]:
    rows = school.rows("classes").values()
    return [row for row in rows if row.fields["date"] == day and row.fields["status"] == "scheduled"]


def _mode(school: School, row: Row) -> str:
    mode: str = school.rows("courses")[row.fields["course"]].fields["attendanceMode"]
    return mode


def _meeting(school: School, record: Attendance) -> Fields:
    return school.rows("classes")[record.class_id].fields


def _occasion(
    meeting: Fields, dice: random.Random, late_minutes: int = _LATE_MINUTES, early_minutes: int = _EARLY_MINUTES
) -> Occasion:
    return Occasion(*class_times(meeting), ZoneInfo(meeting["timeZone"]), late_minutes, early_minutes, dice)


def _is_whole(record: Attendance, school: School) -> bool:
    """Say whether a record is one session that spans its class; one that cannot be read is not."""
    start, end = class_times(_meeting(school, record))
    if len(record.sessions) != 1:
        return False
    check_in, check_out = (str(record.sessions[0][name]) for name in ("checkIn", "checkOut"))
    try:
        return datetime.fromisoformat(check_in) <= start and datetime.fromisoformat(check_out) >= end
    except (ValueError, TypeError):
        return False
