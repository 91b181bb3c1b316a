"""``make bench``: measures beside the plain way, counts calls to AWS, knocks at the door, and says what is reached."""

import argparse
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks import bill, comparing, doorstep, goals, look, plan_step, preparing, tables
from benchmarks.comparing import Row
from benchmarks.goals import Goal

_RECORDS = 1_000_000
_LARGE = 10_000_000
_PLANNED = 100_000
_PREPARED = 50_000


@dataclass(frozen=True, slots=True)
class Chapter:
    """One measurement: what was measured, its figures, and what is aimed at."""

    title: str
    figures: str
    goals: Sequence[Goal]


def main(arguments: Sequence[str]) -> int:
    """Measure and print; 1 when a goal is missed, which can only be told of the sizes that the goals are set for."""
    wanted = _wanted(arguments)
    began = time.monotonic()
    reached: list[Goal] = []
    for chapter in _chapters(wanted.records, large=wanted.large):
        _show(chapter.title, chapter.figures)
        reached += chapter.goals
    if reached:
        _show(f"Goals, after {time.monotonic() - began:.0f} s", goals.shown(reached))
    return 0 if all(goal.met for goal in reached) else 1


def _wanted(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument(
        "--records", type=int, default=_RECORDS, help="records, %(default)s unless said; goals are for as many"
    )
    parser.add_argument("--large", action="store_true", help=f"also compare {_LARGE:,} records (some minutes)")
    return parser.parse_args(arguments)


def _chapters(records: int, *, large: bool) -> Iterator[Chapter]:
    for measure in (_comparing, _a_run, _a_look, _a_plan, _preparing, _the_door, _uploads):
        chapter = measure(records)
        yield chapter if records == _RECORDS else replace(chapter, goals=())
    if large:
        yield _compared(_LARGE, comparing.alone)


def _comparing(records: int) -> Chapter:
    return _compared(records, comparing.beside_the_plain_way)


def _compared(records: int, measure: Callable[[int, Path], list[Row]]) -> Chapter:
    with TemporaryDirectory() as folder:
        rows = measure(records, Path(folder))
    title = f"Comparing {records:,} records with their baseline, on one core"
    return Chapter(title, comparing.shown(rows), comparing.goals(rows))


def _a_run(records: int) -> Chapter:
    counted = bill.of_a_run_without_changes(records)
    title = f"Calls to AWS of a run over {counted.records:,} records, nothing changed"
    return Chapter(title, bill.shown(counted), bill.goals(counted))


def _a_look(_records: int) -> Chapter:
    looked = look.at_one_grade()
    title = f"Calls to AWS of a look at one grade of {look.STUDENTS} students on {look.ITEMS} items"
    return Chapter(title, look.shown(looked), look.goals(looked))


def _a_plan(records: int) -> Chapter:
    parts = plan_step.of_enrollments(min(records, _PLANNED))
    return Chapter(f"A plan of {parts.records:,} enrollments, nothing changed", plan_step.shown(parts), ())


def _preparing(records: int) -> Chapter:
    prepared = preparing.of_users(min(records, _PREPARED))
    title = f"Data prep of {prepared.people:,} users beside as many accounts"
    return Chapter(title, preparing.shown(prepared), preparing.goals(prepared))


def _the_door(records: int) -> Chapter:
    knocked = doorstep.of_calls(min(records, _RECORDS))
    return Chapter("The door of webhooks", doorstep.shown(knocked), doorstep.goals(knocked))


def _uploads(records: int) -> Chapter:
    files = tables.of_rows(min(records, _RECORDS))
    return Chapter("Uploaded files, good and hostile", tables.shown(files), tables.goals(files))


def _show(title: str, text: str) -> None:
    print(f"\n{title}\n\n{text}\n", flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
