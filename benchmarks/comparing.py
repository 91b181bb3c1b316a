"""Both sides of the comparison, each case and each side in a process of its own, and what is aimed at."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.goals import Goal
from benchmarks.lines import CASES, Case
from benchmarks.measuring import Cost, fresh
from rollbook.admin.rendering import table

_LEAST_PER_SECOND = 300_000
_LEAST_SPEED = 1.5
_LEAST_SAVING = 8
_MILLION = 1_000_000
_MOST_MEMORY = 96
_MOST_MEMORY_BEYOND = 160
"""MiB of a whole process; the second is for more than a million records."""

_HEAD = ("case", "records/s", "peak MiB", "over idle", "plain: records/s", "peak MiB", "over idle", "speed", "memory")


@dataclass(frozen=True, slots=True)
class Row:
    """One case: what it costs us and, where that was measured, the plain way."""

    case: Case
    records: int
    ours: Cost
    plain: Cost | None

    @property
    def rate(self) -> float:
        """Records per second of one core."""
        return self.records / self.ours.seconds

    @property
    def speed(self) -> float:
        """How many times as fast as the plain way we are."""
        assert self.plain
        return self.plain.seconds / self.ours.seconds

    @property
    def saving(self) -> float:
        """How many times as much memory the plain way needs, both over the idle interpreter."""
        assert self.plain
        return self.plain.added / self.ours.added


def beside_the_plain_way(records: int, folder: Path) -> list[Row]:
    """Measure every case on both sides; the folder gets the baseline."""
    fresh("ours", ("prepare", records, folder))
    rows: list[Row] = []
    for case in CASES.values():
        ours = measured_side("ours", case, records, folder)
        # The plain way parses JSON in every case, so its figures of the first one stand for this as well.
        plain = rows[0].plain if case.from_json else measured_side("plain", case, records)
        rows.append(Row(case, records, ours, plain))
    return rows


def alone(records: int, folder: Path) -> list[Row]:
    """Measure our side alone, for sizes that the plain way has no room for."""
    fresh("ours", ("prepare", records, folder))
    return [Row(case, records, measured_side("ours", case, records, folder), None) for case in CASES.values()]


def shown(rows: Sequence[Row]) -> str:
    """Return the figures as a table."""
    return table(_HEAD, [_cells(row) for row in rows])


def goals(rows: Sequence[Row]) -> list[Goal]:
    """Return what is aimed at; the worst case counts, and records/s are those of comparing, without parsing JSON."""
    slowest = min(row.rate for row in rows if not row.case.from_json)
    peak = max(row.ours.peak for row in rows)
    most = _MOST_MEMORY if rows[0].records <= _MILLION else _MOST_MEMORY_BEYOND
    size = f"{rows[0].records:,} records"
    found = [
        Goal(f"{size}: at least {_LEAST_PER_SECOND:,}/s", f"{slowest:,.0f}/s", met=slowest >= _LEAST_PER_SECOND),
        Goal(f"{size}: at most {most} MiB in all", f"{peak:.0f} MiB", met=peak <= most),
    ]
    if rows[0].plain:
        speed, saving = min(row.speed for row in rows), min(row.saving for row in rows)
        found += [
            Goal(f"{size}: {_LEAST_SPEED:g} x the plain way's speed", f"{speed:.1f} x", met=speed >= _LEAST_SPEED),
            Goal(f"{size}: 1/{_LEAST_SAVING} of its memory", f"1/{saving:.0f}", met=saving >= _LEAST_SAVING),
        ]
    return found


def measured_side(module: str, case: Case, records: int, *rest: object) -> Cost:
    """Return what one side costs in a process of its own; AssertionError when it finds anything but what changed."""
    told = fresh(module, (case.name, records, *rest))
    if told["found"] != case.expected(records):
        raise AssertionError(f"{module}, {case.name}: found {told['found']}, and right is {case.expected(records)}.")
    return Cost(**told["cost"])


def _cells(row: Row) -> tuple[object, ...]:
    ours = (row.case.title, round(row.rate), *_memory(row.ours))
    if not row.plain:
        return (*ours, "", "", "", "", "")
    plain = (round(row.records / row.plain.seconds), *_memory(row.plain))
    return (*ours, *plain, f"{row.speed:.1f} x", f"1/{row.saving:.0f}")


def _memory(cost: Cost) -> tuple[int, int]:
    return round(cost.peak), round(cost.added)
