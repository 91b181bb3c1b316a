# ruff: noqa: SLF001 - a mend replaces private functions
"""Starting the same execution twice is harmless while it runs.

MiniStack: a name that was used is always refused with ``ExecutionAlreadyExists``; inputs of any size are taken.
AWS: a standard state machine answers with the running execution when name and input are the same
(https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartExecution.html); an input has at most 262,144
bytes.
Mend: that answer, and ``InvalidExecutionInput`` for a longer input.
"""

from typing import Any

from ministack.core.responses import error_response_json, json_response
from ministack.services import stepfunctions

from sandbox.cloud.mends.payload_limit import LARGEST_PAYLOAD_BYTES
from sandbox.cloud.mends.pins import original


def install() -> None:
    """Put the mend in place."""
    start = original(stepfunctions, "_start_execution", "data")

    def start_once(data: dict[str, Any]) -> Any:
        if len(data.get("input", "{}").encode()) > LARGEST_PAYLOAD_BYTES:
            return error_response_json(
                "InvalidExecutionInput", f"The input is longer than {LARGEST_PAYLOAD_BYTES} bytes", 400
            )
        running = _running_twin(data)
        if running is not None:
            return json_response({"executionArn": running["executionArn"], "startDate": running["startDate"]})
        return start(data)

    stepfunctions._start_execution = start_once


def _running_twin(data: dict[str, Any]) -> dict[str, Any] | None:
    machine_arn = stepfunctions._resolve_state_machine_arn(data.get("stateMachineArn", ""))
    machine = stepfunctions._state_machines.get(machine_arn) if machine_arn else None
    if machine is None or machine.get("type") == "EXPRESS" or not data.get("name"):
        return None
    arn = machine_arn.replace(":stateMachine:", ":execution:") + f":{data['name']}"
    execution: dict[str, Any] | None = stepfunctions._executions.get(arn)
    if execution and execution["status"] == "RUNNING" and execution["input"] == data.get("input", "{}"):
        return execution
    return None
