"""What to do about a record that seems to have changed: the mapping decides.

So a baseline that is behind, because a run ended before it could commit, costs a read and no call.
"""

from collections.abc import Callable

from rollbook.model.changes import Change, Mapping, Operation, Outcome, OutcomeKind
from rollbook.model.records import Json

ADOPTED = "adopted"
"""Stands, in a mapping, for the content of a record that the target holds, and nobody of us knows how: since before the
first run, or since one that was never reported. No digest equals it.
"""


def provisioned(mapping: Mapping | None) -> bool:
    """Say whether the target holds the record as a run has sent it; an adopted one has not been sent yet."""
    return mapping is not None and mapping.applied not in (None, ADOPTED)


def amended(change: Change, amends: Callable[[Json, Json], Json] | None) -> Change:
    """Return a change with what stays as it was sent first."""
    if amends is None or not change.data or not change.before:
        return change
    return change.model_copy(update={"data": amends(change.data, change.before)})


def settled_by_amending(change: Change) -> Change | Outcome:
    """Return an amended change, or that it is unchanged: what it would send is what was sent last."""
    if change.data is None or change.data != change.before or change.suspect:
        return change
    return Outcome(
        kind=OutcomeKind.UNCHANGED,
        operation=change.operation,
        digest=change.digest,
        key=change.key,
        content=change.content,
        target=change.target,
        scope=change.scope,
    )


def decide(change: Change, mapping: Mapping | None, *, suspect: bool, retry: bool = False) -> Change | Outcome:
    """Return the change as it must be sent, or the outcome it already has.

    A create or update that the target holds already is unchanged; one that was refused as it stands stays refused
    until it changes (PL8); a removal of what is not there is unchanged. `suspect` marks a record of an open intent:
    what the mapping says of it may be overtaken, so the target has to be read. `retry` sends what was refused again. A
    record that is withheld is held, whatever became of it: it may be one that the target holds already (SG7).
    """
    if change.operation is Operation.REMOVE:
        return _removal(change, mapping, suspect=suspect, retry=retry)
    if change.holds is not None:
        return _as_read(change, mapping, suspect=suspect, retry=retry)
    return _as_remembered(change, mapping, suspect=suspect, retry=retry)


def _as_remembered(change: Change, mapping: Mapping | None, *, suspect: bool, retry: bool) -> Change | Outcome:
    """Return what becomes of a change by what the mapping says that the target holds."""
    if mapping is None:
        return change.model_copy(update={"suspect": suspect})
    if mapping.state == "withheld":
        return _outcome(change, mapping, OutcomeKind.HELD)
    refused = mapping.refused == change.content and mapping.reason is not None
    if refused and not suspect and not retry:
        return _outcome(change, mapping, OutcomeKind.REFUSED)
    if mapping.applied == change.content:
        # The target refused to hold again what it was known to hold: so it does not, and nobody knows what it holds.
        suspect = suspect or refused
        if not suspect:
            return _outcome(change, mapping, OutcomeKind.UNCHANGED)
    held = mapping.applied is not None
    return change.model_copy(
        update={
            "operation": Operation.UPDATE if held else Operation.CREATE,
            "held": mapping.applied,
            "before": mapping.data if held else None,
            "target": mapping.target if held else None,
            "suspect": suspect,
        }
    )


def _as_read(change: Change, mapping: Mapping | None, *, suspect: bool, retry: bool) -> Change | Outcome:
    """Return what becomes of a change whose target was read: the mapping only remembers what was refused or settled."""
    if mapping is None:
        return change.model_copy(update={"suspect": suspect})
    if change.holds and mapping.applied == change.content:
        return _outcome(change, mapping, OutcomeKind.UNCHANGED)
    if not change.holds and mapping.refused == change.attempt and mapping.reason and not suspect and not retry:
        return _outcome(change, mapping, OutcomeKind.REFUSED)
    return change.model_copy(update={"held": mapping.applied, "suspect": suspect and not change.holds})


def _removal_as_read(change: Change, mapping: Mapping | None, *, suspect: bool, retry: bool) -> Change | Outcome:
    """Return what becomes of the removal of a record that the target was read to hold."""
    if mapping is None:
        return change.model_copy(update={"suspect": suspect})
    if mapping.refused == change.attempt and mapping.reason and not suspect and not retry:
        return _refused_removal(change, mapping)
    return change.model_copy(update={"held": mapping.applied, "suspect": suspect})


def _refused_removal(change: Change, mapping: Mapping) -> Outcome:
    return _outcome(change, mapping, OutcomeKind.REFUSED).model_copy(update={"operation": Operation.REMOVE})


def _removal(change: Change, mapping: Mapping | None, *, suspect: bool, retry: bool) -> Change | Outcome:
    """Return what becomes of a removal; one that has yet to be compared with what the target holds is not refused."""
    if change.attempt:
        return _removal_as_read(change, mapping, suspect=suspect, retry=retry)
    if mapping is None or mapping.applied is None:
        if suspect:
            return change.model_copy(update={"suspect": True})
        return Outcome(kind=OutcomeKind.UNCHANGED, operation=Operation.REMOVE, digest=change.digest)
    refused = mapping.refused == change.content and mapping.reason is not None
    if refused and change.holds is None and not suspect and not retry:
        return _refused_removal(change, mapping)
    return change.model_copy(
        update={
            "key": mapping.key,
            "held": mapping.applied,
            "before": mapping.data,
            "target": mapping.target,
            "scope": mapping.scope,
            "requires": mapping.requires,
            "suspect": suspect,
        }
    )


def _outcome(change: Change, mapping: Mapping, kind: OutcomeKind) -> Outcome:
    return Outcome(
        kind=kind,
        operation=Operation.UPDATE if mapping.applied else change.operation,
        digest=change.digest,
        key=change.key,
        content=change.content,
        target=mapping.target,
        scope=change.scope,
        reason=None if kind is OutcomeKind.UNCHANGED else mapping.reason,
    )
