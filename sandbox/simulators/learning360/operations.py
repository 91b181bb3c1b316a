"""Bulk operations: each waits, then runs object by object until its end, several side by side, by the given clock.

Nothing happens by itself: whoever looks says what time it is, and all that is due by then is done in its order.
"""

import dataclasses
from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sandbox.simulators.learning360.importing import Kind, Work, result_of
from sandbox.simulators.learning360.moments import written

PENDING, QUEUED, RUNNING, COMPLETED, ERROR = "pending", "queued", "running", "completed", "error"
STATUSES = (PENDING, QUEUED, RUNNING, COMPLETED, ERROR)
OVER = frozenset({COMPLETED, ERROR})
_WAITING_SHARE = 0.2
"""The share of an operation's own time for which it waits before it runs."""


@dataclasses.dataclass(frozen=True, slots=True)
class Pace:
    """How long an operation takes: of its own, and more for each object; in seconds."""

    operation_seconds: float
    item_seconds: float


@dataclasses.dataclass(frozen=True, slots=True)
class Task:
    """What an operation has to do: to which integration, what, with which objects."""

    work: Work
    kind: Kind
    items: Sequence[Any]


@dataclasses.dataclass(slots=True)
class Operation:
    """One bulk operation, with the results that it has so far; `breaks_after` objects it ends in an error."""

    id: str
    task: Task
    created_at: datetime
    queued_at: datetime
    started_at: datetime
    ended_at: datetime
    seen_at: datetime
    breaks_after: int | None = None
    results: list[dict[str, Any]] = dataclasses.field(default_factory=list)

    @property
    def is_over(self) -> bool:
        """Say whether it had ended when it was last looked at."""
        return self.status in OVER

    @property
    def status(self) -> str:
        """Return how it stood when it was last looked at."""
        if self.seen_at < self.queued_at:
            return PENDING
        if self.seen_at < self.started_at:
            return QUEUED
        if self.breaks_after is not None and len(self.results) >= self.breaks_after:
            return ERROR
        return COMPLETED if self.seen_at >= self.ended_at and len(self.results) == len(self.task.items) else RUNNING

    def due(self, number: int) -> datetime:
        """Return when an object is done, the first being number 1; the last is done at the end."""
        return self.started_at + (self.ended_at - self.started_at) * (number / max(1, len(self.task.items)))

    def next_due(self) -> datetime | None:
        """Return when the next object is done, nothing where none will be."""
        done = len(self.results)
        broken = self.breaks_after is not None and done >= self.breaks_after
        return None if broken or done == len(self.task.items) else self.due(done + 1)

    def step(self) -> None:
        """Do the next object."""
        item, now = self.task.items[len(self.results)], self.due(len(self.results) + 1)
        self.results.append(result_of(self.task.kind, self.task.work, item, now))

    def as_json(self) -> dict[str, Any]:
        """Return the operation as the API shows it: each status has its own fields."""
        status, done = self.status, len(self.results)
        shown: dict[str, Any] = {
            "_id": self.id,
            "type": self.task.kind.type,
            "createdAt": written(self.created_at),
            "status": status,
        }
        if status != PENDING:
            shown["queuedAt"] = written(self.queued_at)
        if status in {RUNNING, *OVER}:
            shown["startedAt"] = written(self.started_at)
            last = self.due(done) if done else self.started_at
            shown["progress"] = {"index": done, "updatedAt": written(last)}
        if status in OVER:
            shown["endedAt"] = written(self.due(done) if status == ERROR else self.ended_at)
        if status == ERROR:
            shown["errorMessage"] = f"The operation broke off after {done} of {len(self.task.items)} objects."
        return shown


class OperationBook:
    """All operations of a company in the order of creation.

    It knows the most that were under way at once, and how many more were turned away.
    """

    def __init__(self) -> None:
        self.operations: dict[str, Operation] = {}
        self.most_at_once = 0
        self.turned_away = 0

    def advance(self, now: datetime) -> None:
        """Do all that is due by now, whichever operation it belongs to, in the order in which it is due."""
        going = [one for one in self.operations.values() if not one.is_over]
        while going:
            dues = [(due, number) for number, one in enumerate(going) if (due := one.next_due()) is not None]
            if not dues or min(dues)[0] > now:
                break
            going[min(dues)[1]].step()
        for one in going:
            one.seen_at = now

    def under_way(self) -> int:
        """Return how many operations had not ended when they were last looked at."""
        return sum(not one.is_over for one in self.operations.values())

    def start(self, operation_id: str, task: Task, now: datetime, pace: Pace) -> Operation:
        """Let an operation begin its wait."""
        waiting = pace.operation_seconds * _WAITING_SHARE
        seconds = pace.operation_seconds + pace.item_seconds * len(task.items)
        operation = Operation(
            operation_id,
            task,
            created_at=now,
            queued_at=now + timedelta(seconds=waiting / 2),
            started_at=now + timedelta(seconds=waiting),
            ended_at=now + timedelta(seconds=seconds),
            seen_at=now,
        )
        self.operations[operation_id] = operation
        self.most_at_once = max(self.most_at_once, self.under_way())
        return operation

    def summary(self) -> list[dict[str, Any]]:
        """Return every operation as it stands, with its size and how its objects fared."""
        return [
            {
                **one.as_json(),
                "items": len(one.task.items),
                "outcomes": dict(Counter(result["status"] for result in one.results)),
            }
            for one in self.operations.values()
        ]
