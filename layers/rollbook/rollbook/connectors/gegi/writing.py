"""Writes attendance, up to a hundred items in one call, each with what the System Journal is to say (CK12)."""

from collections.abc import Sequence

from rollbook.connectors.gegi.door import Door
from rollbook.connectors.gegi.outcomes import VERDICTS
from rollbook.connectors.gegi.settings import NAME
from rollbook.connectors.gegi.translate import item, item_id
from rollbook.connectors.gegi.wire import read_results
from rollbook.connectors.gegi.writables import MOST
from rollbook.connectors.results import ended, never_removed
from rollbook.model.changes import Change, Operation, Written
from rollbook.model.errors import ContractError


def write(door: Door, entity: str, changes: Sequence[Change]) -> list[Written]:
    """Send one batch and say how each change ended.

    Raises ContractError for more than a batch, BatchRefusedError, OutcomeUnknownError and whatever keeps a call from
    being made.
    """
    if len(changes) > MOST:
        raise ContractError(f"{NAME} takes {MOST} items of {entity} in one call, not {len(changes)}.")
    verdicts = VERDICTS[entity]
    refused = [never_removed(change, verdicts) for change in changes if change.operation is Operation.REMOVE]
    sent = [change for change in changes if change.operation is not Operation.REMOVE]
    if not sent:
        return refused
    answer = door.put(entity, [item(entity, change) for change in sent])
    return refused + ended(verdicts, answer, read_results, [(change, item_id(change)) for change in sent])
