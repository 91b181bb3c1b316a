"""Adds records one by one, and changes none: what EthosCE holds already is refused (CR7)."""

from collections.abc import Sequence

from rollbook.connectors.answers import Refused
from rollbook.connectors.ethosce.catalogue import Catalogue
from rollbook.connectors.ethosce.door import Door
from rollbook.connectors.ethosce.outcomes import TAKEN, already_assigned, never_removed, refused, without_one_course
from rollbook.connectors.ethosce.settings import NAME
from rollbook.connectors.ethosce.translate import KINDS, body, course_body, data_of
from rollbook.connectors.ethosce.writables import MOST
from rollbook.connectors.results import words_of
from rollbook.model.changes import Change, Operation, Written
from rollbook.model.errors import ContractError


def write(door: Door, catalogue: Catalogue, entity: str, changes: Sequence[Change]) -> list[Written]:
    """Send one batch and say how each change ended; one that is refused does not keep the others back.

    Raises ContractError for more than a batch, OutcomeUnknownError and whatever keeps a call from being made.
    """
    if len(changes) > MOST:
        raise ContractError(f"{NAME} is sent {MOST} {entity} at a time, not {len(changes)}.")
    return [_written(door, catalogue, entity, change) for change in changes]


def _written(door: Door, catalogue: Catalogue, entity: str, change: Change) -> Written:
    if change.operation is Operation.REMOVE:
        return never_removed(entity, change)
    if change.operation is Operation.UPDATE:
        return already_assigned(entity, change)
    if entity == "courses":
        return _course(door, catalogue, change)
    nids = catalogue.nids(change)
    if len(nids) != 1:
        return without_one_course(change, len(nids))
    return _ended(entity, change, door.post(entity, body(KINDS[entity], change, nids[0])))


def _course(door: Door, catalogue: Catalogue, change: Change) -> Written:
    """Make the shell of a course; somebody may have made the course itself meanwhile, which is as good."""
    answer = door.post("courses", course_body(data_of(change)))
    if isinstance(answer, Refused) and words_of(answer.content) == TAKEN:
        nids = catalogue.of(str(data_of(change).get("externalId")))
        return Written(digest=change.digest, target=nids[0]) if nids else refused("courses", change, answer)
    return _ended("courses", change, answer)


def _ended(entity: str, change: Change, answer: str | Refused) -> Written:
    if isinstance(answer, Refused):
        return refused(entity, change, answer)
    return Written(digest=change.digest, target=answer)
