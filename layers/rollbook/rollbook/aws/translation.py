"""Errors of AWS, of pydantic and of our own making, in the words of `model/errors.py`."""

from http import HTTPStatus
from traceback import extract_tb

from botocore.exceptions import BotoCoreError, ClientError
from pydantic import ValidationError

from rollbook.model.errors import (
    ContractError,
    CredentialsError,
    RollbookError,
    SettingsError,
    SystemUnavailableError,
    UnexpectedError,
)

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


def in_our_words(error: Exception, read_for: str = "a step") -> RollbookError:
    """Return the error of our tree that stands for any other; its sentence quotes no record (PL19)."""
    if isinstance(error, RollbookError):
        return error
    if isinstance(error, ValidationError):
        fields = ", ".join(sorted({".".join(map(str, found["loc"])) for found in error.errors()}))
        return ContractError(f"{error.title} does not have the agreed form (read for {read_for}): look at {fields}.")
    if isinstance(error, ClientError):
        return _of_aws(error)
    if isinstance(error, BotoCoreError):
        return SystemUnavailableError(f"AWS could not be reached ({type(error).__name__}). Run again later.")
    place = extract_tb(error.__traceback__)[-1]
    where = f"{place.filename.rpartition('/')[2]}:{place.lineno}"
    return UnexpectedError(
        f"A defect: {type(error).__name__} in {where}, {place.name}. Please report it with the run's id."
    )


def _of_aws(error: ClientError) -> RollbookError:
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
