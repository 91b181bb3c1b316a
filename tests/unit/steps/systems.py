"""The two systems of the flow: a source that gives pages, and a target that forgives nothing.

The target makes a second row of a record that is created twice, refuses an update or removal of what is not there, and
holds members only of people and groups that it holds: so every mistake of the steps stays to be seen.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from rollbook.model.changes import Change, Found, Operation, Written
from rollbook.model.descriptors import Check
from rollbook.model.errors import BatchRefusedError, OutcomeUnknownError
from rollbook.model.records import Json, Page, Reason, Scope

Loss = Literal["before", "after", "half"]
"""When a call's answer is lost: before it had its effect, after it, or after half of it."""

NO_SUCH = Reason(sentence="There is no such record.", remedy="Look for it.")
UNWANTED = Reason(sentence="It is not wanted.", remedy="Change it.")
_PART = {"groups": "id", "members": "group"}
"""The field that says which group a record of a collection is part of; people are part of none and always read."""


@dataclass
class Source:
    """Collections in pages of three; `missing` records of a collection are declared and not given.

    Members can be read from a moment on, by the moment at which they changed. `asked` holds every scope that came.
    """

    collections: dict[str, list[Json]]
    missing: Counter[str] = field(default_factory=Counter)
    asked: list[tuple[str, Scope]] = field(default_factory=list)

    def open(self) -> "SourceClient":
        return SourceClient(self)

    def seen(self, entity: str, scope: Scope) -> list[Json]:
        """Return what a scope shows of a collection."""
        self.asked.append((entity, scope))
        return [record for record in self.collections[entity] if _is_in(record, entity, scope)]


@dataclass
class SourceClient:
    """A connection to the source."""

    source: Source
    calls: int = 0

    def read(self, entity: str, scope: Scope) -> Iterator[Page]:
        records = self.source.seen(entity, scope)
        given = records[: len(records) - self.source.missing[entity]]
        for start in range(0, max(1, len(given)), 3):
            self.calls += 1
            yield Page(given[start : start + 3], len(records))

    def write(self, _entity: str, _changes: list[Change]) -> list[Written]:
        raise NotImplementedError

    def find(self, _entity: str, _changes: list[Change]) -> list[Found]:
        raise NotImplementedError

    def check(self) -> Check:
        raise NotImplementedError


@dataclass
class Row:
    """One record of the target."""

    number: str
    data: Json


@dataclass
class Target:
    """The target's records, what it minds, and what it was told.

    `unwanted` keys are refused one by one, removals only of `kept` ones, a batch with a `poison` key as a whole.
    `losses` says which of the coming writes, counted from 0, lose their answer; `meanwhile` happens after each. `told`
    holds the keys that came with every write that had an effect, `asked` every scope of a collection that was read.
    """

    rows: dict[str, list[Row]] = field(default_factory=lambda: {"people": [], "groups": [], "members": []})
    unwanted: set[str] = field(default_factory=set)
    kept: set[str] = field(default_factory=set)
    poison: set[str] = field(default_factory=set)
    losses: dict[int, Loss] = field(default_factory=dict)
    meanwhile: Callable[[], object] = lambda: None
    told: list[list[str]] = field(default_factory=list)
    asked: list[tuple[str, Scope]] = field(default_factory=list)
    writes: int = 0
    finds: int = 0
    made: int = 0

    def open(self) -> "TargetClient":
        return TargetClient(self)

    def held(self, entity: str) -> dict[str, Json]:
        """Return the records by key; fails when one is there twice."""
        keys = Counter(row.data["id"] for row in self.rows[entity])
        assert not [key for key, times in keys.items() if times > 1], "a record is there twice"
        return {row.data["id"]: row.data for row in self.rows[entity]}

    def forget_calls(self) -> None:
        self.told, self.writes, self.finds = [], 0, 0

    def apply(self, entity: str, changes: list[Change]) -> list[Written]:
        """Do what a call asks for, unless its answer is to be lost."""
        loss = self.losses.pop(self.writes, None)
        self.writes += 1
        if any(_key(change) in self.poison for change in changes):
            raise BatchRefusedError("Something in it is not wanted.", "Look at it.")
        done = {"before": 0, "half": len(changes) // 2}.get(loss or "after", len(changes))
        written = [self._change(entity, change) for change in changes[:done]]
        self.told.append([_key(change) for change in changes[:done]])
        self.meanwhile()
        if loss:
            raise OutcomeUnknownError("The answer was lost.")
        return written

    def find(self, entity: str, changes: list[Change]) -> list[Found]:
        self.finds += 1
        rows = {row.data["id"]: row for row in self.rows[entity]}
        return [
            Found(
                digest=change.digest, target=rows[_key(change)].number, matches=rows[_key(change)].data == change.data
            )
            for change in changes
            if _key(change) in rows
        ]

    def _change(self, entity: str, change: Change) -> Written:
        if _key(change) in (self.kept if change.operation is Operation.REMOVE else self.unwanted):
            return Written(digest=change.digest, target=change.target, reason=UNWANTED)
        row = next((row for row in self.rows[entity] if row.number == change.target), None)
        if change.operation is Operation.CREATE:
            assert {need.name for need in change.requires} == set(change.resolved)
            self.made += 1
            row = Row(f"{entity}-{self.made}", change.data or {})
            self.rows[entity].append(row)
        elif row is None:
            return Written(digest=change.digest, target=change.target, reason=NO_SUCH)
        elif change.operation is Operation.UPDATE:
            row.data = change.data or {}
        else:
            self.rows[entity].remove(row)
        return Written(digest=change.digest, target=row.number)


@dataclass
class TargetClient:
    """A connection to the target."""

    target: Target
    calls: int = 0

    def read(self, entity: str, scope: Scope) -> Iterator[Page]:
        self.calls += 1
        self.target.asked.append((entity, scope))
        yield Page([row.data for row in self.target.rows[entity]], len(self.target.rows[entity]))

    def write(self, entity: str, changes: list[Change]) -> list[Written]:
        self.calls += 1
        return self.target.apply(entity, changes)

    def find(self, entity: str, changes: list[Change]) -> list[Found]:
        self.calls += 1
        return self.target.find(entity, changes)

    def check(self) -> Check:
        raise NotImplementedError


def _key(change: Change) -> str:
    data = change.before if change.operation is Operation.REMOVE else change.data
    assert data, "a change says which record it means"
    return str(data["id"])


def _is_in(record: Json, entity: str, scope: Scope) -> bool:
    if scope.parts is not None and entity in _PART and record[_PART[entity]] not in scope.parts:
        return False
    if scope.since is None or entity != "members":
        return True
    return "at" in record and datetime.fromisoformat(record["at"]) >= scope.since
