# ruff: noqa: SLF001 - a mend replaces private functions
"""A call that logs nothing does not wait for log lines.

MiniStack: each call waits up to 50 ms for a first log line before it answers.
AWS: the answer does not wait for the logs.
Mend: 3 ms. A line that comes later still appears, with the next call's lines.
"""

from ministack.core import lambda_runtime

from sandbox.cloud.mends.pins import original

FIRST_LINE_SECONDS = 0.003
QUIET_SECONDS = 0.003
LONGEST_SECONDS = 0.25


def install() -> None:
    """Put the mend in place."""
    drain = original(lambda_runtime.Worker, "_drain_stderr_bounded", "self, first_line_wait, idle_confirm, hard_cap")

    def drain_quickly(worker: object) -> str:
        return str(drain(worker, FIRST_LINE_SECONDS, QUIET_SECONDS, LONGEST_SECONDS))

    lambda_runtime.Worker._drain_stderr_bounded = drain_quickly
