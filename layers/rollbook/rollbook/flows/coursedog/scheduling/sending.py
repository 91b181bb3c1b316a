"""From judgements to what the target of a run should hold: what both flows do in the same way."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from rollbook.flows.coursedog.scheduling.fields import RELATIONSHIPS, SECTIONS, projected
from rollbook.flows.coursedog.scheduling.settings import pulls, shared
from rollbook.flows.coursedog.scheduling.shapes import scope, shape
from rollbook.flows.coursedog.scheduling.sides import Pair, of_source, of_target, pair, pairs
from rollbook.flows.coursedog.scheduling.terms import flowing, told
from rollbook.flows.coursedog.scheduling.verdicts import Due, Verdict, is_narrow, verdicts, withdrawn
from rollbook.model.descriptors import Context
from rollbook.model.records import Desired, Json, LeftOut, Reference, Refusal, There

Item = Desired | Refusal | LeftOut
Make = Callable[[str, Pair, Verdict, Context], Iterator[Item]]


@dataclass(frozen=True, slots=True)
class Direction:
    """What a flow makes of records.

    `merged` is asked for what both sides have, `spread` for what the target is to get, `parted` for what is to leave
    the target: where it yields nothing, the record goes, else it stays.
    """

    merged: Make
    spread: Make
    parted: Make


def desired(entity: str, direction: Direction, context: Context) -> Iterator[Item]:
    """Yield what the target should hold of the terms that flow, and why something cannot go."""
    yield from told(entity, context)
    at_source = of_source(entity, context).records
    for one, verdict in verdicts(entity, pairs(entity, context), context):
        if verdict.due is Due.STOP and verdict.reason:
            yield Refusal(one.key, verdict.reason)
        elif verdict.due is Due.MERGE:
            yield from direction.merged(entity, one, verdict, context)
        elif verdict.due is Due.SPREAD and one.key in at_source:
            yield from direction.spread(entity, one, verdict, context)
        elif verdict.due is Due.PART and one.key not in at_source:
            yield from direction.parted(entity, one, verdict, context)
        elif one.key in at_source and verdict.reason:
            yield LeftOut(one.key, verdict.reason)


def spares(entity: str, data: Json, context: Context) -> bool:
    """Say whether what the run does not want at the target stays there, and stays remembered.

    It goes, or is forgotten, when it is to leave the target, when neither side has it any more, and when it is as far
    out of the target as it can be.
    """
    key = data.get("key")
    if key is None:
        return True
    one = pair(entity, key, context)
    if one.sis is None and one.coursedog is None:
        # Of relationships, only those of some sections were read then.
        return data["term"] not in flowing(entity, context) or (entity == RELATIONSHIPS and is_narrow(context))
    if key in of_source(entity, context).records:
        return True
    for _, verdict in verdicts(entity, [one], context):
        as_far_out_as_can_be = verdict.due is Due.REST and withdrawn(one.any) and not is_narrow(context)
        return not (verdict.due is Due.PART or as_far_out_as_can_be)
    return True


def leaving(entity: str, context: Context) -> dict[str, There]:
    """Return what is to leave the target of what it holds, by key."""
    at_source = of_source(entity, context).records
    some = (one for one in pairs(entity, context) if one.key not in at_source)
    fields = shared(context).profile.fields[entity]
    return {
        one.key: there(one, one.any, projected(one.any, fields), context)
        for one, verdict in verdicts(entity, some, context)
        if verdict.due is Due.PART
    }


def there(one: Pair, names: Json, fields: Json, context: Context) -> There:
    """Return a record as the target holds it, under the names that the run gives it."""
    if pulls(context):
        assert one.coursedog
        found = one.coursedog
        return There(found["id"], shape(names, fields, sisId=found["sisId"]), found["version"], scope(one))
    assert one.sis
    return There(one.sis["id"], shape(names, fields), scope=scope(one))


def sections_first(entity: str, values: Json, context: Context) -> tuple[Reference, ...]:
    """Return, of the sections that a relationship is about, those that the target does not hold yet (CD3)."""
    if entity != RELATIONSHIPS:
        return ()
    held = of_target(SECTIONS, context).records
    # Only some sections were read then.
    known = context.known.get(SECTIONS, ()) if is_narrow(context) else ()
    return tuple(Reference(SECTIONS, key) for key in values["sections"] if key not in held and key not in known)
