"""Serves every simulator in one process until it is told to stop.

`python -m sandbox.simulators [--eschoolplus-port 0] [--schoology-port 0] [--gegi-port 0] [--coursekey-port 0]
[--ethosce-port 0] [--coursedog-port 0] [--sis-port 0] [--edflex-port 0] [--learning360-port 0]
[--rate-scale 1] [--retry-seconds 600] [--deliver-by-itself]`
prints one line of JSON with the base URLs when all of them listen; port 0 takes a free one. SIGTERM or SIGINT ends it.
"""

import argparse
import contextlib
import json
import signal
import sys
import threading
from collections.abc import Sequence

from sandbox.institution import sample_institution
from sandbox.simulators import coursedog, coursekey, edflex, ethosce, learning360, schoology, sis
from sandbox.simulators.coursedog import CoursedogSimulator
from sandbox.simulators.coursekey import CoursekeySimulator
from sandbox.simulators.edflex import EdflexSimulator
from sandbox.simulators.eschoolplus import EschoolplusSimulator
from sandbox.simulators.ethosce import EthosceSimulator
from sandbox.simulators.gegi import GegiSimulator
from sandbox.simulators.learning360 import Learning360Simulator
from sandbox.simulators.schoology import SchoologySimulator
from sandbox.simulators.serving import serving
from sandbox.simulators.simulator import Simulator
from sandbox.simulators.sis import SisSimulator

_SYSTEMS = ("eschoolplus", "schoology", "gegi", "coursekey", "ethosce", "coursedog", "sis", "edflex", "learning360")


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve until told to stop; return the exit status."""
    options = _parser().parse_args(arguments)
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    with contextlib.ExitStack() as stack:
        urls = {
            name: stack.enter_context(serving(simulator, getattr(options, f"{name}_port")))
            for name, simulator in _simulators(options, stack).items()
        }
        print(json.dumps(urls), flush=True)
        stop.wait()
    return 0


def _simulators(options: argparse.Namespace, stack: contextlib.ExitStack) -> dict[str, Simulator]:
    """Make every simulator; those that deliver stop with the stack."""
    institution = sample_institution()
    schoology_knobs = schoology.Knobs(
        rate_scale=options.rate_scale,
        retry_seconds=options.retry_seconds,
        deliver_by_itself=options.deliver_by_itself,
    )
    coursekey_knobs = coursekey.Knobs(
        rate_scale=options.rate_scale, changes_per_event=1, deliver_by_itself=options.deliver_by_itself
    )
    coursedog_knobs = coursedog.Knobs(rate_scale=options.rate_scale, deliver_by_itself=options.deliver_by_itself)
    return {
        "eschoolplus": EschoolplusSimulator(institution),
        "schoology": stack.enter_context(
            contextlib.closing(SchoologySimulator(institution, knobs=schoology_knobs)),
        ),
        "gegi": GegiSimulator(),
        "coursekey": stack.enter_context(contextlib.closing(CoursekeySimulator(knobs=coursekey_knobs))),
        "ethosce": EthosceSimulator(knobs=ethosce.Knobs(rate_scale=options.rate_scale)),
        "coursedog": stack.enter_context(contextlib.closing(CoursedogSimulator(knobs=coursedog_knobs))),
        "sis": SisSimulator(knobs=sis.Knobs(rate_scale=options.rate_scale)),
        "edflex": EdflexSimulator(knobs=edflex.Knobs(rate_scale=options.rate_scale)),
        "learning360": Learning360Simulator(knobs=learning360.Knobs(rate_scale=options.rate_scale)),
    }


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m sandbox.simulators", description="Serve every simulator.")
    for name in _SYSTEMS:
        parser.add_argument(f"--{name}-port", type=int, default=0, help="0 takes a free port (default)")
    parser.add_argument("--rate-scale", type=float, default=1, help="multiplies the rate limits (default 1)")
    parser.add_argument(
        "--retry-seconds", type=float, default=600, help="until Schoology sends a failed event again (default 600)"
    )
    parser.add_argument("--deliver-by-itself", action="store_true", help="events are delivered without being asked")
    return parser


if __name__ == "__main__":
    sys.exit(main())
