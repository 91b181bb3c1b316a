"""Grading categories: below `/sections/{id}` (documents: "API: Objects", Grading Categories)."""

from werkzeug.wrappers import Response

from sandbox.simulators.calls import Call
from sandbox.simulators.schoology.answers import answer, empty, existing, existing_within, json_body
from sandbox.simulators.schoology.bulk import BulkDesk, ItemRefusedError, amount_of, needed, number_of, one_of, text_of
from sandbox.simulators.schoology.removal import remove_category
from sandbox.simulators.schoology.tables import Row, School
from sandbox.simulators.simulator import Handler

_PATH = "/v1/sections/<section_id>/grading_categories"
_BODY = ("grading_categories", "grading_category")
_KEYS = ("title",)
_NUMBERS = ("weight", "delta")
_CHOICES = {
    # 1 is percent, 2 is total points.
    "calculation_type": ("1", "2"),
    "drop_lowest": tuple(str(number) for number in range(11)),
    # Grading scales are not simulated: 0 is "no scale".
    "default_grading_scale_id": ("0",),
}
# What a category has that was created with a title alone (the documents' sample of a bulk POST).
EMPTY_CATEGORY: Row = {
    "title": "",
    "calculation_type": 2,
    "default_max_points": 100,
    "default_grading_scale_id": 0,
    "drop_lowest": 0,
    "weight": 100,
    "delta": 0,
}


class GradingCategories:
    """The grading categories of a school's sections."""

    def __init__(self, school: School, bulk: BulkDesk) -> None:
        self._school = school
        self._bulk = bulk

    def routes(self) -> dict[str, Handler]:
        """Return the handlers by method and path."""
        return {
            f"GET {_PATH}": self._list,
            f"POST {_PATH}": self._post,
            f"PUT {_PATH}": self._put_bulk,
            f"GET {_PATH}/<category_id>": lambda call: answer(_show_one(self._existing(call))),
            f"PUT {_PATH}/<category_id>": self._put,
            f"DELETE {_PATH}/<category_id>": self._delete,
        }

    def _list(self, call: Call) -> Response:
        """Answer with all of them in their order, without pages and without a total."""
        found = self._school.grading_categories.where("section_id", self._section(call)["id"])
        return answer({"grading_category": [_show(row) for row in sorted(found, key=lambda row: row["delta"])]})

    def _post(self, call: Call) -> Response:
        section = self._section(call)
        if self._bulk.is_bulk(call, _BODY[0]):

            def add(item: Row) -> Row:
                return _created(self._add(call, section, item), self._bulk.knobs.bulk_created_code)

            return answer({"grading_category": self._bulk.run(call, _BODY, _KEYS, add)})
        return answer(_show_one(self._add(call, section, json_body(call.request))), 201)

    def _put_bulk(self, call: Call) -> Response:
        """Answer like the documents' sample: each item reports 204, and texts except for what was sent."""
        section = self._section(call)

        def change(row: Row, item: Row) -> Row:
            if row["section_id"] != section["id"]:
                raise ItemRefusedError(404, "Nothing in this section has this id.")
            self._change(row, item)
            texts = _as_texts(row)
            return {"response_code": 204, **texts, **{field: row[field] for field in _read(item) if field in texts}}

        table = self._school.grading_categories
        return answer({"grading_category": self._bulk.change(call, _BODY, _KEYS, table, change)})

    def _put(self, call: Call) -> Response:
        row = self._existing(call)
        self._change(row, json_body(call.request))
        return answer(_as_texts(row))

    def _delete(self, call: Call) -> Response:
        remove_category(self._school, self._existing(call))
        return empty()

    def _add(self, call: Call, section: Row, item: Row) -> Row:
        needed(item, "title")
        place = {"id": next(self._school.ids), "section_id": section["id"], "uid": call.actor}
        return self._school.grading_categories.add({**EMPTY_CATEGORY, **place, **_read(item)})

    def _change(self, row: Row, item: Row) -> None:
        if "title" in item:
            needed(item, "title")
        self._school.grading_categories.change(row, _read(item))

    def _section(self, call: Call) -> Row:
        return existing(self._school.sections, call.arguments["section_id"])

    def _existing(self, call: Call) -> Row:
        return existing_within(self._section(call), self._school.grading_categories, call.arguments["category_id"])


def _read(item: Row) -> Row:
    """Return the fields of an item that may be stored."""
    fields: Row = {"title": text_of(item, "title")} if "title" in item else {}
    fields |= {field: number_of(item, field) for field in _NUMBERS if field in item}
    for field, allowed in _CHOICES.items():
        if field in item:
            fields[field] = int(one_of(item, field, allowed, default=""))
    if "default_max_points" in item:
        fields["default_max_points"] = amount_of(item, "default_max_points")
    return fields


def _show(row: Row) -> Row:
    """Return a category as a list shows it: everything that can be one is a number."""
    return {"id": row["id"], **{field: row[field] for field in EMPTY_CATEGORY}}


def _show_one(row: Row) -> Row:
    return {**_show(row), "realm": "course", "realm_id": str(row["section_id"])}


def _created(row: Row, code: int) -> Row:
    """Return the entry of a bulk POST: here the id is a text, and the scale goes by a shorter name."""
    shown = {**_show(row), "id": str(row["id"]), "default_grading_scale": row["default_grading_scale_id"]}
    del shown["default_grading_scale_id"]
    return {"response_code": code, **shown}


def _as_texts(row: Row) -> Row:
    """Return a category as a PUT shows it: texts only, and who made it."""
    shown = {**_show_one(row), "uid": row["uid"], "default_grading_scale": row["default_grading_scale_id"]}
    del shown["default_grading_scale_id"]
    return {field: str(value) for field, value in shown.items()}
