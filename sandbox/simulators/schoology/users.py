"""Users: `/users`, single and bulk (documents: "API: Realms", User)."""

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
from sandbox.simulators.schoology.bulk import BulkDesk, ItemRefusedError, needed, text_of
from sandbox.simulators.schoology.removal import remove_user
from sandbox.simulators.schoology.tables import Row, School
from sandbox.simulators.schoology.user_fields import EMPTY_USER, UserFields, buildings_of
from sandbox.simulators.simulator import Handler

_BODY = ("users", "user")
_KEYS = ("school_uid",)


class Users:
    """The users of a school and what may be done with them."""

    def __init__(self, school: School, bulk: BulkDesk) -> None:
        self._school = school
        self._bulk = bulk
        self._fields = UserFields(school, bulk.knobs)

    def routes(self) -> dict[str, Handler]:
        """Return the handlers by method and path."""
        return {
            "GET /v1/users": self._list,
            "GET /v1/users/me": lambda call: see_other(call.request, f"users/{call.actor}"),
            "GET /v1/users/ext/<school_uid>": self._by_school_uid,
            "GET /v1/users/<user_id>": lambda call: answer(self.show(self._existing(call))),
            "POST /v1/users": self._post,
            "PUT /v1/users": self._put_bulk,
            "PUT /v1/users/<user_id>": self._put,
            "DELETE /v1/users": self._delete_bulk,
            "DELETE /v1/users/<user_id>": self._delete,
        }

    def show(self, row: Row) -> Row:
        """Return a user as the API shows it."""
        return {
            **row,
            "uid": str(row["id"]),
            "school_id": self._school.id,
            "name_title_show": 0,
            "name_middle_show": 0,
            "name_display": " ".join(filter(None, (row["name_first"], row["name_last"]))),
            "gender": row["gender"] or None,
            "position": row["position"] or None,
            "password": "",
            "parents": None,
            "child_uids": None,
        }

    def _list(self, call: Call) -> Response:
        limit = self._bulk.knobs.bulk_limit
        school_uids = id_list(call.request, "school_uids", limit)
        role_ids = set(id_list(call.request, "role_ids", limit))
        building_id = call.request.args.get("building_id", "")
        named = [self._school.users.find("school_uid", uid) for uid in school_uids]
        found = [
            row
            for row in (named if school_uids else self._school.users)
            if row is not None
            and (not role_ids or str(row["role_id"]) in role_ids)
            and (not building_id or building_id in buildings_of(row))
        ]
        return listing(call, "user", found, self.show, self._bulk.knobs.max_limit)

    def _by_school_uid(self, call: Call) -> Response:
        row = self._school.users.find("school_uid", call.arguments["school_uid"])
        if row is None:
            raise CallRefusedError(404)
        return see_other(call.request, f"users/{row['id']}")

    def _post(self, call: Call) -> Response:
        if self._bulk.is_bulk(call, "users"):
            return answer({"user": self._bulk.run(call, _BODY, _KEYS, lambda item: self._import(call.request, item))})
        entry = self._import(call.request, json_body(call.request))
        return answer(self.show(existing(self._school.users, entry["id"])), 201)

    def _put_bulk(self, call: Call) -> Response:
        def change(row: Row, item: Row) -> Row:
            return self._entry(call.request, self._change(call.request, row, item), 200)

        return answer({"user": self._bulk.change(call, _BODY, _KEYS, self._school.users, change)})

    def _put(self, call: Call) -> Response:
        self._change(call.request, self._existing(call), json_body(call.request))
        return empty()

    def _delete_bulk(self, call: Call) -> Response:
        return self._bulk.delete(call, "user", "uids", self._school.users, self._remove)

    def _delete(self, call: Call) -> Response:
        self._remove(self._existing(call))
        return empty()

    def _import(self, request: Request, item: Row) -> Row:
        """Create a user, or update the one with the same `school_uid` where the caller allows it."""
        needed(item, "school_uid", "name_first", "name_last", "role_id")
        if not text_of(item, "username") and not text_of(item, "primary_email"):
            raise ItemRefusedError(400, "Required: username or primary_email.")
        row = self._school.users.find("school_uid", text_of(item, "school_uid"))
        if row is None:
            fields = self._fields.read(request.args, item, None)
            new = {**EMPTY_USER, "id": next(self._school.ids), "building_id": self._school.id}
            return self._entry(request, self._school.users.add(new | fields), self._bulk.knobs.bulk_created_code)
        if request.args.get("update_existing") != "1":
            raise ItemRefusedError(409, "A user with this school_uid exists already.")
        return self._entry(request, self._change(request, row, item), 200)

    def _change(self, request: Request, row: Row, item: Row) -> Row:
        return self._school.users.change(row, self._fields.read(request.args, item, row))

    def _entry(self, request: Request, row: Row, code: int) -> Row:
        location = address(request, f"users/{row['id']}")
        return {"response_code": code, "location": location, "school_uid": row["school_uid"], "id": str(row["id"])}

    def _remove(self, row: Row) -> None:
        remove_user(self._school, row)

    def _existing(self, call: Call) -> Row:
        return existing(self._school.users, call.arguments["user_id"])
