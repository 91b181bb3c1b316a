"""The expressions of the state machines, parsed and evaluated on what the steps really say."""

from itertools import chain
from typing import Any

import pytest
from jsonata import Jsonata

from rollbook.model.errors import FlowBusyError, RollbookError
from rollbook.model.messages import CheckRequest, ExtractRequest, NotifyRequest, PlanRequest, ReportRequest
from tests.contract.architecture.machine import BUILT_IN, Json, Machine, evaluate, expressions, machine, machines, used
from tests.contract.architecture.said import CONTEXT, RUN, begun

SYNC, LIVE = machine("sync").states, machine("live").states
on_each = pytest.mark.parametrize("played", machines(), ids=lambda played: played.name)


@pytest.mark.parametrize(
    "expression", sorted(set(chain.from_iterable(expressions(found.definition) for found in machines())))
)
def test_every_expression_can_be_parsed(expression: str) -> None:
    Jsonata(expression)


@on_each
def test_every_variable_is_assigned_or_built_in(played: Machine) -> None:
    assigned = {
        name
        for state in played.states.values()
        for rule in [state.definition, *state.definition.get("Catch", [])]
        for name in rule.get("Assign", {})
    }
    assert used(played.definition) <= assigned | BUILT_IN
    assert assigned <= used(played.definition)


@on_each
def test_every_expression_is_marked_on_both_sides(played: Machine) -> None:
    assert played.text.count('"{% ') == played.text.count(' %}"') == played.text.count("{%")


# ------------------------------------------------------------------------------------------------------ beginning


@on_each
def test_begin_is_told_the_name_of_the_execution_whatever_the_input_says(played: Machine) -> None:
    payload = played.states["Begin"].definition["Arguments"]["Payload"]
    given_in = {"flow": "schoology.provisioning", "run": "made up"}
    states = {"input": given_in, "context": CONTEXT}
    assert evaluate(payload, states=states) == given_in | {"run": "run-1"}


@on_each
def test_what_begin_answers_is_what_the_maps_go_over(played: Machine) -> None:
    said = begun()
    assigned = evaluate(played.states["Begin"].definition["Assign"], states={"result": {"Payload": said}})
    assert (assigned["run"], assigned["reads"], assigned["streams"]) == (RUN, ["orgs", "users"], ["users", "courses"])


@pytest.mark.parametrize(
    ("admitted", "first", "after"),
    [
        (True, True, "Check"),
        (True, False, "ExtractAll"),
        (False, False, "NeedsAPerson"),
        (False, True, "NeedsAPerson"),
    ],
)
def test_only_before_a_flows_very_first_run_credentials_are_tried(admitted: bool, first: bool, after: str) -> None:
    assert SYNC["Admitted"].chosen(states={"input": begun(admitted=admitted, first=first)}) == after


@pytest.mark.parametrize(("admitted", "after"), [(True, "ExtractAll"), (False, "Succeeded")])
def test_a_look_that_is_not_admitted_ends_there_and_its_events_are_done_with(admitted: bool, after: str) -> None:
    assert LIVE["Admitted"].chosen(states={"input": begun(admitted=admitted)}) == after


@pytest.mark.parametrize(("notify", "after"), [(True, "Notify"), (False, "Ended")])
def test_a_run_that_is_not_admitted_is_told_of_when_a_person_must_act_and_ends_green(notify: bool, after: str) -> None:
    said = begun(admitted=False, notify=notify)
    assigned = evaluate(SYNC["Begin"].definition["Assign"], states={"result": {"Payload": said}})
    assert SYNC["NeedsAPerson"].chosen(**assigned) == after
    assert SYNC["Ended"].chosen(**assigned) == "Succeeded"


@pytest.mark.parametrize(
    "given_in",
    [
        {"flow": "schoology.provisioning", "trigger": "schedule", "by": "schedule"},
        {"flow": "schoology.provisioning"},
        {"flow": "no.such.flow", "trigger": "upload", "by": 7, "as_of": "soon"},
        {"flow": None, "trigger": None, "by": None},
        {"flow": {"name": "nested"}, "streams": "users"},
        {},
    ],
)
def test_whatever_begin_refuses_can_be_reported(given_in: Json) -> None:
    request = reported(machine("sync"), given_in, RollbookError)
    assert (request.run.run, request.run.fence, request.run.scoped) == ("run-1", 0, False)
    assert request.run.flow
    assert request.run.trigger == ("schedule" if given_in.get("trigger") == "schedule" else "manual")


def test_a_look_that_begin_refuses_is_reported_as_what_it_is() -> None:
    given_in = {"flow": "schoology.grades", "trigger": "webhook", "by": "schoology", "scoped": True}
    run = reported(machine("live"), given_in, RollbookError).run
    assert (run.run, run.fence, run.flow, run.by) == ("run-1", 0, "schoology.grades", "schoology")
    assert (run.trigger, run.scoped) == ("webhook", True)


def reported(played: Machine, given_in: Json, error: type[Exception]) -> ReportRequest:
    """Return what the report is told when begin ended with an error."""
    *_, catch = played.states["Begin"].definition["Catch"]
    told = {"Error": error.__name__, "Cause": "{}"}
    states = {"input": given_in, "context": CONTEXT, "errorOutput": told}
    return ReportRequest.model_validate(evaluate(catch["Assign"], states=states))


def test_a_look_that_found_its_flow_busy_leaves_no_record_and_its_events_come_again() -> None:
    busy, _ = LIVE["Begin"].definition["Catch"]
    assert busy["ErrorEquals"] == [FlowBusyError.__name__]
    ended = LIVE[busy["Next"]]
    assert (ended.kind, ended.definition["Error"]) == ("Fail", FlowBusyError.__name__)


# -------------------------------------------------------------------------------------------------------- working


def test_the_check_is_of_the_systems_of_the_run() -> None:
    request = CheckRequest.model_validate(evaluate(SYNC["Check"].definition["Arguments"]["Payload"], run=RUN))
    assert request.run
    assert request.run.flow == RUN["flow"]


@on_each
@pytest.mark.parametrize(
    ("around", "item", "request_model"),
    [("ExtractAll", "users", ExtractRequest), ("PlanAll", "users", PlanRequest)],
)
def test_each_item_of_a_map_is_a_request(
    played: Machine, around: str, item: str, request_model: type[PlanRequest | ExtractRequest]
) -> None:
    states = {"context": {"Map": {"Item": {"Value": item}}}}
    request_model.model_validate(evaluate(played.states[around].definition["ItemSelector"], run=RUN, states=states))


@pytest.mark.parametrize(
    ("preview", "found", "ends"),
    [
        (False, [], True),
        (False, [{"list": "a"}], False),
        (True, [{"list": "a"}, {"list": "b"}], True),
        (True, [], True),
    ],
)
def test_a_preview_and_a_run_without_changes_make_no_call(preview: bool, found: list[Json], ends: bool) -> None:
    after = SYNC["AnythingToSend"].chosen(run=RUN | {"preview": preview}, waves=found)
    assert after == ("Report" if ends else "Waves")


@pytest.mark.parametrize(("found", "after"), [([], "Report"), ([{"stream": "results", "chunks": ["a"]}], "Waves")])
def test_a_look_at_what_has_not_changed_makes_no_call(found: list[Json], after: str) -> None:
    assert LIVE["AnythingToSend"].chosen(run=RUN, waves=found) == after


# --------------------------------------------------------------------------------------------------------- ending


@on_each
@pytest.mark.parametrize("failure", [None, {"Error": "CredentialsError", "Cause": '{"errorMessage": "no"}'}])
def test_the_report_is_told_how_the_run_ended(played: Machine, failure: Json | None) -> None:
    payload = evaluate(played.states["Report"].definition["Arguments"]["Payload"], run=RUN, failure=failure)
    request = ReportRequest.model_validate(payload)
    assert (request.failure and request.failure.Error) == (failure and failure["Error"])


@on_each
@pytest.mark.parametrize(("status", "red"), [("failed", True), ("succeeded", False), ("needs_attention", False)])
def test_only_a_failed_run_ends_red(played: Machine, status: str, red: bool) -> None:
    said: Any = {"result": {"Payload": {"status": status, "notify": False}}}
    assigned = evaluate(played.states["Report"].definition["Assign"], states=said)
    assert played.states["Ended"].chosen(**assigned) == ("Failed" if red else "Succeeded")


@on_each
def test_the_words_of_a_red_run_name_the_run(played: Machine) -> None:
    assert "run-1" in evaluate(played.states["Failed"].definition["Cause"], run=RUN)


def test_the_e_mail_is_about_the_run() -> None:
    NotifyRequest.model_validate(evaluate(SYNC["Notify"].definition["Arguments"]["Payload"], run=RUN))
