"""Writes the gradebook object by object, so that twice does no harm: PUT and DELETE under ids of our own."""

from collections.abc import Sequence

from rollbook.connectors.answers import Refused
from rollbook.connectors.eschoolplus.door import Door
from rollbook.connectors.eschoolplus.outcomes import refused
from rollbook.connectors.eschoolplus.settings import NAME
from rollbook.connectors.eschoolplus.translate import KINDS, Addresses, Kind, data_of, former_id, is_gone, sourced_id
from rollbook.connectors.eschoolplus.writables import WRITES
from rollbook.model.changes import Change, Operation, Written
from rollbook.model.errors import ContractError

_GONE = 404


def write(gradebook: Door, kind: Kind, addresses: Addresses, changes: Sequence[Change]) -> list[Written]:
    """Send one batch and say how each change ended; one that is refused does not keep the others back.

    Raises ContractError for more than a batch, OutcomeUnknownError and whatever keeps a call from being made.
    """
    most = WRITES[kind.collection].bulk
    if len(changes) > most:
        raise ContractError(f"{NAME} is sent {most} {kind.collection} at a time, not {len(changes)}.")
    ended: dict[str, Written] = {}
    pending = list(changes)
    while pending:
        ended |= {change.digest: _written(gradebook, kind, addresses, change) for change in pending}
        refusals = [change for change in pending if ended[change.digest].reason]
        # An item may have the title that another one of its class gives up, and that one may have gone out after it.
        pending = refusals if kind is KINDS["lineItems"] and len(refusals) < len(pending) else []
    return list(ended.values())


def _written(gradebook: Door, kind: Kind, addresses: Addresses, change: Change) -> Written:
    target = sourced_id(change)
    if change.operation is Operation.REMOVE:
        refusal = _removed(gradebook, kind, change, target) if target else None
    else:
        refusal = gradebook.put(kind.collection, target, kind.body(change, addresses))
        if not refusal and (former := former_id(change)):
            refusal = _deleted(gradebook, kind.collection, former)
    return refused(kind, change, target, refusal) if refusal else Written(digest=change.digest, target=target)


def _removed(gradebook: Door, kind: Kind, change: Change, target: str) -> Refused | None:
    """Delete one object; an item's results go before it, because an item that has any is not deleted."""
    results = _results_of(gradebook, change, target) if kind is KINDS["lineItems"] else []
    for result in results:
        if refusal := _deleted(gradebook, "results", result):
            return refusal
    return _deleted(gradebook, kind.collection, target)


def _results_of(gradebook: Door, change: Change, item: str) -> list[str]:
    """Return the ids of the results that an item has, all of them before the first is deleted."""
    in_class = data_of(change).get("class")
    if not in_class:
        return []
    at = {"class": in_class, "item": item}
    shown = gradebook.below("/classes/{class}/lineItems/{item}/results", at, "results")
    return [result["sourcedId"] for result in shown if not is_gone(result)]


def _deleted(gradebook: Door, collection: str, target: str) -> Refused | None:
    refusal = gradebook.delete(collection, target)
    return None if refusal and refusal.status == _GONE else refusal
