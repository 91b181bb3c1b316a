"""A world that stays up in the background: ``up`` starts it and tells where things are, ``down`` ends it."""

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from sandbox.world.children import REPOSITORY
from sandbox.world.lock import holder
from sandbox.world.world import FOLDER, LOCK, RECORD

POLL_SECONDS = 0.1
LONGEST_GOODBYE_SECONDS = 30
INTERRUPTED = 130


def up() -> int:
    """Start a world unless one is up; returns 0 once it is ready, 1 when it could not be started."""
    if holder(FOLDER / LOCK) is not None:
        print(f"A world is already up, or on its way, in {FOLDER}.")
        return _tell()
    (FOLDER / RECORD).unlink(missing_ok=True)
    log = FOLDER / "world.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "sandbox.world"],
            cwd=REPOSITORY,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        _follow(log, process)
    except KeyboardInterrupt:
        process.terminate()
        process.wait()
        print("Interrupted: nothing is up.")
        return INTERRUPTED
    return _tell() if process.returncode is None else 1


def down() -> int:
    """End the world that ``up`` started; 0 also when there is none."""
    process = holder(FOLDER / LOCK)
    if process is None:
        print("No world is up.")
        return 0
    with contextlib.suppress(ProcessLookupError):
        os.kill(process, signal.SIGTERM)
    give_up = time.monotonic() + LONGEST_GOODBYE_SECONDS
    while holder(FOLDER / LOCK) is not None:
        if time.monotonic() > give_up:
            print(f"The world (process {process}) has not ended; look at {FOLDER / 'world.log'}.")
            return 1
        time.sleep(POLL_SECONDS)
    print("The world is down.")
    return 0


def _follow(log: Path, process: subprocess.Popen[bytes]) -> None:
    """Show what the world says until it is ready or has ended."""
    with log.open(encoding="utf-8") as said:
        while process.poll() is None and _read_record() is None:
            print(said.read(), end="", flush=True)
            time.sleep(POLL_SECONDS)
        print(said.read(), end="", flush=True)


def _tell() -> int:
    record = _read_record()
    if record is None:
        return 1
    print(f"\n  cloud        {record['endpoint']}  (region {record['region']}, key and secret: test)")
    for system, url in record["systems"].items():
        print(f"  {system:12} {url}")
    for name, value in sorted(record["outputs"].items()):
        print(f"  {name}: {value}")
    print(f"\n  All of it stands in {FOLDER / RECORD}; `make down` ends it.")
    return 0


def _read_record() -> dict[str, Any] | None:
    with contextlib.suppress(FileNotFoundError):
        return dict(json.loads((FOLDER / RECORD).read_text(encoding="utf-8")))
    return None
