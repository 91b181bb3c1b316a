"""A target that goes on with what it was told after it has answered, in virtual time, and forgives as little as any.

An operation has its effect at its end. Until then nobody can see what it is about, and no more than `AT_ONCE` go on.
"""

from collections import Counter
from collections.abc import Container
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Literal

from rollbook.model.changes import Change, Found, Operation, Sought, Written
from rollbook.model.errors import BatchRefusedError, OutcomeUnknownError
from rollbook.model.records import Json
from sandbox.twins.conductor import AT_ONCE
from sandbox.twins.stores import VirtualClock
from tests.unit.steps.systems import Row, Target

Mishap = Literal["unheard", "never begun", "half", "nothing"]
"""What becomes of an operation: its start is not answered, though it begins or not; or it breaks off, half way or
before it has done anything."""

START = datetime(2026, 9, 14, 10, tzinfo=UTC)
_SKEW = timedelta(minutes=5)


@dataclass
class Work:
    """One operation: what it was told, until when it goes on, and what it did."""

    id: str
    entity: str
    changes: list[Change]
    began: datetime
    ends: datetime
    mishap: Mishap | None
    written: list[Written] | None = None

    @property
    def keys(self) -> list[str]:
        return [_key(change) for change in self.changes]

    @property
    def told(self) -> list[tuple[str, Json | None]]:
        """What anybody can see of it when it is over."""
        return _told(self.changes)


@dataclass
class Shelves(Target):
    """The shelves of a library: what is on them, and the operations that were ever begun.

    `mishaps` says which of the coming starts, counted from 0, come to grief. `strangers` are operations of others that
    go on. `repeated` are the keys of what was done although it was so already.
    """

    rows: dict[str, list[Row]] = field(default_factory=lambda: {"books": [], "loans": []})
    clock: VirtualClock = field(default_factory=lambda: VirtualClock(START))
    lasts: float = 40
    mishaps: dict[int, Mishap] = field(default_factory=dict)
    strangers: int = 0
    begun: list[Work] = field(default_factory=list)
    starts: int = 0
    seeks: int = 0
    most_at_once: int = 0
    repeated: list[str] = field(default_factory=list)

    @property
    def going(self) -> list[Work]:
        return [work for work in self.begun if work.written is None]

    @property
    def sizes(self) -> list[int]:
        """How many changes each operation was told, since that was forgotten."""
        return [len(keys) for keys in self.told]

    def forget_calls(self) -> None:
        super().forget_calls()
        self.starts, self.seeks, self.most_at_once = 0, 0, 0

    def held(self, entity: str) -> dict[str, Json]:
        self.pass_time()
        return super().held(entity)

    def find(self, entity: str, changes: list[Change]) -> list[Found]:
        self.pass_time()
        return super().find(entity, changes)

    def apply(self, entity: str, changes: list[Change]) -> list[Written]:
        raise NotImplementedError

    def change_by_hand(self, entity: str, key: str, **news: str) -> None:
        """Change a record, or take it away when nothing new is said of it, as somebody does at the target itself."""
        self.pass_time()
        (row,) = [row for row in self.rows[entity] if row.data["id"] == key]
        if news:
            row.data = row.data | news
        else:
            self.rows[entity].remove(row)

    def pass_time(self) -> None:
        """Let what is over by now have had its effect."""
        for work in sorted(self.going, key=lambda work: work.ends):
            if work.ends <= self.clock.now():
                done = {"half": len(work.changes) // 2, "nothing": 0}.get(work.mishap or "", len(work.changes))
                work.written = [self._do(work.entity, change) for change in work.changes[:done]]

    def start(self, entity: str, changes: list[Change]) -> str | None:
        self.pass_time()
        number = self.starts
        self.starts += 1
        if len(self.going) + self.strangers >= AT_ONCE:
            return None
        if any(_key(change) in self.poison for change in changes):
            raise BatchRefusedError("Something in it is not wanted.", "Look at it.")
        mishap = self.mishaps.pop(number, None)
        if mishap == "never begun":
            raise OutcomeUnknownError("Nobody answered.")
        now = self.clock.now()
        work = Work(f"work-{len(self.begun)}", entity, changes, now, now + timedelta(seconds=self.lasts), mishap)
        self.begun.append(work)
        self.told.append(work.keys)
        self.most_at_once = max(self.most_at_once, len(self.going))
        if mishap == "unheard":
            raise OutcomeUnknownError("The answer was lost.")
        return work.id

    def seek(self, entity: str, changes: list[Change], since: datetime, known: Container[str] = frozenset()) -> Sought:
        self.pass_time()
        self.seeks += 1
        recent = [work for work in reversed(self.begun) if work.entity == entity and work.began >= since - _SKEW]
        works = [work for work in recent if work.id not in known]
        for work in works:
            if work.written is not None and not _broke_off(work) and work.told == _told(changes):
                return Sought(operation=work.id)
        return Sought(undecided=any(work.written is None for work in works))

    def follow(self, entity: str, operation: str, changes: list[Change]) -> list[Written] | None:
        self.pass_time()
        (work,) = [work for work in self.begun if work.id == operation]
        assert work.entity == entity
        if work.written is None:
            return None
        if _broke_off(work):
            raise OutcomeUnknownError("It broke off.")
        digests = {change.digest for change in changes}
        assert digests <= {change.digest for change in work.changes}, "it is another operation"
        return [written for written in work.written if written.digest in digests]

    def is_over(self, operation: str) -> bool:
        self.pass_time()
        return all(work.id != operation for work in self.going)

    def _do(self, entity: str, change: Change) -> Written:
        rows = {row.data["id"]: row.data for row in self.rows[entity]}
        wanted = None if change.operation is Operation.REMOVE else change.data
        if rows.get(_key(change)) == wanted:
            self.repeated.append(_key(change))
        return self._change(entity, change)


def _broke_off(work: Work) -> bool:
    return work.mishap in ("half", "nothing")


def _key(change: Change) -> str:
    data = change.before if change.operation is Operation.REMOVE else change.data
    assert data, "a change says which record it means"
    return str(data["id"])


def _told(changes: list[Change]) -> list[tuple[str, Json | None]]:
    told = [(_key(change), None if change.operation is Operation.REMOVE else change.data) for change in changes]
    assert not [key for key, times in Counter(key for key, _ in told).items() if times > 1]
    return sorted(told, key=lambda item: item[0])
