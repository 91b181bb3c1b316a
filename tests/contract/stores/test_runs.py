from datetime import timedelta, timezone

import pytest

from rollbook.model.changes import OutcomeKind
from rollbook.model.messages import Counts, Problem
from rollbook.model.ports import Runs, Stores
from rollbook.model.records import Reason
from rollbook.model.runs import Status
from tests.contract.stores.samples import FLOW, LINE_ENDS, MIDNIGHT, digest, record

SEVERAL_PAGES = 60
LONG = "x" * 30_000


@pytest.fixture
def runs(stores: Stores) -> Runs:
    return stores.runs


def test_a_run_that_never_was_has_no_record(runs: Runs) -> None:
    assert runs.get("run") is None
    assert runs.latest(FLOW, 5) == []


def test_a_record_survives_with_all_that_it_says(runs: Runs) -> None:
    reason = Reason(sentence=LINE_ENDS, remedy="Correct it in the source.")
    problem = Problem(stream="users", kind=OutcomeKind.REFUSED, reason=reason, count=2, samples=(digest(1)[:10],))
    full = record("run").model_copy(
        update={
            "status": Status.ATTENTION,
            "streams": {"users": Counts(created=3, refused=2)},
            "calls": {"schoology": 4},
            "planned_calls": 4,
            "planned_seconds": 1.2,
            "problems": (problem,),
            "held": ("enrollments",),
            "decision": "approved",
        }
    )
    runs.put(full)
    assert runs.get("run") == full
    assert runs.latest(FLOW, 1) == [full]


def test_a_record_is_replaced_when_the_run_goes_on(runs: Runs) -> None:
    runs.put(record("run", sentence="It goes on."))
    runs.put(record("run", sentence="It ended."))
    assert [found.sentence for found in runs.latest(FLOW, 5)] == ["It ended."]


def test_the_newest_of_a_flow_come_first_and_no_more_than_asked(runs: Runs) -> None:
    for day in (2, 1, 4, 3):
        runs.put(record(f"run-{day}", MIDNIGHT + timedelta(days=day)))
    runs.put(record("other", MIDNIGHT + timedelta(days=9), flow="another.flow"))
    assert [found.reference.run for found in runs.latest(FLOW, 3)] == ["run-4", "run-3", "run-2"]


def test_fractions_of_a_second_and_clocks_of_other_zones_do_not_upset_the_order(runs: Runs) -> None:
    east = timezone(timedelta(hours=9))
    starts = {
        "first": MIDNIGHT,
        "second": MIDNIGHT + timedelta(microseconds=1),
        "third": (MIDNIGHT + timedelta(milliseconds=5)).astimezone(east),
        "fourth": MIDNIGHT + timedelta(seconds=1),
    }
    for name, started_at in starts.items():
        runs.put(record(name, started_at))
    assert [found.reference.run for found in runs.latest(FLOW, 9)] == ["fourth", "third", "second", "first"]


def test_long_records_do_not_shorten_the_list(runs: Runs) -> None:
    for number in range(SEVERAL_PAGES):
        runs.put(record(f"run-{number}", MIDNIGHT + timedelta(minutes=number), sentence=LONG))
    assert len(runs.latest(FLOW, SEVERAL_PAGES - 1)) == SEVERAL_PAGES - 1
