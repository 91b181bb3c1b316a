"""Grade items: `assignments` and `grade_items` below `/sections/{id}` (documents: "API: Objects", Assignment)."""

from collections.abc import Callable

from werkzeug.wrappers import Response

from sandbox.simulators.calls import Call
from sandbox.simulators.schoology.answers import (
    CallRefusedError,
    address,
    answer,
    empty,
    existing,
    existing_within,
    json_body,
    listing,
)
from sandbox.simulators.schoology.gradebook import Gradebook
from sandbox.simulators.schoology.item_fields import ASSIGNMENT, show_item
from sandbox.simulators.schoology.knobs import Knobs
from sandbox.simulators.schoology.tables import Row, School
from sandbox.simulators.simulator import Handler

_ASSIGNMENTS = "/v1/sections/<section_id>/assignments"
_GRADE_ITEMS = "/v1/sections/<section_id>/grade_items"


class GradeItems:
    """All that can be graded in a school's sections; only assignments can be written here."""

    def __init__(self, school: School, gradebook: Gradebook, knobs: Knobs) -> None:
        self._school = school
        self._gradebook = gradebook
        self._max_limit = knobs.max_limit

    def routes(self) -> dict[str, Handler]:
        """Return the handlers by method and path."""
        return {
            f"GET {_ASSIGNMENTS}": lambda call: self._list(call, "assignments", _is_assignment),
            f"POST {_ASSIGNMENTS}": self._post,
            f"GET {_ASSIGNMENTS}/<item_id>": lambda call: answer(show_item(self._assignment(call))),
            f"PUT {_ASSIGNMENTS}/<item_id>": self._put,
            f"DELETE {_ASSIGNMENTS}/<item_id>": self._delete,
            f"GET {_GRADE_ITEMS}": lambda call: self._list(call, "grade_items", lambda _: True),
            f"GET {_GRADE_ITEMS}/<item_id>": lambda call: answer(show_item(self._item(call))),
        }

    def _list(self, call: Call, word: str, chosen: Callable[[Row], bool]) -> Response:
        """Answer with a page, finals last and the earliest due first; here the total is a number."""
        found = filter(chosen, self._school.grade_items.where("section_id", self._section(call)["id"]))
        ordered = sorted(found, key=lambda row: (row["is_final"], not row["due"], row["due"], row["id"]))

        def show(row: Row) -> Row:
            return self._linked(call, row, word)

        return listing(call, "assignment", ordered, show, self._max_limit, total=int)

    def _post(self, call: Call) -> Response:
        row = self._gradebook.add_item(self._section(call), json_body(call.request), int(call.actor))
        return answer(self._linked(call, row, "assignments"), 201)

    def _put(self, call: Call) -> Response:
        row = self._assignment(call)
        self._gradebook.change_item(self._section(call), row, json_body(call.request), int(call.actor))
        return empty()

    def _delete(self, call: Call) -> Response:
        self._gradebook.delete_item(self._assignment(call), int(call.actor))
        return empty()

    def _linked(self, call: Call, row: Row, word: str) -> Row:
        place = address(call.request, f"sections/{row['section_id']}/{word}/{row['id']}")
        return {**show_item(row), "links": {"self": place}}

    def _section(self, call: Call) -> Row:
        return existing(self._school.sections, call.arguments["section_id"])

    def _item(self, call: Call) -> Row:
        return existing_within(self._section(call), self._school.grade_items, call.arguments["item_id"])

    def _assignment(self, call: Call) -> Row:
        row = self._item(call)
        if not _is_assignment(row):
            raise CallRefusedError(404)
        return row


def _is_assignment(row: Row) -> bool:
    return bool(row["type"] == ASSIGNMENT)
