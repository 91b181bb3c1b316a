"""``python -m sandbox.world``: a world in the foreground, until SIGTERM or Ctrl-C."""

import signal
import sys
import threading
from typing import NoReturn

from sandbox.world.children import ChildFailedError
from sandbox.world.world import World, WorldExistsError


def main() -> None:
    """Bring the world up, wait to be told to end, leave nothing behind."""
    signal.signal(signal.SIGTERM, _leave)
    try:
        with World(say=lambda line: print(line, flush=True)):
            threading.Event().wait()
    except (ChildFailedError, WorldExistsError) as error:
        sys.exit(str(error))
    except KeyboardInterrupt:
        sys.exit(130)


def _leave(_number: int, _frame: object) -> NoReturn:
    sys.exit(0)


if __name__ == "__main__":
    main()
