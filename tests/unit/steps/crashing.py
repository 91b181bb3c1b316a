"""Death at the n-th call: whatever goes through a fuse may be the last thing that a worker does."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, Literal

from sandbox.twins.stores import MemoryStores

Moment = Literal["before", "after"]
"""Whether a call that a worker dies at still has its effect."""

_PORTS = ("snapshots", "plans", "baselines", "mappings", "intents", "registers", "runs", "standings")


class CrashError(BaseException):
    """The worker is gone: nothing may catch this, and nothing that is done meanwhile has an effect."""


@dataclass
class Fuse:
    """Counts calls, or those of `only` one method, and blows at one; then every call dies until a new worker comes."""

    blows_at: int | None = None
    moment: Moment = "before"
    only: str | None = None
    calls: int = 0
    blown: bool = False

    def new_worker(self) -> None:
        self.blown = False

    def call(self, function: Callable[..., Any], *args: Any, **named: Any) -> Any:
        if self.blown:
            raise CrashError
        counted = self.only in (None, function.__qualname__)
        self.calls += counted
        if not counted or self.calls != self.blows_at:
            return function(*args, **named)
        if self.moment == "after":
            function(*args, **named)
        self.blown = True
        raise CrashError


def through(thing: Any, fuse: Fuse) -> Any:
    """Return the thing with every call of its methods going through the fuse."""
    return _Wired(thing, fuse)


class _Wired:
    def __init__(self, thing: Any, fuse: Fuse) -> None:
        self._thing = thing
        self._fuse = fuse

    def __getattr__(self, name: str) -> Any:
        member = getattr(self._thing, name)
        if not callable(member):
            return member

        @wraps(member)
        def call(*args: Any, **named: Any) -> Any:
            return self._fuse.call(member, *args, **named)

        return call


class WiredStores:
    """All stores behind one fuse."""

    def __init__(self, stores: MemoryStores, fuse: Fuse) -> None:
        for port in _PORTS:
            setattr(self, port, through(getattr(stores, port), fuse))
