"""Pages of 360Learning: the next one is known by a `Link` header alone, whose cursor keeps the filters of the first."""

import base64
import binascii
import json
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from werkzeug.wrappers import Response

from sandbox.simulators.calls import Call
from sandbox.simulators.learning360.answers import invalid_request
from sandbox.simulators.learning360.filters import Filter, Filters
from sandbox.simulators.paging import page
from sandbox.simulators.refusals import answered

CURSOR = "next"
Row = Mapping[str, Any]


def show(call: Call, rows: Sequence[Row], size: int, allowed: Mapping[str, Filter] | None = None) -> Response:
    """Answer with one page of the rows that the call asks for; `size` 0 has all of them on one.

    A cursor says how many rows stand before its page, so that rows which come or go meanwhile move the others.
    """
    values, start = _asked(call)
    found = Filters(allowed or {}, values).apply(rows)
    size = size or max(1, len(found))
    response = answered(page(found, start, size, call.page_fault))
    if start + size < len(found):
        cursor = _packed({"start": start + size, "filters": values})
        query = urlencode({CURSOR: cursor})
        response.headers["Link"] = f'<{call.request.base_url}?{query}>; rel="next"'
    return response


def _asked(call: Call) -> tuple[dict[str, str], int]:
    """Return the filters of a call and how many rows stand before its page; from the cursor where it has one."""
    given: dict[str, str] = {}
    for name, values in call.request.args.lists():
        if len(values) > 1:
            raise invalid_request(f"{name} must be given once.")
        given[name] = values[0]
    if CURSOR not in given:
        return given, 0
    cursor = given.pop(CURSOR)
    held = _unpacked(cursor)
    return {**held["filters"], **given}, held["start"]


def _packed(content: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(content, sort_keys=True).encode()).decode()


def _unpacked(cursor: str) -> dict[str, Any]:
    """Read a cursor; a `RefusalError` (400) for one that was not given out."""
    try:
        content: dict[str, Any] = json.loads(base64.urlsafe_b64decode(cursor.encode()))
    except (binascii.Error, ValueError):
        raise invalid_request(f"There is no page {CURSOR}={cursor[:20]}.") from None
    good = isinstance(content, dict) and content.keys() == {"start", "filters"}
    if not good or _packed(content) != cursor:
        raise invalid_request(f"There is no page {CURSOR}={cursor[:20]}.")
    return content
