"""``python -m sandbox.world.leash MODULE ARGUMENTS…`` runs a module that ends when its parent does.

The parent holds the other end of standard input. When that closes, on purpose or because the parent died in any way,
the module's whole process group is asked to end (SIGTERM), and made to when it has not (SIGKILL).
"""

import os
import runpy
import signal
import sys
import threading
import time

GRACE_SECONDS = 8


def main() -> None:
    """Run the module named by the first argument as ``__main__`` with the remaining arguments."""
    threading.Thread(target=_end_with_parent, daemon=True).start()
    module, *arguments = sys.argv[1:]
    sys.argv = [module, *arguments]
    runpy.run_module(module, run_name="__main__", alter_sys=True)


def _end_with_parent() -> None:
    while os.read(0, 1024):
        pass
    os.killpg(0, signal.SIGTERM)
    time.sleep(GRACE_SECONDS)
    os.killpg(0, signal.SIGKILL)


if __name__ == "__main__":
    main()
