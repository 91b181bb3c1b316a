"""Child processes that end with this one: servers that say when they are ready, and commands that run to their end."""

import contextlib
import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

REPOSITORY = Path(__file__).resolve().parents[2]
LONGEST_START_SECONDS = 60
LONGEST_GOODBYE_SECONDS = 10
TAIL_LINES = 40


class ChildFailedError(RuntimeError):
    """A child process ended when it should not have; the message holds the end of its log."""


@contextlib.contextmanager
def server(module: str, *arguments: str, log: Path) -> Iterator[tuple[dict[str, Any], int]]:
    """Run ``python -m module`` while the block runs; yields the JSON line that it prints when ready, and its pid."""
    with _started(module, arguments, log, dict(os.environ), stdout=subprocess.PIPE) as process:
        watchdog = threading.Timer(LONGEST_START_SECONDS, process.kill)
        watchdog.start()
        assert process.stdout is not None
        line = process.stdout.readline()
        watchdog.cancel()
        if not line:
            raise ChildFailedError(f"{module} did not start. The end of {log}:\n{tail(log)}")
        yield json.loads(line), process.pid


def command(module: str, arguments: Sequence[str], log: Path, environment: Mapping[str, str]) -> None:
    """Run ``python -m module`` to its end, its output into ``log``; ``ChildFailedError`` unless it ends well."""
    with _started(module, arguments, log, environment, stdout=None) as process:
        status = process.wait()
    if status != 0:
        raise ChildFailedError(f"{module} {arguments[0]} ended with status {status}. The end of {log}:\n{tail(log)}")


def tail(log: Path) -> str:
    """Return the last lines of a log."""
    return "\n".join(log.read_text(encoding="utf-8", errors="replace").splitlines()[-TAIL_LINES:])


@contextlib.contextmanager
def _started(
    module: str, arguments: Sequence[str], log: Path, environment: Mapping[str, str], stdout: int | None
) -> Iterator[subprocess.Popen[bytes]]:
    with log.open("wb") as output:
        process = subprocess.Popen(  # noqa: S603 - our own modules and the SAM CLI, by full path
            [sys.executable, "-m", "sandbox.world.leash", module, *arguments],
            cwd=REPOSITORY,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=stdout or output,
            stderr=output,
            start_new_session=True,
        )
    try:
        yield process
    finally:
        _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    assert process.stdin is not None
    process.stdin.close()
    try:
        process.wait(LONGEST_GOODBYE_SECONDS)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    if process.stdout is not None:
        process.stdout.close()
