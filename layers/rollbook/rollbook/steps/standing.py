"""How single records stand: what a run found wrong with each is kept, until a later run finds it right (CD8)."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from rollbook.model.changes import Outcome, OutcomeKind
from rollbook.model.messages import RunReference
from rollbook.model.ports import Standing, Stores

_TOLD = frozenset(
    {OutcomeKind.REFUSED, OutcomeKind.BLOCKED, OutcomeKind.HELD, OutcomeKind.UNCERTAIN, OutcomeKind.NOTICE}
)
"""The ends of a record that a person is to know of."""


def keep(run: RunReference, stream: str, stores: Stores, *, partial: bool, now: datetime) -> None:
    """Keep what a run says of a stream's records; a `partial` run says nothing of those that it did not look at."""
    known = stores.standings.read(run.flow, stream)
    said, looked_at = _said(stores.plans.outcomes(run.run, stream), run.run, now)
    left = {key: found for key, found in known.items() if partial and key not in looked_at}
    standings = left | {key: tuple(_since(one, known.get(key, ())) for one in found) for key, found in said.items()}
    if standings != known:
        stores.standings.write(run.flow, stream, standings)


def _said(outcomes: Iterable[Outcome], run: str, now: datetime) -> tuple[dict[str, tuple[Standing, ...]], set[str]]:
    said: dict[str, tuple[Standing, ...]] = {}
    looked_at: set[str] = set()
    for outcome in outcomes:
        looked_at.add(outcome.key)
        if outcome.kind in _TOLD and outcome.reason and outcome.key:
            found = Standing(kind=outcome.kind, reason=outcome.reason, run=run, since=now)
            said[outcome.key] = (*said.get(outcome.key, ()), found)
    return said, looked_at


def _since(found: Standing, before: Sequence[Standing]) -> Standing:
    """Return what is said with the moment from which on the same was said."""
    same = [one for one in before if (one.kind, one.reason) == (found.kind, found.reason)]
    return same[0] if same else found
