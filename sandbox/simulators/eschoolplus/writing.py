"""Reads the bodies in which a OneRoster caller sends objects: one in its singular word, or several in their plural."""

import json
from typing import Any, NoReturn

from werkzeug.wrappers import Request

from sandbox.institution import Record
from sandbox.simulators.eschoolplus.errors import RefusalError, invalid_data
from sandbox.simulators.eschoolplus.gradebook_fields import FORMS


def read_one(request: Request, collection: str) -> Record:
    """Return the object of a PUT (`{"lineItem": {...}}`); a `RefusalError` (415 or 400) says what is wrong."""
    form = FORMS[collection]
    return form.check(_unwrap(request, form.word), form.word)


def read_many(request: Request, collection: str) -> list[Record]:
    """Return the objects of a POST (`{"lineItems": [...]}`), at least one; a `RefusalError` names place and field."""
    content = _unwrap(request, collection)
    if not isinstance(content, list) or not content:
        raise invalid_data(collection, "must be a list with at least one object.")
    return [FORMS[collection].check(one, f"{collection}[{number}]") for number, one in enumerate(content)]


def _unwrap(request: Request, word: str) -> Any:
    if request.mimetype != "application/json":
        raise RefusalError(415, "unsupported", f"The Content-Type must be application/json, not {request.mimetype!r}.")
    try:
        body = json.loads(request.get_data(), parse_constant=_no_number)
    except ValueError as error:
        raise RefusalError(400, "invaliddata", f"The body is not JSON: {error}.") from error
    if not isinstance(body, dict) or set(body) != {word}:
        raise RefusalError(400, "invaliddata", f"The body must be an object with {word!r} and nothing else.")
    return body[word]


def _no_number(text: str) -> NoReturn:
    raise ValueError(f"{text} is no number of JSON")
