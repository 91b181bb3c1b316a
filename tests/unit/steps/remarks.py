"""What runs say of records beside their ends: in groups, and of each record."""

from collections.abc import Iterable

from rollbook.model.changes import OutcomeKind
from rollbook.model.messages import Problem
from rollbook.model.runs import RunRecord
from tests.unit.steps.club import Club


def told(groups: Iterable[Problem]) -> dict[tuple[str, str], int]:
    """Return how many records a run's record tells of, by stream and reason."""
    return {(group.stream, group.reason.sentence): group.count for group in groups}


def said(club: Club, record: RunRecord, kind: OutcomeKind) -> list[str]:
    """Return the keys of which a run says that, one by one."""
    run = record.reference.run
    outcomes = [outcome for stream in record.streams for outcome in club.stores.plans.outcomes(run, stream)]
    return sorted(outcome.key for outcome in outcomes if outcome.kind is kind)
