"""The sandbox's own door: ``/_sandbox/kill`` and ``/_sandbox/permissions``, on the same port as the AWS interfaces."""

import json
from http import HTTPStatus
from typing import Any, cast

from hypercorn.typing import ASGIFramework, ASGIReceiveCallable, ASGISendCallable, HTTPScope, Scope

from sandbox.cloud import crashes, permissions


def with_door(application: ASGIFramework) -> ASGIFramework:
    """``application``, with every path under ``/_sandbox/`` answered here."""

    async def answer(scope: Scope, receive: ASGIReceiveCallable, send: ASGISendCallable) -> None:
        if scope["type"] != "http" or not scope["path"].startswith("/_sandbox/"):
            await application(scope, receive, send)
            return
        status, body = _answer(scope, await _body(receive))
        await send(
            {"type": "http.response.start", "status": status, "headers": [(b"content-type", b"application/json")]}
        )
        await send({"type": "http.response.body", "body": json.dumps(body).encode(), "more_body": False})

    return cast("ASGIFramework", answer)


def _answer(scope: HTTPScope, body: bytes) -> tuple[int, Any]:
    match scope["method"], scope["path"]:
        case "POST", "/_sandbox/kill":
            return HTTPStatus.OK, {"killed": crashes.kill_processes(json.loads(body)["function"])}
        case "GET", "/_sandbox/permissions":
            return HTTPStatus.OK, permissions.used()
    return HTTPStatus.NOT_FOUND, {"message": "The door knows POST /_sandbox/kill and GET /_sandbox/permissions."}


async def _body(receive: ASGIReceiveCallable) -> bytes:
    body = b""
    while True:
        event = await receive()
        if event["type"] != "http.request":
            return body
        body += event["body"]
        if not event["more_body"]:
            return body
