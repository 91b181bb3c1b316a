"""The commands about systems: settings, credentials, and the events that they send."""

import argparse
import sys
from datetime import UTC, datetime
from pathlib import Path

from rollbook.admin import rendering
from rollbook.admin.checking import check_config, check_connections
from rollbook.admin.events import Events
from rollbook.admin.operations import Operations
from rollbook.admin.terms import terms

_CONFIG = Path("layers/config")


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the commands to the command line."""
    command = commands.add_parser("check", help="try the credentials of every system, changing nothing")
    command.set_defaults(command=_check)

    command = commands.add_parser("check-config", help="check the settings")
    command.add_argument("--config", type=Path, default=_CONFIG)
    command.set_defaults(command=_check_config)

    command = commands.add_parser("subscribe", help="have a system send its events here")
    command.add_argument("system")
    command.add_argument("--config", type=Path, default=_CONFIG)
    command.set_defaults(command=_subscribe)

    command = commands.add_parser("terms", help="list the academic terms that a flow can be set for")
    command.add_argument("flow")
    command.add_argument("--config", type=Path, default=_CONFIG)
    command.set_defaults(command=_terms)

    command = commands.add_parser("status", help="tell how one record stands between its systems")
    command.add_argument("integration", help="what comes before the dot in the names of its flows")
    command.add_argument("stream")
    command.add_argument("key", help="the record's key, e.g. 202710/BIO-101/001")
    command.set_defaults(command=_status)

    command = commands.add_parser("inbox", help="tell how many events wait, and how many were given up")
    command.add_argument("--replay", action="store_true", help="have those that were given up looked at again")
    command.set_defaults(command=_inbox)


def _check(given: argparse.Namespace) -> int:
    found = check_connections(given.stack).systems
    for check in found:
        print(f"{'ok   ' if check.healthy else 'WRONG'}  {check.system}: {check.sentence}")
    return 0 if all(check.healthy for check in found) else 1


def _check_config(given: argparse.Namespace) -> int:
    mistakes = check_config(given.config)
    for mistake in mistakes:
        print(f"{given.config}/{mistake}", file=sys.stderr)
    if not mistakes:
        print(f"The settings in {given.config} are well.")
    return 1 if mistakes else 0


def _subscribe(given: argparse.Namespace) -> int:
    print(Events(given.stack, given.address).subscribe(given.system, given.config))
    return 0


def _terms(given: argparse.Namespace) -> int:
    print(rendering.terms(terms(given.stack, given.flow, given.config, datetime.now(UTC))))
    return 0


def _status(given: argparse.Namespace) -> int:
    operations = Operations.on(given.stack)
    print(rendering.status(operations.status(given.integration, given.stream, given.key)))
    return 0


def _inbox(given: argparse.Namespace) -> int:
    events = Events(given.stack, given.address)
    if given.replay:
        moved = events.replay(lambda count: print(f"\r{count} events", end="", flush=True))
        print(f"{moved} events that were given up are looked at again.")
    waiting = events.waiting()
    print(f"{waiting.inbox} events wait or are being looked at, {waiting.dead_letters} were given up.")
    return 1 if waiting.dead_letters else 0
