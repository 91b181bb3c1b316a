"""What a flow and a connector say of themselves: data and functions, put together instead of inherited (PL21)."""

from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from pydantic import BaseModel

from rollbook.model.changes import Change, Found, Operation, Sought, Written
from rollbook.model.records import Desired, Frozen, Hint, Json, LeftOut, Page, Reason, Refusal, Scope, There
from rollbook.model.tables import Table

TARGET = "target/"
"""Stands before the name of a collection that is read from the flow's target."""


class Removal(StrEnum):
    """What the target does with a record that left the source."""

    NEVER = "never"
    DROP = "drop"


@dataclass(frozen=True, slots=True)
class Context:
    """All that a flow's rules may know besides the records: the moment, the zone, settings, and other collections.

    `lookups` holds, per collection that the stream names, what the stream's function made of it. `neighbour` is the
    settings of the flow that this one shares schools and keys with. `hints` are what a scoped run was told to look at.
    `known` tells, of each stream that the stream asks about, which keys the target is known to hold. `agreed` returns,
    for keys of a stream, what both sides held alike last, of those that they ever did (CD6). `full` says that somebody
    wants everything looked at, also what needs nothing by all that is known.
    """

    now: datetime
    zone: ZoneInfo
    settings: Any
    lookups: Mapping[str, Any] = field(default_factory=dict)
    neighbour: Any = None
    hints: tuple[Hint, ...] = ()
    known: Mapping[str, Container[str]] = field(default_factory=dict)
    agreed: Callable[[str, Sequence[str]], Mapping[str, Json]] = lambda _stream, _keys: {}
    full: bool = False


@dataclass(frozen=True, slots=True)
class Look:
    """What a scoped run looks at: the part of each collection, and the records of each stream that were named.

    `names` holds keys, and beginnings of keys that end in "/"; None means every record of the parts. A named key that
    the source does not hold any more has left it. `loose` are the collections of the source that hold, for a part, any
    number of records; of the others there is one for each.
    """

    scope: Scope
    names: Mapping[str, frozenset[str]] | None = None
    loose: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Listening:
    """Whose events a flow listens to, whether its settings want that, and what it looks at because of them."""

    sender: str
    wanted: Callable[[Any], bool]
    look: Callable[[Sequence[Hint], Context], Look]


class Profile(Frozen):
    """What one record is known by, at the source or at the target (SG7).

    `id` is the source's natural key, or the target's own id. `marks` holds the values for each criterion of a matching:
    none, one, or several; those of the first name the record in both systems. A person recognises it by the texts.
    `before` is, for a record of the target, its natural keys as they are, in the flow's words.
    """

    id: str
    marks: tuple[tuple[str, ...], ...]
    name: str = ""
    username: str = ""
    email: str = ""
    before: Json = {}  # noqa: RUF012 - pydantic copies defaults

    @property
    def code(self) -> str:
        """The value that names the record in both systems, empty where it has none."""
        return next(iter(self.marks[0]), "")


@dataclass(frozen=True, slots=True)
class Criterion:
    """Something that records of both sides are compared by; one that is not `enough` only says: a person must look."""

    name: str
    enough: bool = True


@dataclass(frozen=True, slots=True)
class Matching:
    """How a stream's records are matched with those that the target held before the first run (SG7).

    `reads` is the collection that is read whole. `criteria` come in the order of trust, the natural key first.
    `wanted` and `held` say what a record of either side is known by. `rivals` says it of everything in the stream's own
    collection that may be meant as well, also where it does not flow or the target is not to get that value. `lookups`
    are what these need beside those of the stream.
    """

    reads: str
    criteria: tuple[Criterion, ...]
    wanted: Callable[[Desired, Context], Profile]
    held: Callable[[Json, Context], Profile]
    rivals: Callable[[Iterable[Json], Context], Iterator[Profile]] = lambda _records, _context: iter(())
    lookups: Mapping[str, Callable[[Iterable[Json], Context], Any]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Stream:
    """One kind of record of a flow.

    `reads` is a collection of the source, `writes` one of the target. `lookups` names collections of the source, each
    with the function that makes of its records, and of the lookups before it, what the rules need to know. `desired`
    turns the records into what the target should hold; `knows` names streams that this depends on being known at the
    target, one of another flow as `edflex.content/contents`. `after` are streams whose records this one's refer to.
    Records that left the source are dealt with as `removal` says, except those that `spares` keeps, and only while
    `removes` agrees; `removals_first` has them make room for what is created, and `counted_by` says what their scope
    is, which the guard counts by. `expected` yields the keys that there could be of the parts that a scoped run has
    read whole, so that it can tell what is gone of them. `version` goes up when the rules change so that every record
    must be sent again. `since` says that a run may read only what changed since the last one; `differences` yields
    what does not agree on both sides, though every record could be sent: it is asked before the first sync (SG13).
    `matching` is there when the target may hold some of the records before (SG7). With `adds` only a part comes each
    time: nothing is concluded from what does not come. `mirror` is there when the rules read the target, and returns
    what it was read to hold, by key: that counts, and neither baseline nor mapping. So what it holds, and the rules
    say nothing of, leaves it as well, where both sides held it once. `parting` makes, of what it holds, what goes
    along with a removal. `verifies` says that a run reads back what the target is known to hold, because somebody may
    have changed it there, and sends again what is otherwise. `remembers` says that what is left out of it is still
    known to be held. `amends` makes, of what is wanted and of what was sent last, what is sent now: some things stay
    as they were first.
    """

    name: str
    reads: str
    writes: str
    desired: Callable[[Iterable[Json], Context], Iterator[Desired | Refusal | LeftOut]]
    removal: Removal = Removal.NEVER
    spares: Callable[[Json, Context], bool] = lambda _data, _context: False
    lookups: Mapping[str, Callable[[Iterable[Json], Context], Any]] = field(default_factory=dict)
    after: tuple[str, ...] = ()
    version: int = 1
    removes: Callable[[Context], bool] = lambda _context: True
    removals_first: bool = False
    counted_by: str = "school"
    expected: Callable[[Iterable[Json], Context], Iterator[str]] = lambda _records, _context: iter(())
    since: bool = False
    differences: Callable[[Iterable[Json], Context], Iterator[Reason]] = lambda _records, _context: iter(())
    matching: Matching | None = None
    knows: tuple[str, ...] = ()
    adds: bool = False
    mirror: Callable[[Context], Mapping[str, There]] | None = None
    parting: Callable[[Json, Context], Json] | None = None
    verifies: Callable[[Context], bool] = lambda _context: False
    remembers: bool = False
    amends: Callable[[Json, Json], Json] | None = None


@dataclass(frozen=True, slots=True)
class Flow:
    """One direction between two systems, with its rules; `settings` is the model of its settings file.

    `neighbour` is the flow whose settings it shares. `listens` is there when events can start it. `full_every`
    tells from the settings how often a scheduled run reads everything, of a flow that otherwise reads only what
    changed, and `horizon` how far back everything goes, where that is not for ever. A flow with a `table` reads
    files of such rows that were uploaded; `waits` tells for how long a file is looked at again for the sake of rows
    that wait. `order` tells from the settings in which order the streams go, where that depends on them, and
    `scope` what a run reads that looks at everything. Flows that name the same `lease` never run at the same time,
    and what one of them has agreed on with its target the others know (CD6). `terms` tells from the settings which
    academic terms flow, by stream. `withdrawn` tells from the settings that everything has to leave the target
    again: then the source is not asked, and no guard, for a person has said so (EF6). `resting` tells from the
    settings, and the neighbour's, why no run of it is of any use; empty while one is.
    """

    name: str
    source: str
    target: str
    settings: type[BaseModel]
    streams: tuple[Stream, ...]
    neighbour: str | None = None
    listens: Listening | None = None
    full_every: Callable[[Any], timedelta] | None = None
    horizon: Callable[[Any], timedelta] | None = None
    table: Table | None = None
    waits: Callable[[Any], timedelta] = lambda _settings: timedelta(days=90)
    order: Callable[[Any], tuple[str, ...]] | None = None
    scope: Callable[[Context], Scope] = lambda _context: Scope()
    lease: str = ""
    terms: Callable[[Any], Mapping[str, tuple[str, ...]]] | None = None
    withdrawn: Callable[[Any], bool] = lambda _settings: False
    resting: Callable[[Any, Any], str] = lambda _settings, _neighbour: ""

    @property
    def leased(self) -> str:
        """The name of the lease that a run of the flow takes: its own, or one that it shares."""
        return self.lease or self.name

    @property
    def systems(self) -> tuple[str, ...]:
        """The systems outside that the flow speaks to; files are uploaded, and nobody is asked for them."""
        return (self.target,) if self.table else (self.source, self.target)

    def place(self, collection: str) -> tuple[str, str]:
        """Return the system that a collection is read from, and its name there."""
        if collection.startswith(TARGET):
            return self.target, collection.removeprefix(TARGET)
        return self.source, collection

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

    Up to `bulk` records go out together, of removals up to `bulk_removals` where that is another figure, and only
    changes of the same `group` do; in one call, or `singly`, one call for each. `silent` are the changes that need no
    call. With `deferred` a call only starts an operation, whose end has to be awaited: see `Operations`.
    """

    bulk: int
    singly: bool = False
    group: Callable[[Change], str] = lambda _: ""
    silent: Callable[[Change], bool] = lambda _: False
    bulk_removals: int | None = None
    deferred: bool = False

    def most(self, operation: Operation) -> int:
        """Return how many changes of this kind may go out together."""
        return self.bulk_removals or self.bulk if operation is Operation.REMOVE else self.bulk


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


class Operations(Protocol):
    """Writes that go on in the system after it has answered, started and followed over an open client."""

    def start(self, entity: str, changes: list[Change]) -> str | None:
        """Start one operation for a batch and return its id, None while as many go on as the system allows.

        Raises BatchRefusedError when the system refuses it whole, OutcomeUnknownError when no trustworthy answer came.
        """
        ...

    def seek(self, entity: str, changes: list[Change], since: datetime, known: Container[str] = frozenset()) -> Sought:
        """Look for the operation that was started for just this batch since a moment, when its answer was lost.

        `known` are those that others have to do with: one of them is never it, however alike it is.
        """
        ...

    def follow(self, entity: str, operation: str, changes: list[Change]) -> list[Written] | None:
        """Say how each change of an operation ended, None while it goes on.

        Raises OutcomeUnknownError when it broke off, or left open what became of one.
        """
        ...

    def is_over(self, operation: str) -> bool:
        """Say whether an operation goes on no more; one that the system does not know any more is over."""
        ...


@dataclass(frozen=True, slots=True)
class Connector:
    """The adapter to one system.

    `reads` names the collections that can be read; `writes` says how collections are written.
    `limits` reads the rate limit out of the settings; None: the system names none. `interpret` turns the body of one of
    its events into hints, where it sends any; raises ContractError for one that cannot be understood. `subscribe` asks
    it, over an open client, to send its events to an address, signed with a key where it can sign (empty where the
    address proves them), and says in one sentence what it did. `poll` asks it, over an open client, what happened since
    a moment, and returns that as bodies of events, as if it had sent them. `acting` reads out
    of its settings the account in whose name it is changed, empty for the owner of the credentials (SG4). `dictionary`
    says in plain words what its error codes mean, and what to do (CD8). `operations` follows over an open client what
    was started by a write of a deferred collection, and `at_once` reads out of the settings how many operations may go
    on at the same time, whoever of us has started them.
    """

    name: str
    credentials: type[BaseModel]
    settings: type[BaseModel]
    open: Callable[[Any, Any, Pace], Client]
    limits: Callable[[Any], Limits | None]
    reads: tuple[str, ...] = ()
    writes: Mapping[str, Writable] = field(default_factory=dict)
    interpret: Callable[[bytes], list[Hint]] | None = None
    subscribe: Callable[[Client, str, str], str] | None = None
    poll: Callable[[Client, datetime], list[bytes]] | None = None
    acting: Callable[[Any], str] = lambda _settings: ""
    dictionary: Callable[[], Sequence[Json]] = lambda: ()
    operations: Callable[[Client], Operations] | None = None
    at_once: Callable[[Any], int] = lambda _settings: 1
