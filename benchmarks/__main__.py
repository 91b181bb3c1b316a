"""``make bench``: compares beside the plain way, counts a run's calls, takes a plan apart, and says what is reached."""

import argparse
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks import bill, comparing, goals, plan_step
from benchmarks.comparing import Row

_RECORDS = 1_000_000
_LARGE = 10_000_000
_PLANNED = 100_000


def main(arguments: Sequence[str]) -> int:
    """Measure and print; 1 when a goal is missed, which can only be told of the sizes that the goals are set for."""
    wanted = _wanted(arguments)
    began = time.monotonic()
    rows = _compared(wanted.records, comparing.beside_the_plain_way)
    counted = bill.of_a_run_without_changes(wanted.records)
    parts = plan_step.of_enrollments(min(wanted.records, _PLANNED))
    reached = [*comparing.goals(rows), *bill.goals(counted)] if wanted.records == _RECORDS else []
    _show(f"Comparing {wanted.records:,} records with their baseline, on one core", comparing.shown(rows))
    _show(f"Calls to AWS of a run over {counted.records:,} records, nothing changed", bill.shown(counted))
    _show(f"A plan of {parts.records:,} enrollments, nothing changed", plan_step.shown(parts))
    if wanted.large:
        rows = _compared(_LARGE, comparing.alone)
        reached += comparing.goals(rows)
        _show(f"Comparing {_LARGE:,} records with their baseline, on one core", comparing.shown(rows))
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


def _compared(records: int, measure: Callable[[int, Path], list[Row]]) -> list[Row]:
    with TemporaryDirectory() as folder:
        return measure(records, Path(folder))


def _show(title: str, text: str) -> None:
    print(f"\n{title}\n\n{text}\n", flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
