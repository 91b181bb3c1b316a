"""Crashes on purpose: ends the processes of a Lambda function the way a fault in the machine would."""

from ministack.core import lambda_runtime


def kill_processes(function: str) -> int:
    """Kill (SIGKILL) every process of the functions whose name starts with ``function``; returns how many died.

    A call in flight ends with ``Runtime.ExitError``, as on AWS; the next call starts a new process.
    """
    with lambda_runtime._lock:  # noqa: SLF001 - MiniStack has no public list of its worker processes
        pools = list(lambda_runtime._workers.items())  # noqa: SLF001 - as above
    alive = [
        process
        for key, workers in pools
        for worker in workers
        if key.split(":")[2].startswith(function)
        and (process := worker._proc) is not None  # noqa: SLF001 - as above
        and process.poll() is None
    ]
    for process in alive:
        process.kill()
    # Before it is gone, the next call would still be given to it.
    for process in alive:
        process.wait()
    return len(alive)
