"""Opens connections only when asked: a step that wants to know of a system, and not to call it, loads no HTTP."""

import importlib
from collections.abc import Callable
from typing import Any

from rollbook.model.descriptors import Client, Pace


def opened_by(package: str) -> Callable[[Any, Any, Pace], Client]:
    """Return what opens a connection through `open_client` in the package's `client` module."""

    def open_connection(credentials: Any, settings: Any, pace: Pace) -> Client:
        client: Client = importlib.import_module(f"{package}.client").open_client(credentials, settings, pace)
        return client

    return open_connection
