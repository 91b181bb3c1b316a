# ruff: noqa: SLF001 - a mend replaces private functions
"""What a call logs is logged when it answers, and a call that logs nothing waits for nothing.

MiniStack: each call waits up to 50 ms for a first log line; a line that comes later waits for the next call's.
AWS: the answer does not wait for the logs, and no line needs another call to appear.
Mend: the worker writes a mark behind the lines of each call, and reading them ends there.
"""

import queue
import time
from typing import Any

from ministack.core import lambda_runtime

from sandbox.cloud.mends.pins import original, require_text

ANSWERED = "        _real_stdout.flush()\n\nrun()"
MARK = "\x1e"  # the record separator of ASCII: no line of a log contains it
MARKED = f'        sys.__stderr__.write("\\x1e\\n")\n        sys.__stderr__.flush()\n{ANSWERED}'
LONGEST_SECONDS = 1.0  # for a worker that died, and so writes no mark
LOOK_SECONDS = 0.05


def install() -> None:
    """Put the mend in place."""
    require_text(lambda_runtime._PYTHON_WORKER_SCRIPT, ANSWERED, "The worker program")
    lambda_runtime._PYTHON_WORKER_SCRIPT = lambda_runtime._PYTHON_WORKER_SCRIPT.replace(ANSWERED, MARKED)
    original(lambda_runtime.Worker, "_drain_stderr_bounded", "self, first_line_wait, idle_confirm, hard_cap")
    lambda_runtime.Worker._drain_stderr_bounded = lines_of_a_call


def lines_of_a_call(worker: Any) -> str:
    """Return what a worker logged since the last call, up to its mark."""
    lines: list[str] = []
    give_up = time.monotonic() + LONGEST_SECONDS
    while time.monotonic() < give_up:
        try:
            line = str(worker._stderr_queue.get(timeout=LOOK_SECONDS))
        except queue.Empty:
            if not worker._stderr_thread.is_alive():
                break
            continue
        if line.endswith(MARK):
            lines.extend([line.removesuffix(MARK)] if line != MARK else [])
            break
        lines.append(line)
    return "\n".join(lines)
