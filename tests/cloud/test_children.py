import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from sandbox.world.children import REPOSITORY, ChildFailedError, command, server
from sandbox.world.cloud_access import CloudAccess
from sandbox.world.lock import AlreadyHeldError, holder, locked
from tests.cloud.embedded import Cloud

# Whoever runs the tests in the background may have them ignore interrupts; the parent must not.
PARENT = """
import signal, sys, time
from pathlib import Path
from sandbox.world.children import server
signal.signal(signal.SIGINT, signal.default_int_handler)
with server("sandbox.cloud", "--port", "0", log=Path(sys.argv[1])) as (ready, pid):
    print(pid, flush=True)
    time.sleep(600)
"""


def is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


@pytest.mark.parametrize("end", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_a_server_ends_with_its_parent_however_that_ends(tmp_path: Path, end: signal.Signals) -> None:
    arguments = [sys.executable, "-c", PARENT, str(tmp_path / "log")]
    with subprocess.Popen(  # noqa: S603 - our own Python
        arguments, cwd=REPOSITORY, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as parent:
        assert parent.stdout is not None
        child = int(parent.stdout.readline())
        assert is_alive(child)
        parent.send_signal(end)
    Cloud.until(lambda: None if is_alive(child) else "gone")


def test_the_end_of_the_cloud_ends_its_lambda_processes_and_removes_their_folders(tmp_path: Path) -> None:
    source = "import os\ndef handler(event, context): return [os.getpid(), os.environ['HOME']]"
    with server("sandbox.cloud", "--port", "0", log=tmp_path / "log") as (ready, _pid):
        cloud = Cloud(CloudAccess(ready["endpoint"]))
        worker, home = cloud.call(cloud.function(source))
        assert is_alive(worker)
        assert Path(home).is_dir()
    assert not is_alive(worker)
    assert not Path(home).exists()


def test_a_server_that_does_not_start_is_reported_with_the_end_of_its_log(tmp_path: Path) -> None:
    with (
        pytest.raises(ChildFailedError, match="No module named"),
        server("sandbox.nowhere", log=tmp_path / "log"),
    ):
        pytest.fail("It cannot have started.")


def test_a_command_that_fails_is_reported_with_the_end_of_its_log(tmp_path: Path) -> None:
    with pytest.raises(ChildFailedError, match=r"(?s)ended with status 2.*No such command"):
        command("samcli", ["nonsense"], tmp_path / "log", dict(os.environ))


def test_a_lock_has_one_holder_and_is_free_after_it(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    with locked(path, wait=False):
        assert holder(path) == os.getpid()
        with pytest.raises(AlreadyHeldError), locked(path, wait=False):
            pytest.fail("It cannot have two holders.")
    assert holder(path) is None
