from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

from rollbook.model.errors import ContractError, SettingsError
from rollbook.model.messages import BeginResult
from rollbook.model.runs import Status
from tests.contract.architecture.repository import CONFIG, sample
from tests.integration.conftest import Invoke
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


def test_a_flow_that_is_switched_off_says_so(
    load: Callable[[str], ModuleType], invoke: Invoke, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    del load
    _settings(tmp_path, monkeypatch, ("enabled: true", "enabled: false"))
    begun = invoke("begin", sample("begin", "by_hand"))
    assert (begun["admitted"], "enabled: false" in begun["reason"]) == (False, True)


def test_a_wrong_setting_is_named_with_file_and_line(
    load: Callable[[str], ModuleType], invoke: Invoke, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    del load
    _settings(tmp_path, monkeypatch, ('"00:00-03:00"', "midnight"))
    with pytest.raises(SettingsError, match=r"schoology\.provisioning\.yaml, line \d+: schedule .*midnight"):
        invoke("begin", sample("begin", "by_hand"))


def _settings(folder: Path, monkeypatch: pytest.MonkeyPatch, change: tuple[str, str]) -> None:
    """Put a changed settings layer in front of the deployed one."""
    for file in CONFIG.glob("*.yaml"):
        text = file.read_text(encoding="utf-8")
        (folder / file.name).write_text(text.replace(*change), encoding="utf-8")
    monkeypatch.syspath_prepend(str(folder))
