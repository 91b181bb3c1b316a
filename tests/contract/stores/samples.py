"""Made-up values of the model: single ones for readable tests, and hypothesis strategies for all there can be."""

from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st

from rollbook.model.changes import (
    Change,
    Intent,
    Mapping,
    Operation,
    Outcome,
    OutcomeKind,
    Requirement,
    Resolved,
)
from rollbook.model.messages import RunReference
from rollbook.model.records import Reason
from rollbook.model.runs import RunRecord, Status

FLOW = "schoology.provisioning"
MIDNIGHT = datetime(2026, 9, 14, 4, 0, tzinfo=UTC)

LINE_ENDS = "a\u0085b\u2028c\u2029d\x0be\x0cf\x1cg\r\nh"
"""Everything that some reader takes for the end of a line; each may stand inside a JSON text."""


def digest(number: int) -> str:
    """Return a digest in hexadecimal."""
    return f"{number:032x}"


def mapping(number: int, *, fence: int = 1, run: str = "run-1", flow: str = FLOW, stream: str = "users") -> Mapping:
    """Return what is known of an applied record."""
    return Mapping(
        flow=flow,
        stream=stream,
        digest=digest(number),
        key=f"u{number}",
        state="applied",
        target=str(number),
        applied=digest(number + 1),
        data={"schoolUid": f"u{number}"},
        scope="0012",
        fence=fence,
        run=run,
        changed_at=MIDNIGHT.isoformat(),
    )


def intent(batch: int = 1, *, run: str = "run-1", stream: str = "users", records: int = 2) -> Intent:
    """Return a batch that is about to be sent."""
    return Intent(
        flow=FLOW,
        stream=stream,
        run=run,
        chunk="changes-00000",
        batch=digest(batch),
        digests=tuple(digest(batch + at) for at in range(records)),
    )


def change(number: int) -> Change:
    """Return a create."""
    return Change(operation=Operation.CREATE, key=f"u{number}", digest=digest(number), data={"schoolUid": f"u{number}"})


def outcome(number: int, kind: OutcomeKind = OutcomeKind.APPLIED) -> Outcome:
    """Return how a create ended."""
    return Outcome(kind=kind, operation=Operation.CREATE, digest=digest(number), target=str(number))


def record(run: str, started_at: datetime = MIDNIGHT, *, flow: str = FLOW, sentence: str = "All is well.") -> RunRecord:
    """Return the record of a run that ended well."""
    reference = RunReference(
        run=run, flow=flow, fence=1, as_of=started_at, started_at=started_at, trigger="manual", by="registrar"
    )
    ended_at = started_at + timedelta(minutes=3)
    return RunRecord(reference=reference, status=Status.SUCCEEDED, sentence=sentence, ended_at=ended_at)


texts = st.one_of(st.text(max_size=20), st.just(LINE_ENDS))
digests = st.binary(min_size=16, max_size=16).map(bytes.hex)
reasons = st.builds(Reason, sentence=texts, remedy=texts)
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=6,
)
objects = st.dictionaries(texts, values, max_size=4)
changes = st.builds(
    Change,
    operation=st.sampled_from(Operation),
    key=texts,
    digest=digests,
    content=st.one_of(st.just(""), digests),
    held=st.none() | digests,
    data=st.none() | objects,
    before=st.none() | objects,
    target=st.none() | texts,
    scope=texts,
    requires=st.lists(st.builds(Requirement, stream=texts, key=texts, digest=digests), max_size=2).map(tuple),
    suspect=st.booleans(),
    resolved=st.dictionaries(texts, st.builds(Resolved, target=texts, data=objects), max_size=2),
)
outcomes = st.builds(
    Outcome,
    kind=st.sampled_from(OutcomeKind),
    operation=st.sampled_from(Operation),
    digest=digests,
    key=texts,
    content=st.one_of(st.just(""), digests),
    target=st.none() | texts,
    scope=texts,
    reason=st.none() | reasons,
)
mappings = st.builds(
    Mapping,
    flow=st.just(FLOW),
    stream=st.just("users"),
    digest=digests,
    key=texts,
    state=st.sampled_from(["applied", "refused", "removed"]),
    target=st.none() | texts,
    applied=st.none() | digests,
    data=st.none() | objects,
    refused=st.none() | digests,
    reason=st.none() | reasons,
    scope=texts,
    fence=st.integers(0, 2**53),
    run=texts,
    changed_at=texts,
)
