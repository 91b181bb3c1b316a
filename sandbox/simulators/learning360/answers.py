"""How 360Learning refuses: `{"error": {"code": ..., "message": ...}}`, or one word where it is about tokens or rate."""

import json
import math
from typing import Any

from werkzeug.wrappers import Request, Response

from sandbox.simulators.refusals import RefusalError, answered

_CODED = {
    404: ("notFound", "There is nothing at this address."),
    405: ("methodNotAllowed", "This address does not take this method."),
    500: ("internalServerError", "Something went wrong here."),
    503: ("bulkAPIDisabled", "The bulk API is disabled for the time being."),
}


class WordError(RefusalError):
    """A call is refused with one word, where others are with an object."""

    def __init__(self, status: int, word: str) -> None:
        super().__init__(status, word, word)

    def answer(self) -> Response:
        """Return the answer to the call."""
        return answered({"error": self.code}, self.status)


def too_many_requests() -> RefusalError:
    """Make the refusal of a call that comes too soon after the others."""
    return WordError(429, "tooManyRequests")


def not_found(what: str) -> RefusalError:
    """Make the refusal of a call about something ("course") that is not there."""
    return RefusalError(404, f"{what}NotFound", f"There is no {what} with this id.")


def invalid_request(message: str) -> RefusalError:
    """Make the refusal of a call whose body or query is not as documented; the vendor names no code for it."""
    return RefusalError(400, "invalidRequest", message)


def plain_refusal(status: int, retry_after: float = 0) -> Response:
    """Answer a status that is not about what was asked; Retry-After, which the vendor never sends, if not 0."""
    refusal = RefusalError(status, *_CODED[status]) if status in _CODED else too_many_requests()
    response = refusal.answer()
    if retry_after:
        response.headers["Retry-After"] = str(math.ceil(retry_after))
    return response


def body_of(request: Request) -> dict[str, Any]:
    """Read the body of a call; a `RefusalError` (400) for anything but a JSON object."""
    try:
        body = json.loads(request.get_data())
    except ValueError:
        raise invalid_request("The body is not JSON.") from None
    if request.mimetype != "application/json" or not isinstance(body, dict):
        raise invalid_request("The body must be a JSON object, and the Content-Type must say so.")
    return body
