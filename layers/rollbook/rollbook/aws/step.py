"""What every handler shares: its request parsed, its run on every log line, its errors named, and nothing leaked."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, get_type_hints

from aws_lambda_powertools import Logger
from aws_lambda_powertools.utilities.typing import LambdaContext
from pydantic import BaseModel

from rollbook.aws.translation import in_our_words
from rollbook.model.errors import RollbookError
from rollbook.model.records import Json

logger = Logger(service="rollbook", log_uncaught_exceptions=False)

Request = TypeVar("Request", bound=BaseModel)
Result = TypeVar("Result", bound=BaseModel)


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
            translated = in_our_words(error, model.__name__)
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
