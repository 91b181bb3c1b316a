"""How a OneRoster provider says no: the `imsx` status object (OneRoster 1.2, section on error handling)."""

import json
import math

from werkzeug.wrappers import Response

from sandbox.simulators.calls import Call
from sandbox.simulators.simulator import Handler

JSON = "application/json; charset=utf-8"

# minor code and words for the statuses that need no further explanation
_PLAIN = {
    404: ("unknownobject", "There is no such object or collection."),
    405: ("unsupported", "This operation is not supported."),
    429: ("server_busy", "The server is receiving too many requests. Retry at a later time."),
    500: ("internal_server_error", "The server failed while it answered the request."),
    503: ("server_busy", "The server is busy. Retry at a later time."),
}


class RefusalError(Exception):
    """A request that is refused with a status and a minor code of the specification."""

    def __init__(self, status: int, minor: str, description: str) -> None:
        super().__init__(description)
        self.status = status
        self.minor = minor
        self.description = description

    def answer(self) -> Response:
        """Return the refusal as the provider sends it."""
        return _envelope(self.status, self.minor, self.description)


def unknown_object(what: str) -> RefusalError:
    """Return the refusal of an id that nobody has."""
    return RefusalError(404, "unknownobject", f"There is no {what}.")


def invalid_data(field: str, complaint: str) -> RefusalError:
    """Return the refusal of a field (`lineItem.title`) that does not hold what it should."""
    return RefusalError(400, "invaliddata", f"{field} {complaint}")


def refusing(handler: Handler) -> Handler:
    """Let a handler refuse by raising a `RefusalError`."""

    def answer(call: Call) -> Response:
        try:
            return handler(call)
        except RefusalError as refusal:
            return refusal.answer()

    return answer


def plain_refusal(status: int, retry_after: float = 0) -> Response:
    """Answer a status whose meaning needs no further words; Retry-After in whole seconds where it is not 0."""
    minor, description = _PLAIN[status]
    response = _envelope(status, minor, description)
    if retry_after:
        response.headers["Retry-After"] = str(math.ceil(retry_after))
    return response


def _envelope(status: int, minor: str, description: str) -> Response:
    """Wrap a refusal into the status object that every OneRoster error carries."""
    content = {
        "imsx_codeMajor": "failure",
        "imsx_severity": "error",
        "imsx_description": description,
        "imsx_CodeMinor": {
            "imsx_codeMinorField": [{"imsx_codeMinorFieldName": "TargetEndSystem", "imsx_codeMinorFieldValue": minor}]
        },
    }
    return Response(json.dumps(content), status, content_type=JSON)
