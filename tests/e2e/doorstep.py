"""Calls at the stack's door, exactly as they are wanted, and what the journal says of them."""

import hmac
import http.client
import json
import time
from base64 import b64decode, b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from sandbox.world.world import World
from tests.e2e import logs

GROUP = "/aws/lambda/rollbook-receive"
JSON = {"Content-Type": "application/json"}

_PATIENCE_SECONDS = 30


@dataclass(frozen=True)
class Reply:
    """An answer; `code` and `request` are empty when the gateway gave it and not the function."""

    status: int
    code: str
    request: str


def call(
    world: World, path: str, body: bytes, headers: Mapping[str, str] | None = None, *, method: str = "POST"
) -> Reply:
    """Make one call below the API's address; without `headers` it says that it brings JSON."""
    place = urlsplit(world.places.outputs["ApiUrl"] + path)
    connection = http.client.HTTPConnection(place.netloc, timeout=60)
    try:
        connection.request(method, place.path, body, dict(JSON if headers is None else headers))
        answer = connection.getresponse()
        said = json.loads(answer.read())
    finally:
        connection.close()
    return Reply(answer.status, said.get("status", ""), said.get("request_id", ""))


def journal(world: World, replies: Sequence[Reply], since: int) -> dict[str, list[dict[str, Any]]]:
    """Return the journal's lines by request, once there is one for each reply of the function; `since` as in `logs`."""
    wanted = {reply.request for reply in replies if reply.request}
    give_up = time.monotonic() + _PATIENCE_SECONDS
    while True:
        found: dict[str, list[dict[str, Any]]] = {}
        for line in set(logs.lines(world, GROUP, since)):
            entry = json.loads(line) if line.startswith("{") else {}
            found.setdefault(entry.get("request", ""), []).append(entry)
        if wanted <= found.keys() or time.monotonic() > give_up:
            return found
        time.sleep(0.1)


def standard_webhooks(key: str, message: str, body: bytes) -> dict[str, str]:
    """Return the headers of a call that is signed as Standard Webhooks says, with a key as it stands in the secret."""
    now = str(int(time.time()))
    content = f"{message}.{now}.".encode() + body
    signature = b64encode(hmac.digest(b64decode(key.removeprefix("whsec_")), content, "sha256")).decode()
    return JSON | {"webhook-id": message, "webhook-timestamp": now, "webhook-signature": f"v1,{signature}"}


def hmac_header(key: str, body: bytes) -> dict[str, str]:
    """Return the headers of a call whose body is signed together with the time."""
    now = str(int(time.time()))
    signature = hmac.digest(key.encode(), f"{now}.".encode() + body, "sha256").hex()
    return JSON | {"X-Timestamp": now, "X-Signature": f"sha256={signature}"}
