"""Starting and following runs through Step Functions; the name of an execution is the id of its run."""

import json
from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError, ClientError

from rollbook.aws.translation import in_our_words
from rollbook.model.errors import FlowBusyError
from rollbook.model.messages import End
from rollbook.model.records import Json

if TYPE_CHECKING:
    from mypy_boto3_stepfunctions import SFNClient


class Executions:
    """The executions of one state machine."""

    def __init__(self, client: "SFNClient", machine: str) -> None:
        self._client = client
        self._machine = machine

    def start(self, run: str, given: Json) -> None:
        """Start a run; doing so twice with the same words starts it once."""
        self._client.start_execution(stateMachineArn=self._machine, name=run, input=json.dumps(given))

    def ended(self, run: str) -> bool:
        """Say whether a run has ended, well or not."""
        arn = f"{self._machine.replace(':stateMachine:', ':execution:')}:{run}"
        return self._client.describe_execution(executionArn=arn)["status"] != "RUNNING"

    def live(self, run: str, given: Json) -> End:
        """Start a run of an Express machine, wait for its end (five minutes at most), and say how it ended.

        Raises what AWS said, in our words, when it could not be started or its end was not seen.
        """
        try:
            ended = self._client.start_sync_execution(stateMachineArn=self._machine, name=run, input=json.dumps(given))
        except (BotoCoreError, ClientError) as error:
            raise in_our_words(error) from None
        if ended["status"] == "SUCCEEDED":
            return "well"
        return "busy" if ended.get("error") == FlowBusyError.__name__ else "failed"
