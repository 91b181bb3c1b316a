"""What every mend leans on: the pinned version, and the shape of the private function that it replaces."""

import inspect
from collections.abc import Callable
from importlib.metadata import version
from typing import Any

PINNED_VERSION = "1.5.33"


class MendRefusedError(RuntimeError):
    """MiniStack is not as the mend expects it; the message names the mend's target and what to do."""


def original(owner: Any, name: str, parameters: str) -> Callable[..., Any]:
    """Return the function ``owner.name`` as MiniStack ships it, if its ``parameters`` (their names) are as expected."""
    found: Callable[..., Any] | None = getattr(owner, name, None)
    where = f"{getattr(owner, '__name__', owner)}.{name}"
    if found is None:
        raise MendRefusedError(f"{where} does not exist in MiniStack {_installed()}: {_advice()}")
    prefixes: dict[object, str] = {inspect.Parameter.VAR_POSITIONAL: "*", inspect.Parameter.VAR_KEYWORD: "**"}
    shape = ", ".join(prefixes.get(p.kind, "") + p.name for p in inspect.signature(found).parameters.values())
    if shape != parameters:
        raise MendRefusedError(f"{where} takes ({shape}) instead of ({parameters}): {_advice()}")
    require_pinned_version()
    return found


def require_text(text: str, part: str, where: str) -> None:
    """Refuse unless ``part`` occurs exactly once in ``text``, a program that MiniStack keeps as a string."""
    require_pinned_version()
    if text.count(part) != 1:
        raise MendRefusedError(f"{where} no longer contains {part!r} once: {_advice()}")


def require_pinned_version() -> None:
    """Refuse any other version than the one that the mends were written and tested for."""
    if _installed() != PINNED_VERSION:
        raise MendRefusedError(f"MiniStack {_installed()} is installed: {_advice()}")


def _installed() -> str:
    return version("ministack")


def _advice() -> str:
    return f"the mends are for {PINNED_VERSION}; install that, or look at each mend again and raise the pin"
