import queue
from types import SimpleNamespace

import pytest
from ministack.core import lambda_runtime

from sandbox.cloud.mends import lambda_logs


class Clock:
    """A clock that only sleeping moves."""

    def __init__(self) -> None:
        self.now = 0.0

    def time(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += seconds


def test_a_silent_call_waits_three_milliseconds_for_its_log(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = Clock()
    monkeypatch.setattr(lambda_runtime, "time", clock)
    shipped = lambda_runtime.Worker._drain_stderr_bounded  # noqa: SLF001 - what the mend replaces
    monkeypatch.setattr(lambda_runtime.Worker, "_drain_stderr_bounded", shipped)
    lambda_logs.install()
    silent = SimpleNamespace(_stderr_queue=queue.Queue())
    assert lambda_runtime.Worker._drain_stderr_bounded(silent) == ""  # noqa: SLF001 - as above
    assert clock.now == pytest.approx(lambda_logs.FIRST_LINE_SECONDS, abs=0.0011)
