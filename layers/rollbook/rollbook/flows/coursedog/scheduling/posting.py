"""What the SIS should hold of what Coursedog and the SIS hold, as far as the phases let it (CD4-CD7)."""

from collections.abc import Iterable, Iterator

from rollbook.flows.coursedog.scheduling import wording
from rollbook.flows.coursedog.scheduling.fields import RELATIONSHIPS, SECTIONS, STATUS, projected
from rollbook.flows.coursedog.scheduling.merging import may_be_written, restrained
from rollbook.flows.coursedog.scheduling.phases import gate
from rollbook.flows.coursedog.scheduling.sending import Direction, Item, desired, sections_first, there
from rollbook.flows.coursedog.scheduling.settings import shared
from rollbook.flows.coursedog.scheduling.shapes import kept, moment, new_for_sis, scope, shape, with_events
from rollbook.flows.coursedog.scheduling.sides import Pair
from rollbook.flows.coursedog.scheduling.verdicts import Verdict
from rollbook.model.descriptors import Context
from rollbook.model.records import Desired, Json, LeftOut
from rollbook.sync.merge import agreement, differing

_WHOLE = {SECTIONS: STATUS, RELATIONSHIPS: RELATIONSHIPS}
"""The path that must be allowed to change for a record to enter the SIS, or to leave it."""


def sections(_records: Iterable[Json], context: Context) -> Iterator[Item]:
    """Yield the sections of the terms that flow."""
    return desired(SECTIONS, _POST, context)


def relationships(_records: Iterable[Json], context: Context) -> Iterator[Item]:
    """Yield the crosslists of the terms that flow."""
    return desired(RELATIONSHIPS, _POST, context)


def _merged(entity: str, one: Pair, verdict: Verdict, context: Context) -> Iterator[Item]:
    assert one.sis
    assert one.coursedog
    assert verdict.merged
    chosen = shared(context)
    fields = chosen.profile.fields[entity]
    held = projected(one.sis, fields)
    wanted = restrained(held, verdict.merged.values, may_be_written(entity, chosen, to_sis=True))
    phases = gate(one.term, one.coursedog["lastEditedBy"], context)
    values = restrained(held, wanted, phases.allowing(entity))
    locked = differing(values, wanted)
    said = [kept(entity, verdict.merged.kept)]
    if locked:
        said.append(wording.locked(entity, locked, phases.said(entity, locked)))
    yield Desired(
        one.key,
        shape(one.coursedog, with_events(values, held)),
        scope(one),
        sections_first(entity, values, context),
        moment(one.coursedog["lastEditedAt"]),
        wording.joined([reason for reason in said if reason]),
        there=there(one, one.coursedog, held, context),
        original=verdict.original,
        agreed=agreement(verdict.original, values, projected(one.coursedog, fields)),
    )


def _spread(entity: str, one: Pair, verdict: Verdict, context: Context) -> Iterator[Item]:
    assert one.coursedog
    phases = gate(one.term, one.coursedog["lastEditedBy"], context)
    whole = _WHOLE[entity]
    if not phases.lets(whole):
        yield LeftOut(one.key, wording.locked_whole(entity, phases.said(entity, (whole,)), enters=True))
        return
    held = projected(one.coursedog, shared(context).profile.fields[entity])
    values = new_for_sis(held, entity)
    yield Desired(
        one.key,
        shape(one.coursedog, values),
        scope(one),
        sections_first(entity, values, context),
        moment(one.coursedog["lastEditedAt"]),
        original=verdict.original,
        agreed=agreement(None, values, held),
    )


def _parted(entity: str, one: Pair, verdict: Verdict, context: Context) -> Iterator[Item]:
    """Yield the record as the SIS holds it where the phases do not let it leave; nobody knows who deleted it."""
    assert one.sis
    phases, whole = gate(one.term, None, context), _WHOLE[entity]
    if phases.lets(whole):
        return
    held = there(one, one.sis, projected(one.sis, shared(context).profile.fields[entity]), context)
    yield Desired(
        one.key,
        held.data,
        scope(one),
        notice=wording.locked_whole(entity, phases.said(entity, (whole,)), enters=False),
        there=held,
        original=verdict.original,
        agreed=verdict.original,
    )


_POST = Direction(_merged, _spread, _parted)
