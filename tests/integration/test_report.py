import io
import json
from datetime import UTC, datetime
from typing import Any

import pytest

from rollbook.admin import rendering
from rollbook.admin.operations import Operations
from rollbook.aws import session
from rollbook.aws.clock import SystemClock
from rollbook.aws.executions import Executions
from rollbook.model.changes import Operation, Outcome, OutcomeKind
from rollbook.model.descriptors import Writable
from rollbook.model.messages import Counts
from rollbook.model.records import Reason
from rollbook.model.runs import RunRecord, Status
from rollbook.steps import holding
from rollbook.steps.paper import Paper
from rollbook.sync.cursor import OVERLAP
from rollbook.sync.lease import LIFETIME
from tests.contract.architecture.repository import sample
from tests.contract.stores.samples import FLOW, intent
from tests.integration.conftest import Invoke
from tests.integration.stack import Stack

REASON = Reason(sentence="The e-mail address is not one.", remedy="Correct it in eSchoolPLUS.")


@pytest.fixture
def run(invoke: Invoke) -> dict[str, Any]:
    """Return the reference of a run that was begun by hand."""
    begun: dict[str, Any] = invoke("begin", sample("begin", "by_hand"))["run"]
    return begun


def test_a_run_that_found_everything_in_step_is_closed_green_and_lets_the_next_begin(
    stack: Stack, invoke: Invoke, run: dict[str, Any]
) -> None:
    said = invoke("report", {"run": run, "failure": None})
    assert said == {"run": run, "status": "succeeded", "notify": False}
    assert _record(stack, run).ended_at
    assert stack.holder(FLOW) == ""
    assert invoke("begin", sample("begin", "single_stream"))["run"]["fence"] == run["fence"] + 1


@pytest.mark.parametrize("name", ["credentials_refused", "worker_lost", "begin_failed"])
def test_a_failed_run_is_closed_red_with_its_sentence_and_lets_the_next_begin(
    stack: Stack, invoke: Invoke, run: dict[str, Any], name: str
) -> None:
    failure = sample("report", name)["failure"]
    said = invoke("report", {"run": run, "failure": failure})
    assert (said["status"], said["notify"]) == ("failed", True)
    record = _record(stack, run)
    assert record.status is Status.FAILED
    told = failure["Error"] if failure["Error"].startswith("States.") else json.loads(failure["Cause"])["errorMessage"]
    assert told in record.sentence
    assert "stackTrace" not in record.sentence
    assert invoke("begin", sample("begin", "single_stream"))["admitted"]


def test_a_begin_that_failed_leaves_a_red_record_and_takes_no_lease_away(
    stack: Stack, invoke: Invoke, run: dict[str, Any]
) -> None:
    event = sample("report", "begin_failed")
    assert invoke("report", event)["status"] == "failed"
    assert "line 6" in _record(stack, event["run"]).sentence
    assert stack.holder(FLOW) == run["run"]


@pytest.mark.parametrize("name", [None, "credentials_refused"])
def test_a_look_is_closed_without_an_e_mail_however_it_went(stack: Stack, invoke: Invoke, name: str | None) -> None:
    look = invoke("begin", sample("begin", "live"))["run"]
    failure = sample("report", name)["failure"] if name else None
    said = invoke("report", {"run": look, "failure": failure})
    assert (said["status"], said["notify"]) == ("failed" if failure else "succeeded", False)
    assert stack.holder(look["flow"]) == ""


def test_a_pull_goes_on_from_where_the_last_one_that_went_well_began(invoke: Invoke) -> None:
    pull = sample("begin", "live") | {"trigger": "manual", "scoped": False}
    for number, failure in enumerate([sample("report", "credentials_refused")["failure"], None]):
        began = invoke("begin", pull | {"run": f"pull-{number}"})["run"]
        assert (began["since"], bool(began["follows"])) == (None, True), "no pull went well as yet"
        invoke("report", {"run": began, "failure": failure})
    later = invoke("begin", pull | {"run": "pull-2"})["run"]
    assert datetime.fromisoformat(later["since"]) <= datetime.fromisoformat(began["started_at"])
    assert later["follows"] == began["follows"], "neither the rules nor the settings are others"


def test_a_pull_goes_back_to_what_only_time_decides(stack: Stack, invoke: Invoke) -> None:
    pull = sample("begin", "live") | {"trigger": "manual", "scoped": False}
    changed = datetime(2026, 9, 14, 9, 30, tzinfo=UTC)
    began = invoke("begin", pull | {"run": "pull-1"})["run"]
    _planned(stack, began, undecided_since=changed)
    assert invoke("report", {"run": began, "failure": None})["status"] == "succeeded"
    later = invoke("begin", pull | {"run": "pull-2"})["run"]
    assert datetime.fromisoformat(later["since"]) == changed - OVERLAP


def test_what_is_not_for_the_target_is_told_of_each_record_and_a_notice_asks_for_a_person(
    stack: Stack, invoke: Invoke, run: dict[str, Any]
) -> None:
    _planned(stack, run)
    said = [
        Outcome(kind=kind, operation=Operation.UPDATE, digest=f"{number:032x}", key=f"key-{number}", reason=REASON)
        for number, kind in enumerate([OutcomeKind.LEFT_OUT, OutcomeKind.LEFT_OUT, OutcomeKind.NOTICE])
    ]
    stack.stores().plans.put_outcomes(run["run"], run["streams"][0], "plan-00000", said)
    answer = invoke("report", {"run": run, "failure": None})
    assert (answer["status"], answer["notify"]) == ("needs_attention", True)
    record = _record(stack, run)
    assert [(found.kind, found.count) for found in record.left_out] == [("left_out", 2)]
    assert [(found.kind, found.count) for found in record.problems] == [("notice", 1)]
    assert record.streams[run["streams"][0]] == Counts()
    operations = Operations(stack.stores(), Executions(session.stepfunctions(), ""), SystemClock())
    shown = rendering.details(operations.details(run["run"])).splitlines()
    assert [(line[0], line.partition(": ")[0].partition("key-")[2]) for line in shown] == [
        ("!", "2 notice"),
        (" ", "0 left out"),
        (" ", "1 left out"),
    ]


@pytest.mark.parametrize(
    ("trigger", "asked"), [("schedule", [True, True, False]), ("manual", [True, True, True]), ("webhook", [False] * 3)]
)
def test_what_a_schedule_finds_again_asks_for_no_other_e_mail(invoke: Invoke, trigger: str, asked: list[bool]) -> None:
    """The report of the first run is repeated, as Step Functions does; the second one ends in the same way."""
    failure = sample("report", "credentials_refused")["failure"]
    by_hand = sample("begin", "by_hand")
    said = []
    for name in ("run-1", "run-1", "run-2"):
        begun = invoke("begin", by_hand | {"run": name})["run"] | {"trigger": trigger}
        said.append(invoke("report", {"run": begun, "failure": failure})["notify"])
    assert said == asked


def test_what_the_run_achieved_moves_the_baseline_and_what_it_could_not_is_told(
    stack: Stack, invoke: Invoke, read_run: dict[str, Any]
) -> None:
    users = _sent(stack, invoke, read_run)
    said = invoke("report", {"run": read_run, "failure": None})
    assert (said["status"], said["notify"]) == ("needs_attention", True)
    assert stack.stores().baselines.manifest(FLOW, "users").entries == users - 1
    record = _record(stack, read_run)
    assert (record.streams["users"].created, record.streams["users"].refused) == (users - 1, 1)
    assert record.calls == {"eschoolplus": 3, "schoology": 2}
    assert [(problem.count, problem.reason) for problem in record.problems] == [(1, REASON)]


def test_the_next_plan_is_for_the_refused_one_alone(stack: Stack, invoke: Invoke, read_run: dict[str, Any]) -> None:
    users = _sent(stack, invoke, read_run)
    before = invoke("plan", sample("plan", "users") | {"run": read_run})["counts"]
    invoke("report", {"run": read_run, "failure": None})
    after = invoke("plan", sample("plan", "users") | {"run": read_run | {"preview": True, "fence": 0}})["counts"]
    assert (before["created"], after["created"]) == (users, 1)
    assert after["unchanged"] == before["unchanged"] + users - 1


def test_a_report_that_step_functions_repeats_says_the_same(
    stack: Stack, invoke: Invoke, read_run: dict[str, Any]
) -> None:
    _sent(stack, invoke, read_run)
    first = invoke("report", {"run": read_run, "failure": None})
    before = _record(stack, read_run)
    assert invoke("report", {"run": read_run, "failure": None}) == first
    assert _record(stack, read_run) == before


def test_a_run_that_was_overtaken_moves_nothing_and_ends_red(
    stack: Stack, invoke: Invoke, read_run: dict[str, Any]
) -> None:
    stores = stack.stores()
    _sent(stack, invoke, read_run)
    stores.intents.open(intent(1))
    much_later = datetime.now(UTC) + 2 * LIFETIME
    assert holding.take(stores.registers, FLOW, "newer", much_later)
    assert invoke("report", {"run": read_run, "failure": None})["status"] == "failed"
    assert stores.baselines.manifest(FLOW, "users").entries == 0
    assert stores.intents.of_stream(FLOW, "users") == [intent(1)]
    assert stack.holder(FLOW) == "newer"


def test_metrics_are_told_in_the_log_by_flow_and_stream(
    stack: Stack, invoke: Invoke, read_run: dict[str, Any], capsys: pytest.CaptureFixture[str]
) -> None:
    users = _sent(stack, invoke, read_run)
    capsys.readouterr()
    invoke("report", {"run": read_run, "failure": None})
    told = [json.loads(line) for line in capsys.readouterr().out.splitlines() if '"_aws"' in line]
    dimensions = [set(line["_aws"]["CloudWatchMetrics"][0]["Dimensions"][0]) for line in told]
    assert dimensions == [{"flow", "service"}, {"flow", "service", "stream"}]
    assert (told[0]["failed"], told[0]["flow"]) == ([0.0], FLOW)
    assert told[0]["duration"][0] >= 0
    assert (told[1]["stream"], told[1]["created"], told[1]["refused"]) == ("users", [users - 1.0], [1.0])


def test_every_line_of_the_log_names_the_run(invoke: Invoke, run: dict[str, Any], log: io.StringIO) -> None:
    invoke("report", {"run": run, "failure": None})
    lines = [json.loads(line) for line in log.getvalue().splitlines()]
    assert lines
    assert {(line["run"], line["flow"]) for line in lines} == {(run["run"], FLOW)}


def _record(stack: Stack, run: dict[str, Any]) -> RunRecord:
    record = stack.stores().runs.get(run["run"])
    assert record
    return record


def _planned(stack: Stack, run: dict[str, Any], undecided_since: datetime | None = None) -> None:
    """Leave the plan of a stream in which there is nothing to send."""
    stores, stream = stack.stores(), run["streams"][0]
    paper = Paper(stores.plans, run["run"], stream, Writable(bulk=1), None)
    paper.finish(records=0, unchanged=0, key="", undecided_since=undecided_since)


def _sent(stack: Stack, invoke: Invoke, run: dict[str, Any]) -> int:
    """Plan the users, leave what the workers leave when one user is refused, and return how many users there are."""
    invoke("plan", sample("plan", "users") | {"run": run})
    plans = stack.stores().plans
    sent = [
        change for chunk in plans.chunks(run["run"], "users") for change in plans.changes(run["run"], "users", chunk)
    ]
    outcomes = [
        Outcome(kind=OutcomeKind.APPLIED, operation=change.operation, digest=change.digest, content=change.content)
        for change in sent[1:]
    ]
    refused = Outcome(
        kind=OutcomeKind.REFUSED,
        operation=Operation.CREATE,
        digest=sent[0].digest,
        content=sent[0].content,
        reason=REASON,
    )
    plans.put_outcomes(run["run"], "users", "changes-00000", [refused, *outcomes])
    plans.put_note(run["run"], "calls/extract-users-040731000000", {"system": "eschoolplus", "calls": 3})
    plans.put_note(run["run"], "calls/apply-users-changes-00000-040741000000", {"system": "schoology", "calls": 2})
    return len(sent)
