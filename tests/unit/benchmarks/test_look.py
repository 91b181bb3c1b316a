from dataclasses import replace

import pytest

from benchmarks import look
from benchmarks.bill import MAPPINGS, Bill
from benchmarks.look import Look

SEEN = Look(Bill(2, [(MAPPINGS, "BatchGetItem", 4)], write_units=0), [("plan", 2, 4)], asked=4, strange=0)


def test_a_look_asks_for_no_mapping_but_those_that_the_event_named() -> None:
    looked = look.measure(students=3, items=2)

    assert (looked.bill.records, looked.strange) == (2, 0)
    assert looked.asked > 0
    assert sum(calls for _, _, calls in looked.steps) == looked.bill.calls
    assert [step for step, _, _ in looked.steps] == ["interpret", "begin", "extract", "plan", "apply", "report"]
    assert all(step in look.shown(looked) for step, _, _ in looked.steps)


def test_a_look_costs_as_many_calls_whatever_the_size_of_the_section() -> None:
    small, large = look.measure(students=3, items=2), look.measure(students=12, items=6)

    assert small.bill.counted == large.bill.counted


@pytest.mark.parametrize(
    ("looked", "missed"),
    [
        (SEEN, []),
        (replace(SEEN, strange=1), ["a look at one grade: no mapping but those named"]),
        (replace(SEEN, bill=Bill(2, [(MAPPINGS, "BatchGetItem", 161)], 0)), ["a look at one grade: at most 160 calls"]),
    ],
)
def test_a_goal_that_is_missed_is_told(looked: Look, missed: list[str]) -> None:
    assert [goal.aim for goal in look.goals(looked) if not goal.met] == missed
