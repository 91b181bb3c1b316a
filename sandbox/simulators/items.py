"""Bulk bodies `{"items": [...]}` of the vendors whose contracts are our own: every item has an outcome of its own."""

import json
from collections.abc import Callable
from typing import Any

from werkzeug.wrappers import Response

from sandbox.simulators.calls import Call
from sandbox.simulators.faults import FaultQueue
from sandbox.simulators.questions import Question
from sandbox.simulators.refusals import RefusalError, answered, invalid, malformed

MOST_ITEMS = 100
Item = dict[str, Any]
# Returns what the result says beside the item's name: its status, and what comes with it.
ItemHandler = Callable[[Item], dict[str, Any]]
# Returns what the result calls an item; "" for an item that gives nothing to answer under.
Naming = Callable[[Item], str]


def json_object(call: Call) -> Item:
    """Read the body of a call without parameters; a `RefusalError` for no JSON (400) or no object (422)."""
    Question.read(call.request, ())
    return body_object(call)


def body_object(call: Call) -> Item:
    """Read the body of a call; a `RefusalError` for no JSON (400) or no object (422)."""
    try:
        body = json.loads(call.request.get_data())
    except ValueError:
        raise malformed("The body is not JSON.") from None
    if call.request.mimetype != "application/json":
        raise malformed("The Content-Type must be application/json.")
    if not isinstance(body, dict):
        raise invalid("The body must be an object.")
    return body


def handle_items(call: Call, faults: FaultQueue, field: str, named: Naming, handle: ItemHandler) -> Response:
    """Handle the items one after the other and answer with their results, each with its name in this field.

    The whole call is refused where there are no items, too many, one without a name, or one that is poisoned.
    """
    items = items_of(call)
    names = [named(item) for item in items]
    if not all(names):
        raise invalid("An item has no good id to answer under.")
    if faults.poisons(call.request.method, call.request.path, names):
        raise invalid("The body cannot be taken.")
    results = [{field: name, **_outcome(handle, item)} for name, item in zip(names, items, strict=True)]
    call.item_codes.extend(result["status"] for result in results)
    return answered({"results": results})


def items_of(call: Call) -> list[Item]:
    """Read the items of a call; a `RefusalError` for a body that has none, too many, or one that is no object."""
    body = json_object(call)
    items = body.get("items")
    if set(body) != {"items"} or not isinstance(items, list) or not items:
        raise invalid("The body must have a list of items, at least one, and nothing else.")
    if len(items) > MOST_ITEMS:
        raise RefusalError(413, "too_many_items", f"At most {MOST_ITEMS} items at one time.")
    if not all(isinstance(item, dict) for item in items):
        raise invalid("Every item must be an object.")
    return items


def _outcome(handle: ItemHandler, item: Item) -> dict[str, Any]:
    try:
        return handle(item)
    except RefusalError as refusal:
        return {"status": refusal.status, "error": refusal.as_json()}
