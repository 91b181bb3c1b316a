"""What the gradebook refuses of objects that are well formed: references to nothing, and the rules of the SIS."""

import dataclasses
from datetime import datetime
from zoneinfo import ZoneInfo

from sandbox.institution import Gradebook, Institution, Record
from sandbox.simulators.eschoolplus.errors import RefusalError, invalid_data
from sandbox.simulators.eschoolplus.gradebook_fields import FORMS
from sandbox.simulators.eschoolplus.knobs import GradebookKnobs
from sandbox.simulators.eschoolplus.seats import Seats


@dataclasses.dataclass(frozen=True, slots=True)
class GradebookRules:
    """Checks one object against the institution and the gradebook of the moment."""

    institution: Institution
    gradebook: Gradebook
    seats: Seats
    knobs: GradebookKnobs

    def check(self, collection: str, record: Record) -> None:
        """Let a well-formed object pass, or raise a `RefusalError` (400) that names the field."""
        if "scoreScale" in record:
            raise invalid_data(f"{FORMS[collection].word}.scoreScale", "names a scale, and this gradebook has none.")
        if collection == "lineItems":
            self._check_places(record)
            self._check_sessions(record)
            self._check_title(record)
            self._check_due_date(record)
        if collection == "results":
            self._check_result(record)

    def check_deletion(self, collection: str, sourced_id: str) -> None:
        """Let an object go on which nothing hangs; a `RefusalError` (400, deletefailure) says what does."""
        if collection == "lineItems":
            hanging, what = len(self.gradebook.results_of(sourced_id)), "results"
        elif collection == "categories":
            hanging, what = self._items_in(sourced_id), "lineItems"
        else:
            return
        if hanging and self.knobs.keep_what_is_used:
            description = f"{sourced_id!r} still has {what} ({hanging}); delete them first."
            raise RefusalError(400, "deletefailure", description)

    def _check_places(self, item: Record) -> None:
        class_id = item["class"]["sourcedId"]
        class_record = self.institution.classes.get(class_id)
        if class_record is None:
            raise invalid_data("lineItem.class", f"names the class {class_id!r}, which is not there.")
        before = self.gradebook.lineItems.get(item["sourcedId"])
        if before is not None and before["class"]["sourcedId"] != class_id:
            raise invalid_data("lineItem.class", "is another one than before; an item stays in its class.")
        if item["school"]["sourcedId"] != class_record["school"]["sourcedId"]:
            raise invalid_data("lineItem.school", f"is not the school of the class {class_id!r}.")
        category_id = item["category"]["sourcedId"]
        if self.gradebook.class_of_category.get(category_id) != class_id:
            raise invalid_data("lineItem.category", f"names {category_id!r}, no category of the class {class_id!r}.")

    def _check_sessions(self, item: Record) -> None:
        for name in ("academicSession", "gradingPeriod"):
            if name not in item:
                continue
            session_id = item[name]["sourcedId"]
            session = self.institution.academicSessions.get(session_id)
            if session is None:
                raise invalid_data(f"lineItem.{name}", f"names the session {session_id!r}, which is not there.")
            if name == "gradingPeriod" and session["type"] != "gradingPeriod":
                raise invalid_data(f"lineItem.{name}", f"names a {session['type']}, not a gradingPeriod.")

    def _check_title(self, item: Record) -> None:
        title, most = item["title"], self.knobs.title_length
        if most and len(title) > most:
            raise invalid_data("lineItem.title", f"has {len(title)} characters; the longest title has {most}.")
        if not self.knobs.unique_titles:
            return
        for other in self.gradebook.line_items_of(item["class"]["sourcedId"]):
            is_another = other["sourcedId"] != item["sourcedId"]
            if is_another and other["title"].casefold() == title.casefold():
                raise invalid_data("lineItem.title", f"{title!r} is taken by {other['sourcedId']!r} of the same class.")

    def _check_due_date(self, item: Record) -> None:
        if not self.knobs.due_in_term:
            return
        moment = datetime.fromisoformat(item["dueDate"])
        day = moment.astimezone(ZoneInfo(self.knobs.time_zone)).date().isoformat()
        for term in self.institution.classes[item["class"]["sourcedId"]]["terms"]:
            session = self.institution.academicSessions[term["sourcedId"]]
            if session["startDate"] <= day <= session["endDate"]:
                return
        raise invalid_data("lineItem.dueDate", f"is {day} in the district, outside of every term of the class.")

    def _check_result(self, result: Record) -> None:
        item_id = result["lineItem"]["sourcedId"]
        item = self.gradebook.lineItems.get(item_id)
        if item is None:
            raise invalid_data("result.lineItem", f"names the lineItem {item_id!r}, which is not there.")
        class_id = item["class"]["sourcedId"]
        if "class" in result and result["class"]["sourcedId"] != class_id:
            raise invalid_data("result.class", f"is not the class of its lineItem, {class_id!r}.")
        student_id = result["student"]["sourcedId"]
        if not self.seats.held(self.institution, class_id, student_id):
            raise invalid_data("result.student", f"names {student_id!r}, never a student of the class {class_id!r}.")
        most = item.get("resultValueMax")
        if not self.knobs.extra_credit and most is not None and result.get("score", most) > most:
            raise invalid_data("result.score", f"is {result['score']}, above the item's resultValueMax of {most}.")

    def _items_in(self, category_id: str) -> int:
        return sum(item["category"]["sourcedId"] == category_id for item in self.gradebook.lineItems.values())
