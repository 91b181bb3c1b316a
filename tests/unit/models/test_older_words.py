"""What an older version wrote down is read by a newer one: runs go on while a new version is deployed."""

from datetime import UTC, datetime

import pytest

from rollbook.model.changes import Change, Operation, Outcome, OutcomeKind
from rollbook.model.messages import BeginRequest, Counts, RunReference
from rollbook.model.records import Frozen
from rollbook.model.runs import RunRecord, Status

NOW = datetime(2026, 9, 14, 10, tzinfo=UTC)
REFERENCE = RunReference(run="run-1", flow="flow", fence=1, as_of=NOW, started_at=NOW, trigger="manual", by="registrar")
RECORD = RunRecord(
    reference=REFERENCE, status=Status.SUCCEEDED, sentence="Well.", streams={"people": Counts(created=1)}
)


@pytest.mark.parametrize(
    ("word", "unheard_of"),
    [
        (REFERENCE, {"scoped", "since", "follows", "prepare"}),
        (RECORD, {"freshness", "acting", "left_out"}),
        (BeginRequest(run="run-1", flow="flow"), {"full", "scoped", "prepare"}),
        (Change(operation=Operation.CREATE, key="p0", digest="d0"), {"changed_at"}),
        (Outcome(kind=OutcomeKind.APPLIED, operation=Operation.CREATE, digest="d0"), {"delay"}),
    ],
    ids=lambda value: type(value).__name__,
)
def test_a_word_without_what_was_unheard_of_then_means_what_it_meant(word: Frozen, unheard_of: set[str]) -> None:
    older = word.model_dump(mode="json", exclude=unheard_of)

    assert type(word).model_validate(older) == word
