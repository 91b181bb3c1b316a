"""Serves every simulator in one process until it is told to stop.

`python -m sandbox.simulators --eschoolplus-port 0 --schoology-port 0 [--rate-scale 1] [--retry-seconds 600]
[--deliver-by-itself]` prints one line of JSON with the base URLs when all of them listen; port 0 takes a free one.
SIGTERM or SIGINT ends it.
"""

import argparse
import contextlib
import json
import signal
import sys
import threading
from collections.abc import Sequence

from sandbox.institution import sample_institution
from sandbox.simulators.eschoolplus import EschoolplusSimulator
from sandbox.simulators.schoology import Knobs, SchoologySimulator
from sandbox.simulators.serving import serving


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve until told to stop; return the exit status."""
    options = _parser().parse_args(arguments)
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    institution = sample_institution()
    knobs = Knobs(
        rate_scale=options.rate_scale,
        retry_seconds=options.retry_seconds,
        deliver_by_itself=options.deliver_by_itself,
    )
    schoology = SchoologySimulator(institution, knobs=knobs)
    simulators = {
        "eschoolplus": (EschoolplusSimulator(institution), options.eschoolplus_port),
        "schoology": (schoology, options.schoology_port),
    }
    with contextlib.closing(schoology), contextlib.ExitStack() as stack:
        urls = {name: stack.enter_context(serving(simulator, port)) for name, (simulator, port) in simulators.items()}
        print(json.dumps(urls), flush=True)
        stop.wait()
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m sandbox.simulators", description="Serve every simulator.")
    parser.add_argument("--eschoolplus-port", type=int, default=0, help="0 takes a free port (default)")
    parser.add_argument("--schoology-port", type=int, default=0, help="0 takes a free port (default)")
    parser.add_argument("--rate-scale", type=float, default=1, help="multiplies Schoology's rate limit (default 1)")
    parser.add_argument(
        "--retry-seconds", type=float, default=600, help="until Schoology sends a failed event again (default 600)"
    )
    parser.add_argument(
        "--deliver-by-itself", action="store_true", help="Schoology delivers events without being asked"
    )
    return parser


if __name__ == "__main__":
    sys.exit(main())
