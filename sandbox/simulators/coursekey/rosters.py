"""How rosters are taken in: what must be there before, and what of a person may be there only once."""

from collections.abc import Callable, Mapping
from typing import Any

from sandbox.simulators.coursekey.attendance import SHOWN_OF_CLASS, AttendanceBook
from sandbox.simulators.coursekey.fields import (
    LONGEST_CLASS,
    SHAPES,
    class_length,
    class_times,
    external_id,
    is_email,
    is_time_zone,
)
from sandbox.simulators.coursekey.schools import Fields, School
from sandbox.simulators.items import Item
from sandbox.simulators.refusals import RefusalError, invalid

_PEOPLE = ("instructors", "students")


def name_of(item: Item) -> str:
    """Return the external id of an item, "" where it is no good one."""
    given = item.get("externalId")
    return "" if external_id(given) else str(given)


class Rosters:
    """Takes items into one school."""

    def __init__(self, school: School, book: AttendanceBook) -> None:
        self._school = school
        self._book = book
        self._rules: Mapping[str, Callable[[Item], None]] = {
            "instructors": lambda item: self._check_person("instructors", item),
            "students": lambda item: self._check_person("students", item),
            "courses": self._check_course,
            "enrollments": self._check_enrollment,
            "classes": self._check_class,
        }

    def put(self, collection: str, item: Item) -> dict[str, Any]:
        """Create or replace; a `RefusalError` says why an item is not taken."""
        if fault := SHAPES[collection].fault(item):
            raise invalid(fault)
        self._rules[collection](item)
        row, old = self._school.tables[collection].put(item)
        if collection == "classes":
            self._school.ends[row.fields["externalId"]] = class_times(item)[1]
        if old is not None and old != item:
            self._tell_attendance(collection, old, item)
        return {"status": 201 if old is None else 200, "id": row.id}

    def _tell_attendance(self, collection: str, old: Fields, new: Fields) -> None:
        """Let attendance change with what it says of its class."""
        if collection == "classes" and any(old[name] != new[name] for name in SHOWN_OF_CLASS):
            self._book.touch({new["externalId"]})
        if collection == "courses" and old["attendanceMode"] != new["attendanceMode"]:
            classes = self._school.rows("classes").values()
            self._book.touch({row.fields["externalId"] for row in classes if row.fields["course"] == new["externalId"]})

    def _check_person(self, collection: str, item: Item) -> None:
        if not is_email(item["email"]):
            raise RefusalError(422, "invalid_email", "The e-mail address is none.")
        for people in _PEOPLE:
            for row in self._school.rows(people).values():
                itself = people == collection and row.fields["externalId"] == item["externalId"]
                if not itself and row.fields["email"].casefold() == item["email"].casefold():
                    raise RefusalError(409, "email_taken", f"Somebody else has this e-mail address: {row.id}.")

    def _check_course(self, item: Item) -> None:
        for instructor in item["instructors"]:
            self._check_known("instructors", instructor)
        if item["endDate"] < item["startDate"]:
            raise RefusalError(422, "invalid_dates", "The course ends before it starts.")

    def _check_enrollment(self, item: Item) -> None:
        self._check_known("courses", item["course"])
        self._check_known("students", item["student"])

    def _check_class(self, item: Item) -> None:
        self._check_known("courses", item["course"])
        if item["instructor"] is not None:
            self._check_known("instructors", item["instructor"])
        if not is_time_zone(item["timeZone"]):
            raise RefusalError(422, "invalid_time_zone", "There is no such time zone.")
        if class_length(item) > LONGEST_CLASS:
            raise RefusalError(422, "invalid_times", "A class may last 16 hours at most.")

    def _check_known(self, collection: str, name: str) -> None:
        if name not in self._school.rows(collection):
            word = collection.removesuffix("s")
            raise RefusalError(422, f"unknown_{word}", f"There is no {word} {name}.")
