"""Lists of the portal: filtered, and page by page with the total; a parameter that is not known is refused."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TypeVar
from urllib.parse import urlencode

from werkzeug.wrappers import Request, Response

from sandbox.institution.portal import Content, Portal
from sandbox.simulators.calls import Call
from sandbox.simulators.edflex.errors import EdflexError, shown
from sandbox.simulators.edflex.resources import (
    Resource,
    attempt_resource,
    catalog_resource,
    category_resource,
    content_resource,
)
from sandbox.simulators.paging import page

RecordT = TypeVar("RecordT")
MOST_PER_PAGE = 50
MOST_IDS = 50
_NUMBER, _SIZE, _LEVEL = "page[number]", "page[size]", "filter[nestingLevel]"
_PAGING = (_NUMBER, _SIZE)
_ONLY_LEVEL = "1"
_IDS = "filter[contentIds]"
_Test = Callable[[Content, str], bool]
_FILTERS: Mapping[str, _Test] = {
    "filter[query]": lambda content, words: words.casefold() in f"{content.title}\n{content.description}".casefold(),
    "filter[type]": lambda content, kind: content.type == kind,
    "filter[language]": lambda content, language: content.language == language,
    "filter[categoryId]": lambda content, category: category in content.categories,
    _IDS: lambda content, ids: content.id in ids.split(","),
}


def list_contents(call: Call, portal: Portal) -> Response:
    """Answer with a page of the contents that all filters let through."""
    asked = _parameters(call.request, (*_PAGING, *_FILTERS))
    filters = [(_FILTERS[name], value) for name, value in asked.items() if name in _FILTERS]
    if len(asked.get(_IDS, "").split(",")) > MOST_IDS:
        raise EdflexError(400, f"{_IDS} must be up to {MOST_IDS} ids.")
    found = [one for one in portal.contents.values() if all(passes(one, value) for passes, value in filters)]
    return _listed(call, found, lambda one: content_resource(portal, one))


def list_statistics(call: Call, portal: Portal) -> Response:
    """Answer with a page of all attempts."""
    _parameters(call.request, _PAGING)
    return _listed(call, list(portal.attempts.values()), lambda one: attempt_resource(portal, one))


def list_catalogs(call: Call, portal: Portal) -> Response:
    """Answer with a page of the catalogs."""
    _parameters(call.request, _PAGING)
    return _listed(call, portal.catalogs, catalog_resource)


def list_categories(call: Call, portal: Portal) -> Response:
    """Answer with a page of the categories of a catalog, all of which stand on the first level."""
    asked = _parameters(call.request, (*_PAGING, _LEVEL))
    catalog = call.arguments["catalog"]
    if catalog not in {one.id for one in portal.catalogs}:
        raise EdflexError(404, "There is no catalog of this id.")
    on_level = asked.get(_LEVEL, _ONLY_LEVEL) == _ONLY_LEVEL
    return _listed(
        call, [one for one in portal.categories.values() if on_level and one.catalog == catalog], category_resource
    )


def _parameters(request: Request, allowed: Iterable[str]) -> dict[str, str]:
    for name, values in request.args.lists():
        if name not in allowed:
            raise EdflexError(400, f"There is no parameter {name} here; there are {', '.join(allowed)}.")
        if len(values) > 1 or not values[0]:
            raise EdflexError(400, f"{name} must be given once, and not be empty.")
    return request.args.to_dict()


def _listed(call: Call, found: Sequence[RecordT], show: Callable[[RecordT], Resource]) -> Response:
    asked = call.request.args
    number, size = _whole(asked.get(_NUMBER, "1"), _NUMBER), _whole(asked.get(_SIZE, str(MOST_PER_PAGE)), _SIZE)
    if size > MOST_PER_PAGE:
        raise EdflexError(400, f"{_SIZE} must be from 1 to {MOST_PER_PAGE}.")
    start = (number - 1) * size
    has_next = start + size < len(found)
    following = urlencode({**asked, _NUMBER: number + 1})
    return shown(
        {
            "data": [show(one) for one in page(found, start, size, call.page_fault)],
            "links": {"next": f"{call.request.base_url}?{following}" if has_next else False},
            "meta": {"total": len(found)},
        }
    )


def _whole(text: str, name: str) -> int:
    if not (text.isascii() and text.isdecimal() and int(text)):
        raise EdflexError(400, f"{name} must be a whole number from 1 on.")
    return int(text)
