"""One section with its students and its gradebook, on both sides: enough for the grades flow to look at."""

import json
from collections.abc import Iterator
from datetime import datetime
from typing import NoReturn

from rollbook.model.changes import Change, Written
from rollbook.model.descriptors import Check, Pace
from rollbook.model.records import Json, Page, Scope
from tests.unit.flows.classroom import Classroom, grade, gradebook, item, member
from tests.unit.flows.district import user

CODE = "class-1"
_ITEM, _ENROLLMENT = 11, 901
"""The numbers of the first of each; the others follow."""


class Section:
    """What both systems hold of one section: so many students, each with a grade on each of so many items."""

    def __init__(self, students: int, items: int) -> None:
        self._uids = [f"00user-{number}" for number in range(students)]
        self._items = [item(_ITEM + number) for number in range(items)]
        self._members = [member(_ENROLLMENT + number, uid) for number, uid in enumerate(self._uids)]
        self._grades = [
            grade(graded["id"], enrolled["id"], number % 20)
            for graded in self._items
            for number, enrolled in enumerate(self._members)
        ]
        users = [user(uid.removeprefix("00")) for uid in self._uids]
        self._classroom = Classroom(users=users)

    def records(self, entity: str) -> list[Json]:
        """Return a collection of the system that has it."""
        if entity == "gradebooks":
            return [gradebook(CODE, items=self._items, members=self._members, grades=self._grades)]
        found: list[Json] = getattr(self._classroom, entity)
        return found

    def regrade(self, at: datetime) -> tuple[str, str]:
        """Give the first student another grade on the first item; return the keys of item and grade."""
        changed = self._grades[0]
        changed |= {"grade": 20, "timestamp": int(at.timestamp())}
        known_as = str(changed["assignment_id"])
        return known_as, f"{known_as}/{self._uids[0]}"

    def event(self, at: datetime) -> str:
        """Return the body of the event that tells of it."""
        changed = self._grades[0]
        seen = {"assignment_id": changed["assignment_id"], "timestamp": changed["timestamp"]}
        record = {"section_school_code": CODE, "school_uid": self._uids[0], "object": seen}
        return json.dumps({"timestamp": int(at.timestamp()), "type": "grades.update", "data": [record]})


class SectionClient:
    """One of the two systems, without a network in between; all that is written to it arrives.

    `calls_to_read` are the calls that a collection takes, each at the pace of the system.
    """

    def __init__(self, section: Section, pace: Pace, calls_to_read: int) -> None:
        self._section = section
        self._pace = pace
        self._calls_to_read = calls_to_read
        self._calls = 0

    @property
    def calls(self) -> int:
        """Calls so far, as many as the real client would make."""
        return self._calls

    def read(self, entity: str, scope: Scope) -> Iterator[Page]:
        """Yield a collection on one page; there is nothing but the section."""
        assert scope.parts in (None, (CODE,))
        for _ in range(self._calls_to_read):
            self._take_turn()
        records = self._section.records(entity)
        yield Page(records, len(records))

    def write(self, entity: str, changes: list[Change]) -> list[Written]:
        """Take every change, one by one as the gradebook does."""
        assert entity in ("lineItems", "results")
        for _ in changes:
            self._take_turn()
        return [Written(digest=change.digest, target=(change.data or {})["sourcedId"]) for change in changes]

    def find(self, entity: str, changes: list[Change]) -> NoReturn:
        """Refuse: no answer was lost, so nothing is read back."""
        raise NotImplementedError(f"{len(changes)} changes of {entity} were looked for.")

    def check(self) -> Check:
        """Say that it is there."""
        return Check("section", healthy=True, sentence="The section is made on the spot.")

    def _take_turn(self) -> None:
        self._pace.take(1)
        self._calls += 1
