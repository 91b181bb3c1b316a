"""Addresses of systems: encrypted on the way, except to a simulator on the same machine."""

from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator

_LOOPBACK = frozenset({"127.0.0.1", "localhost"})


def _checked(address: str) -> str:
    parts = urlsplit(address)
    if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in _LOOPBACK):
        raise ValueError("accepted is an https:// address (http:// only for 127.0.0.1 and localhost)")
    if not parts.hostname or parts.username or parts.password or parts.query or parts.fragment:
        raise ValueError("accepted is a plain address: host and path, no user, no question mark, no hash")
    return address.rstrip("/")


Address = Annotated[str, AfterValidator(_checked)]
"""The address of a system's API, without a slash at its end."""

OptionalAddress = Annotated[str, AfterValidator(lambda address: address and _checked(address))]
"""Such an address, or nothing."""
