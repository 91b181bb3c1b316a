"""Writes to CourseKey, up to a hundred items of one school in one call; twice does no harm."""

from collections.abc import Sequence

from rollbook.connectors.coursekey.door import Door, Schools
from rollbook.connectors.coursekey.outcomes import VERDICTS, may_pass_later, without_key
from rollbook.connectors.coursekey.settings import NAME
from rollbook.connectors.coursekey.translate import Kind, external_id, school_of
from rollbook.connectors.coursekey.wire import read_results
from rollbook.connectors.coursekey.writables import MOST
from rollbook.connectors.results import ended, never_removed
from rollbook.model.changes import Change, Written
from rollbook.model.errors import ContractError


def write(schools: Schools, kind: Kind, changes: Sequence[Change]) -> list[Written]:
    """Send one batch and say how each change ended; one whose school has no key is refused by itself.

    Raises ContractError for what is no batch of one school, BatchRefusedError, OutcomeUnknownError and whatever keeps a
    call from being made.
    """
    if len(changes) > MOST or len({school_of(change) for change in changes}) > 1:
        raise ContractError(f"{NAME} takes {MOST} {kind.collection} of one school in one call.")
    refused = [never_removed(change, VERDICTS[kind.collection]) for change in changes if not kind.takes(change)]
    sent = [change for change in changes if kind.takes(change)]
    if not sent:
        return refused
    door = schools.get(school_of(sent[0]))
    if door is None:
        return refused + [without_key(change, kind) for change in sent]
    written: dict[str, Written] = {}
    while sent:
        written |= {one.digest: one for one in _put(door, kind, sent)}
        # Items are taken one after the other, so one may want the e-mail address that a later one gives up.
        again = [change for change in sent if may_pass_later(written[change.digest], kind)]
        sent = again if len(again) < len(sent) else []
    return [*refused, *written.values()]


def _put(door: Door, kind: Kind, changes: Sequence[Change]) -> list[Written]:
    answer = door.put(kind.collection, {"items": [kind.item(change) for change in changes]})
    sent = [(change, external_id(change)) for change in changes]
    return ended(VERDICTS[kind.collection], answer, read_results, sent)
