"""The samples in `events/` are what the steps are really told."""

import json
import re
from hashlib import md5
from pathlib import Path
from typing import Any

import pytest

from rollbook import connectors, flows
from rollbook.model import errors, messages
from rollbook.model.messages import (
    ApplyRequest,
    BeginRequest,
    CheckRequest,
    ExtractRequest,
    InterpretRequest,
    PlanRequest,
    PollRequest,
    ReportRequest,
    RunReference,
)
from rollbook.model.tables import ROWS, UPLOADS, Place
from rollbook.webhooks.senders import SENDERS
from tests.contract.architecture.machine import Json, machine
from tests.contract.architecture.repository import DESK, DOOR, ROOT, sample
from tests.contract.architecture.template import template

SAMPLES = sorted((ROOT / "events").glob("*/*.json"))
INSIDE = [path for path in SAMPLES if path.parent.name not in (DOOR, DESK)]
by_name: dict[str, Any] = {"ids": lambda path: f"{path.parent.name}/{path.stem}"}


def read(path: Path) -> Json:
    return sample(path.parent.name, path.stem)


def of_step(step: str) -> list[Json]:
    return [read(path) for path in SAMPLES if path.parent.name == step]


@pytest.mark.parametrize("path", INSIDE, **by_name)
def test_a_sample_is_a_request_of_its_step_for_a_flow_that_exists(path: Path) -> None:
    request = getattr(messages, f"{path.parent.name.title()}Request").model_validate(read(path))
    # Events, polls and the check of all systems are of no flow.
    reference = request if isinstance(request, BeginRequest) else getattr(request, "run", None)
    assert reference or isinstance(request, InterpretRequest | CheckRequest | PollRequest)
    assert reference is None or flows.load(reference.flow).name == reference.flow


@pytest.mark.parametrize("path", [path for path in INSIDE if "flow" in read(path).get("run", {})], **by_name)
def test_a_samples_run_is_told_as_begin_tells_it_or_as_the_machine_does_when_begin_failed(path: Path) -> None:
    catches = machine("sync").states["Begin"].definition["Catch"]
    by_the_machine = {name for name in RunReference.model_fields if f"'{name}'" in catches[-1]["Assign"]["run"]}
    assert read(path)["run"].keys() in (RunReference.model_fields.keys(), by_the_machine)


def test_the_scheduled_sample_is_what_the_schedule_sends_and_the_name_of_the_execution() -> None:
    events = template().resources["SyncStateMachine"].properties["Events"].values()
    event = sample("begin", "schedule")
    assert event.pop("run")
    assert event in [json.loads(event["Properties"]["Input"]) for event in events if event["Type"] == "ScheduleV2"]


def test_the_sample_of_an_upload_is_what_the_rule_of_uploads_makes_of_one() -> None:
    (rule,) = [
        event["Properties"]
        for event in template().resources["SyncStateMachine"].properties["Events"].values()
        if event["Type"] == "EventBridgeRule"
    ]
    event = sample("begin", "upload")
    assert event.pop("run")
    (prefix,) = [found["prefix"] for found in rule["Pattern"]["detail"]["object"]["key"]]
    assert event["upload"].startswith(prefix)
    assert Place.of(event["upload"]).importer == "global"
    assert rule["InputTransformer"]["InputPathsMap"] == {"file": "$.detail.object.key"}
    assert json.loads(rule["InputTransformer"]["InputTemplate"].replace("<file>", event["upload"])) == event


def test_the_samples_of_begin_show_every_way_to_start_a_run() -> None:
    requests = [BeginRequest.model_validate(event) for event in of_step("begin")]
    assert {request.trigger for request in requests} == {"schedule", "manual", "webhook", "upload"}
    assert {request.preview for request in requests} == {True, False}
    assert any(request.approved for request in requests)
    assert any(len(request.streams) == 1 for request in requests)
    assert any(request.as_of for request in requests)
    assert any(request.full for request in requests)
    assert any(request.prepare for request in requests)
    assert {request.trigger for request in requests if request.scoped} == {"manual", "webhook"}


def test_samples_name_collections_streams_and_files_that_there_can_be() -> None:
    sides = set()
    for extract in map(ExtractRequest.model_validate, of_step("extract")):
        flow = flows.load(extract.run.flow)
        system, collection = flow.place(extract.entity)
        sides.add(system == flow.target)
        assert collection == ROWS if system == UPLOADS else collection in connectors.load(system).reads
    assert sides == {True, False}, "some read the source and some the target"
    for plan in map(PlanRequest.model_validate, of_step("plan")):
        assert flows.load(plan.run.flow).stream(plan.stream)
    for apply in map(ApplyRequest.model_validate, of_step("apply")):
        assert flows.load(apply.run.flow).stream(apply.chunk.stream)
        assert apply.chunk.chunk.startswith(("changes-", "removals-"))


def test_the_samples_of_looks_carry_the_names_that_interpret_gives_them() -> None:
    first = {event["Records"][0]["messageId"][:8] for event in of_step("interpret")}
    told = [event if "flow" in event else event.get("run") or {} for event in map(read, INSIDE)]
    named = {reference["run"] for reference in told if reference.get("trigger") == "webhook"}
    assert named
    for name in named:
        found = re.fullmatch(r"(?P<flow>.+)-live-\d{8}T\d{12}-(?P<message>.+)", name)
        assert found
        assert flows.load(found["flow"]).listens
        assert found["message"] in first


def test_the_samples_show_a_first_run_and_a_pull_that_goes_on_from_the_last_one() -> None:
    told = [RunReference.model_validate(read(path)["run"]) for path in INSIDE if "flow" in read(path).get("run", {})]
    assert any(run.first for run in told)
    assert [run for run in told if run.since and run.follows]
    assert not [run.run for run in told if run.follows and (run.scoped or run.preview or run.partial)]


def test_the_samples_of_check_show_both_who_asks_for_it() -> None:
    assert {bool(CheckRequest.model_validate(event).run) for event in of_step("check")} == {True, False}


def test_the_samples_of_interpret_are_messages_as_the_door_puts_them_into_the_queue() -> None:
    for event in of_step("interpret"):
        for message, record in zip(InterpretRequest.model_validate(event).Records, event["Records"], strict=True):
            assert message.sender in SENDERS
            assert message.messageAttributes.keys() == {"sender", "id", "received_at"}
            assert record["eventSource"] == "aws:sqs"
            assert record["md5OfBody"] == md5(message.body.encode(), usedforsecurity=False).hexdigest()


@pytest.mark.parametrize("path", sorted(set(SAMPLES) - set(INSIDE)), **by_name)
def test_a_sample_of_the_door_is_a_call_of_one_of_its_paths_as_api_gateway_tells_it(path: Path) -> None:
    event = read(path)
    paths = template().resources["Api"].properties["DefinitionBody"]["paths"]
    assert event["httpMethod"].lower() in paths[event["resource"]]
    places = {name.strip("{}") for name in event["resource"].split("/") if name.startswith("{")}
    assert event["pathParameters"].keys() == places
    assert {"multiValueHeaders", "body", "isBase64Encoded", "requestContext"} <= event.keys()


def test_the_samples_of_report_show_success_and_failures_as_step_functions_tells_them() -> None:
    failures = [ReportRequest.model_validate(event).failure for event in of_step("report")]
    told = [failure for failure in failures if failure]
    assert None in failures
    lambdas = [failure for failure in told if hasattr(errors, failure.Error)]
    assert lambdas
    for failure in lambdas:
        cause = json.loads(failure.Cause)
        assert cause["errorType"] == failure.Error
        assert cause["errorMessage"]
    assert any(failure.Error.startswith("States.") for failure in told)
