"""The commands about files that are imported, and about a flow that a dead run holds (CR9, CR10)."""

import argparse
from pathlib import Path

from rollbook.admin.importing import ImportDesk
from rollbook.admin.operations import Operations
from rollbook.admin.run_commands import follow
from rollbook.aws.clock import SystemClock


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the commands to the command line."""
    command = commands.add_parser("import", help="upload a file, follow its import, and fetch the result")
    command.add_argument("flow")
    command.add_argument("file", type=Path)
    command.add_argument("--course", help="import into this course, by its external id; without it rows name theirs")
    command.add_argument("--into", type=Path, help="the result (default: results/ and the run's name)")
    command.set_defaults(command=_import)

    command = commands.add_parser("result", help="fetch what became of each row of an import again")
    command.add_argument("run")
    command.add_argument("--into", type=Path, help="the result (default: results/ and the run's name)")
    command.set_defaults(command=_result)

    command = commands.add_parser("unlock", help="free a flow that a dead run holds; refuses while the run lives")
    command.add_argument("flow")
    command.set_defaults(command=_unlock)


def _import(given: argparse.Namespace) -> int:
    operations, clock = Operations.on(given.stack), SystemClock()
    desk, since = ImportDesk(operations, clock), clock.now()
    key = desk.upload(given.flow, given.file, given.course)
    print("uploaded ", end="", flush=True)
    run = desk.started(given.flow, key, since, lambda: print(".", end="", flush=True))
    print()
    status = follow(operations, run)
    if status in (0, 1):
        _write(desk, run, given.into)
    return status


def _result(given: argparse.Namespace) -> int:
    _write(ImportDesk(Operations.on(given.stack), SystemClock()), given.run, given.into)
    return 0


def _write(desk: ImportDesk, run: str, into: Path | None) -> None:
    file = into or Path("results", f"{run}.csv")
    desk.fetch_result(run, file)
    print(f"What became of each row: {file}. It names people: delete it when you are done.")


def _unlock(given: argparse.Namespace) -> int:
    print(ImportDesk(Operations.on(given.stack), SystemClock()).unlock(given.flow))
    return 0
