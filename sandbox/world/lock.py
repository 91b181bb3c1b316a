"""Locks between processes: a file that one process holds, released by its end however it ends."""

import contextlib
import fcntl
import os
from collections.abc import Iterator
from pathlib import Path


class AlreadyHeldError(RuntimeError):
    """Another process holds the lock."""


@contextlib.contextmanager
def locked(path: Path, *, wait: bool = True) -> Iterator[None]:
    """Hold the lock while the block runs; without ``wait`` raise ``AlreadyHeldError`` when another process has it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        except BlockingIOError:
            raise AlreadyHeldError(f"Another process holds {path}.") from None
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        yield


def holder(path: Path) -> int | None:
    """Return the process that holds the lock at this moment, if any does."""
    try:
        with locked(path, wait=False):
            return None
    except AlreadyHeldError:
        return int(path.read_text(encoding="ascii"))
