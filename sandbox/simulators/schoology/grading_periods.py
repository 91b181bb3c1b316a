"""Grading periods: `/gradingperiods` (documents: "API: Objects", Grading Periods)."""

from datetime import date

from werkzeug.wrappers import Response

from sandbox.simulators.calls import Call
from sandbox.simulators.schoology.answers import CallRefusedError, address, answer, empty, existing, json_body
from sandbox.simulators.schoology.bulk import text_of
from sandbox.simulators.schoology.knobs import Knobs
from sandbox.simulators.schoology.tables import Row, School
from sandbox.simulators.simulator import Handler

_FIELDS = ("title", "start", "end")


class GradingPeriods:
    """The grading periods of a school; a title is given once."""

    def __init__(self, school: School, knobs: Knobs) -> None:
        self._school = school
        self._today = knobs.today.isoformat()

    def routes(self) -> dict[str, Handler]:
        """Return the handlers by method and path."""
        return {
            "GET /v1/gradingperiods": self._list,
            "GET /v1/gradingperiods/<period_id>": self._one,
            "POST /v1/gradingperiods": self._post,
            "PUT /v1/gradingperiods/<period_id>": self._put,
            "DELETE /v1/gradingperiods/<period_id>": self._delete,
        }

    def _list(self, call: Call) -> Response:
        """Answer with all of them, or those with a title: here a list has a number as total and as ids."""
        wanted = call.request.args.get("title", "").casefold()
        by_start = call.request.args.get("startswith") == "1"

        def fits(title: str) -> bool:
            return title.startswith(wanted) if by_start else wanted in {"", title}

        found = [
            {**self._show(row), "links": {"self": address(call.request, f"gradingperiods/{row['id']}")}}
            for row in self._school.grading_periods
            if fits(row["title"].casefold())
        ]
        return answer({"total": len(found), "gradingperiods": found})

    def _one(self, call: Call) -> Response:
        return answer(self._show(self._existing(call)) | {"id": call.arguments["period_id"]})

    def _post(self, call: Call) -> Response:
        fields = self._checked(json_body(call.request), None)
        row = self._school.grading_periods.add({"id": next(self._school.ids), **fields})
        links = {"self": address(call.request, f"gradingperiods/{row['id']}")}
        return answer({**self._show(row), "id": str(row["id"]), "links": links}, 201)

    def _put(self, call: Call) -> Response:
        row = self._existing(call)
        self._school.grading_periods.change(row, self._checked({**row, **json_body(call.request)}, row))
        return empty()

    def _delete(self, call: Call) -> Response:
        row = self._existing(call)
        if any(row["id"] in section["grading_periods"] for section in self._school.sections):
            raise CallRefusedError(400, "Sections belong to this grading period.")
        self._school.grading_periods.remove(row)
        return empty()

    def _checked(self, body: Row, row: Row | None) -> Row:
        fields = {field: text_of(body, field) for field in _FIELDS}
        if missing := [field for field, value in fields.items() if not value]:
            raise CallRefusedError(400, f"Required: {', '.join(missing)}.")
        try:
            start, end = date.fromisoformat(fields["start"]), date.fromisoformat(fields["end"])
        except ValueError:
            raise CallRefusedError(400, "start and end must be dates, YYYY-MM-DD.") from None
        if end < start:
            raise CallRefusedError(400, "The end lies before the start.")
        owner = self._school.grading_periods.find("title", fields["title"])
        if owner is not None and owner is not row:
            raise CallRefusedError(400, "A grading period with this title exists already.")
        return fields

    def _show(self, row: Row) -> Row:
        return {**row, "active": "1" if row["start"] <= self._today <= row["end"] else "0"}

    def _existing(self, call: Call) -> Row:
        return existing(self._school.grading_periods, call.arguments["period_id"])
