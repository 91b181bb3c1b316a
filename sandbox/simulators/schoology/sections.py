"""Sections: below `/courses/{id}` and at `/sections` (documents: "API: Realms", Section)."""

from werkzeug.wrappers import Request, Response

from sandbox.simulators.calls import Call
from sandbox.simulators.schoology.answers import (
    CallRefusedError,
    address,
    answer,
    empty,
    existing,
    id_list,
    json_body,
    listing,
    see_other,
)
from sandbox.simulators.schoology.bulk import BulkDesk, ItemRefusedError, text_of
from sandbox.simulators.schoology.removal import remove_section
from sandbox.simulators.schoology.tables import Row, School
from sandbox.simulators.simulator import Handler

_BODY = ("sections", "section")
_KEYS = ("section_school_code", "section_code")
_LONGEST_TITLE = 255
_TEXTS = ("section_code", "section_school_code", "description", "location", "start_time", "end_time", "synced")
_LISTS = ("meeting_days", "class_periods")
EMPTY_SECTION: Row = {
    "title": "",
    **dict.fromkeys(_TEXTS, ""),
    "meeting_days": [],
    "class_periods": [],
    "grading_periods": [],
}


class Sections:
    """The sections of a school and what may be done with them."""

    def __init__(self, school: School, bulk: BulkDesk) -> None:
        self._school = school
        self._bulk = bulk

    def routes(self) -> dict[str, Handler]:
        """Return the handlers by method and path."""
        return {
            "GET /v1/courses/<course_id>/sections": self._list_of_course,
            "POST /v1/courses/<course_id>/sections": self._post,
            "GET /v1/sections": self._list_by_codes,
            "GET /v1/sections/ext/<code>": self._by_code,
            "GET /v1/sections/<section_id>": lambda call: answer(self._show(self._existing(call))),
            "PUT /v1/sections": self._put_bulk,
            "PUT /v1/sections/<section_id>": self._put,
            "DELETE /v1/sections": self._delete_bulk,
            "DELETE /v1/sections/<section_id>": self._delete,
        }

    def _list_of_course(self, call: Call) -> Response:
        course = existing(self._school.courses, call.arguments["course_id"])
        return self._list(call, self._school.sections.where("course_id", course["id"]))

    def _list_by_codes(self, call: Call) -> Response:
        codes = id_list(call.request, "section_school_codes", self._bulk.knobs.bulk_limit)
        if not codes:
            raise CallRefusedError(400, "section_school_codes is missing.")
        found = (self._school.sections.find("section_school_code", code) for code in codes)
        return self._list(call, [row for row in found if row is not None])

    def _list(self, call: Call, rows: list[Row]) -> Response:
        if call.request.args.get("include_past") != "1":
            rows = [row for row in rows if not self._is_past(row)]
        return listing(call, "section", rows, self._show, self._bulk.knobs.max_limit)

    def _by_code(self, call: Call) -> Response:
        row = self._school.sections.find("section_school_code", call.arguments["code"])
        if row is None:
            raise CallRefusedError(404)
        return see_other(call.request, f"sections/{row['id']}")

    def _post(self, call: Call) -> Response:
        course = existing(self._school.courses, call.arguments["course_id"])
        if self._bulk.is_bulk(call, "sections"):
            entries = self._bulk.run(call, _BODY, _KEYS, lambda item: self._import(call.request, course, item))
            return answer({"section": entries})
        entry = self._import(call.request, course, json_body(call.request))
        return answer(self._show(existing(self._school.sections, entry["id"])), 201)

    def _put_bulk(self, call: Call) -> Response:
        def change(row: Row, item: Row) -> Row:
            return _entry(call.request, self._change(row, item), 200)

        return answer({"section": self._bulk.change(call, _BODY, _KEYS, self._school.sections, change)})

    def _put(self, call: Call) -> Response:
        self._change(self._existing(call), json_body(call.request))
        return empty()

    def _delete_bulk(self, call: Call) -> Response:
        return self._bulk.delete(call, "section", "section_ids", self._school.sections, self._remove)

    def _delete(self, call: Call) -> Response:
        self._remove(self._existing(call))
        return empty()

    def _import(self, request: Request, course: Row, item: Row) -> Row:
        """Create a section of a course, or update the one that the item names where the caller allows it."""
        if not _title_of(item):
            raise ItemRefusedError(400, "Required: title.")
        if not text_of(item, "section_code") and not text_of(item, "section_school_code"):
            raise ItemRefusedError(400, "Required: section_code or section_school_code.")
        if not item.get("grading_periods"):
            raise ItemRefusedError(400, "Required: grading_periods.")
        row = self._named_by(course, item)
        if row is None:
            new = {**EMPTY_SECTION, "id": next(self._school.ids), "course_id": course["id"]}
            added = self._school.sections.add(new | self._checked(item, None))
            return _entry(request, added, self._bulk.knobs.bulk_created_code)
        if request.args.get("update_existing") != "1":
            raise ItemRefusedError(409, "This section exists already.")
        if row["course_id"] != course["id"]:
            raise ItemRefusedError(409, "The section_school_code belongs to a section of another course.")
        return _entry(request, self._change(row, item), 200)

    def _named_by(self, course: Row, item: Row) -> Row | None:
        """Find the section by `section_school_code`, or without one by `section_code` and grading periods."""
        if code := text_of(item, "section_school_code"):
            return self._school.sections.find("section_school_code", code)
        wanted = (course["id"], text_of(item, "section_code").casefold(), set(self._grading_periods(item)))
        for row in self._school.sections:
            if (row["course_id"], row["section_code"].casefold(), set(row["grading_periods"])) == wanted:
                return row
        return None

    def _change(self, row: Row, item: Row) -> Row:
        return self._school.sections.change(row, self._checked(item, row))

    def _checked(self, item: Row, row: Row | None) -> Row:
        """Return the fields of an item that may be stored; `row` is the section that is being changed, if any."""
        fields: Row = {field: text_of(item, field) for field in _TEXTS if field in item}
        fields |= {field: item[field] for field in _LISTS if isinstance(item.get(field), list)}
        if title := _title_of(item):
            fields["title"] = title
        if len(title) > _LONGEST_TITLE:
            raise ItemRefusedError(400, f"title is longer than {_LONGEST_TITLE} characters.")
        if "grading_periods" in item:
            fields["grading_periods"] = self._grading_periods(item)
        owner = self._school.sections.find("section_school_code", fields.get("section_school_code", ""))
        if owner is not None and owner is not row:
            raise ItemRefusedError(409, "The section_school_code belongs to another section.")
        return fields

    def _grading_periods(self, item: Row) -> list[int]:
        wanted = item["grading_periods"]
        periods = [self._school.grading_periods.get(str(one)) for one in wanted] if isinstance(wanted, list) else []
        known = [period["id"] for period in periods if period is not None]
        if not known or len(known) < len(periods):
            raise ItemRefusedError(400, "grading_periods must be a list of ids of grading periods.")
        return known

    def _is_past(self, row: Row) -> bool:
        today = self._bulk.knobs.today.isoformat()
        periods = [self._school.grading_periods.get(period_id) for period_id in row["grading_periods"]]
        return all(period is not None and period["end"] < today for period in periods)

    def _remove(self, row: Row) -> None:
        remove_section(self._school, row)

    def _existing(self, call: Call) -> Row:
        return existing(self._school.sections, call.arguments["section_id"])

    def _show(self, row: Row) -> Row:
        """Return a section as the API shows it: ids are texts, but those of grading periods numbers."""
        course = existing(self._school.courses, row["course_id"])
        shown = {name: value for name, value in row.items() if name != "title"}
        return {
            **shown,
            "id": str(row["id"]),
            "course_id": str(row["course_id"]),
            "course_title": course["title"],
            "course_code": course["course_code"],
            "school_id": str(self._school.id),
            "section_title": row["title"],
            "active": 0 if self._is_past(row) else 1,
            "access_code": "",
            "weight": "0",
            "admin": 1,
        }


def _title_of(item: Row) -> str:
    return text_of(item, "title") or text_of(item, "section_title")


def _entry(request: Request, row: Row, code: int) -> Row:
    return {
        "response_code": code,
        "id": str(row["id"]),
        "location": address(request, f"sections/{row['id']}"),
        "section_code": row["section_code"],
        "section_school_code": row["section_school_code"],
        "synced": row["synced"] or None,
        "grading_periods": row["grading_periods"],
    }
