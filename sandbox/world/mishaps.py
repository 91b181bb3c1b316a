"""What can happen to the functions of a world that is nobody's fault."""

import json
import urllib.request

from sandbox.world.world import World


def kill(world: World, function: str) -> int:
    """Kill the processes of one of our functions, as a fault of its machine would; return how many died."""
    body = json.dumps({"function": f"rollbook-{function}"}).encode()
    request = urllib.request.Request(f"{world.places.endpoint}/_sandbox/kill", data=body)  # noqa: S310 - our own loopback server
    with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310 - as above
        killed: int = json.load(answer)["killed"]
    return killed
