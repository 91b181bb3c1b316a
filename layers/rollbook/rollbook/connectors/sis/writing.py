"""Writes sections and relationships one by one; one that is refused does not keep the others back."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial

from rollbook.connectors.sis import crosslists, sections
from rollbook.connectors.sis.reading import Reading
from rollbook.connectors.sis.sending import Sending, ended
from rollbook.connectors.sis.settings import NAME
from rollbook.connectors.sis.writables import MOST
from rollbook.model.changes import Change, Written
from rollbook.model.errors import ContractError

_SENDERS: Mapping[str, Callable[[Reading, Change, Sending], None]] = {
    "sections": sections.send,
    "relationships": crosslists.send,
}


def write(reading: Reading, entity: str, changes: Sequence[Change]) -> list[Written]:
    """Send one batch and say how each change ended.

    Raises ContractError for more than a batch, OutcomeUnknownError and whatever keeps a call from being made.
    """
    if len(changes) > MOST:
        raise ContractError(f"{NAME} is sent {MOST} {entity} at a time, not {len(changes)}.")
    send = _SENDERS[entity]
    return [ended(reading.door, entity, change, partial(send, reading, change)) for change in changes]
