import json
from typing import Any

import pytest

from rollbook.model.changes import Operation, Outcome, OutcomeKind
from rollbook.model.messages import Counts, Failure, RunReference
from rollbook.model.records import Reason
from rollbook.model.runs import Status
from rollbook.model.settings import FlowSettings, GuardSetting
from rollbook.sync.lease import LIFETIME
from tests.unit.steps.closing import begun, closed
from tests.unit.steps.club import Club, holder, person
from tests.unit.steps.crashing import Fuse
from tests.unit.steps.flow import FLOW
from tests.unit.steps.machine import run_with_a_death


@pytest.fixture
def club() -> Club:
    return Club()


def sentence(club: Club, failure: Failure) -> str:
    return closed(club, begun(club), failure)[1].sentence


def test_a_run_in_which_all_went_well_needs_nobody(club: Club) -> None:
    record = club.run()

    assert (record.status, record.sentence, record.problems) == (Status.SUCCEEDED, "Everything is in step.", ())
    assert record.ended_at == club.clock.now()
    assert holder(club.stores.registers) == ""
    assert not closed(club, record.reference)[0].notify


def test_a_run_of_some_streams_speaks_of_those_only(club: Club) -> None:
    assert club.run(streams=("groups", "people")).sentence == "In step: people, groups."


def test_streams_are_told_in_the_order_in_which_they_went(club: Club) -> None:
    assert list(club.run().streams) == ["people", "groups", "members"]


def test_what_needs_a_person_is_told_in_one_line(club: Club) -> None:
    club.target.unwanted = {"p3"}

    record = club.run()

    assert record.status is Status.ATTENTION
    assert record.sentence == "All that could be sent was sent; 1 refused, 1 blocked."
    assert closed(club, record.reference)[0].notify


def test_a_preview_that_shows_problems_needs_nobody(club: Club) -> None:
    club.books["people"][0] = person(0, "")

    record = club.run(preview=True)

    assert record.status is Status.PREVIEWED
    assert record.streams["people"] == Counts(created=6, refused=1)
    assert not closed(club, record.reference)[0].notify


def test_a_preview_that_failed_is_red(club: Club) -> None:
    club.source.missing["people"] = 1

    assert club.run(preview=True).status is Status.FAILED


def test_a_preview_changes_nothing_but_its_own_record_and_files(club: Club) -> None:
    club.run()
    club.books["people"] = [person(number, "Bea") for number in range(1, 9)]
    club.books["members"].pop()
    run_with_a_death(club, Fuse(1, "after", only="TargetClient.write"), "report")
    before = world(club)

    club.run(preview=True)

    assert world(club) == before


def world(club: Club) -> dict[str, Any]:
    """Return everything that a preview must leave alone."""
    stores = club.stores
    return {
        "registers": {name: stores.registers.read(f"{name}/{FLOW.name}") for name in ("lease", "timetable")},
        "baselines": {name: stores.baselines.manifest(FLOW.name, name) for name in club.target.rows},
        "intents": {name: stores.intents.of_stream(FLOW.name, name) for name in club.target.rows},
        "mappings": repr(vars(stores.mappings)),
        "target": {name: [row.data.copy() for row in rows] for name, rows in club.target.rows.items()},
        "told": len(club.target.told),
    }


@pytest.mark.parametrize(
    ("failure", "words"),
    [
        (
            Failure(Error="CredentialsError", Cause=json.dumps({"errorMessage": "Put the key in.", "stackTrace": []})),
            "Put the key in. [CredentialsError]",
        ),
        (Failure(Error="SettingsError", Cause="Plain words."), "Plain words. [SettingsError]"),
        (Failure(Error="ContractError", Cause="[1]"), "[1] [ContractError]"),
        (Failure(Error="ContractError", Cause="null"), "null [ContractError]"),
        (Failure(Error="ContractError", Cause=""), " [ContractError]"),
    ],
)
def test_a_failure_is_said_in_its_own_words(club: Club, failure: Failure, words: str) -> None:
    assert sentence(club, failure) == words


@pytest.mark.parametrize("error", ["States.Timeout", "Lambda.Unknown", "Sandbox.Timedout", "Runtime.ExitError"])
def test_a_step_that_ended_without_an_answer_is_said_to_go_on_with_the_next_run(club: Club, error: str) -> None:
    words = sentence(club, Failure(Error=error, Cause="internal details"))

    assert words == f"A step ended without an answer ({error}). Run again; it goes on where this one stopped."


def test_a_worker_of_the_map_has_left_its_words(club: Club) -> None:
    run = begun(club)
    for chunk, at, words in (("00000", "T10:05", "Later, and the last."), ("00001", "T10:00", "Earlier, and mended.")):
        note = {"at": f"2026-09-14{at}", "error": "CredentialsError", "sentence": words}
        club.stores.plans.put_note(run.run, f"failures/people-changes-{chunk}", note)

    record = closed(club, run, Failure(Error="States.ExceedToleratedFailureThreshold", Cause="too many"))[1]

    assert record.sentence == "Later, and the last. [CredentialsError]"


def test_a_run_that_failed_keeps_what_it_achieved(club: Club) -> None:
    club.target.losses = dict.fromkeys(range(4, 12), "before")
    failed = club.run()
    club.target.losses = {}
    club.target.forget_calls()

    second = club.run()

    assert failed.status is Status.FAILED
    assert failed.streams["people"] == Counts(created=7)
    assert second.streams["people"] == Counts(unchanged=7)
    assert second.streams["members"] == Counts(created=7)
    club.assert_in_step()


def test_a_run_that_failed_before_its_plans_says_so_and_nothing_else(club: Club) -> None:
    club.source.missing["groups"] = 1

    record = club.run()

    assert (record.status, record.streams, record.problems) == (Status.FAILED, {}, ())
    assert record.sentence.startswith("books groups was not read completely: 1 of 2 records")
    assert record.calls == {"books": 6}
    assert holder(club.stores.registers) == ""


@pytest.mark.parametrize("number", range(1, 4))
def test_nothing_is_removed_when_the_source_was_not_read_completely(club: Club, number: int) -> None:
    club.run()
    club.source.missing["members"] = number
    held = club.target.held("members")

    assert club.run().status is Status.FAILED
    assert club.target.held("members") == held


def test_a_run_that_was_closed_stays_as_it_is(club: Club) -> None:
    first = club.run()
    club.clock.sleep(100)

    result, again = closed(club, first.reference, Failure(Error="States.Timeout"))

    assert again == first
    assert result.status == "succeeded"
    assert club.stores.runs.get(first.reference.run) == first


def test_nothing_of_a_run_that_lost_its_flow_reaches_the_baseline(club: Club) -> None:
    """A applied "Bea", B applied "Cleo"; A reports last, and then the source says "Bea" again."""
    club.run()
    club.books["people"][0] = person(0, "Bea")
    run_with_a_death(club, Fuse(1, "before", only="MemoryRuns.put"), "again")
    run_with_a_death(club, Fuse(2, "before", only="MemoryRuns.put"), "gone")
    dead = club.stores.runs.get("run-003")
    assert dead
    club.books["people"][0] = person(0, "Cleo")
    club.run()
    manifest = club.stores.baselines.manifest(FLOW.name, "people")

    result, record = closed(club, dead.reference.model_copy(update={"fence": 3}))

    assert club.stores.baselines.manifest(FLOW.name, "people") == manifest
    assert (result.status, record.status) == ("failed", Status.FAILED)
    club.books["people"][0] = person(0, "Bea")
    club.run()
    club.assert_in_step()


def test_a_late_report_leaves_the_flow_to_whoever_has_it(club: Club) -> None:
    late = begun(club, "late")
    club.clock.sleep(LIFETIME.total_seconds())
    begun(club, "newer")

    result, record = closed(club, late)

    assert (result.status, result.notify) == ("failed", True)
    assert record.status is Status.FAILED
    assert holder(club.stores.registers) == "newer"


def test_a_run_whose_begin_failed_gets_a_record_all_the_same(club: Club) -> None:
    now = club.clock.now()
    run = RunReference(run="run", flow=FLOW.name, fence=0, as_of=now, started_at=now, trigger="manual", by="me")

    result, record = closed(club, run, Failure(Error="SettingsError", Cause="Line 3 is wrong."))

    assert (result.status, result.notify, record.sentence) == ("failed", True, "Line 3 is wrong. [SettingsError]")
    assert club.stores.runs.get("run") == record


def test_held_removals_are_named_by_their_streams(club: Club) -> None:
    club.run()
    club.settings = FlowSettings(guard=GuardSetting(percent=0, at_least=0))
    club.books["members"].pop()

    record = club.run()

    assert record.held == ("members",)
    assert record.sentence == "All that could be sent was sent; 1 held."


def test_a_record_of_ten_thousand_different_problems_still_fits_into_an_item(club: Club) -> None:
    club.run()
    run = begun(club, "run")
    plan = club.stores.plans.notes("run-001", "plan/people")[0]
    plan["result"]["records"] = 10_000
    club.stores.plans.put_note("run", "plan/people", {**plan, "unchanged": 0})
    refused = [
        Outcome(
            kind=OutcomeKind.REFUSED,
            operation=Operation.CREATE,
            digest=f"{number:032x}",
            reason=Reason(sentence=f"Club refused this person ({number}: taken by {number}).", remedy="Correct it."),
        )
        for number in range(10_000)
    ]
    club.stores.plans.put_outcomes("run", "people", "changes-00000", refused)

    record = closed(club, run)[1]

    assert len(record.model_dump_json()) < 100_000
    assert sum(problem.count for problem in record.problems) == record.streams["people"].refused == 10_000


def test_planned_calls_are_those_of_all_streams(club: Club) -> None:
    record = club.run()

    assert record.planned_calls == club.target.writes == 7
    assert record.planned_seconds == 0


@pytest.mark.parametrize("twist", ["lost", "doubled"])
def test_a_run_whose_figures_do_not_account_for_every_record_is_red(club: Club, twist: str) -> None:
    run = begun(club)
    plan = {
        "stream": "people",
        "counts": Counts(unchanged=3).model_dump(),
        "records": 4 if twist == "lost" else 2,
        "changes": "",
        "chunks": 0,
        "removals": "",
        "removal_chunks": 0,
        "calls": 0,
        "seconds": 0.0,
    }
    club.stores.plans.put_note(run.run, "plan/people", {"result": plan, "unchanged": 3, "key": ""})

    result, record = closed(club, run)

    assert (record.status, result.notify) == (Status.FAILED, True)
    assert "The figures of people do not account for every record" in record.sentence


def test_in_whose_name_the_target_was_changed_stays_in_the_record(club: Club) -> None:
    run = begun(club)
    going_on = club.stores.runs.get(run.run)
    assert going_on
    club.stores.runs.put(going_on.model_copy(update={"acting": {"club": "chair"}}))

    assert closed(club, run)[1].acting == {"club": "chair"}
