"""What a flow and a connector say of themselves: data and functions, put together instead of inherited (PL21)."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from pydantic import BaseModel

from rollbook.model.changes import Change, Found, Written
from rollbook.model.records import Desired, Json, Page, Refusal, Scope


class Removal(StrEnum):
    """What the target does with a record that left the source."""

    NEVER = "never"
    DROP = "drop"


@dataclass(frozen=True, slots=True)
class Context:
    """All that a flow's rules may know besides the records: the moment, the zone, settings, and other collections.

    `lookups` holds, per source collection that the stream names, what the stream's function made of it.
    """

    now: datetime
    zone: ZoneInfo
    settings: Any
    lookups: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Stream:
    """One kind of record of a flow.

    `reads` is a collection of the source, `writes` one of the target. `lookups` names collections of the source, each
    with the function that makes of its records, and of the lookups before it, what the rules need to know. `desired`
    turns the records into what the target should hold. `after` are streams whose records this one's refer to. Records
    that left the source are dealt with as `removal` says, except those that `spares` keeps. `version` goes up when the
    rules change so that every record must be sent again.
    """

    name: str
    reads: str
    writes: str
    desired: Callable[[Iterable[Json], Context], Iterator[Desired | Refusal]]
    removal: Removal = Removal.NEVER
    spares: Callable[[Json, Context], bool] = lambda _data, _context: False
    lookups: Mapping[str, Callable[[Iterable[Json], Context], Any]] = field(default_factory=dict)
    after: tuple[str, ...] = ()
    version: int = 1


@dataclass(frozen=True, slots=True)
class Flow:
    """One direction between two systems, with its rules; `settings` is the model of its settings file."""

    name: str
    source: str
    target: str
    settings: type[BaseModel]
    streams: tuple[Stream, ...]

    def stream(self, name: str) -> Stream:
        """Return the stream of that name; KeyError when the flow has none."""
        return {stream.name: stream for stream in self.streams}[name]


class Pace(Protocol):
    """Permission to call a system; shared by all who use the same credential (PL10)."""

    def take(self, credits_needed: int) -> None:
        """Wait until so many credits may be spent."""
        ...

    def penalise(self, seconds: float) -> None:
        """Keep everybody who uses the credential waiting: the system asked for it."""
        ...


@dataclass(frozen=True, slots=True)
class Limits:
    """A system's rate limit: `allowance` credits come back every `window_seconds`; what a read and a write cost."""

    allowance: float
    window_seconds: float
    read_cost: int
    write_cost: int

    @property
    def seconds_per_credit(self) -> float:
        """The even pace which never exceeds the limit."""
        return self.window_seconds / self.allowance


@dataclass(frozen=True, slots=True)
class Writable:
    """How one collection is written.

    Up to `bulk` records go out in one call, and only changes of the same `group` share it. `silent` are the changes
    that need no call.
    """

    bulk: int
    group: Callable[[Change], str] = lambda _: ""
    silent: Callable[[Change], bool] = lambda _: False


@dataclass(frozen=True, slots=True)
class Check:
    """What a connection check found (SG1)."""

    system: str
    healthy: bool
    sentence: str


class Client(Protocol):
    """An open connection to one system; counts its calls."""

    @property
    def calls(self) -> int:
        """Calls made so far, those that failed and those for tokens included."""
        ...

    def read(self, entity: str, scope: Scope) -> Iterator[Page]:
        """Yield a collection page by page; raises IncompleteReadError when it changes meanwhile."""
        ...

    def write(self, entity: str, changes: list[Change]) -> list[Written]:
        """Send one batch and say how each change ended.

        Raises BatchRefusedError when the system refuses it whole, OutcomeUnknownError when no trustworthy answer came.
        """
        ...

    def find(self, entity: str, changes: list[Change]) -> list[Found]:
        """Read back by natural key what the target holds for these changes; what is not there is left out."""
        ...

    def check(self) -> Check:
        """Say whether the credentials work, without changing anything; never raises."""
        ...


@dataclass(frozen=True, slots=True)
class Connector:
    """The adapter to one system.

    `reads` names the collections that can be read; `writes` says how collections are written.
    `limits` reads the rate limit out of the settings; None: the system names none.
    """

    name: str
    credentials: type[BaseModel]
    settings: type[BaseModel]
    open: Callable[[Any, Any, Pace], Client]
    limits: Callable[[Any], Limits | None]
    reads: tuple[str, ...] = ()
    writes: Mapping[str, Writable] = field(default_factory=dict)
