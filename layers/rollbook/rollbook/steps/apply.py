"""Apply: send one chunk of changes to the target and remember what happened to each record.

Before a batch is sent its intent is stored, after it the mappings are; the intent stays open until the report has moved
the baseline. Whatever is unknown (a lost answer now, or an intent that a dead worker left without a mapping) is read
back from the target before anything is sent again (PL9).
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from collections.abc import Mapping as TypingMapping

from rollbook.model.changes import Change, Found, Intent, Mapping, Operation, Outcome, OutcomeKind, Resolved, Written
from rollbook.model.descriptors import Client, Flow, Writable
from rollbook.model.errors import (
    LeaseLostError,
    OutcomeUnknownError,
    RollbookError,
    SystemUnavailableError,
    UnexpectedError,
)
from rollbook.model.messages import ApplyRequest, ApplyResult, RunReference
from rollbook.model.ports import Clock, Stores
from rollbook.model.records import Reason
from rollbook.steps import holding
from rollbook.steps.notes import FAILURES, calls_note
from rollbook.sync.batches import cut, send
from rollbook.sync.decide import decide, provisioned
from rollbook.sync.totals import tally


def _as_it_is(error: Exception) -> RollbookError:
    """Name an error without asking what it is made of; a handler knows better."""
    return error if isinstance(error, RollbookError) else UnexpectedError(f"A defect: {type(error).__name__}.")


def apply(
    request: ApplyRequest,
    *,
    flow: Flow,
    writes: TypingMapping[str, Writable],
    client: Client,
    stores: Stores,
    clock: Clock,
    explain: Callable[[Exception], RollbookError] = _as_it_is,
) -> ApplyResult:
    """Send what is still to be sent of one chunk and say how every change ended; nothing is sent twice.

    `writes` is how the target's collections are written; `explain` puts errors in our words, for the note that the
    report reads: a Distributed Map knows only that a child failed. Raises LeaseLostError, SystemUnavailableError,
    RateLimitedError, CredentialsError, ContractError; what had ended by then is kept.
    """
    entity = flow.stream(request.chunk.stream).writes
    worker = _ChunkApply(
        request, entity=entity, target=flow.target, writable=writes[entity], client=client, stores=stores, clock=clock
    )
    try:
        return worker.make()
    except Exception as error:
        said = explain(error)
        note = {"at": clock.now().isoformat(), "error": type(said).__name__, "sentence": str(said)}
        stores.plans.put_note(request.run.run, f"{FAILURES}{request.chunk.stream}-{request.chunk.chunk}", note)
        raise


class _ChunkApply:
    """The sending of one chunk."""

    def __init__(
        self,
        request: ApplyRequest,
        *,
        entity: str,
        target: str,
        writable: Writable,
        client: Client,
        stores: Stores,
        clock: Clock,
    ) -> None:
        self._run = request.run
        self._chunk = request.chunk
        self._entity = entity
        self._target = target
        self._writable = writable
        self._client = client
        self._stores = stores
        self._clock = clock
        self._began = clock.now()
        self._outcomes: dict[str, Outcome] = {}

    def make(self) -> ApplyResult:
        """Settle every change of the chunk."""
        stream = self._chunk.stream
        changes = self._stores.plans.changes(self._run.run, stream, self._chunk.chunk)
        try:
            holding.keep(self._stores.registers, self._run, self._began)
            suspects = {
                digest
                for intent in self._stores.intents.of_chunk(self._run.flow, stream, self._run.run, self._chunk.chunk)
                for digest in intent.digests
            }
            undecided = list(self._undecided(changes, suspects))
            if held := [change for change in undecided if change.holds]:
                self._remember_held(held)
            ready = list(self._resolve([change for change in undecided if not change.holds]))
            for batch in cut(ready, self._writable):
                self._send(batch)
        finally:
            self._keep_outcomes()
        return ApplyResult(
            stream=stream,
            chunk=self._chunk.chunk,
            counts=tally(stream, self._outcomes.values()).counts(),
            calls=self._client.calls,
            system=self._target,
        )

    def _undecided(self, changes: Sequence[Change], suspects: set[str]) -> Iterator[Change]:
        """Yield the changes that no earlier attempt has settled."""
        digests = [change.digest for change in changes]
        mappings = self._stores.mappings.get(self._run.flow, self._chunk.stream, digests)
        for change in changes:
            mapping = mappings.get(change.digest)
            if mapping and (settled := _settled(change, mapping, self._run)):
                self._settle(settled)
                continue
            decided = decide(
                change, mapping, suspect=change.suspect or change.digest in suspects, retry=self._run.retry
            )
            if isinstance(decided, Change):
                yield decided
            else:
                self._settle(decided)

    def _remember_held(self, changes: Sequence[Change]) -> None:
        """Remember what the target was read to hold as it should be: nothing has to be sent for it."""
        now = self._clock.now().isoformat()
        self._stores.mappings.put([self._mapping(change, Written(digest=change.digest), now) for change in changes])
        for change in changes:
            self._settle(_outcome(change, OutcomeKind.UNCHANGED))

    def _resolve(self, changes: Sequence[Change]) -> Iterator[Change]:
        """Yield the changes whose requirements the target holds, with what it holds; the others are blocked."""
        needed: dict[str, set[str]] = {}
        for change in changes:
            for need in change.requires:
                needed.setdefault(need.stream, set()).add(need.digest)
        held = {
            (stream, digest): mapping
            for stream, digests in needed.items()
            for digest, mapping in self._stores.mappings.get(self._run.flow, stream, sorted(digests)).items()
            if provisioned(mapping) and mapping.target is not None
        }
        for change in changes:
            missing = [need.stream for need in change.requires if (need.stream, need.digest) not in held]
            if missing and change.operation is not Operation.REMOVE:
                self._settle(_blocked(change, missing[0], self._target))
                continue
            resolved = {
                need.name: Resolved(target=mapping.target or "", data=mapping.data or {})
                for need in change.requires
                if (mapping := held.get((need.stream, need.digest)))
            }
            yield change.model_copy(update={"resolved": resolved})

    def _send(self, batch: list[Change]) -> None:
        holding.keep(self._stores.registers, self._run, self._clock.now())
        batch = self._read_back(batch, [change for change in batch if change.suspect])
        if not batch:
            return
        intent = self._intent(batch)
        self._stores.intents.open(intent)
        try:
            written = send(batch, lambda part: self._client.write(self._entity, part))
        except OutcomeUnknownError:
            written = self._try_again(batch)
        try:
            self._remember(batch, written)
        except LeaseLostError:
            # A later run has closed the intent while this worker was still sending: what the target holds now is open.
            self._stores.intents.open(intent)
            raise

    def _try_again(self, batch: list[Change]) -> list[Written]:
        """Read back a batch whose answer was lost and send what did not arrive, once.

        Raises SystemUnavailableError when the second answer is lost too; the intent stays open for the next attempt.
        """
        missing = self._read_back(batch, batch)
        try:
            return send(missing, lambda part: self._client.write(self._entity, part)) if missing else []
        except OutcomeUnknownError as lost:
            for change in missing:
                self._settle(_outcome(change, OutcomeKind.UNCERTAIN, _UNKNOWN))
            raise SystemUnavailableError(
                f"{self._target} took {len(missing)} {self._chunk.stream} twice without an answer that can be trusted. "
                "They are read back before anything is sent again; run again when the system answers."
            ) from lost

    def _read_back(self, batch: list[Change], suspects: list[Change]) -> list[Change]:
        """Settle the suspects that the target holds as they should be, and return what must still be sent."""
        if not suspects:
            return batch
        found = {item.digest: item for item in self._client.find(self._entity, suspects)}
        arrived = [change for change in suspects if _arrived(change, found.get(change.digest))]
        self._remember(
            arrived,
            [Written(digest=c.digest, target=found[c.digest].target if c.digest in found else None) for c in arrived],
        )
        settled = {change.digest for change in arrived}
        read = {change.digest for change in suspects}
        return [
            _as_found(change, found.get(change.digest)) if change.digest in read else change
            for change in batch
            if change.digest not in settled
        ]

    def _remember(self, batch: Iterable[Change], written: Iterable[Written]) -> None:
        answers = {answer.digest: answer for answer in written}
        answered = [(change, answers[change.digest]) for change in batch if change.digest in answers]
        now = self._clock.now()
        self._stores.mappings.put([self._mapping(change, answer, now.isoformat()) for change, answer in answered])
        for change, answer in answered:
            if answer.reason:
                self._settle(_outcome(change, OutcomeKind.REFUSED, answer.reason, answer.target))
            else:
                outcome = _outcome(change, OutcomeKind.APPLIED, None, answer.target)
                delay = max(0.0, (now - change.changed_at).total_seconds()) if change.changed_at else None
                self._settle(outcome.model_copy(update={"delay": delay}))

    def _mapping(self, change: Change, answer: Written, now: str) -> Mapping:
        refused = answer.reason is not None
        removed = change.operation is Operation.REMOVE
        return Mapping(
            flow=self._run.flow,
            stream=self._chunk.stream,
            digest=change.digest,
            key=change.key,
            state="refused" if refused else "removed" if removed else "applied",
            target=answer.target or change.target,
            applied=change.held if refused else (change.content or None),
            data=change.before if refused else None if removed else change.data,
            refused=(change.attempt or change.content) if refused else None,
            reason=answer.reason,
            scope=change.scope,
            requires=change.requires,
            fence=self._run.fence,
            run=self._run.run,
            changed_at=now,
            agreed=change.original if refused else change.agreed,
        )

    def _intent(self, batch: Sequence[Change]) -> Intent:
        return Intent(
            flow=self._run.flow,
            stream=self._chunk.stream,
            run=self._run.run,
            chunk=self._chunk.chunk,
            batch=f"{self._began:%H%M%S%f}-{batch[0].digest}",
            digests=tuple(change.digest for change in batch),
        )

    def _settle(self, outcome: Outcome) -> None:
        self._outcomes[outcome.digest] = outcome

    def _keep_outcomes(self) -> None:
        plans, run, chunk = self._stores.plans, self._run.run, self._chunk
        plans.put_outcomes(run, chunk.stream, chunk.chunk, list(self._outcomes.values()))
        name = calls_note(f"apply-{chunk.stream}-{chunk.chunk}", self._began)
        plans.put_note(run, name, {"system": self._target, "calls": self._client.calls})


def _settled(change: Change, mapping: Mapping, run: RunReference) -> Outcome | None:
    """Return how an earlier attempt of this run, or a later run, ended the change; None when neither touched it."""
    if mapping.fence > run.fence:
        return _outcome(change, OutcomeKind.SUPERSEDED, _OVERTAKEN, mapping.target)
    if mapping.run != run.run:
        return None
    ended_well = OutcomeKind.UNCHANGED if change.holds else OutcomeKind.APPLIED
    kind = OutcomeKind.REFUSED if mapping.state == "refused" else ended_well
    return _outcome(change, kind, mapping.reason, mapping.target)


def _arrived(change: Change, found: Found | None) -> bool:
    """Say whether the target is already as the change wants it."""
    return found is None if change.operation is Operation.REMOVE else found is not None and found.matches


def _as_found(change: Change, found: Found | None) -> Change:
    """Return a change that was read back as it must be sent now: there already is an update, not there a creation."""
    if change.operation is Operation.REMOVE:
        return change.model_copy(update={"target": found.target}) if found else change
    if found:
        return change.model_copy(update={"operation": Operation.UPDATE, "target": found.target})
    return change.model_copy(update={"operation": Operation.CREATE, "target": None, "held": None, "before": None})


def _outcome(change: Change, kind: OutcomeKind, reason: Reason | None = None, target: str | None = None) -> Outcome:
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


def _blocked(change: Change, stream: str, target: str) -> Outcome:
    reason = Reason(
        sentence=f"It needs a record of {stream} that {target} does not hold.",
        remedy=(
            f"Look among the refused {stream}, or run {stream} first; then it goes out by itself. If it is not there "
            "either, the settings or the source leave it out: select it, or correct what refers to it."
        ),
    )
    return _outcome(change, OutcomeKind.BLOCKED, reason)


_OVERTAKEN = Reason(
    sentence="A later run has already dealt with this record.", remedy="Nothing; look at the later run."
)
_UNKNOWN = Reason(
    sentence="It was sent and the answer was lost, twice.",
    remedy="Run again: the target is read back before anything is sent, so nothing is doubled.",
)
