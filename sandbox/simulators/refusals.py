"""How the vendors whose wire contracts are our own answer: JSON, and one shape for everything that is refused.

A refusal is `{"error": {"code": ..., "message": ...}}`, for a whole call as well as inside the result of one item.
"""

import json
import math
from typing import Any

from werkzeug.wrappers import Response

from sandbox.simulators.calls import Call
from sandbox.simulators.simulator import Handler

_PLAIN = {
    404: ("not_found", "There is nothing at this address."),
    405: ("method_not_allowed", "This address does not take this method."),
    429: ("rate_limited", "Too many calls; wait for as many seconds as Retry-After says."),
    500: ("failed", "Something went wrong here."),
    503: ("unavailable", "The service is not available."),
}


class RefusalError(Exception):
    """A call, or one item of a bulk body, is refused."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message

    def as_json(self) -> dict[str, str]:
        """Return the error object."""
        return {"code": self.code, "message": self.message}

    def answer(self) -> Response:
        """Return the answer to a call that is refused whole."""
        return answered({"error": self.as_json()}, self.status)


def malformed(message: str) -> RefusalError:
    """Make the refusal of a call that cannot be understood."""
    return RefusalError(400, "malformed", message)


def invalid(message: str) -> RefusalError:
    """Make the refusal of a body, or of an item, that is not as its schema says."""
    return RefusalError(422, "invalid", message)


def plain_refusal(status: int, retry_after: float = 0) -> Response:
    """Answer a status that is not about what was asked, and Retry-After in whole seconds where it is not 0."""
    response = RefusalError(status, *_PLAIN[status]).answer()
    if retry_after:
        response.headers["Retry-After"] = str(math.ceil(retry_after))
    return response


def answered(content: Any, status: int = 200) -> Response:
    """Answer with JSON."""
    return Response(json.dumps(content, ensure_ascii=False), status, content_type="application/json")


def refusing(handler: Handler) -> Handler:
    """Return the handler with every `RefusalError` as its answer."""

    def answer(call: Call) -> Response:
        try:
            return handler(call)
        except RefusalError as refusal:
            return refusal.answer()

    return answer
