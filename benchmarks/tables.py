"""What reading uploaded files takes: one of a million rows, and every hostile one (CR8)."""

import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.goals import Goal
from benchmarks.measuring import Cost, Measured, fresh, measured, peak, tell
from rollbook import tables
from rollbook.admin.rendering import table
from rollbook.model.errors import TableError
from tests.unit.tables import hostile
from tests.unit.tables.files import HEADER, KEY, PLACE, TABLE, line

_GOOD = "rows"
_CLEAR = Path("/proc/self/clear_refs")
_MOST_SECONDS = 1
_MOST_MEMORY = 64
"""MiB over the idle process, for a hostile file and for a million rows alike."""


@dataclass(frozen=True, slots=True)
class File:
    """A file that was read: its name and size, how many rows or defects it has, and what that cost."""

    name: str
    mebibytes: float
    found: int
    cost: Cost


@dataclass(frozen=True, slots=True)
class Files:
    """The good file, the hostile files by their seconds, the slowest first, and how many there were."""

    good: File
    hostile: Sequence[File]

    @property
    def largest(self) -> File:
        """The hostile file that took the most memory."""
        return max(self.hostile, key=lambda file: file.cost.added)


def of_rows(rows: int) -> Files:
    """Measure a good file of so many rows, and every hostile file."""
    with TemporaryDirectory() as folder:
        sizes = fresh("tables", ("make", rows, folder))
        told = {_GOOD: fresh("tables", ("good", rows, folder)), **fresh("tables", ("hostile", rows, folder))}
    good, *wrong = (
        File(name, size / 1024**2, told[name]["found"]["found"], Cost(**told[name]["cost"]))
        for name, size in sizes.items()
    )
    return Files(good, sorted(wrong, key=lambda file: -file.cost.seconds))


def shown(files: Files) -> str:
    """Return the figures as two tables: the good file, and of the hostile ones the slowest three and the largest."""
    good, cost = files.good, files.good.cost
    rate = table(
        ("rows", "MiB", "rows/s", "peak MiB", "over idle"),
        [(good.found, *_figures(good)[:1], round(good.found / cost.seconds), round(cost.peak), round(cost.added))],
    )
    told = dict.fromkeys((*files.hostile[:3], files.largest))
    rows = [(file.name, *_figures(file), file.found) for file in told]
    head = (f"of {len(files.hostile)} hostile files", "MiB", "seconds", "over idle", "defects")
    return f"{rate}\n\n{table(head, rows)}"


def goals(files: Files) -> list[Goal]:
    """Return what is aimed at."""
    slowest, most = files.hostile[0].cost.seconds, files.largest.cost.added
    rows, memory = f"a file of {files.good.found:,} rows", files.good.cost.added
    return [
        Goal(f"a hostile file: at most {_MOST_SECONDS} s", f"{slowest:.2f} s", met=slowest <= _MOST_SECONDS),
        Goal(f"a hostile file: at most {_MOST_MEMORY} MiB over idle", f"{most:.0f} MiB", met=most <= _MOST_MEMORY),
        Goal(f"{rows}: at most {_MOST_MEMORY} MiB over idle", f"{memory:.0f} MiB", met=memory <= _MOST_MEMORY),
    ]


def _figures(file: File) -> tuple[str, str, str]:
    return f"{file.mebibytes:.1f}", f"{file.cost.seconds:.2f}", f"{file.cost.added:.1f}"


def make(rows: int, folder: Path) -> dict[str, int]:
    """Write all files, the good one first, and return how many bytes each has."""
    with (folder / _GOOD).open("w", encoding="utf-8", newline="") as text:
        text.write(f"{HEADER}\r\n")
        text.writelines(f"{line(row)}\r\n" for row in range(rows))
    for file in _hostile():
        (folder / file.name).write_bytes(file.make())
    return {name: (folder / name).stat().st_size for name in (_GOOD, *(file.name for file in _hostile()))}


def measure(path: Path) -> Measured:
    """Return what reading a file takes, and how many rows it has, or defects."""
    return measured(partial(_read, path), ())


def _read(path: Path) -> dict[str, int]:
    try:
        return {"found": sum(1 for _ in tables.read(lambda: path.open("rb"), TABLE, PLACE, KEY))}
    except TableError as error:
        return {"found": error.count}


def _hostile() -> list[hostile.Hostile]:
    return [*hostile.files(), *hostile.large()]


def _one_by_one(folder: Path) -> Iterator[tuple[str, Measured]]:
    """Yield what every hostile file takes; what the process kept of those before it counts as if it were its own."""
    idle = peak()
    for file in _hostile():
        _forget_peak()
        done = measure(folder / file.name)
        yield file.name, replace(done, cost=replace(done.cost, idle=idle))


def _forget_peak() -> None:
    """Begin to count the most memory anew; where there is no /proc, that of the files before goes on to count."""
    if _CLEAR.exists():
        _CLEAR.write_text("5", encoding="ascii")


def main(what: str, rows: int, folder: Path) -> None:
    """Make the files and tell their sizes, or read some of them and tell what that cost."""
    if what == "make":
        print(json.dumps(make(rows, folder)))
    elif what == "good":
        tell(measure(folder / _GOOD))
    else:
        print(json.dumps({name: asdict(cost) for name, cost in _one_by_one(folder)}))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), Path(sys.argv[3]))
