"""The samples in `events/` are what the steps are really told."""

import json
from pathlib import Path

import pytest

from rollbook import connectors, flows
from rollbook.model import errors, messages
from rollbook.model.messages import ApplyRequest, BeginRequest, ExtractRequest, PlanRequest, ReportRequest
from tests.contract.architecture.machine import Json
from tests.contract.architecture.repository import ROOT, sample
from tests.contract.architecture.template import template

SAMPLES = sorted((ROOT / "events").glob("*/*.json"))


def read(path: Path) -> Json:
    return sample(path.parent.name, path.stem)


def of_step(step: str) -> list[Json]:
    return [read(path) for path in SAMPLES if path.parent.name == step]


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_a_sample_is_a_request_of_its_step_for_a_flow_that_exists(path: Path) -> None:
    event = read(path)
    request = getattr(messages, f"{path.parent.name.title()}Request").model_validate(event)
    reference = request if isinstance(request, BeginRequest) else request.run
    assert flows.load(reference.flow).name == reference.flow


def test_the_scheduled_sample_is_what_the_schedule_sends_and_the_name_of_the_execution() -> None:
    events = template().resources["SyncStateMachine"].properties["Events"].values()
    event = sample("begin", "schedule")
    assert event.pop("run")
    assert event in [json.loads(event["Properties"]["Input"]) for event in events]


def test_the_samples_of_begin_show_every_way_to_start_a_run() -> None:
    requests = [BeginRequest.model_validate(event) for event in of_step("begin")]
    assert {request.trigger for request in requests} == {"schedule", "manual"}
    assert {request.preview for request in requests} == {True, False}
    assert any(request.approved for request in requests)
    assert any(len(request.streams) == 1 for request in requests)
    assert any(request.as_of for request in requests)


def test_samples_name_collections_streams_and_files_that_there_can_be() -> None:
    for extract in map(ExtractRequest.model_validate, of_step("extract")):
        assert extract.entity in connectors.load(flows.load(extract.run.flow).source).reads
    for plan in map(PlanRequest.model_validate, of_step("plan")):
        assert flows.load(plan.run.flow).stream(plan.stream)
    for apply in map(ApplyRequest.model_validate, of_step("apply")):
        assert flows.load(apply.run.flow).stream(apply.chunk.stream)
        assert apply.chunk.chunk.startswith(("changes-", "removals-"))


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
