"""Questions that a person's program asks through API Gateway, which has verified its signature and role (CD8)."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import wraps
from http import HTTPStatus
from typing import Any

from aws_lambda_powertools import Logger

from rollbook.aws.translation import in_our_words
from rollbook.model.errors import SettingsError
from rollbook.model.records import Json

logger = Logger(service="rollbook", log_uncaught_exceptions=False)


@dataclass(frozen=True, slots=True)
class Question:
    """What stands in the path and in the query of what is asked for, by the names that template.yaml gives."""

    path: Mapping[str, str] = field(default_factory=dict)
    query: Mapping[str, str] = field(default_factory=dict)


def asked(function: Callable[[Question], Json]) -> Callable[[Json, object], Json]:
    """Make a Lambda handler of a function from a question to an answer.

    A SettingsError is answered with 404 and its sentence, for what was asked for is not there; everything else with 500
    and no more than the name of the error. Neither the question nor the answer is logged (PL19).
    """

    @wraps(function)
    def handler(event: Json, _context: object) -> Json:
        question = Question(
            path=event.get("pathParameters") or {},
            query=event.get("queryStringParameters") or {},
        )
        try:
            return _response(HTTPStatus.OK, function(question))
        except SettingsError as error:
            return _response(HTTPStatus.NOT_FOUND, {"message": str(error)})
        except Exception as error:  # noqa: BLE001 - the one place where all that is left gets a name and loses its words
            said = in_our_words(error)
            logger.error("question", extra={"error": type(said).__name__, "sentence": str(said)})  # noqa: TRY400 - the trace may quote a record
            return _response(HTTPStatus.INTERNAL_SERVER_ERROR, {"message": "It failed; the log says why."})

    return handler


def _response(status: HTTPStatus, body: Any) -> Json:
    return {
        "statusCode": int(status),
        "headers": {"Content-Type": "application/json", "Cache-Control": "no-store"},
        "body": json.dumps(body),
        "isBase64Encoded": False,
    }
