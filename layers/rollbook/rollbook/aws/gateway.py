"""API Gateway's REST proxy events as raw calls, answers as its responses, and one journal line for every call."""

import binascii
import json
from base64 import b64decode
from collections.abc import Callable, Iterator
from datetime import datetime
from functools import wraps
from http import HTTPStatus
from traceback import extract_tb
from typing import Any

from aws_lambda_powertools import Logger
from botocore.exceptions import BotoCoreError, ClientError

from rollbook.aws.clock import SystemClock
from rollbook.webhooks.calls import RawCall
from rollbook.webhooks.receiving import Answer, UnavailableError, failed

Json = dict[str, Any]

_ID_SHOWN = 12

logger = Logger(service="rollbook", log_uncaught_exceptions=False)


def webhook(function: Callable[[RawCall], Answer]) -> Callable[[Json, object], Json]:
    """Make a Lambda handler of a function from a raw call to an answer.

    Nothing is raised: what AWS does not do now is answered with 503 and a defect with 500, so that the sender comes
    again. Each call leaves one line, in which there is no header, no address, no path and nothing of the body (PL19).
    """

    @wraps(function)
    def handler(event: Json, _context: object) -> Json:
        call = raw_call(event, SystemClock().now())
        try:
            answer = function(call)
        except (BotoCoreError, ClientError, UnavailableError) as error:
            answer = failed(call, HTTPStatus.SERVICE_UNAVAILABLE, "unavailable", _in_our_words(error))
        except Exception as error:  # noqa: BLE001 - the line must be written, and an error's own words may quote the body
            answer = failed(call, HTTPStatus.INTERNAL_SERVER_ERROR, "defect", _place(error))
        request = _text(_inner(event, "requestContext"), "requestId")
        _note(answer, request)
        return response(answer, request)

    return handler


def raw_call(event: Json, received_at: datetime) -> RawCall:
    """Return the call that an event holds; whatever is missing in it, or is not what API Gateway sends, is empty."""
    parameters = _inner(event, "pathParameters")
    return RawCall(
        sender=_text(parameters, "sender"),
        path_secret=_text(parameters, "secret"),
        headers=tuple(_headers(event)),
        body=_body(event),
        received_at=received_at,
    )


def response(answer: Answer, request: str) -> Json:
    """Return the response of an answer; it names the request, so that both sides can speak of the same call."""
    told = {"status": answer.code, "message": answer.sentence, "request_id": request}
    return {
        "statusCode": int(answer.status),
        "headers": {"Content-Type": "application/json", "Cache-Control": "no-store"},
        "body": json.dumps(told),
        "isBase64Encoded": False,
    }


def _headers(event: Json) -> Iterator[tuple[str, str]]:
    """Yield all headers; `headers` alone would keep but the last of those that came more than once."""
    many = _inner(event, "multiValueHeaders")
    lists = many or {name: [value] for name, value in _inner(event, "headers").items()}
    for name, values in lists.items():
        for value in values if isinstance(values, list) else ():
            if isinstance(value, str):
                yield str(name), value


def _body(event: Json) -> bytes:
    body = _text(event, "body").encode("utf-8", "surrogatepass")
    if not _field(event, "isBase64Encoded"):
        return body
    try:
        return b64decode(body, validate=True)
    except binascii.Error:
        return b""


def _inner(event: Any, name: str) -> Json:
    inner = _field(event, name)
    return inner if isinstance(inner, dict) else {}


def _text(event: Any, name: str) -> str:
    text = _field(event, name)
    return text if isinstance(text, str) else ""


def _field(event: Any, name: str) -> Any:
    return event.get(name) if isinstance(event, dict) else None


def _note(answer: Answer, request: str) -> None:
    """Write the journal's line: an error when a person should look, a warning when the caller was not let in."""
    line = {
        "outcome": answer.outcome,
        "status": int(answer.status),
        "code": answer.code,
        "sender": answer.sender,
        "bytes": answer.size,
        "id": answer.call[:_ID_SHOWN],
        "request": request,
    }
    if answer.problem:
        logger.error("webhook", extra={**line, "problem": answer.problem})
    elif answer.outcome == "refused":
        logger.warning("webhook", extra=line)
    else:
        logger.info("webhook", extra=line)


def _in_our_words(error: Exception) -> str:
    """Return what failed without the words of AWS, which may quote what it was given."""
    if isinstance(error, ClientError):
        code = error.response.get("Error", {}).get("Code", "unknown")
        return f"AWS answered {error.operation_name} with {code}. If that goes on, deploy template.yaml as it is."
    if isinstance(error, BotoCoreError):
        return f"AWS could not be reached ({type(error).__name__})."
    return str(error)


def _place(error: Exception) -> str:
    where = extract_tb(error.__traceback__)[-1]
    file = where.filename.rpartition("/")[2]
    return f"A defect: {type(error).__name__} in {file}:{where.lineno}, {where.name}. Please report it."
