"""How the portal refuses: a list of errors, each with code, title and detail; at the token desk one with a message."""

import json
import math
from collections.abc import Mapping
from typing import Any

from werkzeug.wrappers import Response

from sandbox.simulators.calls import Call
from sandbox.simulators.simulator import Handler

_JSON_API = "application/vnd.api+json"
_TITLES: Mapping[int, str] = {
    400: "The request cannot be understood.",
    401: "A token is needed.",
    404: "There is nothing here.",
    405: "This is only read.",
    429: "There were too many calls.",
    500: "Something went wrong.",
    503: "The portal is not available.",
}


class EdflexError(Exception):
    """A call is refused."""

    def __init__(self, status: int, detail: str) -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail

    def answer(self) -> Response:
        """Return the answer."""
        return shown(errors_of(self.status, self.detail), self.status)


def errors_of(status: int, detail: str) -> dict[str, Any]:
    """Return the body of a refusal."""
    return {"errors": [{"code": str(status), "title": _TITLES[status], "detail": detail}]}


def token_error(code: str, message: str) -> dict[str, Any]:
    """Return the body of a refusal at the token desk."""
    return {"error": {"code": code, "message": message}}


def plain_refusal(status: int, retry_after: float = 0) -> Response:
    """Answer a status that is not about what was asked, and Retry-After in whole seconds where it is not 0."""
    response = EdflexError(status, _TITLES[status]).answer()
    if retry_after:
        response.headers["Retry-After"] = str(math.ceil(retry_after))
    return response


def shown(content: Any, status: int = 200) -> Response:
    """Answer with a document."""
    return Response(json.dumps(content, ensure_ascii=False), status, content_type=_JSON_API)


def refusing(handler: Handler) -> Handler:
    """Return the handler with every `EdflexError` as its answer."""

    def answer(call: Call) -> Response:
        try:
            return handler(call)
        except EdflexError as error:
            return error.answer()

    return answer
