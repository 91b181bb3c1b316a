"""Starting and following runs through Step Functions; the name of an execution is the id of its run."""

import json
from typing import TYPE_CHECKING

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
