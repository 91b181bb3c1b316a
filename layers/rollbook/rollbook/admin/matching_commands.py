"""The commands of data prep: matching what the target held before, and deciding about it (SG7)."""

import argparse
import getpass
from pathlib import Path

from rollbook import assembly
from rollbook.admin.matching import Imported, MatchingDesk
from rollbook.admin.operations import Operations
from rollbook.admin.run_commands import add_moment, follow
from rollbook.aws.clock import SystemClock
from rollbook.model.errors import SettingsError

_CONFIG = Path("layers/config")


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the commands to the command line."""
    command = commands.add_parser("prepare", help="match what both systems hold before the first sync; sends nothing")
    command.add_argument("flow")
    command.add_argument("--into", type=Path, help="folder for the reports (default: reports/ and the run's name)")
    add_moment(command)
    command.set_defaults(command=_prepare)

    command = commands.add_parser("reports", help="write the mapping reports of a preparation again")
    command.add_argument("run")
    command.add_argument("--into", type=Path, help="folder for the reports (default: reports/ and the run's name)")
    command.set_defaults(command=_reports)

    command = commands.add_parser("decide", help="import mapping reports with your decisions")
    command.add_argument("run", help="the preparation that the reports came from")
    command.add_argument("reports", type=Path, nargs="+")
    command.add_argument("--config", type=Path, default=_CONFIG)
    command.set_defaults(command=_decide)


def _prepare(given: argparse.Namespace) -> int:
    operations = Operations.on(given.stack)
    run = operations.start(given.flow, by=getpass.getuser(), as_of=given.as_of, prepare=True)
    status = follow(operations, run)
    return status or _export(operations, run, given.into)


def _reports(given: argparse.Namespace) -> int:
    return _export(Operations.on(given.stack), given.run, given.into)


def _export(operations: Operations, run: str, folder: Path | None) -> int:
    for written in MatchingDesk(operations.stores, SystemClock()).export(run, folder or Path("reports", run)):
        told = ", ".join(f"{count} {kind}" for kind, count in written.findings.most_common())
        print(f"{written.file}: {told or 'nothing'}")
    print(f"Fill in `decision` where it is empty (link, create), then: rollbook decide {run} <reports>")
    print("The reports name people: delete them when you are done.")
    return 0


def _decide(given: argparse.Namespace) -> int:
    operations = Operations.on(given.stack)
    secret = operations.stores.secrets.text("digest-key").encode()
    zone = assembly.institution(given.config).zone
    desk = MatchingDesk(operations.stores, SystemClock())
    try:
        done = desk.take_in(given.run, given.reports, by=getpass.getuser(), secret=secret, zone=zone, tell=_tell)
    except SettingsError as wrong:
        raise SettingsError(f"Nothing was remembered.\n{wrong}") from None
    print()
    for imported in done:
        print(_told(imported))
    return 0


def _tell(stream: str, done: int, of: int) -> None:
    print(f"\r{stream}: {done} of {of}", end="", flush=True)


def _told(imported: Imported) -> str:
    told = f"{imported.linked} linked, {imported.created} to be created, {imported.waiting} wait for a decision"
    sent = f"; {len(imported.provisioned)} were sent before and stay as they are" if imported.provisioned else ""
    return f"{imported.stream}: {told}; {imported.news} of these are news{sent}"
