"""The ledger of one chunk: how its changes ended, kept as mappings for later runs and as outcomes for the report."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from rollbook.model.changes import Change, Found, Mapping, Operation, Outcome, OutcomeKind, Written
from rollbook.model.descriptors import Client
from rollbook.model.messages import ChunkReference, Counts, RunReference
from rollbook.model.ports import Clock, Stores
from rollbook.model.records import Reason
from rollbook.sync.batches import slices
from rollbook.sync.decide import ADOPTED
from rollbook.sync.totals import tally

_LOOK_UP = 500
"""Records that are read back before what was found is remembered: reading many takes long, and may be cut short."""


class Ledger:
    """What is known of the changes of one chunk; what the target was read to hold is settled here too."""

    def __init__(
        self, run: RunReference, chunk: ChunkReference, *, entity: str, client: Client, stores: Stores, clock: Clock
    ) -> None:
        self._run = run
        self._chunk = chunk
        self._entity = entity
        self._client = client
        self._stores = stores
        self._clock = clock
        self._outcomes: dict[str, Outcome] = {}

    def settle(self, outcome: Outcome) -> None:
        """Note how a change ended."""
        self._outcomes[outcome.digest] = outcome

    def remember_held(self, changes: Sequence[Change]) -> None:
        """Remember what the target was read to hold as it should be: nothing has to be sent for it."""
        now = self._clock.now()
        self._stores.mappings.put([self._mapping(change, Written(digest=change.digest), now) for change in changes])
        for change in changes:
            self.settle(outcome_of(change, OutcomeKind.UNCHANGED))

    def remember(self, batch: Iterable[Change], written: Iterable[Written]) -> None:
        """Remember what the target has answered; raises LeaseLostError when a later run was there first."""
        answers = {answer.digest: answer for answer in written}
        answered = [(change, answers[change.digest]) for change in batch if change.digest in answers]
        now = self._clock.now()
        self._stores.mappings.put([self._mapping(change, answer, now) for change, answer in answered])
        for change, answer in answered:
            if answer.reason:
                self.settle(outcome_of(change, OutcomeKind.REFUSED, answer.reason, answer.target))
            else:
                outcome = outcome_of(change, OutcomeKind.APPLIED, None, answer.target)
                delay = max(0.0, (now - change.changed_at).total_seconds()) if change.changed_at else None
                self.settle(outcome.model_copy(update={"delay": delay}))

    def read_back(self, batch: list[Change], suspects: list[Change]) -> list[Change]:
        """Settle the suspects that the target holds as they should be, and return what must still be sent."""
        if not suspects:
            return batch
        found: dict[str, Found] = {}
        settled: set[str] = set()
        for part in slices(suspects, _LOOK_UP):
            found |= {item.digest: item for item in self._client.find(self._entity, part)}
            arrived = [change for change in part if _arrived(change, found.get(change.digest))]
            self._remember_arrived(arrived, found)
            settled |= {change.digest for change in arrived}
        read = {change.digest for change in suspects}
        return [
            _as_found(change, found.get(change.digest)) if change.digest in read else change
            for change in batch
            if change.digest not in settled
        ]

    def counts(self) -> Counts:
        """Return how many changes ended how."""
        return tally(self._chunk.stream, self._outcomes.values()).counts()

    def keep(self) -> None:
        """Store the outcomes for the report, instead of what an earlier attempt stored."""
        run, chunk = self._run.run, self._chunk
        self._stores.plans.put_outcomes(run, chunk.stream, chunk.chunk, list(self._outcomes.values()))

    def _remember_arrived(self, arrived: Sequence[Change], found: dict[str, Found]) -> None:
        answers = [
            Written(digest=change.digest, target=found[change.digest].target if change.digest in found else None)
            for change in arrived
        ]
        self.remember(arrived, answers)
        for change in arrived:
            if change.reviewed:
                self.settle(outcome_of(change, OutcomeKind.UNCHANGED))

    def _mapping(self, change: Change, answer: Written, now: datetime) -> Mapping:
        refused = answer.reason is not None
        removed = change.operation is Operation.REMOVE
        return Mapping(
            flow=self._run.flow,
            stream=self._chunk.stream,
            digest=change.digest,
            key=change.key,
            state="refused" if refused else "removed" if removed else "applied",
            target=answer.target or change.target,
            applied=_held(change) if refused else (change.content or None),
            data=change.before if refused else None if removed else change.data,
            refused=(change.attempt or change.content) if refused else None,
            reason=answer.reason,
            scope=change.scope,
            requires=change.requires,
            fence=self._run.fence,
            run=self._run.run,
            changed_at=now.isoformat(),
            agreed=change.original if refused else change.agreed,
            confirmed=change.reviewed and not refused,
        )


def outcome_of(change: Change, kind: OutcomeKind, reason: Reason | None = None, target: str | None = None) -> Outcome:
    """Return the outcome that says of a change how it ended."""
    return Outcome(
        kind=kind,
        operation=change.operation,
        digest=change.digest,
        key=change.key,
        content=change.content,
        target=target or change.target,
        scope=change.scope,
        reason=reason,
    )


def _held(change: Change) -> str | None:
    """Return what the target holds after it has refused a change; what it keeps it holds, whoever has sent it."""
    return change.held or (ADOPTED if change.operation is Operation.REMOVE else None)


def _arrived(change: Change, found: Found | None) -> bool:
    """Say whether the target is already as the change wants it."""
    return found is None if change.operation is Operation.REMOVE else found is not None and found.matches


def _as_found(change: Change, found: Found | None) -> Change:
    """Return a change that was read back as it must be sent now: there already is an update, not there a creation."""
    if change.operation is Operation.REMOVE:
        return change.model_copy(update={"target": found.target}) if found else change
    if found:
        read = {"operation": Operation.UPDATE, "target": found.target, "suspect": False}
        return change.model_copy(update=read)
    gone = {"operation": Operation.CREATE, "target": None, "held": None, "before": None, "suspect": False}
    return change.model_copy(update=gone)
