"""Lists of entities as `restws` gives them: filtered by fields, sorted, cut into numbered pages with the total."""

from typing import Any
from urllib.parse import urlencode

from werkzeug.wrappers import Response

from sandbox.simulators.calls import Call
from sandbox.simulators.ethosce.entities import Row
from sandbox.simulators.ethosce.tables import Table
from sandbox.simulators.paging import page
from sandbox.simulators.questions import Question
from sandbox.simulators.refusals import RefusalError, answered, malformed

MOST_PER_PAGE = 100
_CONTROLS = ("page", "limit", "sort", "direction")


def list_rows(call: Call, table: Table) -> Response:
    """Answer with the page that is asked for."""
    entity = table.entity
    behind = f"{entity.id}[gt]"
    question = Question.read(call.request, (*_CONTROLS, entity.id, behind, *entity.filters))
    limit = question.limit(MOST_PER_PAGE)
    number = _whole(question, "page")
    rows = _sorted(_chosen(table, question, behind), question, table)
    root = call.request.host_url.rstrip("/")
    cut = page(rows, number * limit, limit, call.page_fault)
    last = max(0, (len(rows) - 1) // limit)

    def address(wanted: int) -> str:
        query = {**question.values, "page": wanted}
        return f"{call.request.base_url}?{urlencode(query)}"

    links = {"self": address(number), "first": address(0), "last": address(last)}
    if number:
        links["prev"] = address(number - 1)
    if number < last:
        links["next"] = address(number + 1)
    return answered({**links, "list": [entity.shown(row, root) for row in cut], "count": len(rows)})


def show_row(call: Call, table: Table) -> Response:
    """Answer with one entity by its id."""
    Question.read(call.request, ())
    given = call.arguments["number"]
    row = table.rows.get(int(given)) if given.isascii() and given.isdecimal() else None
    if row is None:
        raise RefusalError(404, "not_found", f"There is no {table.entity.name} with this id.")
    return answered(table.entity.shown(row, call.request.host_url.rstrip("/")))


def _chosen(table: Table, question: Question, behind: str) -> list[Row]:
    """Return the rows that every filter lets through, found by the one that lets the fewest through."""
    named = {name: question.values[name] for name in table.entity.filters if name in question.values}
    least = _whole(question, behind)
    if table.entity.id in question.values:
        one = table.rows.get(_whole(question, table.entity.id))
        rows = [row for row in table.where(**named) if row is one]
    else:
        rows = table.where(**named) if named else table.behind(least)
    return [row for row in rows if row[table.entity.id] > least]


def _sorted(rows: list[Row], question: Question, table: Table) -> list[Row]:
    field = question.values.get("sort", table.entity.id)
    direction = question.values.get("direction", "ASC")
    if field not in {table.entity.id, *table.entity.filters}:
        raise malformed(f"A list cannot be sorted by {field}.")
    if direction not in {"ASC", "DESC"}:
        raise malformed("direction must be ASC or DESC.")
    if field != table.entity.id:
        rows = sorted(rows, key=lambda row: _order(row[field]))
    return rows if direction == "ASC" else rows[::-1]


def _order(value: Any) -> tuple[bool, str | int]:
    """Return what a value is sorted by; nothing comes first."""
    return (value is not None, value if isinstance(value, int) else (value or "").casefold())


def _whole(question: Question, name: str) -> int:
    given = question.values.get(name, "0")
    if not (given.isascii() and given.isdecimal()):
        raise malformed(f"{name} must be a whole number.")
    return int(given)
