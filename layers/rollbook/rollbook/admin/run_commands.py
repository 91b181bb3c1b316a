"""The commands about runs: starting, previewing and looking at them, and deciding about what they hold."""

import argparse
import getpass
from datetime import datetime

from rollbook.admin import rendering
from rollbook.admin.operations import Operations, exit_status


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the commands to the command line."""
    for name, text in (("run", "run a flow now"), ("preview", "show what a run would do")):
        command = commands.add_parser(name, help=text)
        command.add_argument("flow")
        command.add_argument("--streams", nargs="+", default=[], help="only these streams")
        command.add_argument("--section", nargs="+", default=[], help="only these sections, by the code of the SIS")
        command.add_argument("--term", nargs="+", default=[], help="only these academic terms")
        command.add_argument("--full", action="store_true", help="read everything, not only what changed")
        command.add_argument("--retry", action="store_true", help="also send refused records that have not changed")
        add_moment(command)
        command.set_defaults(command=_run, preview=name == "preview")

    command = commands.add_parser("runs", help="list the newest runs of a flow")
    command.add_argument("flow")
    command.add_argument("--limit", type=int, default=20)
    command.set_defaults(command=_runs)

    command = commands.add_parser("show", help="show a run")
    command.add_argument("run")
    command.add_argument("--records", action="store_true", help="with every change, and what waits or was left out")
    command.set_defaults(command=_show)

    command = commands.add_parser("approve", help="let the held removals of a run go")
    command.add_argument("run")
    add_moment(command)
    command.set_defaults(command=_approve)

    command = commands.add_parser("discard", help="close the held removals of a run without removing")
    command.add_argument("run")
    command.set_defaults(command=_discard)


def follow(operations: Operations, run: str) -> int:
    """Wait for a run's end, print its record, and return the exit status."""
    print(f"{run} is going on ", end="", flush=True)
    record = operations.wait(run, lambda: print(".", end="", flush=True))
    print(f"\n{rendering.record(record)}")
    return exit_status(record)


def add_moment(command: argparse.ArgumentParser) -> None:
    """Let a command pretend that it is another moment."""
    text = "pretend that it is this moment, e.g. 2026-09-14T09:00-04:00"
    command.add_argument("--as-of", type=_moment, help=text)


def _run(given: argparse.Namespace) -> int:
    operations = Operations.on(given.stack)
    run = operations.start(
        given.flow,
        by=getpass.getuser(),
        streams=tuple(given.streams),
        as_of=given.as_of,
        preview=given.preview,
        retry=given.retry,
        full=given.full,
        sections=tuple(given.section),
        terms=tuple(given.term),
    )
    status = follow(operations, run)
    if given.preview:
        print(f"\n{rendering.details(operations.details(run))}")
    return status


def _runs(given: argparse.Namespace) -> int:
    print(rendering.runs(Operations.on(given.stack).runs(given.flow, given.limit)))
    return 0


def _show(given: argparse.Namespace) -> int:
    operations = Operations.on(given.stack)
    print(rendering.record(operations.record(given.run)))
    if given.records:
        print(f"\n{rendering.details(operations.details(given.run))}")
    return 0


def _approve(given: argparse.Namespace) -> int:
    operations = Operations.on(given.stack)
    return follow(operations, operations.approve(given.run, by=getpass.getuser(), as_of=given.as_of))


def _discard(given: argparse.Namespace) -> int:
    Operations.on(given.stack).discard(given.run, by=getpass.getuser())
    print(f"The held removals of {given.run} are closed. While the source stays as it is, the next run asks again.")
    return 0


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        moment = datetime.min  # noqa: DTZ901 - stands for no moment at all, and has no zone
    if moment.tzinfo is None:
        raise argparse.ArgumentTypeError("accepted is a moment with its zone, such as 2026-09-14T09:00-04:00")
    return moment
