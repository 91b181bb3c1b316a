import json

import pytest

from rollbook import flows
from rollbook.model.descriptors import TARGET
from rollbook.model.errors import ContractError, FlowBusyError, SettingsError
from rollbook.model.messages import BeginResult, CheckRequest, RunReference
from rollbook.model.runs import Status
from rollbook.steps import following, holding
from rollbook.steps.check import check
from tests.contract.architecture.repository import sample
from tests.integration.conftest import Invoke, Rewrite
from tests.integration.stack import Stack

FLOW = "schoology.provisioning"
STREAMS = ["terms", "users", "courses", "sections", "enrollments"]
IN_THE_WINDOW = "2026-09-14T01:30:00-04:00"
OUTSIDE = "2026-09-14T12:00:00-04:00"


@pytest.mark.parametrize("name", ["by_hand", "approved", "single_stream", "preview"])
def test_a_run_that_a_person_starts_is_admitted(stack: Stack, invoke: Invoke, name: str) -> None:
    event = sample("begin", name)
    begun = invoke("begin", event)
    assert BeginResult.model_validate(begun).admitted
    assert begun["streams"] == event.get("streams", STREAMS)
    assert begun["run"]["approved"] == event.get("approved")
    record = stack.stores().runs.get(event["run"])
    assert record
    assert (record.status, record.reference.by) == (Status.RUNNING, "registrar")


def test_what_a_run_reads_is_what_its_streams_need(invoke: Invoke) -> None:
    assert invoke("begin", sample("begin", "single_stream"))["reads"] == ["users", "orgs"]


def test_a_scheduled_run_is_admitted_inside_of_its_window(stack: Stack, invoke: Invoke) -> None:
    begun = invoke("begin", sample("begin", "schedule") | {"as_of": IN_THE_WINDOW})
    assert (begun["admitted"], begun["reason"], begun["run"]["fence"]) == (True, "", 1)
    assert stack.holder(FLOW) == begun["run"]["run"]


def test_a_scheduled_run_outside_of_its_window_is_told_why_not_and_so_is_its_record(
    stack: Stack, invoke: Invoke
) -> None:
    begun = invoke("begin", sample("begin", "schedule") | {"as_of": OUTSIDE})
    assert not begun["admitted"]
    assert "12:00 (America/New_York), outside the flow's window 00:00-03:00" in begun["reason"]
    assert begun["notify"], "a schedule that never fits needs a person"
    assert stack.holder(FLOW) == ""
    (record,) = stack.stores().runs.latest(FLOW, 5)
    assert (record.status, record.sentence) == (Status.SKIPPED, begun["reason"])
    assert record.ended_at


def test_a_schedule_that_does_not_fit_is_told_once_and_not_in_every_run(invoke: Invoke) -> None:
    late = sample("begin", "schedule") | {"as_of": OUTSIDE}
    assert [invoke("begin", late | {"run": f"run-{number}"})["notify"] for number in (1, 2, 3)] == [True, False, False]
    assert invoke("begin", late | {"run": "run-1"})["notify"], "the first answer may not have arrived"


def test_a_second_run_is_refused_while_the_first_holds_the_flow(stack: Stack, invoke: Invoke) -> None:
    first = invoke("begin", sample("begin", "by_hand"))
    second = invoke("begin", sample("begin", "single_stream"))
    assert not second["admitted"]
    assert first["run"]["run"] in second["reason"]
    assert stack.holder(FLOW) == first["run"]["run"]


def test_a_begin_that_step_functions_repeats_is_admitted_again_under_a_larger_token(invoke: Invoke) -> None:
    fences = [invoke("begin", sample("begin", "by_hand"))["run"]["fence"] for _ in range(2)]
    assert fences == [1, 2]


def test_a_preview_neither_waits_for_a_run_nor_keeps_one_waiting(invoke: Invoke) -> None:
    preview = invoke("begin", sample("begin", "preview"))
    assert (preview["admitted"], preview["run"]["fence"]) == (True, 0)
    assert invoke("begin", sample("begin", "by_hand"))["admitted"]
    assert invoke("begin", sample("begin", "preview"))["admitted"]


def test_schedules_wait_after_a_run_by_hand(stack: Stack, invoke: Invoke) -> None:
    invoke("begin", sample("begin", "by_hand") | {"as_of": "2026-09-13T14:00:00-04:00"})
    begun = invoke("begin", sample("begin", "schedule") | {"as_of": IN_THE_WINDOW})
    assert not begun["admitted"]
    assert "after a manual run" in begun["reason"]
    assert stack.stores().registers.read(f"timetable/{FLOW}")


def test_a_stream_that_the_flow_does_not_have_is_named_with_those_that_it_has(invoke: Invoke) -> None:
    with pytest.raises(SettingsError, match=r"attendance.*terms, users, courses, sections, enrollments"):
        invoke("begin", sample("begin", "by_hand") | {"streams": ["attendance"]})


def test_an_unknown_flow_is_named_with_those_that_there_are(invoke: Invoke) -> None:
    with pytest.raises(SettingsError, match=FLOW):
        invoke("begin", sample("begin", "by_hand") | {"flow": "schoology.lunch"})


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"as_of": "2026-09-14T09:00:00"}, "as_of"),
        ({"trigger": "upload-by-keala"}, "trigger"),
        ({"run": "../keala"}, "run"),
        ({"streams": "keala"}, "streams"),
        ({"preview": "keala"}, "preview"),
    ],
)
def test_an_input_in_the_wrong_form_is_named_by_field_and_not_by_value(
    invoke: Invoke, wrong: dict[str, str], field: str
) -> None:
    with pytest.raises(ContractError, match=rf"look at {field}\.$") as refused:
        invoke("begin", sample("begin", "by_hand") | wrong)
    assert "keala" not in str(refused.value)


def test_a_flow_that_is_switched_off_says_so(rewrite: Rewrite, invoke: Invoke) -> None:
    rewrite("enabled: true", "enabled: false")
    begun = invoke("begin", sample("begin", "by_hand"))
    assert (begun["admitted"], "enabled: false" in begun["reason"]) == (False, True)


def test_a_wrong_setting_is_named_with_file_and_line(rewrite: Rewrite, invoke: Invoke) -> None:
    rewrite('"00:00-03:00"', "midnight")
    with pytest.raises(SettingsError, match=r"schoology\.provisioning\.yaml, line \d+: schedule .*midnight"):
        invoke("begin", sample("begin", "by_hand"))


# ---------------------------------------------------------------------------------------------------------- looks


def test_a_run_is_the_first_until_one_has_found_the_systems_ready(stack: Stack, invoke: Invoke) -> None:
    assert not invoke("begin", sample("begin", "preview"))["first"], "it sends nothing, and may be one of many"
    registers = stack.stores().registers
    first = RunReference.model_validate(invoke("begin", sample("begin", "by_hand"))["run"])
    assert first.first
    holding.give_back(registers, first)
    second = RunReference.model_validate(invoke("begin", sample("begin", "by_hand") | {"run": "second"})["run"])
    assert second.first, "nobody has found the systems ready yet"
    check(CheckRequest(run=second), systems=(), open_client=pytest.fail, registers=registers)
    holding.give_back(registers, second)
    assert not invoke("begin", sample("begin", "single_stream"))["first"]


def test_a_look_is_admitted_and_reads_both_sides(stack: Stack, invoke: Invoke) -> None:
    event = sample("begin", "live")
    begun = invoke("begin", event)
    assert (begun["admitted"], begun["run"]["scoped"], begun["run"]["since"]) == (True, True, None)
    assert "gradebooks" in begun["reads"]
    assert any(name.startswith(TARGET) for name in begun["reads"])
    assert stack.holder(event["flow"]) == event["run"]


def test_a_look_leaves_the_first_whole_run_the_first(stack: Stack, invoke: Invoke) -> None:
    look = invoke("begin", sample("begin", "live"))
    assert not look["first"]
    holding.give_back(stack.stores().registers, RunReference.model_validate(look["run"]))
    assert invoke("begin", sample("begin", "full"))["first"]


def test_looks_of_one_flow_take_turns_and_the_one_that_waits_leaves_no_record(stack: Stack, invoke: Invoke) -> None:
    first, second = sample("begin", "live"), sample("begin", "live") | {"run": "schoology.grades-live-2"}
    invoke("begin", first)
    with pytest.raises(FlowBusyError, match=first["run"]):
        invoke("begin", second)
    assert stack.stores().runs.get(second["run"]) is None
    assert stack.holder(first["flow"]) == first["run"]


def test_a_look_waits_for_a_whole_run(stack: Stack, invoke: Invoke) -> None:
    whole = sample("begin", "full")
    invoke("begin", whole)
    with pytest.raises(FlowBusyError, match=whole["run"]):
        invoke("begin", sample("begin", "live"))
    assert stack.holder(whole["flow"]) == whole["run"]


def test_a_whole_run_that_comes_upon_a_look_is_let_go_before_the_next_look(stack: Stack, invoke: Invoke) -> None:
    look, whole = sample("begin", "live"), sample("begin", "full")
    ended = invoke("begin", look)["run"]
    with pytest.raises(FlowBusyError, match=look["run"]):
        invoke("begin", whole)
    assert stack.stores().runs.get(whole["run"]) is None, "it is tried again, so that it says nothing yet"
    holding.give_back(stack.stores().registers, RunReference.model_validate(ended))
    with pytest.raises(FlowBusyError):
        invoke("begin", look | {"run": "schoology.grades-live-2"})
    assert invoke("begin", whole)["admitted"]


def test_looks_never_ask_whether_the_flow_is_due(invoke: Invoke) -> None:
    assert invoke("begin", sample("begin", "live") | {"as_of": OUTSIDE})["admitted"]
    assert invoke("begin", sample("begin", "one_section") | {"run": sample("begin", "live")["run"]})["admitted"]


@pytest.mark.parametrize(
    ("before", "after"),
    [("comments: send", "comments: leave_out"), ("school_uid: identifier", "school_uid: username")],
    ids=["its own", "of the flow that it leans on"],
)
def test_a_pull_reads_everything_after_a_setting_was_changed(
    rewrite: Rewrite, stack: Stack, invoke: Invoke, before: str, after: str
) -> None:
    def pull(name: str) -> RunReference:
        run = RunReference.model_validate(
            invoke("begin", sample("begin", "full") | {"run": name, "full": False})["run"]
        )
        following.went_well(stack.stores().registers, run, waiting=False)
        holding.give_back(stack.stores().registers, run)
        return run

    assert [pull(f"before-{number}").since is None for number in (1, 2)] == [True, False]
    rewrite(before, after)
    assert [pull(f"after-{number}").since is None for number in (1, 2)] == [True, False]


def test_a_run_that_prepares_holds_nothing_and_reads_what_the_target_holds(invoke: Invoke) -> None:
    begun = invoke("begin", sample("begin", "prepare"))
    assert (begun["admitted"], begun["run"]["prepare"], begun["run"]["fence"]) == (True, True, 0)
    wanted = {stream.matching.reads for stream in flows.load(FLOW).streams if stream.matching}
    assert wanted == {name for name in begun["reads"] if name.startswith(TARGET)}


def test_the_record_tells_in_whose_name_the_target_is_changed(rewrite: Rewrite, stack: Stack, invoke: Invoke) -> None:
    rewrite("schoology:\n", 'schoology:\n  acting_user: "4000001"\n')
    event = sample("begin", "by_hand")
    invoke("begin", event)
    record = stack.stores().runs.get(event["run"])
    assert record
    assert record.acting == {"schoology": "4000001"}


@pytest.mark.parametrize(
    ("name", "moment", "counted"),
    [("schedule", IN_THE_WINDOW, 1), ("schedule", OUTSIDE, 0), ("by_hand", IN_THE_WINDOW, 0)],
)
def test_a_schedule_that_knocks_is_counted_unless_it_does_not_fit(
    invoke: Invoke, capsys: pytest.CaptureFixture[str], *, name: str, moment: str, counted: int
) -> None:
    invoke("begin", sample("begin", name) | {"as_of": moment})
    told = [json.loads(line) for line in capsys.readouterr().out.splitlines() if '"_aws"' in line]
    assert [(line["flow"], line["scheduled"]) for line in told] == [(FLOW, [1.0])] * counted


@pytest.mark.parametrize(
    "setting", [("enabled: true", "enabled: false"), ('schedule: "00:00-03:00"', "schedule: manual"), None], ids=str
)
def test_a_schedule_that_finds_no_run_due_is_counted_all_the_same(
    rewrite: Rewrite, invoke: Invoke, capsys: pytest.CaptureFixture[str], setting: tuple[str, str] | None
) -> None:
    """The alarm is for schedules that never come, and not for runs that somebody put off or switched off."""
    if setting:
        rewrite(*setting)
    else:
        invoke("begin", sample("begin", "by_hand") | {"as_of": "2026-09-13T14:00:00-04:00"})
    capsys.readouterr()
    assert not invoke("begin", sample("begin", "schedule") | {"as_of": IN_THE_WINDOW})["admitted"]
    assert '"scheduled":[1.0]' in capsys.readouterr().out
