import json
from pathlib import Path

import pytest

from benchmarks import comparing, ours, plain
from benchmarks.lines import CASES, Case, lines
from benchmarks.measuring import Cost
from rollbook.sync.digests import canonical

RECORDS = 1_234


def test_every_line_is_a_record_in_its_canonical_spelling_under_a_key_of_its_own() -> None:
    made = list(lines(RECORDS, changed_every=100))

    assert all(canonical(json.loads(line)) == line for _, line in made)
    assert len({key for key, _ in made}) == RECORDS


@pytest.mark.parametrize("case", CASES.values(), ids=lambda case: case.name)
def test_both_sides_find_what_was_changed(case: Case, tmp_path: Path) -> None:
    ours.prepare(tmp_path, RECORDS)

    found = ours.compare(case, RECORDS, tmp_path)

    assert found == plain.compare(case, RECORDS) == case.expected(RECORDS)
    assert sum(found.values()) == RECORDS


def test_a_side_that_finds_something_else_is_not_measured(tmp_path: Path) -> None:
    ours.prepare(tmp_path, RECORDS)
    (tmp_path / "000").write_bytes(b"")

    with pytest.raises(AssertionError, match="right is"):
        comparing.measured_side("ours", CASES["unchanged"], RECORDS, tmp_path)


def test_each_case_is_measured_on_both_sides_beyond_the_idle_interpreter(tmp_path: Path) -> None:
    rows = comparing.beside_the_plain_way(RECORDS, tmp_path)

    assert [row.case for row in rows] == list(CASES.values())
    for row in rows:
        assert row.plain
        for cost in (row.ours, row.plain):
            assert isinstance(cost.seconds, float)
            assert cost.peak >= cost.idle > 1
    assert all(case.title in comparing.shown(rows) for case in CASES.values())


@pytest.mark.parametrize(
    ("ours_cost", "missed"),
    [
        (Cost(seconds=2, idle=30, peak=70), []),
        (Cost(seconds=4, idle=30, peak=70), ["300,000/s"]),
        (Cost(seconds=2, idle=30, peak=97), ["96 MiB"]),
    ],
)
def test_a_goal_that_is_missed_is_told(ours_cost: Cost, missed: list[str]) -> None:
    plain_cost = Cost(seconds=8, idle=30, peak=1_500)
    rows = [comparing.Row(case, 1_000_000, ours_cost, plain_cost) for case in CASES.values()]

    told = [goal.aim for goal in comparing.goals(rows) if not goal.met]

    assert [any(words in aim for words in missed) for aim in told] == [True] * len(missed)


def test_ten_million_records_may_take_more_memory_and_have_no_rival() -> None:
    rows = [comparing.Row(CASES["unchanged"], 10_000_000, Cost(seconds=20, idle=30, peak=159), None)]

    assert [goal.met for goal in comparing.goals(rows)] == [True, True]
    assert "nothing changed" in comparing.shown(rows)
