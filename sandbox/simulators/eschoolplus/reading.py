"""Answers with OneRoster objects: a collection in pages with its headers, or one object in its singular word."""

import json
from typing import Any
from urllib.parse import urlencode

from werkzeug.wrappers import Response

from sandbox.simulators.calls import Call
from sandbox.simulators.eschoolplus.errors import JSON
from sandbox.simulators.eschoolplus.model import FIELDS, SINGULAR
from sandbox.simulators.eschoolplus.query import read_fields, read_query, shape
from sandbox.simulators.eschoolplus.views import Holder, View
from sandbox.simulators.paging import page


def show_collection(call: Call, view: View, holder: Holder, max_limit: int) -> Response:
    """Answer with the page of a view that the query string asks for; a `RefusalError` (400) for a bad query."""
    query = read_query(call.request.args, FIELDS[view.collection], max_limit)
    chosen = query.select(view.records(holder))
    cut = page(chosen, query.offset, query.limit, call.page_fault)
    response = json_answer({view.collection: [shape(record, query.fields) for record in cut]})
    response.headers["X-Total-Count"] = str(len(chosen))
    response.headers["Link"] = _links(call, query.limit, query.offset, len(chosen))
    return response


def show_one(call: Call, view: View, holder: Holder) -> Response:
    """Answer with the record whose sourcedId is in the path; a `RefusalError` (404) for one that is not shown."""
    fields = read_fields(call.request.args, FIELDS[view.collection])
    record = view.record(holder, call.arguments["sourced_id"])
    return json_answer({SINGULAR[view.collection]: shape(record, fields)})


def json_answer(content: Any, status: int = 200) -> Response:
    """Answer with JSON."""
    return Response(json.dumps(content, ensure_ascii=False), status, content_type=JSON)


def _links(call: Call, limit: int, offset: int, total: int) -> str:
    """Write the Link header: first and last always, next and prev where there is one."""
    last = max(total - 1, 0) // limit * limit
    offsets = {"first": 0, "last": last}
    if offset + limit < total:
        offsets["next"] = offset + limit
    if offset > 0:
        offsets["prev"] = max(offset - limit, 0)
    parameters = call.request.args.to_dict()

    def address(start: int) -> str:
        return f"{call.request.base_url}?{urlencode(parameters | {'limit': limit, 'offset': start})}"

    return ", ".join(f'<{address(start)}>; rel="{name}"' for name, start in offsets.items())
