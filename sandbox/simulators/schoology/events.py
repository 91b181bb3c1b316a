"""Event objects, and to whom they go (documents: "Event Triggers", "Triggers and Receiving Their Event Objects")."""

import itertools
from collections.abc import Callable, Sequence
from typing import Any

from sandbox.simulators.postman import Postman
from sandbox.simulators.schoology.grade_fields import show_grade
from sandbox.simulators.schoology.item_fields import show_item
from sandbox.simulators.schoology.knobs import Knobs
from sandbox.simulators.schoology.overall import overall_grade
from sandbox.simulators.schoology.tables import Row, School

TRIGGERS = ("grades", "grade_item", "attendance", "section_completion", "dropbox_submission")
_GRADES, _GRADE_ITEM = TRIGGERS[:2]
_Form = Callable[[Any], int | str]
_FORMS: dict[str, tuple[_Form, ...]] = {"numbers": (int,), "strings": (str,), "mixed": (int, str)}
_IDS = ("section_id", "realm_id", "enrollment_id", "id")
# The fields of grades say "integer or string" of the timestamp, too.
_IDS_OF_OBJECTS = ("id", "grade_item_id", "enrollment_id", "assignment_id", "timestamp")


class Events:
    """Makes an event of everything that is saved, and gives the postman a letter for each target that wants it."""

    def __init__(self, school: School, postman: Postman, knobs: Knobs, clock: Callable[[], float]) -> None:
        self._school = school
        self._postman = postman
        self._clock = clock
        self._forms = itertools.cycle(_FORMS[knobs.event_ids])

    def grades_saved(self, section: Row, rows: Sequence[Row], by: int) -> int:
        """Tell of one save of grades; return how many targets are told."""
        return self._tell(_GRADES, "update", by, lambda: [self._grade(section, row) for row in rows])

    def item_saved(self, item: Row, by: int) -> int:
        """Tell of an item that was created or changed, which is the same to Schoology."""
        return self._tell(_GRADE_ITEM, "update", by, lambda: [self._item(item)])

    def item_deleted(self, item: Row, by: int) -> int:
        """Tell of an item that is gone."""
        return self._tell(_GRADE_ITEM, "delete", by, lambda: [self._item(item)])

    def _tell(self, trigger: str, operation: str, by: int, data: Callable[[], list[Row]]) -> int:
        subscriptions = self._school.subscriptions.where("trigger", trigger)
        if not subscriptions:
            return 0
        form = next(self._forms)
        entries = [_formed(entry, form) for entry in data()]
        event = {"uid": form(by), "timestamp": int(self._clock()), "type": f"{trigger}.{operation}"}
        for subscription in subscriptions:
            target = self._school.targets.get(subscription["target_id"])
            assert target is not None
            chosen = entries if subscription["include_object"] else [_without_object(entry) for entry in entries]
            self._postman.take(target["id"], target["target"], {**event, "data": chosen})
        return len(subscriptions)

    def _grade(self, section: Row, row: Row) -> Row:
        enrollment = self._school.enrollments.get(row["enrollment_id"])
        assert enrollment is not None
        user = self._school.users.get(enrollment["uid"])
        assert user is not None
        return {
            "realm": "section",
            "section_id": section["id"],
            "section_school_code": section["section_school_code"],
            "realm_id": section["id"],
            "enrollment_id": enrollment["id"],
            "school_uid": user["school_uid"],
            "updated_overall_grade": overall_grade(self._school, enrollment),
            "object": show_grade(self._school, row),
        }

    def _item(self, item: Row) -> Row:
        section = self._school.sections.get(item["section_id"])
        assert section is not None
        return {
            "realm": "section",
            "section_id": section["id"],
            "realm_id": section["id"],
            "section_school_code": section["section_school_code"],
            "synced_section": "0",
            "id": item["id"],
            "grade_item_type": item["type"],
            "object": show_item(item),
        }


def _formed(entry: Row, form: _Form) -> Row:
    """Return an entry of the data with its ids in one form, the object's own ids included."""
    content = entry["object"]
    formed = {field: form(content[field]) for field in _IDS_OF_OBJECTS if field in content}
    return {
        **entry,
        **{field: form(entry[field]) for field in _IDS if field in entry},
        "object": {**content, **formed},
    }


def _without_object(entry: Row) -> Row:
    return {field: value for field, value in entry.items() if field != "object"}
