"""Waiting for the end of a look, whose machine only a test itself can play here."""

from dataclasses import dataclass
from typing import Any

import pytest
from botocore.exceptions import (
    ClientError,
    ConnectionClosedError,
    ConnectTimeoutError,
    EndpointConnectionError,
    ReadTimeoutError,
)

from rollbook.aws.executions import Executions
from rollbook.model.errors import CredentialsError, RollbookError, SettingsError, SystemUnavailableError
from rollbook.model.messages import End

MACHINE = "arn:aws:states:us-east-1:123456789012:stateMachine:rollbook-live"
ADDRESS = "https://sync-states.us-east-1.amazonaws.com"


@dataclass
class StepFunctions:
    """Answers one call."""

    answer: dict[str, str] | Exception
    asked: dict[str, str] | None = None

    def start_sync_execution(self, **asked: str) -> dict[str, str]:
        self.asked = asked
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


def live(client: Any) -> End:
    return Executions(client, MACHINE).live("run-1", {"flow": "schoology.grades"})


def refusal(code: str, status: int = 400) -> ClientError:
    answer = {"Error": {"Code": code}, "ResponseMetadata": {"HTTPStatusCode": status}}
    return ClientError(answer, "StartSyncExecution")  # type: ignore[arg-type]  # as much as is looked at


@pytest.mark.parametrize(
    ("answer", "end"),
    [
        ({"status": "SUCCEEDED"}, "well"),
        ({"status": "FAILED", "error": "FlowBusyError"}, "busy"),
        ({"status": "FAILED", "error": "RunFailed"}, "failed"),
        ({"status": "TIMED_OUT"}, "failed"),
    ],
)
def test_a_look_ended_as_its_machine_says(answer: dict[str, str], end: str) -> None:
    client = StepFunctions(answer)

    assert live(client) == end
    assert client.asked == {"stateMachineArn": MACHINE, "name": "run-1", "input": '{"flow": "schoology.grades"}'}


@pytest.mark.parametrize(
    ("error", "ours"),
    [
        (refusal("ThrottlingException"), SystemUnavailableError),
        (refusal("InternalServerError", 500), SystemUnavailableError),
        (refusal("AccessDeniedException"), CredentialsError),
        (refusal("StateMachineDoesNotExist"), SettingsError),
        (ReadTimeoutError(endpoint_url=ADDRESS), SystemUnavailableError),
        (ConnectTimeoutError(endpoint_url=ADDRESS), SystemUnavailableError),
        (ConnectionClosedError(endpoint_url=ADDRESS), SystemUnavailableError),
        (EndpointConnectionError(endpoint_url=ADDRESS), SystemUnavailableError),
    ],
    ids=lambda given: type(given).__name__ if isinstance(given, Exception) else given.__name__,
)
def test_a_look_that_could_not_be_started_or_whose_end_was_not_seen_says_why_in_our_words(
    error: Exception, ours: type[RollbookError]
) -> None:
    with pytest.raises(ours) as ended:
        live(StepFunctions(error))
    assert ADDRESS not in str(ended.value)


def test_a_defect_of_ours_is_not_taken_for_one_of_aws() -> None:
    with pytest.raises(ZeroDivisionError):
        live(StepFunctions(ZeroDivisionError()))
