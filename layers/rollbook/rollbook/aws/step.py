"""What every handler shares: its request parsed, its run on every log line, its errors named, and nothing leaked."""

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from traceback import extract_tb
from typing import Any, TypeVar, get_type_hints

from aws_lambda_powertools import Logger
from aws_lambda_powertools.utilities.typing import LambdaContext
from botocore.exceptions import BotoCoreError, ClientError
from pydantic import BaseModel, ValidationError

from rollbook.model.errors import (
    ContractError,
    CredentialsError,
    RollbookError,
    SettingsError,
    SystemUnavailableError,
    UnexpectedError,
)
from rollbook.model.records import Json

logger = Logger(service="rollbook", log_uncaught_exceptions=False)

Request = TypeVar("Request", bound=BaseModel)
Result = TypeVar("Result", bound=BaseModel)

_BUSY = frozenset(
    {
        "ConditionalRequestConflict",
        "LimitExceededException",
        "ProvisionedThroughputExceededException",
        "RequestLimitExceeded",
        "RequestTimeout",
        "SlowDown",
        "Throttling",
        "ThrottlingException",
        "TooManyRequestsException",
        "TransactionConflictException",
    }
)
"""Codes of the 4xx family that pass by themselves."""

_NOT_ALLOWED = frozenset({"AccessDenied", "AccessDeniedException", "UnauthorizedOperation"})


def step(function: Callable[[Request], Result]) -> Callable[[Json, LambdaContext], Json]:
    """Make a Lambda handler of a function from a request model to a result model.

    Only errors of the tree in `model/errors.py` leave it: Step Functions matches their names, and their sentences
    are safe to show. Anything else becomes UnexpectedError, named by its place and not by its words (PL19).
    """
    model: type[Request] = next(hint for name, hint in get_type_hints(function).items() if name != "return")

    @wraps(function)
    def handler(event: Json, _context: LambdaContext) -> Json:
        logger.structure_logs(append=False)
        try:
            request = model.model_validate(event)
            logger.append_keys(**_named(event))
            result = function(request).model_dump(mode="json")
        except RollbookError as error:
            _log_end(error)
            raise
        except Exception as error:  # noqa: BLE001 - the one place where all that is left gets a name and loses its words
            translated = _translated(error, model.__name__)
            _log_end(translated)
            raise translated from None
        logger.info("done", extra={"result": result})
        return result

    return handler


def _log_end(error: RollbookError) -> None:
    """Log the error without its trace, which may quote a record."""
    logger.error("ended", extra={"error": type(error).__name__, "sentence": str(error)})


def _named(event: Json) -> dict[str, Any]:
    run = event.get("run")
    reference = run if isinstance(run, dict) else event
    return {"run": reference.get("run"), "flow": reference.get("flow")}


def _translated(error: Exception, request: str) -> RollbookError:
    if isinstance(error, ValidationError):
        fields = ", ".join(sorted({".".join(map(str, found["loc"])) for found in error.errors()}))
        return ContractError(f"{error.title} does not have the agreed form (read for {request}): look at {fields}.")
    if isinstance(error, ClientError):
        code = str(error.response.get("Error", {}).get("Code", "unknown"))
        if code in _NOT_ALLOWED:
            return CredentialsError(
                f"AWS does not allow this function {error.operation_name}. Deploy template.yaml as it is; "
                "if somebody changed the function's policy, put it back."
            )
        status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
        if status >= HTTPStatus.INTERNAL_SERVER_ERROR or code in _BUSY:
            return SystemUnavailableError(f"AWS answered {error.operation_name} with {code}. Run again later.")
        return SettingsError(
            f"AWS refused {error.operation_name} with {code}. Deploy template.yaml again; if it is about e-mail, "
            "verify the sender in SES."
        )
    if isinstance(error, BotoCoreError):
        return SystemUnavailableError(f"AWS could not be reached ({type(error).__name__}). Run again later.")
    place = extract_tb(error.__traceback__)[-1]
    where = f"{place.filename.rpartition('/')[2]}:{place.lineno}"
    return UnexpectedError(
        f"A defect: {type(error).__name__} in {where}, {place.name}. Please report it with the run's id."
    )
