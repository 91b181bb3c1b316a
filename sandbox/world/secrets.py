"""What an administrator would put into the stack's secrets: where the simulators are, and what they accept."""

import dataclasses
from collections.abc import Callable, Mapping
from typing import Any

from sandbox.simulators.credentials import (
    COURSEDOG,
    COURSEKEY,
    EDFLEX,
    ESCHOOLPLUS,
    ETHOSCE,
    GEGI,
    LEARNING360,
    SCHOOLOGY,
    SIS,
)


def _eschoolplus(url: str) -> dict[str, Any]:
    places = {"base_url": f"{url}/ims/oneroster/rostering/v1p2", "token_url": f"{url}/oauth/token"}
    return places | dataclasses.asdict(ESCHOOLPLUS)


SECRETS: Mapping[str, Callable[[str], dict[str, Any]]] = {
    "eschoolplus": _eschoolplus,
    "schoology": lambda url: {"base_url": f"{url}/v1"} | dataclasses.asdict(SCHOOLOGY),
    "gegi": lambda url: {"base_url": f"{url}/api/v1"} | dataclasses.asdict(GEGI),
    "coursekey": lambda url: {"base_url": f"{url}/v1"} | dataclasses.asdict(COURSEKEY),
    "ethosce": lambda url: {"base_url": url} | dataclasses.asdict(ETHOSCE),
    "coursedog": lambda url: {"base_url": f"{url}/api/v1"} | dataclasses.asdict(COURSEDOG),
    "sis": lambda url: {"base_url": url} | dataclasses.asdict(SIS),
    "edflex": lambda url: {"base_url": url} | dataclasses.asdict(EDFLEX),
    "learning360": lambda url: {"base_url": url} | dataclasses.asdict(LEARNING360),
}
"""By system, what its secret holds when its simulator is at an address."""


def output(system: str) -> str:
    """Return the output of the stack that names a system's secret."""
    return f"{system.title()}SecretArn"
