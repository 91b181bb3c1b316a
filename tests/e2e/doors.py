"""The doors behind AWS's back that the embedded cloud has for tests."""

import json
import urllib.request
from typing import Any

from sandbox.world.world import World


def permissions_used(world: World) -> dict[str, list[list[str]]]:
    """Return what IAM allowed each function since the world began."""
    used: dict[str, list[list[str]]] = _ask(world, "_sandbox/permissions")
    return used


def wait_scaled_by(world: World, factor: float) -> None:
    """Let state machines wait so many times as long as they say."""
    wish = {"stepfunctions._SFN_WAIT_SCALE": factor}
    assert _ask(world, "_ministack/config", wish) == {"applied": wish}


def _ask(world: World, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(f"{world.places.endpoint}/{path}", data=data)  # noqa: S310 - our own loopback server
    with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310 - as above
        found: dict[str, Any] = json.load(answer)
    return found
