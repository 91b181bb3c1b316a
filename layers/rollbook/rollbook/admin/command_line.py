"""The command line: it parses, calls one operation, and prints; `--sandbox` talks to what `make up` started."""

import argparse
import getpass
import json
import os
import sys
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

from botocore.exceptions import BotoCoreError, ClientError

from rollbook.admin import rendering
from rollbook.admin.operations import Operations, check_config, exit_status
from rollbook.model.errors import RollbookError

_SANDBOX = Path("build/sandbox/world.json")
_CONFIG = Path("layers/config")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return the exit status: 0 well, 1 something failed, 2 asked wrongly, 3 a run was skipped."""
    given = _parser().parse_args(arguments)
    if given.sandbox:
        _enter_sandbox(given.world)
    command: Callable[[argparse.Namespace], int] = given.command
    try:
        return command(given)
    except RollbookError as error:
        print(error, file=sys.stderr)
    except (BotoCoreError, ClientError) as error:
        words = str(error).rstrip(".")
        print(f"AWS: {words}. Look at your credentials and region (AWS_PROFILE, AWS_REGION).", file=sys.stderr)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    return 2


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="rollbook", description="Keeps the systems of a school in step.")
    parser.add_argument("--sandbox", action="store_true", help="talk to the sandbox instead of AWS")
    parser.add_argument("--world", type=Path, default=_SANDBOX, help="the file that tells where the sandbox is")
    parser.add_argument("--stack", default="rollbook", help="the deployed stack (default: rollbook)")
    commands = parser.add_subparsers(required=True, metavar="command")

    for name, text in (("run", "run a flow now"), ("preview", "show what a run would do")):
        command = commands.add_parser(name, help=text)
        command.add_argument("flow")
        command.add_argument("--streams", nargs="+", default=[], help="only these streams")
        command.add_argument(
            "--as-of", type=_moment, help="pretend that it is this moment, e.g. 2026-09-14T09:00-04:00"
        )
        command.add_argument("--retry", action="store_true", help="also send refused records that have not changed")
        command.set_defaults(command=_run, preview=name == "preview")

    command = commands.add_parser("runs", help="list the newest runs of a flow")
    command.add_argument("flow")
    command.add_argument("--limit", type=int, default=20)
    command.set_defaults(command=_runs)

    command = commands.add_parser("show", help="show a run")
    command.add_argument("run")
    command.add_argument("--records", action="store_true", help="with every change and every record that waits")
    command.set_defaults(command=_show)

    command = commands.add_parser("approve", help="let the held removals of a run go")
    command.add_argument("run")
    command.add_argument("--as-of", type=_moment)
    command.set_defaults(command=_approve)

    command = commands.add_parser("discard", help="close the held removals of a run without removing")
    command.add_argument("run")
    command.set_defaults(command=_discard)

    command = commands.add_parser("check", help="try the credentials of every system, changing nothing")
    command.add_argument("--config", type=Path, default=_CONFIG)
    command.set_defaults(command=_check)

    command = commands.add_parser("check-config", help="check the settings")
    command.add_argument("--config", type=Path, default=_CONFIG)
    command.set_defaults(command=_check_config)
    return parser


def _run(given: argparse.Namespace) -> int:
    operations = Operations.on(given.stack)
    run = operations.start(
        given.flow,
        by=getpass.getuser(),
        streams=tuple(given.streams),
        as_of=given.as_of,
        preview=given.preview,
        retry=given.retry,
    )
    status = _follow(operations, run)
    if given.preview:
        print(f"\n{rendering.details(operations.details(run))}")
    return status


def _follow(operations: Operations, run: str) -> int:
    print(f"{run} is going on ", end="", flush=True)
    record = operations.wait(run, lambda: print(".", end="", flush=True))
    print(f"\n{rendering.record(record)}")
    return exit_status(record)


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
    return _follow(operations, operations.approve(given.run, by=getpass.getuser(), as_of=given.as_of))


def _discard(given: argparse.Namespace) -> int:
    Operations.on(given.stack).discard(given.run, by=getpass.getuser())
    print(f"The held removals of {given.run} are closed. While the source stays as it is, the next run asks again.")
    return 0


def _check(given: argparse.Namespace) -> int:
    healthy = True
    for check in Operations.on(given.stack).check(given.config):
        healthy = healthy and check.healthy
        print(f"{'ok   ' if check.healthy else 'WRONG'}  {check.system}: {check.sentence}")
    return 0 if healthy else 1


def _check_config(given: argparse.Namespace) -> int:
    mistakes = check_config(given.config)
    for mistake in mistakes:
        print(f"{given.config}/{mistake}", file=sys.stderr)
    if not mistakes:
        print(f"The settings in {given.config} are well.")
    return 1 if mistakes else 0


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        moment = datetime.min  # noqa: DTZ901 - stands for no moment at all, and has no zone
    if moment.tzinfo is None:
        raise argparse.ArgumentTypeError("accepted is a moment with its zone, such as 2026-09-14T09:00-04:00")
    return moment


def _enter_sandbox(file: Path) -> None:
    if not file.is_file():
        raise SystemExit(f"There is no sandbox ({file}); `make up` starts one.")
    world = json.loads(file.read_text(encoding="utf-8"))
    os.environ.update(
        AWS_ENDPOINT_URL=world["endpoint"],
        AWS_REGION=world["region"],
        AWS_ACCESS_KEY_ID=world["access_key_id"],
        AWS_SECRET_ACCESS_KEY=world["secret_access_key"],
    )


if __name__ == "__main__":
    sys.exit(main())
