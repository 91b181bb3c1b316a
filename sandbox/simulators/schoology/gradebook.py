"""Saves grade items and grades, whoever does it, and lets everybody know who subscribed to such events."""

from collections.abc import Callable, Sequence

from sandbox.simulators.schoology.bulk import ItemRefusedError, needed, text_of
from sandbox.simulators.schoology.events import Events
from sandbox.simulators.schoology.grade_fields import EMPTY_GRADE, read_grade
from sandbox.simulators.schoology.item_fields import ASSIGNMENT, empty_item, read_item
from sandbox.simulators.schoology.removal import remove_item
from sandbox.simulators.schoology.tables import Row, School


class Gradebook:
    """The gradebooks of a school's sections; `clock` is Unix time, `by` the id of the user who acts."""

    def __init__(self, school: School, events: Events, clock: Callable[[], float]) -> None:
        self._school = school
        self._events = events
        self._clock = clock

    def add_item(self, section: Row, wish: Row, by: int, *, kind: str = ASSIGNMENT, announced: bool = True) -> Row:
        """Create an item of a section; what is graded in a discussion or test has an id of its own there."""
        needed(wish, "title")
        fields = read_item(self._school, section, wish)
        item_id = next(self._school.ids)
        content_id = item_id if kind == ASSIGNMENT else next(self._school.ids)
        ids = {"id": item_id, "type": kind, "grade_item_id": content_id}
        row = self._school.grade_items.add({**empty_item(section), **ids, **fields})
        if announced:
            self._events.item_saved(row, by)
        return row

    def change_item(self, section: Row, row: Row, wish: Row, by: int) -> None:
        """Change the fields of an item that a wish has."""
        self._school.grade_items.change(row, read_item(self._school, section, wish))
        self._events.item_saved(row, by)

    def delete_item(self, row: Row, by: int) -> None:
        """Delete an item with its grades."""
        remove_item(self._school, row)
        self._events.item_deleted(row, by)

    def save_grade(self, section: Row, wish: Row, *, calculated: float | None = None) -> Row:
        """Save one grade without a word to anybody; `calculated` is what a teacher has overridden by hand."""
        needed(wish, "enrollment_id", "assignment_id")
        enrollment = self._student(section, text_of(wish, "enrollment_id"))
        item = self._graded_item(section, text_of(wish, "assignment_id"))
        fields = read_grade(wish)
        pair = {"enrollment_id": enrollment["id"], "assignment_id": item["id"]}
        row = self._school.grades.find("pair", tuple(pair.values()))
        if row is None:
            row = self._school.grades.add({"id": next(self._school.ids), **pair, **EMPTY_GRADE})
        override = {"override": None if calculated is None else "1", "calculated_grade": calculated}
        return self._school.grades.change(row, {**fields, **override, "timestamp": int(self._clock())})

    def announce(self, section: Row, rows: Sequence[Row], by: int) -> int:
        """Tell of one save of these grades; return how many targets are told."""
        return self._events.grades_saved(section, rows, by)

    def _student(self, section: Row, enrollment_id: str) -> Row:
        enrollment = self._school.enrollments.get(enrollment_id)
        if enrollment is None or enrollment["section_id"] != section["id"]:
            raise ItemRefusedError(404, "There is no enrollment with this enrollment_id in this section.")
        if enrollment["admin"]:
            raise ItemRefusedError(400, "The enrollment is a teacher's.")
        return enrollment

    def _graded_item(self, section: Row, item_id: str) -> Row:
        item = self._school.grade_items.get(item_id)
        if item is None or item["section_id"] != section["id"]:
            raise ItemRefusedError(404, "There is no grade item with this assignment_id in this section.")
        if not item["grading_category"]:
            raise ItemRefusedError(400, "The item has no grading category, so it is not graded.")
        return item
