"""The gradebook service of OneRoster 1.2: categories, items and results to read, put, post and delete.

What it has of the specification: the three collections and their single objects, what lies below one class, PUT and
DELETE by the caller's sourcedId, and POST of the items of a class and of the results of an item. Score scales,
assessments and the POSTs below a school or a session are left out.
"""

import random
import uuid
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from werkzeug.wrappers import Response

from sandbox.institution import (
    Institution,
    Record,
    change_category,
    drop_category,
    first_gradebook,
    hand_made_item,
)
from sandbox.simulators.calls import Call
from sandbox.simulators.eschoolplus.errors import RefusalError, invalid_data, unknown_object
from sandbox.simulators.eschoolplus.gradebook_fields import FORMS
from sandbox.simulators.eschoolplus.gradebook_rules import GradebookRules
from sandbox.simulators.eschoolplus.knobs import GradebookKnobs
from sandbox.simulators.eschoolplus.paths import GRADEBOOK_PATH
from sandbox.simulators.eschoolplus.reading import json_answer, show_collection, show_one
from sandbox.simulators.eschoolplus.seats import Seats
from sandbox.simulators.eschoolplus.views import TOP_VIEWS, View
from sandbox.simulators.eschoolplus.writing import read_many, read_one
from sandbox.simulators.simulator import Handler


class GradebookService:
    """Holds the gradebook of one SIS; `institution` returns that of the moment, `wall_clock` UNIX seconds."""

    def __init__(
        self,
        institution: Callable[[], Institution],
        *,
        seed: int,
        knobs: GradebookKnobs,
        max_limit: int,
        wall_clock: Callable[[], float],
    ) -> None:
        self._institution = institution
        self._seed = seed
        self._knobs = knobs
        self._max_limit = max_limit
        self._wall_clock = wall_clock
        self.reset()

    def reset(self) -> None:
        """Begin the year again: the first categories, nothing else, and nobody who has left a class."""
        self.gradebook = first_gradebook(self._institution(), self._seed)
        self._seats = Seats()
        self._dice = random.Random(f"{self._seed}/allocated")

    def remember_seats(self) -> None:
        """Take note of who sits where before the institution changes."""
        self._seats.remember(self._institution())

    def scripts(self) -> Mapping[str, Callable[..., Any]]:
        """Return what teachers and administrators do to the gradebook in the SIS itself."""
        return {
            "change_category": self._change_category,
            "drop_category": lambda class_id, title: drop_category(self.gradebook, class_id, title),
            "hand_made_item": self._hand_made_item,
        }

    def routes(self) -> dict[str, Handler]:
        """Return the service's routes; a `RefusalError` comes out of them where they refuse."""
        of_class = f"{GRADEBOOK_PATH}/classes/<class_id>"
        routes: dict[str, Handler] = {
            f"GET {of_class}/categories": self._show(self._categories_of_class),
            f"GET {of_class}/lineItems": self._show(self._line_items_of_class),
            f"GET {of_class}/results": self._show(self._results_of_class),
            f"GET {of_class}/lineItems/<line_item_id>/results": self._show(self._results_of_item_in_class),
            f"GET {of_class}/students/<student_id>/results": self._show(self._results_of_student_in_class),
            f"POST {of_class}/lineItems": self._post_line_items,
            f"POST {GRADEBOOK_PATH}/lineItems/<line_item_id>/results": self._post_results,
        }
        for collection in FORMS:
            one = f"{GRADEBOOK_PATH}/{collection}/<sourced_id>"
            routes[f"GET {GRADEBOOK_PATH}/{collection}"] = self._show(_whole(collection))
            routes[f"GET {one}"] = self._show_one(collection)
            routes[f"PUT {one}"] = self._put(collection)
            routes[f"DELETE {one}"] = self._delete(collection)
        return routes

    def _show(self, view: Callable[[Call], View]) -> Handler:
        return lambda call: show_collection(call, view(call), self.gradebook, self._max_limit)

    def _show_one(self, collection: str) -> Handler:
        return lambda call: show_one(call, View(collection), self.gradebook)

    def _put(self, collection: str) -> Handler:
        def answer(call: Call) -> Response:
            record = read_one(call.request, collection)
            sourced_id = call.arguments["sourced_id"]
            if record["sourcedId"] != sourced_id:
                where = f"{FORMS[collection].word}.sourcedId"
                raise invalid_data(where, f"is {record['sourcedId']!r}, but the path says {sourced_id!r}.")
            replaces = sourced_id in self.gradebook.collection(collection)
            self._store(collection, record)
            return Response(status=self._knobs.replaced_status if replaces else 201)

        return answer

    def _delete(self, collection: str) -> Handler:
        def answer(call: Call) -> Response:
            record = View(collection).record(self.gradebook, call.arguments["sourced_id"])
            self._rules().check_deletion(collection, record["sourcedId"])
            self.gradebook.remove(collection, record["sourcedId"])
            return Response(status=self._knobs.deleted_status)

        return answer

    def _post_line_items(self, call: Call) -> Response:
        class_id = self._class_id(call)
        return self._post(call, "lineItems", "class", class_id)

    def _post_results(self, call: Call) -> Response:
        item = View("lineItems").record(self.gradebook, call.arguments["line_item_id"])
        return self._post(call, "results", "lineItem", item["sourcedId"])

    def _post(self, call: Call, collection: str, parent: str, parent_id: str) -> Response:
        """Take all objects of an array under sourcedIds of our own, or none of them."""
        records = read_many(call.request, collection)
        for record in records:
            if record[parent]["sourcedId"] != parent_id:
                where = f"{FORMS[collection].word}.{parent}"
                raise invalid_data(where, f"is not {parent_id!r}, to which the path leads.")
        held = self.gradebook.collection(collection)
        before = dict(held)
        try:
            pairs = [self._allocate(collection, record) for record in records]
        except RefusalError:
            held.clear()
            held.update(before)
            raise
        return json_answer({"sourcedIdPairs": pairs}, 201)

    def _allocate(self, collection: str, record: Record) -> Record:
        allocated = str(uuid.UUID(int=self._dice.getrandbits(128), version=4))
        self._store(collection, {**record, "sourcedId": allocated})
        return {"suppliedSourcedId": record["sourcedId"], "allocatedSourcedId": allocated}

    def _store(self, collection: str, record: Record) -> None:
        self._rules().check(collection, record)
        of_the_server = {"status": "active", "dateLastModified": self._now()}
        self.gradebook.collection(collection)[record["sourcedId"]] = {"metadata": {}, **record, **of_the_server}

    def _rules(self) -> GradebookRules:
        return GradebookRules(self._institution(), self.gradebook, self._seats, self._knobs)

    def _class_id(self, call: Call) -> str:
        sourced_id: str = TOP_VIEWS["classes"].record(self._institution(), call.arguments["class_id"])["sourcedId"]
        return sourced_id

    def _categories_of_class(self, call: Call) -> View:
        class_id = self._class_id(call)
        owners = self.gradebook.class_of_category
        return View("categories", lambda category: owners.get(category["sourcedId"]) == class_id)

    def _line_items_of_class(self, call: Call) -> View:
        class_id = self._class_id(call)
        return View("lineItems", lambda item: bool(item["class"]["sourcedId"] == class_id))

    def _results_of_class(self, call: Call) -> View:
        item_ids = {item["sourcedId"] for item in self.gradebook.line_items_of(self._class_id(call))}
        return View("results", lambda result: result["lineItem"]["sourcedId"] in item_ids)

    def _results_of_item_in_class(self, call: Call) -> View:
        item_id: str = self._line_items_of_class(call).record(self.gradebook, call.arguments["line_item_id"])[
            "sourcedId"
        ]
        return View("results", lambda result: bool(result["lineItem"]["sourcedId"] == item_id))

    def _results_of_student_in_class(self, call: Call) -> View:
        whole = self._results_of_class(call)
        class_id, student_id = call.arguments["class_id"], call.arguments["student_id"]
        if not self._seats.held(self._institution(), class_id, student_id):
            raise unknown_object(f"student {student_id!r} of the class {class_id!r}")
        return View("results", lambda result: whole.shows(result) and result["student"]["sourcedId"] == student_id)

    def _change_category(self, class_id: str, title: str, **fields: Any) -> Record:
        return change_category(self.gradebook, class_id, title, modified=self._now(), **fields)

    def _hand_made_item(self, class_id: str, title: str) -> str:
        return hand_made_item(
            self._institution(), self.gradebook, class_id, title, dice=self._dice, modified=self._now()
        )

    def _now(self) -> str:
        moment = datetime.fromtimestamp(self._wall_clock(), UTC).isoformat(timespec="milliseconds")
        return moment.replace("+00:00", "Z")


def _whole(collection: str) -> Callable[[Call], View]:
    return lambda _: View(collection)
