"""The records of a college as GEGI holds them: one dictionary per collection, by id, and who takes which course."""

import copy
import dataclasses
from collections.abc import Iterator
from datetime import date
from typing import Any

Record = dict[str, Any]

COLLECTIONS = (
    "school",
    "campuses",
    "programs",
    "programCourses",
    "groups",
    "courses",
    "instructors",
    "students",
    "agreements",
    "classes",
)


@dataclasses.dataclass(slots=True)
class College:
    """All that the college's GEGI holds, as it stands on one day, and which of its courses belong into CourseKey.

    `sent` is what the plan of the sample meant, so that a test has something to compare with; changes keep it right.
    """

    today: date
    collections: dict[str, dict[str, Record]] = dataclasses.field(
        default_factory=lambda: {name: {} for name in COLLECTIONS}
    )
    sent: set[str] = dataclasses.field(default_factory=set)

    def add(self, collection: str, record: Record) -> Record:
        """Add a record and return it."""
        self.collections[collection][record["id"]] = record
        return record

    def get(self, collection: str, record_id: str) -> Record:
        """Return a record; `ValueError` for one that there is not."""
        if record_id not in self.collections.get(collection, {}):
            raise ValueError(f"There is no {record_id!r} in {collection}.")
        return self.collections[collection][record_id]

    def classes_of(self, course_id: str) -> list[Record]:
        """Return the classes of one course."""
        return [record for record in self.collections["classes"].values() if record["courseId"] == course_id]

    def zone_of(self, course_id: str) -> str:
        """Return the time zone in which a course meets."""
        group = self.get("groups", self.get("courses", course_id)["groupId"])
        zone: str = self.get("campuses", group["campusId"])["timeZone"]
        return zone

    def takers_of(self, course_id: str) -> Iterator[str]:
        """Yield the students whose agreement, unless it was stopped, lists a course; nobody twice."""
        agreements = self.collections["agreements"].values()
        listing = [one for one in agreements if one["status"] != "stopped" and course_id in one["courseIds"]]
        return iter(dict.fromkeys(one["studentId"] for one in listing))

    def as_json(self) -> dict[str, list[Record]]:
        """Return every collection as a list of its records, in the order of their ids."""
        return {name: [records[one] for one in sorted(records)] for name, records in self.collections.items()}

    def copy(self) -> "College":
        """Return a college that shares nothing with this one."""
        return copy.deepcopy(self)
