"""What teachers do in Schoology itself: open their gradebooks, give grades, and change their minds.

Everything is drawn from seeds: the same seed does the same things to the same school. A section takes part when it has
a `section_school_code` and at least one active student.
"""

import dataclasses
import random
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any

from sandbox.simulators.schoology.gradebook import Gradebook
from sandbox.simulators.schoology.grading_categories import EMPTY_CATEGORY
from sandbox.simulators.schoology.item_fields import ASSIGNMENT, ITEM_TYPES
from sandbox.simulators.schoology.marks import draw_mark, values_of
from sandbox.simulators.schoology.tables import Row, School

# Title, weight, and what one item of it is called; calculated in percent, nothing dropped.
_CATEGORIES = (("Homework", 30, "Homework"), ("Tests", 50, "Test"), ("Participation", 20, "Participation"))
_TOPICS = ("Review", "Chapter opener", "Vocabulary", "Poésie & prose", "Lab notes", "Fractions (½, ¼)", "Class talk")
_MAX_POINTS = (10, 15, 20, 25, 40, 50, 75, 100)
_HOURS = ("08:00:00", "15:30:00", "23:59:00")
_ACTIVE = "1"


@dataclasses.dataclass(frozen=True, slots=True)
class _Classroom:
    """A section that takes part, the user who teaches it, and its students' enrollments."""

    section: Row
    teacher_id: int
    students: tuple[Row, ...]


class Teaching:
    """The teachers of a school at work; `ValueError` says why something cannot be done."""

    def __init__(self, school: School, gradebook: Gradebook) -> None:
        self._school = school
        self._gradebook = gradebook

    def scripts(self) -> Mapping[str, Callable[..., Any]]:
        """Return what the teachers can be asked to do, by name."""
        return {
            "open_gradebooks": self.open_gradebooks,
            "give_grades": self.give_grades,
            "regrade": self.regrade,
            "add_item": self.add_item,
            "change_item": self.change_item,
            "delete_item": self.delete_item,
        }

    def open_gradebooks(self, sections: int = 20, items: int = 5, seed: int = 1) -> dict[str, list[int]]:
        """Give the first sections three categories and so many items each, without events.

        Returns the ids of the new items by `section_school_code`. Sections that are open already get more items.
        """
        dice = random.Random(f"open_gradebooks/{seed}")
        return {
            classroom.section["section_school_code"]: self._open(classroom, items, dice)
            for classroom in self._classrooms()[:sections]
        }

    def give_grades(self, events: int = 100, per_event: int = 1, seed: int = 1) -> dict[str, int]:
        """Save so many times up to `per_event` grades of one section.

        Returns how many pairs of student and item have another grade, exception, comment or override than before, how
        many saves that took, and how many letters to targets came of it.
        """
        dice = random.Random(f"give_grades/{seed}")
        graded = [(room, items) for room in self._classrooms() if (items := self._graded_items(room.section))]
        if not graded:
            raise ValueError("No section has a gradebook with items in categories; open_gradebooks makes some.")
        before: dict[tuple[int, int], Row | None] = {}
        letters = 0
        for _ in range(events):
            classroom, items = dice.choice(graded)
            number_of_pairs = len(classroom.students) * len(items)
            rows = []
            for number in dice.sample(range(number_of_pairs), min(per_event, number_of_pairs)):
                student, item = classroom.students[number // len(items)], items[number % len(items)]
                pair = (student["id"], item["id"])
                before.setdefault(pair, values_of(self._school.grades.find("pair", pair)))
                mark = draw_mark(dice, item["max_points"])
                wish = {"enrollment_id": pair[0], "assignment_id": pair[1], **mark.wish}
                rows.append(self._gradebook.save_grade(classroom.section, wish, calculated=mark.calculated))
            letters += self._gradebook.announce(classroom.section, rows, classroom.teacher_id)
        changed = sum(values_of(self._school.grades.find("pair", pair)) != old for pair, old in before.items())
        return {"changed_pairs": changed, "saves": events, "letters": letters}

    def regrade(
        self,
        section_school_code: str,
        item: int,
        school_uid: str,
        *,
        grade: float | None = None,
        exception: int = 0,
        comment: str = "",
    ) -> dict[str, int]:
        """Save one grade of one student; without grade and exception it is cleared."""
        section = self._section(section_school_code)
        user = self._school.users.find("school_uid", school_uid)
        enrollment = user and self._school.enrollments.find("pair", (section["id"], user["id"]))
        if enrollment is None:
            raise ValueError(f"There is no {school_uid} in section {section_school_code}.")
        wish = {
            "enrollment_id": enrollment["id"],
            "assignment_id": item,
            "grade": grade,
            "exception": exception,
            "comment": comment,
        }
        row = self._gradebook.save_grade(section, wish)
        return {"letters": self._gradebook.announce(section, [row], self._teacher_of(section))}

    def add_item(self, section_school_code: str, **fields: Any) -> int:
        """Add an item with the fields of an assignment; `type` may be any. Returns its id."""
        section = self._section(section_school_code)
        kind = fields.get("type", ASSIGNMENT)
        if kind not in ITEM_TYPES:
            raise ValueError(f"type must be one of {', '.join(ITEM_TYPES)}.")
        row = self._gradebook.add_item(section, fields, self._teacher_of(section), kind=kind)
        return int(row["id"])

    def change_item(self, item: int, **fields: Any) -> None:
        """Change fields of an item."""
        row, section = self._item_and_section(item)
        self._gradebook.change_item(section, row, fields, self._teacher_of(section))

    def delete_item(self, item: int) -> None:
        """Delete an item with its grades."""
        row, section = self._item_and_section(item)
        self._gradebook.delete_item(row, self._teacher_of(section))

    def _open(self, classroom: _Classroom, items: int, dice: random.Random) -> list[int]:
        section = classroom.section
        words = {self._category(classroom, title, weight): word for title, weight, word in _CATEGORIES}
        taken = len(self._school.grade_items.where("section_id", section["id"]))
        return [self._add_planned(classroom, dice, taken + number, words) for number in range(1, items + 1)]

    def _category(self, classroom: _Classroom, title: str, weight: int) -> int:
        """Return the id of a category of a section, made if need be."""
        for row in self._school.grading_categories.where("section_id", classroom.section["id"]):
            if row["title"] == title:
                return int(row["id"])
        row = {
            **EMPTY_CATEGORY,
            "id": next(self._school.ids),
            "section_id": classroom.section["id"],
            "uid": str(classroom.teacher_id),
            "title": title,
            "calculation_type": 1,
            "weight": weight,
            "delta": [name for name, *_ in _CATEGORIES].index(title),
        }
        return int(self._school.grading_categories.add(row)["id"])

    def _add_planned(self, classroom: _Classroom, dice: random.Random, number: int, words: Mapping[int, str]) -> int:
        category = dice.choice(list(words))
        period = self._school.grading_periods.get(dice.choice(classroom.section["grading_periods"]))
        assert period is not None
        start, end = date.fromisoformat(period["start"]), date.fromisoformat(period["end"])
        day = start + timedelta(days=dice.randint(0, (end - start).days))
        wish = {
            "title": f"{words[category]} {number}: {dice.choice(_TOPICS)}",
            "due": f"{day} {dice.choice(_HOURS)}",
            "grading_period": period["id"],
            "grading_category": category,
            "max_points": dice.choice(_MAX_POINTS),
        }
        row = self._gradebook.add_item(classroom.section, wish, classroom.teacher_id, announced=False)
        return int(row["id"])

    def _classrooms(self) -> list[_Classroom]:
        """Return the sections that take part, in the order of their codes."""
        students: dict[int, list[Row]] = {}
        for row in self._school.enrollments:
            if not row["admin"] and row["status"] == _ACTIVE:
                students.setdefault(row["section_id"], []).append(row)
        found = [row for row in self._school.sections if row["section_school_code"] and row["id"] in students]
        found.sort(key=lambda row: row["section_school_code"])
        return [_Classroom(row, self._teacher_of(row), tuple(students[row["id"]])) for row in found]

    def _graded_items(self, section: Row) -> list[Row]:
        return [row for row in self._school.grade_items.where("section_id", section["id"]) if row["grading_category"]]

    def _teacher_of(self, section: Row) -> int:
        """Return the id of the section's first teacher, or of the administrator where it has none."""
        enrolled = self._school.enrollments.where("section_id", section["id"])
        return next((row["uid"] for row in enrolled if row["admin"]), self._school.owner_id)

    def _section(self, section_school_code: str) -> Row:
        section = self._school.sections.find("section_school_code", section_school_code)
        if section is None:
            raise ValueError(f"There is no section with the section_school_code {section_school_code}.")
        return section

    def _item_and_section(self, item_id: int) -> tuple[Row, Row]:
        item = self._school.grade_items.get(item_id)
        section = item and self._school.sections.get(item["section_id"])
        if item is None or section is None:
            raise ValueError(f"There is no grade item {item_id}.")
        return item, section
