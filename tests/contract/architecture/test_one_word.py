"""One word lines up everywhere: folder, resource, state, messages, step, samples, environment, test."""

import ast
import re
from typing import Any

import pytest

from rollbook.model import messages
from rollbook.model.runs import RunRecord, Status
from rollbook.model.settings import EmailSettings, InstitutionSettings
from rollbook.steps.notify import letter
from tests.contract.architecture.machine import machines
from tests.contract.architecture.repository import DESK, DOOR, FUNCTIONS, LAYER, ROOT, STEPS, Module
from tests.contract.architecture.template import FUNCTION, Resource, function_name, mentioned, template
from tests.contract.stores.samples import record

step_by_step = pytest.mark.parametrize("step", STEPS)
inside = pytest.mark.parametrize("step", sorted(set(STEPS) - {DOOR, DESK}))
"""Every step that only our own machines, queues and schedules call, with messages of ours."""

STORES = {
    "DATA_BUCKET": "s3:",
    "COORDINATION_TABLE": "dynamodb:",
    "MAPPINGS_TABLE": "dynamodb:",
    "RUNS_TABLE": "dynamodb:",
    "INBOX_QUEUE": "sqs:",
    "LIVE_STATE_MACHINE": "states:",
}


def handler(step: str) -> Module:
    return Module(f"functions.{step}", FUNCTIONS / step / "handler.py")


def entry(step: str) -> ast.FunctionDef:
    """Return the one function of a handler, which Lambda calls."""
    (found,) = [node for node in handler(step).tree.body if isinstance(node, ast.FunctionDef)]
    return found


def function(step: str) -> Resource:
    return template().resources[function_name(step)]


def logical_name(variable: str) -> str:
    """Return the resource or parameter that an environment variable is named after: DATA_BUCKET, DataBucket."""
    return "".join(word.title() for word in variable.split("_"))


def fields(step: str) -> set[str]:
    """Return the variables that a handler's environment reads."""
    (model,) = [
        node for node in ast.walk(handler(step).tree) if isinstance(node, ast.ClassDef) and "Environment" in node.name
    ]
    (kind,) = map(ast.unparse, model.bases)
    assert model.name == f"{step.title()}Environment"
    assert kind == ("NamedTuple" if step == DOOR else "Environment")
    return {n.target.id.upper() for n in model.body if isinstance(n, ast.AnnAssign) and isinstance(n.target, ast.Name)}


def test_every_folder_has_a_function_and_every_function_a_folder() -> None:
    assert {resource.name for resource in template().of_kind(FUNCTION)} == {function_name(step) for step in STEPS}


@step_by_step
def test_a_function_is_its_folder(step: str) -> None:
    assert function(step).properties["CodeUri"] == f"functions/{step}"
    assert template().function_value(function(step), "Handler") == "handler.lambda_handler"
    assert function(step).properties["FunctionName"] == {"Fn::Sub": f"${{AWS::StackName}}-{step}"}


@step_by_step
def test_a_function_is_called_by_one_kind_of_caller_alone(step: str) -> None:
    """It is a state of that name, or the queue's, a schedule's, or the API's: who calls it knows what it is told."""
    states = [found for found in machines() if step.title() in found.states]
    queued = [event["Type"] for event in function(step).properties.get("Events", {}).values()]
    from_outside = function_name(step) in mentioned(template().resources["Api"].properties)
    assert [bool(states), queued in (["SQS"], ["ScheduleV2"]), from_outside].count(True) == 1
    assert from_outside == (step in (DOOR, DESK))
    for found in states:
        task = found.states[step.title()]
        substitutions = template().resources[found.resource].properties["DefinitionSubstitutions"]
        assert (task.kind, task.function) == ("Task", f"{step.title()}FunctionArn")
        assert substitutions[task.function] == {"Fn::GetAtt": [function_name(step), "Arn"]}


def test_every_task_is_a_function() -> None:
    assert {task.name.lower() for found in machines() for task in found.tasks} <= set(STEPS)


@inside
def test_a_handler_takes_its_request_and_gives_its_result(step: str) -> None:
    (argument,) = entry(step).args.args
    assert entry(step).name == "lambda_handler"
    assert [ast.unparse(decorator) for decorator in entry(step).decorator_list] == ["step"]
    assert (ast.unparse(argument.annotation or argument), ast.unparse(entry(step).returns or argument)) == (
        f"{step.title()}Request",
        f"{step.title()}Result",
    )
    assert {f"{step.title()}Request", f"{step.title()}Result"} <= set(vars(messages))


def test_the_door_takes_a_call_as_it_came_and_gives_an_answer() -> None:
    (argument,) = entry(DOOR).args.args
    assert entry(DOOR).name == "lambda_handler"
    assert [ast.unparse(decorator) for decorator in entry(DOOR).decorator_list] == ["webhook"]
    assert (ast.unparse(argument.annotation or argument), ast.unparse(entry(DOOR).returns or argument)) == (
        "RawCall",
        "Answer",
    )


def test_the_desk_takes_a_question_and_gives_what_is_known() -> None:
    (argument,) = entry(DESK).args.args
    assert entry(DESK).name == "lambda_handler"
    assert [ast.unparse(decorator) for decorator in entry(DESK).decorator_list] == ["asked"]
    assert (ast.unparse(argument.annotation or argument), ast.unparse(entry(DESK).returns or argument)) == (
        "Question",
        "Json",
    )


@pytest.mark.parametrize("step", sorted(set(STEPS) - {DOOR}))
def test_what_a_handler_calls_is_said_once_in_the_step_of_its_name(step: str) -> None:
    assert f"rollbook.steps.{step}.{step}" in handler(step).imports
    assert (LAYER / "rollbook" / "steps" / f"{step}.py").is_file()


def test_what_the_door_calls_is_said_once_among_the_rules_of_the_door() -> None:
    assert f"rollbook.webhooks.receiving.{DOOR}" in handler(DOOR).imports
    assert not handler(DOOR).imports_any("rollbook.steps")


@step_by_step
def test_a_step_has_samples_and_tests_under_its_name(step: str) -> None:
    assert list((ROOT / "events" / step).glob("*.json"))
    assert list((ROOT / "tests" / "integration").glob(f"test_{step}.py"))


def test_every_folder_of_samples_is_a_step() -> None:
    assert {folder.name for folder in (ROOT / "events").iterdir()} == set(STEPS)


@step_by_step
def test_a_function_is_given_the_environment_that_its_handler_reads(step: str) -> None:
    assert template().environment(function(step)).keys() == fields(step)


@step_by_step
def test_a_variable_is_named_after_what_it_holds(step: str) -> None:
    for variable, value in template().environment(function(step)).items():
        expected = "AWS::StackName" if variable == "SECRETS_PREFIX" else logical_name(variable)
        assert value == {"Ref": expected}, variable


def test_what_every_function_is_given_is_for_powertools_alone() -> None:
    assert all(name.startswith("POWERTOOLS_") for name in template().global_environment())


@step_by_step
def test_a_function_is_told_of_the_stores_that_it_may_use_and_of_no_others(step: str) -> None:
    granted = {
        (action.partition(":")[0] + ":", name)
        for action, resource in function(step).granted
        for name in mentioned(resource)
    }
    told = template().environment(function(step))
    for variable, service in STORES.items():
        assert (variable in told) == ((service, logical_name(variable)) in granted), variable
    assert ("SECRETS_PREFIX" in told) == any(service == "secretsmanager:" for service, _ in granted)
    assert ("RUN_TEMPLATE" in told) == any(service == "ses:" for service, _ in granted)


def test_the_e_mail_template_has_a_place_for_every_field_and_no_other() -> None:
    body = template().resources["RunTemplate"].properties["Template"]
    places = set(re.findall(r"\{\{(\w+)\}\}", body["SubjectPart"] + body["TextPart"]))
    failed: RunRecord = record("run").model_copy(update={"status": Status.FAILED})
    assert places == letter(failed, InstitutionSettings(name="Maple Ridge", time_zone="UTC"), EmailSettings()).keys()


@step_by_step
def test_a_function_has_a_log_of_its_own_that_ends(step: str) -> None:
    log: dict[str, Any] = template().resources[f"{step.title()}Logs"].properties
    assert log["LogGroupName"] == {"Fn::Sub": f"/aws/lambda/${{{function_name(step)}}}"}
    assert log["RetentionInDays"] == {"Ref": "LogRetentionDays"}


def test_the_layers_of_all_functions_are_ours() -> None:
    layers = template().document["Globals"]["Function"]["Layers"]
    places = {template().resources[layer["Ref"]].properties["ContentUri"] for layer in layers}
    assert places == {"layers/dependencies", "layers/rollbook", "layers/config"}
