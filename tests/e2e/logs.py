"""The logs of the stack, read to their end."""

from collections.abc import Iterator
from typing import Any

from sandbox.world.world import World

_LARGEST_PAGE = 10_000


def groups(world: World) -> list[str]:
    """Return the names of all log groups."""
    return [group["logGroupName"] for group in world.client("logs").describe_log_groups()["logGroups"]]


def lines(world: World, group: str, since: int = 0) -> Iterator[str]:
    """Yield the lines of a group from a moment (Unix milliseconds) on; some twice, where pages meet."""
    logs = world.client("logs")
    while True:
        page: list[dict[str, Any]] = logs.filter_log_events(logGroupName=group, startTime=since)["events"]
        yield from (event["message"] for event in page)
        if len(page) < _LARGEST_PAGE:
            return
        # The embedded cloud has no second page: what follows begins with the last moment of this one.
        since = max(page[-1]["timestamp"], since + 1)
