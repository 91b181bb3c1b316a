"""Writes courses, sections and relationships, up to a hundred items in one call, each on the state that was read.

A call is not sent twice: what arrived the first time would be refused the second, because of its version or its key. So
an answer that is lost leaves the outcome unknown, and what Coursedog holds is read back.
"""

from collections.abc import Mapping, Sequence

from rollbook.connectors.comparing import changed
from rollbook.connectors.coursedog.door import Door
from rollbook.connectors.coursedog.finding import held
from rollbook.connectors.coursedog.outcomes import ended
from rollbook.connectors.coursedog.settings import NAME
from rollbook.connectors.coursedog.translate import names, sent
from rollbook.connectors.coursedog.writables import MOST
from rollbook.model.changes import Change, Operation, Written
from rollbook.model.errors import ContractError
from rollbook.model.records import Json


def write(door: Door, entity: str, changes: Sequence[Change]) -> list[Written]:
    """Send one batch and say how each change ended; one that Coursedog holds already needs no call.

    Raises ContractError for more than a batch, BatchRefusedError, OutcomeUnknownError and whatever keeps a call from
    being made.
    """
    if len(changes) > MOST:
        raise ContractError(f"{NAME} takes {MOST} items of {entity} in one call, not {len(changes)}.")
    marks = _marks(door, entity, changes)
    items = [(change, _item(entity, change, marks)) for change in changes]
    there = [Written(digest=change.digest, target=change.target) for change, item in items if item is None]
    going = [(change, item) for change, item in items if item is not None]
    if not going:
        return there
    return there + ended(entity, door.put(entity, [item for _, item in going]), going)


def _marks(door: Door, entity: str, changes: Sequence[Change]) -> dict[str, str]:
    """Return the versions of what is to be updated, by its id; what was found only now is asked for its own."""
    known = {change.target: change.mark for change in changes if change.target and change.mark}
    unmarked = [change for change in changes if change.operation is Operation.UPDATE and not change.mark]
    return known | {record["id"]: record["version"] for record in held(door, entity, unmarked).values()}


def _item(entity: str, change: Change, marks: Mapping[str, str]) -> Json | None:
    """Return what is sent for a change, None where nothing has to be."""
    if change.operation is Operation.CREATE:
        return {"operation": "create", "data": {**names(change), **_data(entity, change)}}
    target = change.target or ""
    version = {"version": int(marks[target])} if target in marks else {}
    if change.operation is Operation.REMOVE:
        return {"operation": "delete", "id": target, **version}
    data = _data(entity, change)
    # Without a version it is not there any more: with any, Coursedog says so.
    return {"operation": "update", "id": target, "version": 1, **version, "data": data} if data else None


def _data(entity: str, change: Change) -> Json:
    """Return the fields that differ, and the id in the SIS where that does."""
    data, before = change.data or {}, change.before or {}
    named = "sisId" in data and data["sisId"] != before.get("sisId")
    return {**sent(entity, changed(change)), **({"sisId": data["sisId"]} if named else {})}
