"""How Schoology answers: objects, paged lists, redirects, refusals with an empty body or a bare JSON string."""

import json
from collections.abc import Callable, Iterable
from typing import Any

from werkzeug.wrappers import Request, Response

from sandbox.simulators.calls import Call
from sandbox.simulators.paging import page
from sandbox.simulators.schoology.tables import Row, Table

DEFAULT_LIMIT = 20
JSON = "application/json"


class CallRefusedError(Exception):
    """The whole call is refused; an empty message makes an empty body."""

    def __init__(self, status: int, message: str = "") -> None:
        super().__init__(message)
        self.status = status
        self.message = message

    def answer(self) -> Response:
        """Return the refusal as Schoology sends it."""
        return refusal(self.status, self.message)


def refusal(status: int, message: str = "") -> Response:
    """Answer with a status and a bare JSON string, or nothing."""
    return Response(json.dumps(message) if message else b"", status, content_type=JSON)


def answer(content: Any, status: int = 200) -> Response:
    """Answer with JSON."""
    return Response(json.dumps(content, ensure_ascii=False), status, content_type=JSON)


def empty() -> Response:
    """Answer a PUT or DELETE of one object."""
    return Response(status=204)


def see_other(request: Request, path: str) -> Response:
    """Redirect to another address of the API, which has to be signed afresh."""
    return Response(status=303, headers={"Location": address(request, path)})


def address(request: Request, path: str) -> str:
    """Return the full address of something below the API's root."""
    return f"{request.host_url}v1/{path}"


def page_bounds(request: Request, max_limit: int) -> tuple[int, int]:
    """Read start and limit: 20 records unless asked for more, and quietly never more than `max_limit`."""
    return _number(request, "start", 0), min(_number(request, "limit", DEFAULT_LIMIT), max_limit)


def listing(
    call: Call,
    word: str,
    rows: Iterable[Row],
    show: Callable[[Row], Row],
    max_limit: int,
    *,
    total: Callable[[int], int | str] = str,
) -> Response:
    """Answer with a page, the total (mostly a text, `total=int` for a number), links to this page and the next."""
    start, limit = page_bounds(call.request, max_limit)
    found = list(rows)
    links = {"self": _page_address(call.request, start, limit)}
    if start + limit < len(found):
        links["next"] = _page_address(call.request, start + limit, limit)
    cut = page(found, start, limit, call.page_fault)
    return answer({word: [show(row) for row in cut], "total": total(len(found)), "links": links})


def existing(table: Table, row_id: str) -> Row:
    """Return a row by id, or refuse the call with 404."""
    row = table.get(row_id)
    if row is None:
        raise CallRefusedError(404)
    return row


def existing_within(section: Row, table: Table, row_id: str) -> Row:
    """Return a row that belongs to a section, or refuse the call with 404."""
    row = existing(table, row_id)
    if row["section_id"] != section["id"]:
        raise CallRefusedError(404)
    return row


def id_list(request: Request, name: str, most: int) -> list[str]:
    """Read a comma-separated parameter; too many are refused with 400."""
    values = [value.strip() for value in request.args.get(name, "").split(",") if value.strip()]
    if len(values) > most:
        raise CallRefusedError(400, f"{name} takes up to {most} values at one time.")
    return values


def json_body(request: Request) -> Row:
    """Read a JSON object; anything else is refused with 400."""
    try:
        body = json.loads(request.get_data())
    except ValueError:
        body = None
    if request.mimetype != JSON or not isinstance(body, dict):
        raise CallRefusedError(400, "The body cannot be read as a JSON object.")
    return body


def _number(request: Request, name: str, default: int) -> int:
    text = request.args.get(name, str(default))
    if not text.isdecimal():
        raise CallRefusedError(400, f"{name} must be a whole number.")
    return int(text)


def _page_address(request: Request, start: int, limit: int) -> str:
    others = [f"{name}={value}" for name, value in request.args.items() if name not in {"start", "limit"}]
    return f"{request.base_url}?{'&'.join([*others, f'start={start}', f'limit={limit}'])}"
