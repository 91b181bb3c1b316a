"""Lists of Ethos: filtered by criteria, in pages by offset and limit, each with the total in its headers."""

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from werkzeug.wrappers import Response

from sandbox.simulators.calls import Call
from sandbox.simulators.paging import page
from sandbox.simulators.sis.crosslists import period_of
from sandbox.simulators.sis.errors import EthosError, refusal
from sandbox.simulators.sis.holdings import Holdings, Resource, members
from sandbox.simulators.sis.media import media_type

MOST_PER_PAGE = 500
_USUAL_LIMIT = "100"
_PARAMETERS = frozenset({"offset", "limit", "criteria"})
# Returns all values of a resource that a criterion may be equal to.
_Values = Callable[[Holdings, Resource], list[Any]]


def _of(*path: str) -> _Values:
    def values(_: Holdings, resource: Resource) -> list[Any]:
        value: Any = resource
        for name in path:
            value = (value or {}).get(name)
        return [value]

    return values


def _period_of_section(holdings: Holdings, resource: Resource) -> list[Any]:
    return [holdings.tables["sections"][resource["section"]["id"]]["academicPeriod"]["id"]]


_BELOW_A_SECTION: Mapping[str, _Values] = {
    "section.id": _of("section", "id"),
    "academicPeriod.id": _period_of_section,
}
_CRITERIA: Mapping[str, Mapping[str, _Values]] = {
    "sections": {
        "academicPeriod.id": _of("academicPeriod", "id"),
        "course.id": _of("course", "id"),
        "site.id": _of("site", "id"),
        "status.category": _of("status", "category"),
        "number": _of("number"),
    },
    "instructional-events": _BELOW_A_SECTION,
    "section-instructors": _BELOW_A_SECTION,
    "section-crosslists": {
        "academicPeriod.id": lambda holdings, resource: [period_of(holdings, resource)],
        "section.id": lambda _, resource: members(resource),
    },
    "courses": {"subject.id": _of("subject", "id"), "number": _of("number")},
    "persons": {"roles.role": lambda _, resource: [one["role"] for one in resource["roles"]]},
}


def show_list(call: Call, holdings: Holdings, name: str) -> Response:
    """Answer with the page that is asked for; an `EthosError` for what is asked badly."""
    arguments = call.request.args
    if unknown := sorted(set(arguments) - _PARAMETERS):
        raise _bad(f"There is no parameter {', '.join(unknown)} here.")
    offset, limit = (
        _number(arguments.get(one, usual), one) for one, usual in (("offset", "0"), ("limit", _USUAL_LIMIT))
    )
    if limit < 1:
        raise _bad("limit must be at least 1.")
    wanted = list(_criteria(name, arguments.get("criteria", "{}")))
    found = [
        one for one in holdings.tables[name].values() if all(value in values(holdings, one) for values, value in wanted)
    ]
    cut = page(found, offset, min(limit, MOST_PER_PAGE), call.page_fault)
    response = shown(name, cut)
    response.headers["x-total-count"] = str(len(found))
    response.headers["x-max-page-size"] = str(MOST_PER_PAGE)
    return response


def shown(name: str, content: Any, status: int = 200) -> Response:
    """Answer with a resource or several, in the version that is offered."""
    kind = media_type(name)
    body = json.dumps(content, ensure_ascii=False)
    return Response(body, status, content_type=kind, headers={"x-media-type": kind})


def _criteria(name: str, text: str) -> Iterator[tuple[_Values, Any]]:
    """Yield by what to filter, and the value that is wanted there."""
    try:
        asked = json.loads(text)
    except ValueError:
        raise _bad("criteria must be a JSON object.") from None
    if not isinstance(asked, dict):
        raise _bad("criteria must be a JSON object.")
    for path, value in _flat(asked):
        if path not in _CRITERIA.get(name, {}):
            raise _bad(f"{name} cannot be filtered by {path}.")
        yield _CRITERIA[name][path], value


def _flat(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Yield every innermost value with its path; a list stands for what is in it."""
    if isinstance(value, dict):
        for name, one in value.items():
            yield from _flat(one, f"{path}.{name}" if path else name)
    elif isinstance(value, list):
        for one in value:
            yield from _flat(one, path)
    else:
        yield path, value


def _number(text: str, name: str) -> int:
    if not (text.isascii() and text.isdecimal()):
        raise _bad(f"{name} must be a whole number.")
    return int(text)


def _bad(description: str) -> EthosError:
    return refusal(400, "Validation.Exception", description)
