"""Grades: `/sections/{id}/grades` (documents: "API: Objects", Grade/Grades)."""

from werkzeug.wrappers import Response

from sandbox.simulators.calls import Call
from sandbox.simulators.paging import page
from sandbox.simulators.schoology.answers import CallRefusedError, answer, existing, json_body, page_bounds
from sandbox.simulators.schoology.bulk import BulkDesk, needed
from sandbox.simulators.schoology.grade_fields import show_grade
from sandbox.simulators.schoology.gradebook import Gradebook
from sandbox.simulators.schoology.overall import overall_grade
from sandbox.simulators.schoology.tables import Row, School
from sandbox.simulators.simulator import Handler

_PATH = "/v1/sections/<section_id>/grades"
_BODY = ("grades", "grade")
_KEYS = ("enrollment_id", "assignment_id")
_WHOLE_WEIGHT = 100


class Grades:
    """The grades of a school's sections."""

    def __init__(self, school: School, gradebook: Gradebook, bulk: BulkDesk) -> None:
        self._school = school
        self._gradebook = gradebook
        self._bulk = bulk

    def routes(self) -> dict[str, Handler]:
        """Return the handlers by method and path."""
        return {f"GET {_PATH}": self._list, f"PUT {_PATH}": self._put}

    def _list(self, call: Call) -> Response:
        """Answer with a page; as documented, nothing says how many there are or where the next page is."""
        section = self._section(call)
        self._check_reader(call, section)
        found = [row for row in self._grades_of(section) if _is_asked_for(call, row)]
        start, limit = page_bounds(call.request, self._bulk.knobs.max_limit)
        rows = page(found, start, limit, call.page_fault)
        enrollment_ids = dict.fromkeys(row["enrollment_id"] for row in rows)
        periods = [self._period(section, period_id) for period_id in section["grading_periods"]]
        return answer(
            {
                "grades": {"grade": [show_grade(self._school, row) for row in rows]},
                "period": periods,
                "final_grade": [self._final_grade(one, periods) for one in enrollment_ids],
            }
        )

    def _put(self, call: Call) -> Response:
        """Save grades, each with its own outcome, and tell of it once; the answer's shape is not documented."""
        section = self._section(call)
        if "final_comments" in json_body(call.request):
            raise CallRefusedError(400, "Final comments are not simulated.")
        saved: list[Row] = []

        def save(item: Row) -> Row:
            needed(item, "type")
            row = self._gradebook.save_grade(section, item)
            saved.append(row)
            return {"response_code": 200, **{key: row[key] for key in _KEYS}}

        entries = self._bulk.run(call, _BODY, _KEYS, save)
        if saved:
            self._gradebook.announce(section, saved, int(call.actor))
        return answer({"grades": {"grade": entries}})

    def _check_reader(self, call: Call, section: Row) -> None:
        """Let administrators and the section's own teachers read."""
        user = existing(self._school.users, call.actor)
        seat = self._school.enrollments.find("pair", (section["id"], user["id"]))
        if not self._school.is_administrator(user) and not (seat and seat["admin"]):
            raise CallRefusedError(403)

    def _section(self, call: Call) -> Row:
        return existing(self._school.sections, call.arguments["section_id"])

    def _grades_of(self, section: Row) -> list[Row]:
        items = {item["id"] for item in self._school.grade_items.where("section_id", section["id"])}
        return [row for row in self._school.grades if row["assignment_id"] in items]

    def _period(self, section: Row, period_id: int) -> Row:
        period = existing(self._school.grading_periods, str(period_id))
        weight = _WHOLE_WEIGHT / len(section["grading_periods"])
        return {"period_id": f"p{period_id}", "period_title": period["title"], "weight": f"{weight:.2f}"}

    def _final_grade(self, enrollment_id: int, periods: list[Row]) -> Row:
        """Return the course grade of one enrollment: here its id is a text. Periods are not told apart."""
        overall = overall_grade(self._school, existing(self._school.enrollments, str(enrollment_id)))
        grades = {**{period["period_id"]: overall for period in periods}, "other": None, "final": overall}
        return {
            "enrollment_id": str(enrollment_id),
            "period": [
                {"period_id": period_id, "grade": grade, "comment": "", "comment_status": None}
                for period_id, grade in grades.items()
            ],
            "scale_id": 0,
        }


def _is_asked_for(call: Call, row: Row) -> bool:
    """Say whether a grade fits the query: one item, one enrollment, and updated then or since."""
    asked = call.request.args
    since = asked.get("timestamp", "0")
    if not since.isdecimal():
        raise CallRefusedError(400, "timestamp must be in whole seconds.")
    return (
        asked.get("assignment_id", str(row["assignment_id"])) == str(row["assignment_id"])
        and asked.get("enrollment_id", str(row["enrollment_id"])) == str(row["enrollment_id"])
        and row["timestamp"] >= int(since)
    )
