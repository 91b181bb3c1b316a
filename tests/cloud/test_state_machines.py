from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.cloud.embedded import Cloud

WAIT = {"Wait": {"Type": "Wait", "Seconds": 60, "End": True}}
TOO_LONG = 262_145


def test_starting_a_running_execution_again_answers_with_it(cloud: Cloud) -> None:
    states = cloud.client("stepfunctions")
    request = {"stateMachineArn": cloud.machine(WAIT), "name": "twice", "input": '{"run": 1}'}
    first = states.start_execution(**request)
    second = states.start_execution(**request)
    assert second["executionArn"] == first["executionArn"]
    assert second["startDate"] == first["startDate"]
    with pytest.raises(states.exceptions.ExecutionAlreadyExists):
        states.start_execution(**request | {"input": '{"run": 2}'})
    states.stop_execution(executionArn=first["executionArn"])
    with pytest.raises(states.exceptions.ExecutionAlreadyExists):
        states.start_execution(**request)


def test_an_input_of_more_than_256_kib_is_refused(cloud: Cloud) -> None:
    states = cloud.client("stepfunctions")
    with pytest.raises(ClientError, match="InvalidExecutionInput"):
        states.start_execution(stateMachineArn=cloud.machine(WAIT), input=f'"{"x" * TOO_LONG}"')


def test_an_output_of_more_than_256_kib_ends_the_execution_past_every_catch(cloud: Cloud) -> None:
    function = cloud.function(f"def handler(event, context): return 'x' * {TOO_LONG}")
    task = {
        "Type": "Task",
        "Resource": "arn:aws:states:::lambda:invoke",
        "Arguments": {"FunctionName": function},
        "Catch": [{"ErrorEquals": ["States.ALL"], "Next": "Caught"}],
        "End": True,
    }
    execution = cloud.run(cloud.machine({"Call": task, "Caught": {"Type": "Succeed"}}))
    assert (execution["status"], execution["error"]) == ("FAILED", "States.DataLimitExceeded")


@pytest.mark.parametrize("strategy", [{}, {"JitterStrategy": "FULL"}])
def test_the_longest_delay_bounds_a_retry(cloud: Cloud, strategy: dict[str, str]) -> None:
    retry = {"ErrorEquals": ["States.ALL"], "IntervalSeconds": 3600, "MaxDelaySeconds": 1, "MaxAttempts": 1}
    function = cloud.function("def handler(event, context): raise ValueError('always')")
    task: dict[str, Any] = {"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "End": True}
    task |= {"Arguments": {"FunctionName": function}, "Retry": [retry | strategy]}
    machine = cloud.machine({"Call": task})
    execution = cloud.run(machine)
    history = cloud.client("stepfunctions").get_execution_history(executionArn=execution["executionArn"])
    assert [event["type"] for event in history["events"]].count("TaskFailed") == 2


def test_a_parallel_state_obeys_its_jsonata_fields_and_keeps_variables_of_branches_apart(cloud: Cloud) -> None:
    def branch(name: str) -> dict[str, Any]:
        assigns = {"Type": "Pass", "Assign": {"own": name}, "Next": "B"}
        tells = {"Type": "Pass", "Output": "{% $outer & $own & $states.input.word %}", "End": True}
        return {"StartAt": "A", "States": {"A": assigns, "B": tells}}

    states = {
        "Start": {"Type": "Pass", "Assign": {"outer": "o", "own": "unchanged"}, "Next": "Both"},
        "Both": {
            "Type": "Parallel",
            "Branches": [branch("1"), branch("2")],
            "Arguments": {"word": "w"},
            "Output": {"told": "{% $states.result %}"},
            "Assign": {"count": "{% $count($states.result) %}"},
            "Next": "End",
        },
        "End": {
            "Type": "Succeed",
            "Output": {"all": "{% $states.input.told %}", "n": "{% $count %}", "own": "{% $own %}"},
        },
    }
    assert cloud.output(states) == {"all": ["o1w", "o2w"], "n": 2, "own": "unchanged"}
