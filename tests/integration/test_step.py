"""What every handler shares: errors get a name of the tree and lose their words, and nothing leaks."""

import io
import json
import traceback
from collections.abc import Callable

import pytest
from aws_lambda_powertools.utilities.typing import LambdaContext
from botocore.exceptions import BotoCoreError, ClientError, EndpointConnectionError, ReadTimeoutError

from rollbook.aws.step import step
from rollbook.model.changes import Outcome
from rollbook.model.errors import (
    BatchRefusedError,
    ContractError,
    CredentialsError,
    RollbookError,
    SettingsError,
    SystemUnavailableError,
    UnexpectedError,
)
from rollbook.model.messages import NotifyRequest, NotifyResult
from tests.contract.architecture.repository import sample

PERSON = "Keala Okonkwo-Reyes"
EVENT = sample("notify", "needs_a_person")


def ending_with(error: Exception) -> Callable[[], object]:
    """Return a call of a handler whose work ends with this error."""

    @step
    def handler(_request: NotifyRequest) -> NotifyResult:
        raise error

    return lambda: handler(EVENT, LambdaContext())


def aws_answer(code: str, status: int) -> ClientError:
    answer = {"Error": {"Code": code, "Message": f"{PERSON} did it"}, "ResponseMetadata": {"HTTPStatusCode": status}}
    return ClientError(answer, "PutItem")  # type: ignore[arg-type]  # as much of an answer as is looked at


@pytest.mark.parametrize(
    "error",
    [
        KeyError(PERSON),
        ValueError(PERSON),
        AssertionError(PERSON),
        OSError(2, PERSON),
        ExceptionGroup(PERSON, [OSError()]),
    ],
    ids=lambda error: type(error).__name__,
)
def test_a_defect_is_named_by_its_place_and_never_by_its_words(error: Exception, log: io.StringIO) -> None:
    with pytest.raises(UnexpectedError) as ended:
        ending_with(error)()
    sentence = str(ended.value)
    assert type(error).__name__ in sentence
    assert "test_step.py:" in sentence
    assert "report it" in sentence
    assert PERSON not in "".join(traceback.format_exception(ended.value)) + log.getvalue()


def test_a_defect_that_was_chained_to_another_leaks_neither(log: io.StringIO) -> None:
    error = ValueError("outer")
    error.__cause__ = KeyError(PERSON)
    with pytest.raises(UnexpectedError) as ended:
        ending_with(error)()
    assert PERSON not in "".join(traceback.format_exception(ended.value)) + log.getvalue()


@pytest.mark.parametrize("code", ["AccessDenied", "AccessDeniedException"])
def test_what_aws_does_not_allow_is_a_matter_of_the_functions_policy(code: str, log: io.StringIO) -> None:
    with pytest.raises(CredentialsError, match=r"PutItem.*policy") as ended:
        ending_with(aws_answer(code, 403))()
    assert PERSON not in "".join(traceback.format_exception(ended.value)) + log.getvalue()


@pytest.mark.parametrize(
    ("code", "status"),
    [
        ("InternalServerError", 500),
        ("ServiceUnavailable", 503),
        ("SlowDown", 503),
        ("ThrottlingException", 400),
        ("ProvisionedThroughputExceededException", 400),
        ("RequestLimitExceeded", 400),
    ],
)
def test_what_passes_by_itself_is_tried_again(code: str, status: int) -> None:
    with pytest.raises(SystemUnavailableError, match=f"PutItem with {code}") as ended:
        ending_with(aws_answer(code, status))()
    assert PERSON not in str(ended.value)


@pytest.mark.parametrize(
    "code", ["ResourceNotFoundException", "ValidationException", "MessageRejected", "NoSuchBucket"]
)
def test_what_aws_refuses_for_good_is_a_matter_for_a_person(code: str) -> None:
    with pytest.raises(SettingsError, match=f"PutItem with {code}") as ended:
        ending_with(aws_answer(code, 400))()
    assert PERSON not in str(ended.value)


@pytest.mark.parametrize(
    "error",
    [EndpointConnectionError(endpoint_url=f"https://{PERSON}"), ReadTimeoutError(endpoint_url=f"https://{PERSON}")],
    ids=lambda error: type(error).__name__,
)
def test_an_aws_that_cannot_be_reached_is_unavailable(error: BotoCoreError) -> None:
    with pytest.raises(SystemUnavailableError, match=type(error).__name__) as ended:
        ending_with(error)()
    assert PERSON not in str(ended.value)


@pytest.mark.parametrize("error", [SettingsError("settings.yaml, line 3"), BatchRefusedError("no", "Mend it.")])
def test_an_error_of_the_tree_passes_as_it_is(error: RollbookError) -> None:
    with pytest.raises(type(error)) as ended:
        ending_with(error)()
    assert ended.value is error


@pytest.mark.parametrize(
    ("event", "fields"),
    [
        ({}, "run"),
        ({"run": PERSON}, "run"),
        ({"run": EVENT["run"] | {"fence": PERSON, "as_of": PERSON}}, "run.as_of, run.fence"),
        (EVENT | {"added": PERSON}, "added"),
        ([PERSON], ""),
        (PERSON, ""),
        (None, ""),
    ],
)
def test_an_event_in_the_wrong_form_is_named_by_field_and_not_by_value(
    event: object, fields: str, log: io.StringIO
) -> None:
    @step
    def handler(request: NotifyRequest) -> NotifyResult:
        raise AssertionError(request)

    with pytest.raises(ContractError, match="NotifyRequest") as ended:
        handler(event, LambdaContext())  # type: ignore[arg-type]  # anything may arrive
    assert fields in str(ended.value)
    assert PERSON not in "".join(traceback.format_exception(ended.value)) + log.getvalue()


def test_a_stored_file_in_the_wrong_form_is_named_by_field_and_not_by_value(log: io.StringIO) -> None:
    @step
    def handler(request: NotifyRequest) -> NotifyResult:
        Outcome.model_validate({"kind": PERSON, "operation": "create", "digest": 7})
        return NotifyResult(message=request.run.run)

    with pytest.raises(ContractError, match=r"^Outcome .*look at digest, kind") as ended:
        handler(EVENT, LambdaContext())
    assert PERSON not in "".join(traceback.format_exception(ended.value)) + log.getvalue()


def test_every_line_of_the_log_names_its_own_run_and_no_earlier_one(log: io.StringIO) -> None:
    @step
    def handler(request: NotifyRequest) -> NotifyResult:
        return NotifyResult(message=request.run.run)

    handler(EVENT, LambdaContext())
    handler(EVENT | {"run": EVENT["run"] | {"run": "another"}}, LambdaContext())
    with pytest.raises(ContractError):
        handler({"run": {"run": "broken"}}, LambdaContext())
    lines = [json.loads(line) for line in log.getvalue().splitlines()]
    assert [line.get("run") for line in lines] == [EVENT["run"]["run"], "another", None]
    assert [line["message"] for line in lines] == ["done", "done", "ended"]
    assert (lines[2]["error"], "look at" in lines[2]["sentence"]) == ("ContractError", True)
