"""The order of steps: whole, never stuck, and sure to end in a report."""

from datetime import timedelta
from typing import Any

import pytest

from rollbook.model import errors
from rollbook.sync.lease import ANNOUNCEMENT, BRIEF_LIFETIME
from tests.contract.architecture.machine import Machine, State, machine, machines
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
BUSY = errors.FlowBusyError.__name__
LONGEST_TASK = 900
LONGEST_EXPRESS = timedelta(minutes=5)
"""AWS ends an Express execution then (https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html)."""

STATES = [state for found in machines() for state in found.states.values()]
TASKS = [task for found in machines() for task in found.tasks]
on_each = pytest.mark.parametrize("played", machines(), ids=lambda played: played.name)
by_name: dict[str, Any] = {"ids": lambda state: f"{state.machine}-{state.name}"}


def matched(rules: list[Json]) -> set[str]:
    return {name for rule in rules for name in rule["ErrorEquals"]}


def function_timeout(task: State) -> int:
    function = template().resources[task.function.removesuffix("Arn")]
    return int(template().function_value(function, "Timeout"))


def longest_waits(rule: Json) -> list[timedelta]:
    """Return the longest that each wait of a retry can take; with full jitter it takes half as long on average."""
    return [
        timedelta(seconds=min(rule["IntervalSeconds"] * rule["BackoffRate"] ** attempt, rule["MaxDelaySeconds"]))
        for attempt in range(rule["MaxAttempts"])
    ]


@pytest.mark.parametrize("state", STATES, **by_name)
def test_a_state_goes_to_states_that_exist_or_ends(state: State) -> None:
    assert state.targets <= state.beside
    ends = state.definition.get("End") is True or state.kind in {"Succeed", "Fail"}
    assert ends != bool({"Next", "Default"} & state.definition.keys())


@on_each
def test_every_state_can_be_reached(played: Machine) -> None:
    for scope in played.scopes:
        reached = {scope["StartAt"]}
        frontier = set(reached)
        while frontier:
            frontier = {target for name in frontier for target in played.states[name].targets} - reached
            reached |= frontier
        assert reached == set(scope["States"])


# -------------------------------------------------------------------------------------------------------- waiting


@pytest.mark.parametrize("task", TASKS, **by_name)
def test_a_task_waits_no_longer_than_its_function_may_take(task: State) -> None:
    assert task.definition["TimeoutSeconds"] <= function_timeout(task) <= LONGEST_TASK


@pytest.mark.parametrize("task", machine("sync").tasks, **by_name)
def test_a_task_of_a_whole_run_gives_its_function_all_the_time_that_it_may_take(task: State) -> None:
    assert task.definition["TimeoutSeconds"] == function_timeout(task)


@pytest.mark.parametrize("task", TASKS, **by_name)
def test_no_second_worker_begins_while_the_first_may_still_be_at_it(task: State) -> None:
    if task.definition["TimeoutSeconds"] < function_timeout(task):
        assert not {"States.Timeout", "States.ALL"} & matched(task.definition["Retry"])


@pytest.mark.parametrize("task", machine("live").tasks, **by_name)
def test_a_task_of_a_look_can_end_within_the_time_that_aws_gives_to_the_whole(task: State) -> None:
    assert timedelta(seconds=task.definition["TimeoutSeconds"]) < LONGEST_EXPRESS


def test_the_lease_of_a_look_outlives_it() -> None:
    assert LONGEST_EXPRESS * 2 <= BRIEF_LIFETIME


def test_a_run_that_waits_for_a_look_asks_again_before_the_next_look_may_begin() -> None:
    assert max(longest_waits(machine("sync").states["Begin"].retries(BUSY))) * 2 <= ANNOUNCEMENT


def test_a_run_outwaits_a_look_also_one_that_died_with_the_flow_in_its_hands() -> None:
    waits = longest_waits(machine("sync").states["Begin"].retries(BUSY))
    assert sum(waits, timedelta()) / 2 >= BRIEF_LIFETIME


def test_a_look_that_waits_for_its_flow_has_half_of_its_time_left_for_looking() -> None:
    waits = longest_waits(machine("live").states["Begin"].retries(BUSY))
    assert sum(waits, timedelta()) * 2 <= LONGEST_EXPRESS


# ------------------------------------------------------------------------------------------------------- retrying


@pytest.mark.parametrize("task", TASKS, **by_name)
def test_a_task_is_tried_again_after_what_passes_by_itself(task: State) -> None:
    names = matched(task.definition["Retry"])
    assert TRANSIENT | {"SystemUnavailableError"} <= names


@pytest.mark.parametrize("task", TASKS, **by_name)
def test_attempts_are_few_spread_out_and_never_in_step(task: State) -> None:
    for rule in task.definition["Retry"]:
        # Another run of the flow is nothing that went wrong, and it takes the time that it takes.
        assert rule["ErrorEquals"] == [BUSY] or 1 <= rule["MaxAttempts"] <= 5
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


@on_each
def test_every_error_that_passes_by_itself_is_retried_somewhere(played: Machine) -> None:
    retried = {name for task in played.tasks for name in matched(task.definition["Retry"])}
    assert {name for name, leaf in OURS.items() if issubclass(leaf, errors.RetryMayHelpError)} <= retried


@pytest.mark.parametrize("task", TASKS, **by_name)
def test_only_begin_can_find_its_flow_busy(task: State) -> None:
    assert (BUSY in matched(task.definition["Retry"])) == (task.name == "Begin")


# --------------------------------------------------------------------------------------------------------- ending


@on_each
def test_every_failure_before_the_report_goes_to_the_report(played: Machine) -> None:
    outer = [played.states[name] for name in played.definition["States"]]
    before = {"Report"}
    while more := {state.name for state in outer if state.targets & before} - before:
        before |= more
    working = [state for state in outer if state.name in before - {"Report"} and state.kind in {"Task", "Map"}]
    assert {state.name for state in working} >= {"Begin", "ExtractAll", "PlanAll", "Waves"}
    for state in working:
        *special, catch = state.definition["Catch"]
        # A look that never got its flow has nothing to report: its events come again.
        assert matched(special) <= {BUSY}, state.name
        assert catch["ErrorEquals"] == ["States.ALL"], state.name
        assert catch["Next"] == "Report", state.name
        assert "$states.errorOutput" in catch["Assign"]["failure"], state.name


def test_steps_inside_of_maps_leave_failures_to_the_map_around_them() -> None:
    inner = [state for state in STATES if state.around]
    assert inner
    assert not [state.name for state in inner if "Catch" in state.definition]


@on_each
def test_a_machine_ends_red_or_green_and_nothing_hides_a_failed_report(played: Machine) -> None:
    states = played.states
    last = [states[name] for name in ("Report", "Notify") if name in states]
    assert not [state.name for state in last if "Catch" in state.definition]
    assert states["Ended"].targets == {"Failed", "Succeeded"}
    assert (states["Failed"].kind, states["Succeeded"].kind) == ("Fail", "Succeed")


def test_only_whole_runs_send_an_e_mail() -> None:
    """What an event started is told by the next pull, so that a bad hour sends one e-mail and not a thousand."""
    assert "Notify" in machine("sync").states
    assert "Notify" not in machine("live").states


# ------------------------------------------------------------------------------------------------------- template


def test_every_machine_is_deployed_and_no_other() -> None:
    deployed = {
        resource.name: resource.properties["DefinitionUri"].split("/")[-1] for resource in template().of_kind(MACHINE)
    }
    assert deployed == {found.resource: f"{found.name}.asl.json" for found in machines()}


def test_looks_are_express_and_whole_runs_are_not() -> None:
    kinds = {resource.name: resource.properties.get("Type", "STANDARD") for resource in template().of_kind(MACHINE)}
    assert kinds == {machine("live").resource: "EXPRESS", machine("sync").resource: "STANDARD"}


@on_each
def test_every_gap_is_filled_by_the_template_and_nothing_else_is(played: Machine) -> None:
    properties = template().resources[played.resource].properties
    assert played.substitutions == properties["DefinitionSubstitutions"].keys()


@on_each
def test_a_machine_may_invoke_the_functions_that_it_calls_and_no_others(played: Machine) -> None:
    resource = template().resources[played.resource]
    called = {task.function.removesuffix("Arn") for task in played.tasks}
    allowed = {
        name for action, where in resource.granted if action == "lambda:InvokeFunction" for name in mentioned(where)
    }
    assert called == allowed


@pytest.mark.parametrize("task", TASKS, **by_name)
def test_only_what_passes_by_reference_goes_between_states(task: State) -> None:
    """Payloads are built of requests (references, counts and names); no state passes a record on (PL19)."""
    payload = str(task.definition["Arguments"]["Payload"])
    assert "data" not in payload
    assert "records" not in payload
