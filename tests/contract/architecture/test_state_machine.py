"""The order of steps: whole, never stuck, and sure to end in a report."""

from typing import Any

import pytest

from rollbook.model import errors
from tests.contract.architecture.machine import State, machine
from tests.contract.architecture.template import MACHINE, Json, mentioned, template
from tests.contract.architecture.test_errors import NEVER_LEAVE_A_STEP, leaves

OURS = {leaf.__name__: leaf for leaf in leaves(errors.RollbookError) - NEVER_LEAVE_A_STEP}
AWS = {
    "Lambda.AWSLambdaException",
    "Lambda.SdkClientException",
    "Lambda.ServiceException",
    "Lambda.TooManyRequestsException",
    "Lambda.Unknown",
    "Runtime.ExitError",
    "Sandbox.Timedout",
    "States.ALL",
    "States.Timeout",
}
"""Names that AWS gives to failures of its own (Step Functions developer guide, error names; Lambda, error types)."""
TRANSIENT = {
    "Lambda.AWSLambdaException",
    "Lambda.SdkClientException",
    "Lambda.ServiceException",
    "Lambda.TooManyRequestsException",
}
"""What AWS advises to retry for every function."""
LONGEST_TASK = 900
STATES = list(machine().states.values())
TASKS = machine().tasks
by_name: dict[str, Any] = {"ids": lambda state: state.name}


def matched(rules: list[Json]) -> set[str]:
    return {name for rule in rules for name in rule["ErrorEquals"]}


@pytest.mark.parametrize("state", STATES, **by_name)
def test_a_state_goes_to_states_that_exist_or_ends(state: State) -> None:
    assert state.targets <= state.beside
    ends = state.definition.get("End") is True or state.kind in {"Succeed", "Fail"}
    assert ends != bool({"Next", "Default"} & state.definition.keys())


def test_every_state_can_be_reached() -> None:
    for scope in machine().scopes:
        reached = {scope["StartAt"]}
        frontier = set(reached)
        while frontier:
            frontier = {target for name in frontier for target in machine().states[name].targets} - reached
            reached |= frontier
        assert reached == set(scope["States"])


@pytest.mark.parametrize("task", TASKS, **by_name)
def test_a_task_waits_no_longer_than_its_function_may_take(task: State) -> None:
    name = machine().function_of(task).removesuffix("Arn")
    timeout = template().function_value(template().resources[name], "Timeout")
    assert task.definition["TimeoutSeconds"] == timeout <= LONGEST_TASK


@pytest.mark.parametrize("task", TASKS, **by_name)
def test_a_task_is_tried_again_after_what_passes_by_itself(task: State) -> None:
    names = matched(task.definition["Retry"])
    assert TRANSIENT | {"SystemUnavailableError"} <= names


@pytest.mark.parametrize("task", TASKS, **by_name)
def test_attempts_are_few_spread_out_and_never_in_step(task: State) -> None:
    for rule in task.definition["Retry"]:
        assert 1 <= rule["MaxAttempts"] <= 5
        assert rule["BackoffRate"] > 1
        assert rule["IntervalSeconds"] <= rule["MaxDelaySeconds"] <= 60
        assert rule["JitterStrategy"] == "FULL"


@pytest.mark.parametrize("state", STATES, **by_name)
def test_every_error_that_is_matched_exists(state: State) -> None:
    rules = state.definition.get("Retry", []) + state.definition.get("Catch", [])
    assert matched(rules) <= AWS | OURS.keys()


@pytest.mark.parametrize("state", STATES, **by_name)
def test_what_retrying_cannot_help_is_never_retried(state: State) -> None:
    names = matched(state.definition.get("Retry", []))
    assert not names & {name for name, leaf in OURS.items() if issubclass(leaf, errors.RetryCannotHelpError)}
    assert not names & {"States.ALL", "States.TaskFailed", "Lambda.Unhandled"}, "these would match them too"


def test_every_error_that_passes_by_itself_is_retried_somewhere() -> None:
    retried = {name for task in TASKS for name in matched(task.definition["Retry"])}
    assert {name for name, leaf in OURS.items() if issubclass(leaf, errors.RetryMayHelpError)} <= retried


def test_every_failure_before_the_report_goes_to_the_report() -> None:
    outer = [machine().states[name] for name in machine().definition["States"]]
    before = {"Report"}
    while more := {state.name for state in outer if state.targets & before} - before:
        before |= more
    working = [state for state in outer if state.name in before - {"Report"} and state.kind in {"Task", "Map"}]
    assert {state.name for state in working} >= {"Begin", "ExtractAll", "PlanAll", "Waves"}
    for state in working:
        (catch,) = state.definition["Catch"]
        assert catch["ErrorEquals"] == ["States.ALL"], state.name
        assert catch["Next"] == "Report", state.name
        assert "$states.errorOutput" in catch["Assign"]["failure"], state.name


def test_steps_inside_of_maps_leave_failures_to_the_map_around_them() -> None:
    inner = [state for state in STATES if state.around]
    assert inner
    assert not [state.name for state in inner if "Catch" in state.definition]


def test_the_machine_ends_red_or_green_and_nothing_hides_a_failed_report() -> None:
    states = machine().states
    assert "Catch" not in states["Report"].definition
    assert "Catch" not in states["Notify"].definition
    assert states["Ended"].targets == {"Failed", "Succeeded"}
    assert (states["Failed"].kind, states["Succeeded"].kind) == ("Fail", "Succeed")


def test_every_gap_is_filled_by_the_template_and_nothing_else_is() -> None:
    properties = template().resources["SyncStateMachine"].properties
    assert machine().substitutions == properties["DefinitionSubstitutions"].keys()


def test_the_machine_may_invoke_the_functions_that_it_calls_and_no_others() -> None:
    (resource,) = template().of_kind(MACHINE)
    called = {machine().function_of(task).removesuffix("Arn") for task in TASKS}
    allowed = {
        name for action, where in resource.granted if action == "lambda:InvokeFunction" for name in mentioned(where)
    }
    assert called == allowed


def test_only_what_passes_by_reference_goes_between_states() -> None:
    """Payloads are built of requests (references, counts and names); no state passes a record on (PL19)."""
    for task in TASKS:
        payload = str(task.definition["Arguments"]["Payload"])
        assert "data" not in payload, task.name
        assert "records" not in payload, task.name
