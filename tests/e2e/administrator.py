"""The administrator at the command line, in a world."""

import subprocess
import sys

from sandbox.world.children import REPOSITORY
from sandbox.world.world import World


def rollbook(world: World, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run one command to its end, however that is."""
    command = [sys.executable, "-m", "rollbook.admin.command_line", "--sandbox", "--world", str(world.record)]
    return subprocess.run(  # noqa: S603 - our own command, our own arguments
        [*command, *arguments], cwd=REPOSITORY, capture_output=True, text=True, check=False, timeout=120
    )
