from dataclasses import replace
from pathlib import Path

from benchmarks import tables
from benchmarks.measuring import Cost
from benchmarks.tables import File, Files

QUICK = Cost(seconds=0.5, idle=70, peak=80)
GOOD = File("rows", 10.0, 1_000, QUICK)


def measured(**changes: float) -> Files:
    return Files(GOOD, [File("noise", 2.0, 3, replace(QUICK, **changes)), File("zeros", 1.0, 1, QUICK)])


def test_a_file_is_read_for_its_rows_or_for_its_defects(tmp_path: Path) -> None:
    sizes = tables.make(3, tmp_path)

    assert tables.measure(tmp_path / "rows").found == {"found": 3}
    assert tables.measure(tmp_path / "a row that is too short").found == {"found": 1}
    assert len(sizes) > 60


def test_the_goals_are_judged_by_the_slowest_and_the_largest() -> None:
    assert [goal.met for goal in tables.goals(measured())] == [True, True, True]
    assert [goal.met for goal in tables.goals(measured(seconds=1.1))] == [False, True, True]
    assert [goal.met for goal in tables.goals(measured(peak=140))] == [True, False, True]


def test_a_file_that_is_slow_and_large_is_shown_once() -> None:
    assert tables.shown(measured(peak=140)).count("noise") == 1
