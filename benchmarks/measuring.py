"""Processor time and memory of one piece of work, and fresh processes to do it in, so that nobody pays for another."""

import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

REPOSITORY = Path(__file__).resolve().parents[1]

_REGION = "us-east-1"
_MEBIBYTE = 1_048_576
_PAGE = 4_096 / _MEBIBYTE
_STATUS = Path("/proc/self/status")


@dataclass(frozen=True, slots=True)
class Cost:
    """What a piece of work took: seconds of one core, and MiB of memory before it and at its peak."""

    seconds: float
    idle: float
    peak: float

    @property
    def added(self) -> float:
        """The memory that the work itself needed, in MiB; a page at least."""
        return max(self.peak - self.idle, _PAGE)


@dataclass(frozen=True, slots=True)
class Measured:
    """What one side of a comparison did, and what it cost without the making of its records."""

    found: dict[str, int]
    cost: Cost


def measured(work: Callable[[], dict[str, int]], lines: Iterable[object]) -> Measured:
    """Do the work and return its cost; `lines` are the records that it makes as it goes, whose making is taken off."""
    making = seconds_of(lambda: drain(lines))
    idle = peak()
    started = time.process_time()
    found = work()
    seconds = time.process_time() - started - making
    return Measured(found, Cost(seconds=seconds, idle=idle, peak=peak()))


def seconds_of(work: Callable[[], object]) -> float:
    """Return the processor seconds that some work takes, those of the system for it included."""
    started = time.process_time()
    work()
    return time.process_time() - started


def peak() -> float:
    """Return the most memory that this process has had resident so far, in MiB.

    On Linux `ru_maxrss` survives exec, so a child would start with its parent's peak; /proc tells of this process.
    """
    if not _STATUS.exists():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / _MEBIBYTE
    (line,) = (line for line in _STATUS.read_text(encoding="ascii").splitlines() if line.startswith("VmHWM:"))
    return int(line.split()[1]) / 1_024


def tell(result: Any) -> None:
    """Print the result of a measurement, a dataclass, for the process that asked for it."""
    print(json.dumps(asdict(result)))


def fresh(module: str, arguments: Sequence[object]) -> dict[str, Any]:
    """Run a module of ours in a process of its own and return what it told; CalledProcessError when it fails.

    The process knows nobody's AWS account.
    """
    environment = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    print(f"measuring: {module} {arguments[0]}", file=sys.stderr, flush=True)
    done = subprocess.run(  # noqa: S603 - our own modules, by this interpreter
        [sys.executable, "-m", f"benchmarks.{module}", *map(str, arguments)],
        cwd=REPOSITORY,
        env=environment | {"AWS_DEFAULT_REGION": _REGION},
        stdout=subprocess.PIPE,
        check=True,
    )
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def drain(items: Iterable[object]) -> None:
    """Let all items come by and keep none."""
    for _ in items:
        pass
