"""``python -m sandbox up|down|demo``: the world on one machine, in the background or as a demonstration."""

import argparse
import runpy
import sys

from sandbox.world import background


def main() -> int:
    """Run one command; returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m sandbox", description="Rollbook's world on one machine.")
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("up", help="start everything in the background and tell where it is")
    commands.add_parser("down", help="end what `up` started")
    commands.add_parser("demo", help="play the demonstration", add_help=False)
    chosen, rest = parser.parse_known_args()
    if chosen.command == "demo":
        sys.argv = ["sandbox.demo", *rest]
        runpy.run_module("sandbox.demo", run_name="__main__", alter_sys=True)
        return 0
    if rest:
        parser.error(f"unknown arguments: {' '.join(rest)}")
    return background.up() if chosen.command == "up" else background.down()


if __name__ == "__main__":
    sys.exit(main())
