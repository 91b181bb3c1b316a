"""The command line: it parses, calls one operation, and prints; `--sandbox` talks to what `make up` started."""

import argparse
import json
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from botocore.exceptions import BotoCoreError, ClientError

from rollbook.admin import importing_commands, matching_commands, run_commands, system_commands
from rollbook.model.errors import RollbookError

_SANDBOX = Path("build/sandbox/world.json")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return the exit status: 0 well, 1 something failed, 2 asked wrongly, 3 a run was skipped."""
    given = _parser().parse_args(arguments)
    if given.sandbox:
        _enter_sandbox(given)
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
    parser.add_argument("--address", help="where the API is reached, when it has a domain of your own")
    commands = parser.add_subparsers(required=True, metavar="command")
    run_commands.add(commands)
    matching_commands.add(commands)
    importing_commands.add(commands)
    system_commands.add(commands)
    return parser


def _enter_sandbox(given: argparse.Namespace) -> None:
    if not given.world.is_file():
        raise SystemExit(f"There is no sandbox ({given.world}); `make up` starts one.")
    world = json.loads(given.world.read_text(encoding="utf-8"))
    given.address = given.address or world["outputs"]["ApiUrl"]
    os.environ.update(
        AWS_ENDPOINT_URL=world["endpoint"],
        AWS_REGION=world["region"],
        AWS_ACCESS_KEY_ID=world["access_key_id"],
        AWS_SECRET_ACCESS_KEY=world["secret_access_key"],
    )


if __name__ == "__main__":
    sys.exit(main())
