"""Enrollments: below `/sections/{id}`, and the import by SIS keys (documents: "API: Objects", Enrollment)."""

from werkzeug.wrappers import Request, Response

from sandbox.simulators.calls import Call
from sandbox.simulators.schoology.answers import address, answer, existing, existing_within, id_list, listing
from sandbox.simulators.schoology.bulk import BulkDesk, ItemRefusedError, needed, one_of, text_of
from sandbox.simulators.schoology.removal import remove_enrollment
from sandbox.simulators.schoology.tables import Row, School
from sandbox.simulators.simulator import Handler

_BODY = ("enrollments", "enrollment")
_KEYS = ("section_school_code", "school_uid")
_FLAGS = ("0", "1")
_STATUSES = ("1", "2", "3", "4", "5")
_ACTIVE = "1"


class Enrollments:
    """The enrollments of a school's sections; a user is in a section at most once."""

    def __init__(self, school: School, bulk: BulkDesk) -> None:
        self._school = school
        self._bulk = bulk

    def routes(self) -> dict[str, Handler]:
        """Return the handlers by method and path."""
        return {
            "GET /v1/sections/<section_id>/enrollments": self._list,
            "GET /v1/sections/<section_id>/enrollments/<enrollment_id>": self._one,
            "POST /v1/enrollments/import/course": self._import_bulk,
            "PUT /v1/enrollments": self._put_bulk,
            "PUT /v1/sections/<section_id>/enrollments": self._put_bulk,
            "DELETE /v1/enrollments": self._delete_bulk,
        }

    def _list(self, call: Call) -> Response:
        section = existing(self._school.sections, call.arguments["section_id"])
        limit = self._bulk.knobs.max_limit
        uids = set(id_list(call.request, "uid", limit))
        statuses = set(id_list(call.request, "enrollment_status", limit))
        found = (
            row
            for row in self._school.enrollments
            if row["section_id"] == section["id"]
            and (not uids or str(row["uid"]) in uids)
            and (not statuses or row["status"] in statuses)
        )
        return listing(call, "enrollment", found, self._show, limit)

    def _one(self, call: Call) -> Response:
        section = existing(self._school.sections, call.arguments["section_id"])
        return answer(self._show(existing_within(section, self._school.enrollments, call.arguments["enrollment_id"])))

    def _import_bulk(self, call: Call) -> Response:
        entries = self._bulk.run(call, _BODY, _KEYS, lambda item: self._import(call.request, item))
        return answer({"enrollments": {"enrollment": entries}})

    def _put_bulk(self, call: Call) -> Response:
        entries = self._bulk.change(call, _BODY, (), self._school.enrollments, self._change)
        return answer({"enrollments": {"enrollment": entries}})

    def _delete_bulk(self, call: Call) -> Response:
        return self._bulk.delete(call, "enrollment", "enrollment_ids", self._school.enrollments, self._remove)

    def _import(self, request: Request, item: Row) -> Row:
        """Enroll, change or (with `delete`) unenroll a user, all named by SIS keys."""
        needed(item, *_KEYS)
        section = self._school.sections.find("section_school_code", text_of(item, "section_school_code"))
        if section is None:
            raise ItemRefusedError(404, "There is no section with this section_school_code.")
        user = self._school.users.find("school_uid", text_of(item, "school_uid"))
        if user is None:
            raise ItemRefusedError(404, "There is no user with this school_uid.")
        row = self._school.enrollments.find("pair", (section["id"], user["id"]))
        admin = one_of(item, "admin", _FLAGS, default="0")
        if one_of(item, "delete", _FLAGS, default="0") == "1":
            if row is None:
                raise ItemRefusedError(404, "The user is not enrolled in this section.")
            self._remove(row)
            return self._entry(request, row, 200)
        if row is not None:
            return self._entry(request, self._school.enrollments.change(row, {"admin": int(admin)}), 200)
        new = {"id": next(self._school.ids), "section_id": section["id"], "uid": user["id"]}
        added = self._school.enrollments.add({**new, "admin": int(admin), "status": _ACTIVE})
        return self._entry(request, added, self._bulk.knobs.bulk_created_code)

    def _remove(self, row: Row) -> None:
        remove_enrollment(self._school, row)

    def _change(self, row: Row, item: Row) -> Row:
        admin = one_of(item, "admin", _FLAGS, default=str(row["admin"]))
        status = one_of(item, "status", _STATUSES, default=row["status"])
        self._school.enrollments.change(row, {"admin": int(admin), "status": status})
        return {"response_code": 200, "id": str(row["id"])}

    def _entry(self, request: Request, row: Row, code: int) -> Row:
        section = existing(self._school.sections, row["section_id"])
        return {
            "response_code": code,
            "location": address(request, f"sections/{row['section_id']}/enrollments/{row['id']}"),
            "school_uid": existing(self._school.users, row["uid"])["school_uid"],
            "section_school_code": section["section_school_code"],
            "course_code": existing(self._school.courses, section["course_id"])["course_code"],
            "section_code": section["section_code"],
        }

    def _show(self, row: Row) -> Row:
        """Return an enrollment as the API shows it: ids and status are texts, `admin` is a number."""
        user = existing(self._school.users, row["uid"])
        names = {name: user[name] for name in ("school_uid", "name_first", "name_middle", "name_last")}
        return {
            "id": str(row["id"]),
            "uid": str(row["uid"]),
            **names,
            "name_display": " ".join(filter(None, (user["name_first"], user["name_last"]))),
            "admin": row["admin"],
            "status": row["status"],
        }
