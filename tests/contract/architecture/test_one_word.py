"""One word lines up everywhere: folder, resource, state, messages, step, samples, environment, test."""

import ast
import json
import re
from typing import Any

import pytest

from rollbook import connectors, flows
from rollbook.model import messages
from rollbook.model.messages import BeginRequest
from rollbook.model.runs import RunRecord, Status
from rollbook.model.settings import InstitutionSettings
from rollbook.steps.notify import letter
from tests.contract.architecture.machine import machine
from tests.contract.architecture.repository import FUNCTIONS, LAYER, ROOT, STEPS, Module
from tests.contract.architecture.template import FUNCTION, Resource, function_name, mentioned, template
from tests.contract.stores.samples import record

step_by_step = pytest.mark.parametrize("step", STEPS)

STORES = {
    "DATA_BUCKET": "s3:",
    "COORDINATION_TABLE": "dynamodb:",
    "MAPPINGS_TABLE": "dynamodb:",
    "RUNS_TABLE": "dynamodb:",
}


def handler(step: str) -> Module:
    return Module(f"functions.{step}", FUNCTIONS / step / "handler.py")


def function(step: str) -> Resource:
    return template().resources[function_name(step)]


def logical_name(variable: str) -> str:
    """Return the resource or parameter that an environment variable is named after: DATA_BUCKET, DataBucket."""
    return "".join(word.title() for word in variable.split("_"))


def fields(step: str) -> set[str]:
    """Return the variables that a handler's environment model reads."""
    (model,) = [
        node
        for node in ast.walk(handler(step).tree)
        if isinstance(node, ast.ClassDef) and any(isinstance(b, ast.Name) and b.id == "Environment" for b in node.bases)
    ]
    assert model.name == f"{step.title()}Environment"
    return {n.target.id.upper() for n in model.body if isinstance(n, ast.AnnAssign) and isinstance(n.target, ast.Name)}


def test_every_folder_has_a_function_and_every_function_a_folder() -> None:
    assert {resource.name for resource in template().of_kind(FUNCTION)} == {function_name(step) for step in STEPS}


@step_by_step
def test_a_function_is_its_folder(step: str) -> None:
    assert function(step).properties["CodeUri"] == f"functions/{step}"
    assert template().function_value(function(step), "Handler") == "handler.lambda_handler"
    assert function(step).properties["FunctionName"] == {"Fn::Sub": f"${{AWS::StackName}}-{step}"}


@step_by_step
def test_a_function_is_a_state_or_has_an_event_of_its_own(step: str) -> None:
    task = machine().states.get(step.title())
    if task is None:
        assert function(step).properties["Events"]
        return
    substitutions = template().resources["SyncStateMachine"].properties["DefinitionSubstitutions"]
    assert task.kind == "Task"
    assert machine().function_of(task) == f"{step.title()}FunctionArn"
    assert substitutions[f"{step.title()}FunctionArn"] == {"Fn::GetAtt": [function_name(step), "Arn"]}


def test_every_task_is_a_function() -> None:
    assert {task.name.lower() for task in machine().tasks} <= set(STEPS)


@step_by_step
def test_a_handler_takes_its_request_and_gives_its_result(step: str) -> None:
    (entry,) = [node for node in handler(step).tree.body if isinstance(node, ast.FunctionDef)]
    (argument,) = entry.args.args
    assert entry.name == "lambda_handler"
    assert [ast.unparse(decorator) for decorator in entry.decorator_list] == ["step"]
    assert (ast.unparse(argument.annotation or entry), ast.unparse(entry.returns or entry)) == (
        f"{step.title()}Request",
        f"{step.title()}Result",
    )
    assert {f"{step.title()}Request", f"{step.title()}Result"} <= set(vars(messages))


@step_by_step
def test_what_a_handler_calls_is_said_once_in_the_step_of_its_name(step: str) -> None:
    assert f"rollbook.steps.{step}.{step}" in handler(step).imports
    assert (LAYER / "rollbook" / "steps" / f"{step}.py").is_file()


@step_by_step
def test_a_step_has_samples_and_tests_under_its_name(step: str) -> None:
    assert list((ROOT / "events" / step).glob("*.json"))
    assert list((ROOT / "tests").rglob(f"test_{step}.py"))


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


@pytest.mark.parametrize(("step", "side"), [("extract", "source"), ("apply", "target")])
def test_a_function_may_read_the_credentials_of_its_side_of_the_flows_alone(step: str, side: str) -> None:
    systems = {getattr(flows.load(name), side) for name in flows.names()}
    readable = {
        name
        for action, resource in function(step).granted
        if action == "secretsmanager:GetSecretValue"
        for name in mentioned(resource)
    }
    assert readable == {f"{system.title()}Secret" for system in systems}


@pytest.mark.parametrize("system", connectors.names())
def test_a_systems_secret_has_the_fields_of_its_credentials(system: str) -> None:
    secret = template().resources[f"{system.title()}Secret"].properties
    rule = secret["GenerateSecretString"]
    made = set(json.loads(rule["SecretStringTemplate"])) | {rule["GenerateStringKey"]}
    assert secret["Name"] == {"Fn::Sub": f"${{AWS::StackName}}/{system}"}
    assert made == set(connectors.load(system).credentials.model_fields)


def test_every_secret_is_a_systems_or_the_key_of_the_digests() -> None:
    secrets = {resource.name for resource in template().of_kind("AWS::SecretsManager::Secret")}
    assert secrets == {f"{system.title()}Secret" for system in connectors.names()} | {"DigestKeySecret"}


@pytest.mark.parametrize("name", flows.names())
def test_a_flow_has_settings_and_a_schedule_that_begins_it(name: str) -> None:
    events = template().resources["SyncStateMachine"].properties["Events"].values()
    inputs = [json.loads(event["Properties"]["Input"]) for event in events if event["Type"] == "ScheduleV2"]
    (given_in,) = [found for found in inputs if found["flow"] == name]
    request = BeginRequest.model_validate(given_in | {"run": "any"})
    assert (request.trigger, request.preview, request.streams) == ("schedule", False, ())
    assert (ROOT / "layers" / "config" / f"{name}.yaml").is_file()


def test_the_e_mail_template_has_a_place_for_every_field_and_no_other() -> None:
    body = template().resources["RunTemplate"].properties["Template"]
    places = set(re.findall(r"\{\{(\w+)\}\}", body["SubjectPart"] + body["TextPart"]))
    failed: RunRecord = record("run").model_copy(update={"status": Status.FAILED})
    assert places == letter(failed, InstitutionSettings(name="Maple Ridge", time_zone="UTC")).keys()


@step_by_step
def test_a_function_has_a_log_of_its_own_that_ends(step: str) -> None:
    log: dict[str, Any] = template().resources[f"{step.title()}Logs"].properties
    assert log["LogGroupName"] == {"Fn::Sub": f"/aws/lambda/${{{function_name(step)}}}"}
    assert log["RetentionInDays"] == {"Ref": "LogRetentionDays"}


def test_the_layers_of_all_functions_are_ours() -> None:
    layers = template().document["Globals"]["Function"]["Layers"]
    places = {template().resources[layer["Ref"]].properties["ContentUri"] for layer in layers}
    assert places == {"layers/dependencies", "layers/rollbook", "layers/config"}
