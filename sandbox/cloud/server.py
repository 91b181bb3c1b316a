"""The server process: MiniStack with every mend installed, behind the sandbox's own door."""

import asyncio
import contextlib
import logging
import signal
import socket
from collections.abc import Callable

from hypercorn.asyncio import serve as hypercorn_serve
from hypercorn.config import Config
from ministack import app as ministack
from ministack.core import lambda_runtime

from sandbox.cloud import permissions
from sandbox.cloud.door import with_door
from sandbox.cloud.mends import install_all

KEEP_ALIVE_SECONDS = 75
LONGEST_GOODBYE_SECONDS = 2


def serve(listener: socket.socket, ready: Callable[[], None]) -> None:
    """Serve on the bound ``listener``, call ``ready`` once requests are answered, return after SIGTERM or SIGINT."""
    logging.disable(logging.INFO)  # a LOG_LEVEL would reach the functions, and silence their logs too
    install_all()
    permissions.install()
    try:
        asyncio.run(_serve(listener, ready))
    finally:
        lambda_runtime.reset()


async def _serve(listener: socket.socket, ready: Callable[[], None]) -> None:
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    address = listener.getsockname()
    config = Config()
    config.bind = [f"fd://{listener.detach()}"]
    config.keep_alive_timeout = KEEP_ALIVE_SECONDS
    config.graceful_timeout = LONGEST_GOODBYE_SECONDS
    config.loglevel = "WARNING"
    announcement = asyncio.create_task(_announce(address, ready))
    await hypercorn_serve(with_door(ministack.app), config, shutdown_trigger=stop.wait)
    announcement.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await announcement


async def _announce(address: tuple[str, int], ready: Callable[[], None]) -> None:
    # The socket listens from the start, so only an answer shows that the server is up.
    reader, writer = await asyncio.open_connection(*address)
    writer.write(b"GET /_sandbox/permissions HTTP/1.1\r\nHost: sandbox\r\nConnection: close\r\n\r\n")
    await reader.readline()
    writer.close()
    ready()
