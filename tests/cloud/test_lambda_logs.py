import queue
import threading
import time
from types import SimpleNamespace

from sandbox.cloud.mends import lambda_logs
from tests.cloud.embedded import Cloud


def a_worker(*lines: str, alive: list[bool]) -> SimpleNamespace:
    """Return a worker with such lines; each time it is asked whether it lives, it gives the next answer."""
    found: queue.Queue[str] = queue.Queue()
    for line in lines:
        found.put(line)
    return SimpleNamespace(_stderr_queue=found, _stderr_thread=SimpleNamespace(is_alive=alive.pop))


def test_a_line_that_comes_after_the_answer_is_of_the_call_that_wrote_it() -> None:
    worker = a_worker("first", alive=[True] * 100)

    def later() -> None:
        time.sleep(0.1)
        for line in ("second", f"no end of line{lambda_logs.MARK}", "of the next call"):
            worker._stderr_queue.put(line)  # noqa: SLF001 - where a worker's lines arrive

    threading.Thread(target=later).start()
    assert lambda_logs.lines_of_a_call(worker) == "first\nsecond\nno end of line"


def test_a_worker_that_died_is_not_waited_for() -> None:
    asked = [False]
    assert lambda_logs.lines_of_a_call(a_worker("last words", alive=asked)) == "last words"
    assert asked == []


def test_the_only_call_of_a_function_is_logged_to_its_last_line(cloud: Cloud) -> None:
    source = "def handler(event, context):\n    for number in range(200): print('line', number)"
    for _ in range(5):
        function = cloud.function(source)
        cloud.call(function)
        logs = cloud.client("logs")
        found = logs.filter_log_events(logGroupName=f"/aws/lambda/{function}", filterPattern="line")["events"]
        assert {event["message"].strip() for event in found} == {f"line {number}" for number in range(200)}
