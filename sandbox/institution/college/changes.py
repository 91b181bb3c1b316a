"""What happens at the college: an ordinary day of changes, each of them alone, and an export that went wrong.

All change the college in place, use no clock, and do the same for the same college and seed. Only courses that belong
into CourseKey are touched, and only classes that are still to come.
"""

import random
from collections import Counter
from collections.abc import Callable, Mapping
from datetime import timedelta

from sandbox.institution.college.records import College, Record

_MOVED = ("07:30", "09:15")
_NEW_CLASS = ("18:00", "19:30")


def day_of_changes(college: College, seed: int = 1) -> dict[str, dict[str, str]]:
    """Let every change happen once, each to another course; return by name what was touched."""
    day = _Day(college, seed)
    return {name: change(day) for name, change in CHANGES.items()}


def one_change(college: College, name: str, seed: int = 1) -> dict[str, str]:
    """Let one change happen; return what was touched. `KeyError` for a name that is none."""
    return CHANGES[name](_Day(college, seed))


def lose_agreements(college: College, percent: int = 60, seed: int = 1) -> list[str]:
    """Remove that share of the active agreements, the same share in every group; return their ids."""
    dice = random.Random(seed)
    agreements = college.collections["agreements"]
    lost: list[str] = []
    for group in college.collections["groups"]:
        active = [one["id"] for one in agreements.values() if one["groupId"] == group and one["status"] == "active"]
        lost += dice.sample(active, round(len(active) * percent / 100))
    for agreement_id in lost:
        del agreements[agreement_id]
    return lost


class _Day:
    """Finds what a change can be made to, never the same course twice."""

    def __init__(self, college: College, seed: int) -> None:
        self.college = college
        self.dice = random.Random(seed)
        self._touched: set[str] = set()

    def course(self) -> Record:
        """Return a course that runs and is taken, and was not touched yet."""
        return self.college.get("courses", self._touch(sorted(self._running() - self._touched)))

    def coming_class(self, status: str) -> Record:
        """Return a class to come that has this status, of a course that was not touched yet."""
        classes = [
            one
            for one in self.college.collections["classes"].values()
            if one["courseId"] in self._running() - self._touched
            and one["status"] == status
            and one["date"] > self.college.today.isoformat()
        ]
        if not classes:
            raise ValueError(f"There is no class to come that is {status}.")
        chosen = self.dice.choice(classes)
        self._touched.add(chosen["courseId"])
        return chosen

    def agreement(self, status: str) -> Record:
        """Return the one agreement of a student, with this status and running courses, none of which met yesterday.

        Its courses may be touched again.
        """
        agreements = self.college.collections["agreements"].values()
        owned = Counter(one["studentId"] for one in agreements)
        running, met = self._running(), self._met_yesterday()
        found = [
            one
            for one in agreements
            if one["status"] == status
            and owned[one["studentId"]] == 1
            and running & set(one["courseIds"])
            and not met & set(one["courseIds"])
        ]
        if not found:
            raise ValueError(f"There is no agreement that is {status}.")
        return self.dice.choice(found)

    def other_instructor(self, course: Record) -> str:
        """Return an instructor of the same campus who does not teach a course."""
        campus = self._campus_of(course)
        colleagues = {
            instructor
            for one in self.college.collections["courses"].values()
            if self._campus_of(one) == campus
            for instructor in one["instructorIds"]
        }
        chosen: str = self.dice.choice(sorted(colleagues - set(course["instructorIds"])))
        return chosen

    def _running(self) -> set[str]:
        today = self.college.today.isoformat()
        courses = self.college.collections["courses"]
        return {one for one in self.college.sent if courses[one]["endDate"] > today}

    def _met_yesterday(self) -> set[str]:
        yesterday = (self.college.today - timedelta(days=1)).isoformat()
        return {one["courseId"] for one in self.college.collections["classes"].values() if one["date"] == yesterday}

    def _campus_of(self, course: Record) -> str:
        campus: str = self.college.get("groups", course["groupId"])["campusId"]
        return campus

    def _touch(self, choices: list[str]) -> str:
        if not choices:
            raise ValueError("There is no course left that runs.")
        chosen = self.dice.choice(choices)
        self._touched.add(chosen)
        return chosen


def _move_class(day: _Day) -> dict[str, str]:
    meeting = day.coming_class("scheduled")
    meeting.update(startTime=_MOVED[0], endTime=_MOVED[1])
    return _named(meeting)


def _cancel_class(day: _Day) -> dict[str, str]:
    meeting = day.coming_class("scheduled")
    meeting["status"] = "cancelled"
    return _named(meeting)


def _restore_class(day: _Day) -> dict[str, str]:
    meeting = day.coming_class("cancelled")
    meeting["status"] = "scheduled"
    return _named(meeting)


def _change_room(day: _Day) -> dict[str, str]:
    meeting = day.coming_class("scheduled")
    meeting["room"] = f"Annex {day.dice.randint(1, 9)}"
    return _named(meeting)


def _replace_instructor(day: _Day) -> dict[str, str]:
    """Replace the first instructor of a course, and in the classes that the same one was to hold."""
    course = day.course()
    old, new = course["instructorIds"][0], day.other_instructor(course)
    course["instructorIds"] = [new, *course["instructorIds"][1:]]
    for meeting in day.college.classes_of(course["id"]):
        if meeting["instructorId"] == old and meeting["date"] > day.college.today.isoformat():
            meeting["instructorId"] = new
    return {"course": course["id"], "old": old, "new": new}


def _stop_student(day: _Day) -> dict[str, str]:
    return _set_status(day.agreement("active"), "stopped")


def _return_student(day: _Day) -> dict[str, str]:
    return _set_status(day.agreement("stopped"), "active")


def _switch_off(day: _Day) -> dict[str, str]:
    """Turn the option of a course off, which does not end what was begun: it stays among those that belong."""
    course = day.course()
    course["sendToCourseKey"] = False
    return {"course": course["id"]}


def _retitle(day: _Day) -> dict[str, str]:
    course = day.course()
    course["title"] += ", Revised"
    return {"course": course["id"]}


def _add_class(day: _Day) -> dict[str, str]:
    course = day.course()
    meeting = {
        "id": f"cls-{len(day.college.collections['classes']) + 1:04d}-new",
        "courseId": course["id"],
        "date": (day.college.today + timedelta(days=5)).isoformat(),
        "startTime": _NEW_CLASS[0],
        "endTime": _NEW_CLASS[1],
        "room": None,
        "instructorId": course["instructorIds"][0],
        "status": "scheduled",
    }
    return _named(day.college.add("classes", meeting))


CHANGES: Mapping[str, Callable[[_Day], dict[str, str]]] = {
    "move_class": _move_class,
    "cancel_class": _cancel_class,
    "restore_class": _restore_class,
    "change_room": _change_room,
    "replace_instructor": _replace_instructor,
    "stop_student": _stop_student,
    "return_student": _return_student,
    "switch_off": _switch_off,
    "retitle": _retitle,
    "add_class": _add_class,
}
"""What can happen, by name."""


def _named(meeting: Record) -> dict[str, str]:
    return {"class": meeting["id"], "course": meeting["courseId"]}


def _set_status(agreement: Record, status: str) -> dict[str, str]:
    agreement["status"] = status
    return {"agreement": agreement["id"], "student": agreement["studentId"]}
