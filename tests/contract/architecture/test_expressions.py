"""The expressions of the state machine, parsed and evaluated on what the steps really say."""

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonata import Jsonata

from rollbook.model.errors import RollbookError
from rollbook.model.messages import (
    ApplyRequest,
    BeginResult,
    ChunkReference,
    Counts,
    ExtractRequest,
    NotifyRequest,
    PlanRequest,
    PlanResult,
    ReportRequest,
    RunReference,
)
from tests.contract.architecture.machine import Json, evaluate, expressions, machine

STATES = machine().states
CONTEXT = {"Execution": {"Name": "run-1", "StartTime": "2026-09-14T04:00:00.123Z"}}
RUN: Json = RunReference.model_validate(
    {
        "run": "run-1",
        "flow": "schoology.provisioning",
        "fence": 3,
        "as_of": "2026-09-14T04:00:00Z",
        "started_at": "2026-09-14T04:00:01Z",
        "trigger": "schedule",
        "by": "schedule",
    }
).model_dump(mode="json")
BUILT_IN = {"append", "count", "exists", "merge", "number", "reverse", "string", "states"}


def planned(stream: str, chunks: int = 0, removal_chunks: int = 0) -> Json:
    return PlanResult(
        stream=stream,
        counts=Counts(),
        records=10,
        changes=f"plans/run-1/{stream}/changes.json",
        chunks=chunks,
        removals=f"plans/run-1/{stream}/removals.json",
        removal_chunks=removal_chunks,
        calls=1,
        seconds=0.3,
    ).model_dump(mode="json")


def chosen(state: str, **variables: Any) -> str:
    """Return where a choice goes."""
    definition = STATES[state].definition
    (choice,) = definition["Choices"]
    next_state = choice["Next"] if evaluate(choice["Condition"], **variables) else definition["Default"]
    return str(next_state)


def waves(results: list[Json]) -> list[str]:
    """Return the lists that the machine would send, in order, each by its stream and name."""
    found = evaluate(STATES["PlanAll"].definition["Assign"]["waves"], states={"result": results})
    assert all(wave["list"].split("/")[2] == wave["stream"] for wave in found)
    return ["/".join(wave["list"].removesuffix(".json").split("/")[2:]) for wave in found]


@pytest.mark.parametrize("expression", sorted(set(expressions(machine().definition))))
def test_every_expression_can_be_parsed(expression: str) -> None:
    Jsonata(expression)


def test_every_variable_is_assigned_or_built_in() -> None:
    assigned = {
        name
        for state in STATES.values()
        for rule in [state.definition, *state.definition.get("Catch", [])]
        for name in rule.get("Assign", {})
    }
    used = {name for text in expressions(machine().definition) for name in re.findall(r"\$(\w+)", text)}
    assert used <= assigned | BUILT_IN
    assert assigned <= used


def test_every_expression_is_marked_on_both_sides() -> None:
    assert machine().text.count('"{% ') == machine().text.count(' %}"') == machine().text.count("{%")


@pytest.mark.parametrize(
    ("results", "sent"),
    [
        ([], []),
        ([planned("users")], []),
        ([planned("users"), planned("courses")], []),
        ([planned("users", 1)], ["users/changes"]),
        ([planned("users", 0, 2)], ["users/removals"]),
        ([planned("users", 1, 1)], ["users/changes", "users/removals"]),
        ([planned("users"), planned("courses", 3), planned("sections")], ["courses/changes"]),
        (
            [planned("users", 1, 1), planned("courses", 2, 0), planned("enrollments", 7, 7)],
            ["users/changes", "courses/changes", "enrollments/changes", "enrollments/removals", "users/removals"],
        ),
        (
            [planned("users", 0, 1), planned("courses", 0, 1), planned("enrollments", 0, 1)],
            ["enrollments/removals", "courses/removals", "users/removals"],
        ),
    ],
)
def test_changes_go_in_the_order_of_the_streams_then_removals_in_reverse(results: list[Json], sent: list[str]) -> None:
    assert waves(results) == sent


@given(st.lists(st.tuples(st.integers(0, 2), st.integers(0, 2)), max_size=6))
def test_whatever_is_planned_goes_once_and_nothing_else_does(chunks: list[tuple[int, int]]) -> None:
    results = [planned(f"stream{at}", *both) for at, both in enumerate(chunks)]
    changes = [f"stream{at}/changes" for at, (some, _) in enumerate(chunks) if some]
    removals = [f"stream{at}/removals" for at, (_, some) in enumerate(chunks) if some]
    assert waves(results) == changes + removals[::-1]


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
    after = chosen("AnythingToSend", run=RUN | {"preview": preview}, waves=found)
    assert after == ("Report" if ends else "Waves")


@pytest.mark.parametrize(("notify", "after"), [(True, "Notify"), (False, "Ended")])
def test_a_run_that_is_not_admitted_is_told_of_when_a_person_must_act_and_ends_green(notify: bool, after: str) -> None:
    begun = {"admitted": False, "notify": notify, "run": RUN, "reads": [], "streams": []}
    assigned = evaluate(STATES["Begin"].definition["Assign"], states={"result": {"Payload": begun}})
    assert STATES["Admitted"].definition["Default"] == "NeedsAPerson"
    assert chosen("NeedsAPerson", **assigned) == after
    assert chosen("Ended", **assigned) == "Succeeded"


@pytest.mark.parametrize(("admitted", "goes_on"), [(True, True), (False, False)])
def test_a_run_that_is_not_admitted_ends_there(admitted: bool, goes_on: bool) -> None:
    assert (chosen("Admitted", states={"input": {"admitted": admitted}}) == "ExtractAll") is goes_on


@pytest.mark.parametrize(("status", "red"), [("failed", True), ("succeeded", False), ("needs_attention", False)])
def test_only_a_failed_run_ends_red(status: str, red: bool) -> None:
    assert chosen("Ended", status=status) == ("Failed" if red else "Succeeded")


def test_the_words_of_a_red_run_name_the_run() -> None:
    assert "run-1" in evaluate(STATES["Failed"].definition["Cause"], run=RUN)


def test_begin_is_told_the_name_of_the_execution_whatever_the_input_says() -> None:
    payload = STATES["Begin"].definition["Arguments"]["Payload"]
    given_in = {"flow": "schoology.provisioning", "run": "made up"}
    states = {"input": given_in, "context": CONTEXT}
    assert evaluate(payload, states=states) == given_in | {"run": "run-1"}


def test_what_begin_answers_is_what_the_maps_go_over() -> None:
    begun = BeginResult(
        admitted=True,
        reason="",
        notify=False,
        run=RunReference.model_validate(RUN),
        reads=("orgs", "users"),
        streams=("users", "courses"),
    ).model_dump(mode="json")
    assigned = evaluate(STATES["Begin"].definition["Assign"], states={"result": {"Payload": begun}})
    assert (assigned["run"], assigned["reads"], assigned["streams"]) == (RUN, ["orgs", "users"], ["users", "courses"])


@pytest.mark.parametrize(
    ("around", "item", "request_model"),
    [("ExtractAll", "users", ExtractRequest), ("PlanAll", "users", PlanRequest)],
)
def test_each_item_of_a_map_is_a_request(around: str, item: str, request_model: type[Any]) -> None:
    states = {"context": {"Map": {"Item": {"Value": item}}}}
    request_model.model_validate(evaluate(STATES[around].definition["ItemSelector"], run=RUN, states=states))


def test_each_chunk_of_a_wave_is_an_apply_request() -> None:
    wave = {"stream": "users", "list": "plans/run-1/users/changes.json"}
    outer = evaluate(
        STATES["Waves"].definition["ItemSelector"], run=RUN, states={"context": {"Map": {"Item": {"Value": wave}}}}
    )
    apply_all = STATES["ApplyAll"].definition
    assert evaluate(apply_all["ItemReader"]["Arguments"]["Key"], states={"input": outer}) == wave["list"]
    chunk = ChunkReference(stream="users", chunk="changes-00000").model_dump()
    states = {"input": outer, "context": {"Map": {"Item": {"Value": chunk}}}}
    ApplyRequest.model_validate(evaluate(apply_all["ItemSelector"], states=states))


def test_a_child_of_the_distributed_map_uses_no_variable_of_its_parent() -> None:
    inside = STATES["ApplyAll"].definition["ItemProcessor"]
    used = {name for text in expressions(inside) for name in re.findall(r"\$(\w+)", text)}
    assert used <= BUILT_IN


@pytest.mark.parametrize("failure", [None, {"Error": "CredentialsError", "Cause": '{"errorMessage": "no"}'}])
def test_the_report_is_told_how_the_run_ended(failure: Json | None) -> None:
    payload = evaluate(STATES["Report"].definition["Arguments"]["Payload"], run=RUN, failure=failure)
    request = ReportRequest.model_validate(payload)
    assert (request.failure and request.failure.Error) == (failure and failure["Error"])


def test_the_e_mail_is_about_the_run() -> None:
    NotifyRequest.model_validate(evaluate(STATES["Notify"].definition["Arguments"]["Payload"], run=RUN))


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
    (catch,) = STATES["Begin"].definition["Catch"]
    error = {"Error": RollbookError.__name__, "Cause": "{}"}
    assigned = evaluate(catch["Assign"], states={"input": given_in, "context": CONTEXT, "errorOutput": error})
    request = ReportRequest.model_validate({"run": assigned["run"], "failure": assigned["failure"]})
    assert (request.run.run, request.run.fence) == ("run-1", 0)
    assert request.run.flow
    assert request.run.trigger == ("schedule" if given_in.get("trigger") == "schedule" else "manual")
