"""Courses: `/courses`, single and bulk (documents: "API: Realms", Course)."""

from werkzeug.wrappers import Request, Response

from sandbox.simulators.calls import Call
from sandbox.simulators.schoology.answers import address, answer, empty, existing, json_body, listing
from sandbox.simulators.schoology.bulk import BulkDesk, ItemRefusedError, needed, number_of, text_of
from sandbox.simulators.schoology.removal import remove_course
from sandbox.simulators.schoology.tables import Row, School
from sandbox.simulators.simulator import Handler

_BODY = ("courses", "course")
_KEYS = ("course_code",)
_LONGEST_TITLE = 255
_TEXTS = ("title", "course_code", "department", "description", "district_course_name")
_NUMBERS = ("credits", "synced", "grade_level_range_start", "grade_level_range_end", "subject_area", "building_id")
EMPTY_COURSE: Row = {**dict.fromkeys(_TEXTS, ""), **dict.fromkeys(_NUMBERS, 0)}


class Courses:
    """The courses of a school and what may be done with them."""

    def __init__(self, school: School, bulk: BulkDesk) -> None:
        self._school = school
        self._bulk = bulk

    def routes(self) -> dict[str, Handler]:
        """Return the handlers by method and path."""
        return {
            "GET /v1/courses": self._list,
            "GET /v1/courses/<course_id>": lambda call: answer(_show(self._existing(call))),
            "POST /v1/courses": self._post,
            "PUT /v1/courses": self._put_bulk,
            "PUT /v1/courses/<course_id>": self._put,
            "DELETE /v1/courses": self._delete_bulk,
            "DELETE /v1/courses/<course_id>": self._delete,
        }

    def _list(self, call: Call) -> Response:
        building_id = call.request.args.get("building_id", "")
        found = (row for row in self._school.courses if not building_id or str(row["building_id"]) == building_id)
        return listing(call, "course", found, _show, self._bulk.knobs.max_limit)

    def _post(self, call: Call) -> Response:
        if self._bulk.is_bulk(call, "courses"):
            entries = self._bulk.run(call, _BODY, _KEYS, lambda item: self._import(call.request, item))
            return answer({"course": entries})
        entry = self._import(call.request, json_body(call.request))
        return answer(_show(existing(self._school.courses, entry["id"])), 201)

    def _put_bulk(self, call: Call) -> Response:
        def change(row: Row, item: Row) -> Row:
            return _entry(call.request, self._change(row, item), 200)

        return answer({"course": self._bulk.change(call, _BODY, _KEYS, self._school.courses, change)})

    def _put(self, call: Call) -> Response:
        self._change(self._existing(call), json_body(call.request))
        return empty()

    def _delete_bulk(self, call: Call) -> Response:
        return self._bulk.delete(call, "course", "course_ids", self._school.courses, self._remove)

    def _delete(self, call: Call) -> Response:
        self._remove(self._existing(call))
        return empty()

    def _import(self, request: Request, item: Row) -> Row:
        """Create a course, or update the one with the same `course_code` where the caller allows it."""
        needed(item, "title", "course_code")
        if "sections" in item:
            raise ItemRefusedError(400, "Sections inside a course are not simulated; send them by themselves.")
        row = self._school.courses.find("course_code", text_of(item, "course_code"))
        if row is None:
            new = {**EMPTY_COURSE, "id": next(self._school.ids), "building_id": self._school.id}
            added = self._school.courses.add(new | self._checked(item, None))
            return _entry(request, added, self._bulk.knobs.bulk_created_code)
        if request.args.get("update_existing") != "1":
            raise ItemRefusedError(409, "A course with this course_code exists already.")
        return _entry(request, self._change(row, item), 200)

    def _change(self, row: Row, item: Row) -> Row:
        return self._school.courses.change(row, self._checked(item, row))

    def _checked(self, item: Row, row: Row | None) -> Row:
        """Return the fields of an item that may be stored; `row` is the course that is being changed, if any."""
        fields: Row = {field: text_of(item, field) for field in _TEXTS if field in item}
        fields |= {field: number_of(item, field) for field in _NUMBERS if text_of(item, field)}
        if len(fields.get("title", "")) > _LONGEST_TITLE:
            raise ItemRefusedError(400, f"title is longer than {_LONGEST_TITLE} characters.")
        for field in ("title", "course_code"):
            if field in fields and not fields[field]:
                raise ItemRefusedError(400, f"{field} must not be empty.")
        if "building_id" in fields and not self._school.has_building(fields["building_id"]):
            raise ItemRefusedError(400, f"There is no building {fields['building_id']}.")
        owner = self._school.courses.find("course_code", fields.get("course_code", ""))
        if owner is not None and owner is not row:
            raise ItemRefusedError(409, "The course_code belongs to another course.")
        return fields

    def _remove(self, row: Row) -> None:
        remove_course(self._school, row)

    def _existing(self, call: Call) -> Row:
        return existing(self._school.courses, call.arguments["course_id"])


def _show(row: Row) -> Row:
    """Return a course as the API shows it: its own id is a number, the building's a text."""
    return {**row, "building_id": str(row["building_id"])}


def _entry(request: Request, row: Row, code: int) -> Row:
    location = address(request, f"courses/{row['id']}")
    return {"response_code": code, "location": location, "id": str(row["id"]), "course_code": row["course_code"]}
