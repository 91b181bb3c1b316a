"""Bulk operations: started once, looked for when their answer was lost, and followed to their end.

An operation whose answer was lost is known by the objects in its results, and by nothing else: what goes on at the same
time may be of anybody.
"""

from collections.abc import Container, Iterable, Sequence
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from rollbook.connectors.learning360.bulk_items import Kind, are_of, items_of, kind_of, matched
from rollbook.connectors.learning360.door import Door
from rollbook.connectors.learning360.integration import Home
from rollbook.connectors.learning360.outcomes import GONE, code_in, failed
from rollbook.connectors.learning360.settings import NAME
from rollbook.connectors.learning360.wire import Result
from rollbook.connectors.redaction import redacted
from rollbook.model.changes import Change, Operation, Sought, Written
from rollbook.model.errors import OutcomeUnknownError

_CLOCKS_APART = timedelta(minutes=5)
_COMPLETED = "completed"
_ARCHIVES = "DELETE"


class BulkOperations:
    """The bulk operations of a company, over an open connection."""

    def __init__(self, door: Door, home: Home) -> None:
        self._door = door
        self._home = home

    def start(self, entity: str, changes: list[Change]) -> str | None:
        """Start one operation and return its id; None while too many go on, or too many calls are made.

        Raises BatchRefusedError when 360Learning refuses it whole, OutcomeUnknownError when its answer was lost.
        """
        kind = kind_of(entity, changes)
        answer = self._door.bulk(
            kind.method, kind.path, self._home.own(adding=kind.method != _ARCHIVES), items_of(kind, changes)
        )
        if answer is None:
            return None
        operation = urlsplit(answer.headers.get("Location", "")).path.rstrip("/").rpartition("/")[2]
        if not operation:
            raise answer.unfit("it does not say which operation it has begun")
        return operation

    def seek(self, entity: str, changes: list[Change], since: datetime, known: Container[str] = frozenset()) -> Sought:
        """Look for the completed operation that was about just these changes, the latest first; none that is known.

        While another of the kind has not come to its end, it may be the one.
        """
        kind = kind_of(entity, changes)
        others = [one for one in self._door.operations(kind.type, since - _CLOCKS_APART) if one.id not in known]
        there = sorted(others, key=lambda one: one.created_at, reverse=True)
        for one in there:
            if one.status == _COMPLETED and are_of(kind, changes, self._door.results(one.id)):
                return Sought(operation=one.id)
        return Sought(undecided=any(not one.is_over for one in there))

    def follow(self, entity: str, operation: str, changes: list[Change]) -> list[Written] | None:
        """Say how each change of an operation ended, None while it goes on.

        Raises OutcomeUnknownError when it broke off, is not known any more, or has no result for a change.
        """
        shown = self._door.operation(operation)
        if shown is None:
            raise _unknown("does not know an operation any more that it had begun")
        if not shown.is_over:
            return None
        kind = kind_of(entity, changes)
        if shown.status != _COMPLETED:
            said = [[change.data, change.before] for change in changes]
            raise _unknown(f"broke an operation off ({redacted(shown.error_message, said)})")
        return self._written(entity, kind, changes, self._door.results(operation))

    def is_over(self, operation: str) -> bool:
        """Say whether an operation goes on no more; one that 360Learning does not know any more is over."""
        shown = self._door.operation(operation)
        return shown is None or shown.is_over

    def _written(self, entity: str, kind: Kind, changes: Sequence[Change], results: Iterable[Result]) -> list[Written]:
        pairs, without = matched(kind, changes, results)
        if without:
            raise _unknown(f"gave no result for {len(without)} of {len(changes)} objects of an operation")
        return [_ended(entity, change, result) for change, result in pairs]


def _ended(entity: str, change: Change, result: Result) -> Written:
    if result.status == "error":
        if change.operation is Operation.REMOVE and code_in(result.error_message) in GONE:
            return Written(digest=change.digest, target=change.target)
        return failed(entity, change, result.error_message)
    if not result.resource_id:
        raise _unknown("says that an object was taken, and gives no id for it")
    return Written(digest=change.digest, target=result.resource_id)


def _unknown(problem: str) -> OutcomeUnknownError:
    return OutcomeUnknownError(f"{NAME} {problem}. What it did is read back before anything is sent again.")
