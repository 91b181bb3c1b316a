"""Apply: send one chunk of changes to the target and remember what happened to each record.

Before a batch is sent its intent is stored, after it the mappings are; the intent stays open until the report has moved
the baseline. Whatever is unknown (a lost answer now, or an intent that a dead worker left without a mapping) is read
back from the target before anything is sent again (PL9).
"""

from collections.abc import Callable, Iterator, Sequence
from collections.abc import Mapping as TypingMapping
from dataclasses import dataclass

from rollbook.model.changes import Change, Intent, Mapping, Operation, Outcome, OutcomeKind, Resolved, Written
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
from rollbook.steps.ledger import Ledger, outcome_of
from rollbook.steps.notes import FAILURES, calls_note
from rollbook.steps.operating import Deferring, Operating
from rollbook.sync.batches import cut, send
from rollbook.sync.decide import amended, decide, provisioned


def _as_it_is(error: Exception) -> RollbookError:
    """Name an error without asking what it is made of; a handler knows better."""
    return error if isinstance(error, RollbookError) else UnexpectedError(f"A defect: {type(error).__name__}.")


@dataclass(frozen=True, slots=True)
class Target:
    """An open target: how its collections are written, and what follows writes that go on after an answer."""

    writes: TypingMapping[str, Writable]
    client: Client
    deferring: Deferring | None = None


def apply(
    request: ApplyRequest,
    *,
    flow: Flow,
    target: Target,
    stores: Stores,
    clock: Clock,
    explain: Callable[[Exception], RollbookError] = _as_it_is,
) -> ApplyResult:
    """Send what is still to be sent of one chunk and say how every change ended; nothing is sent twice.

    `explain` puts errors in our words, for the note that the report reads: a Distributed Map knows only that a child
    failed. Raises LeaseLostError, SystemUnavailableError, RateLimitedError, CredentialsError, ContractError; what had
    ended by then is kept.
    """
    worker = _ChunkApply(request, flow, target, stores=stores, clock=clock)
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
        flow: Flow,
        target: Target,
        *,
        stores: Stores,
        clock: Clock,
    ) -> None:
        self._run = request.run
        self._chunk = request.chunk
        self._stream = flow.stream(request.chunk.stream)
        self._target = flow.target
        self._writable = target.writes[self._stream.writes]
        self._client = target.client
        self._stores = stores
        self._clock = clock
        self._began = clock.now()
        self._ledger = Ledger(
            self._run, self._chunk, entity=self._stream.writes, client=self._client, stores=stores, clock=clock
        )
        self._operating = self._operations(target.deferring) if target.deferring and self._writable.deferred else None

    def _operations(self, deferring: Deferring) -> Operating:
        return Operating(
            self._run,
            self._chunk,
            deferring,
            stream=self._stream,
            target=self._target,
            writable=self._writable,
            ledger=self._ledger,
            stores=self._stores,
            clock=self._clock,
        )

    def make(self) -> ApplyResult:
        """Settle every change of the chunk, or what of it can be settled now."""
        try:
            holding.keep(self._stores.registers, self._run, self._began)
            wait = self._operating.has_to_wait() if self._operating else 0
            if not wait:
                wait = self._settle_changes()
        finally:
            self._note_calls()
        return ApplyResult(
            stream=self._chunk.stream,
            chunk=self._chunk.chunk,
            counts=self._ledger.counts(),
            calls=self._client.calls,
            system=self._target,
            wait=wait,
        )

    def _settle_changes(self) -> int:
        """Send what has to be sent, and return after how many seconds to look again at what goes on."""
        changes = self._stores.plans.changes(self._run.run, self._chunk.stream, self._chunk.chunk)
        try:
            undecided = list(self._undecided(changes))
            if held := [change for change in undecided if change.holds]:
                self._ledger.remember_held(held)
            ready = list(self._resolve([change for change in undecided if not change.holds]))
            if self._operating:
                return self._operating.go_on(ready)
            for batch in cut(ready, self._writable):
                self._send(batch)
        finally:
            self._ledger.keep()
        return 0

    def _undecided(self, changes: Sequence[Change]) -> Iterator[Change]:
        """Yield the changes that no earlier attempt has settled."""
        intents = self._stores.intents.of_chunk(self._run.flow, self._chunk.stream, self._run.run, self._chunk.chunk)
        suspects = {digest for intent in intents for digest in intent.digests}
        digests = [change.digest for change in changes]
        mappings = self._stores.mappings.get(self._run.flow, self._chunk.stream, digests)
        for change in changes:
            mapping = mappings.get(change.digest)
            if mapping and (settled := _settled(change, mapping, self._run)):
                self._ledger.settle(settled)
                continue
            decided = decide(
                change, mapping, suspect=change.suspect or change.digest in suspects, retry=self._run.retry
            )
            if isinstance(decided, Change):
                yield amended(decided, self._stream.amends)
            else:
                self._ledger.settle(decided)

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
                self._ledger.settle(_blocked(change, missing[0], self._target))
                continue
            resolved = {
                need.name: Resolved(target=mapping.target or "", data=mapping.data or {})
                for need in change.requires
                if (mapping := held.get((need.stream, need.digest)))
            }
            yield change.model_copy(update={"resolved": resolved})

    def _send(self, batch: list[Change]) -> None:
        holding.keep(self._stores.registers, self._run, self._clock.now())
        batch = self._ledger.read_back(batch, [change for change in batch if change.suspect])
        if not batch:
            return
        intent = self._intent(batch)
        self._stores.intents.open(intent)
        try:
            written = send(batch, lambda part: self._client.write(self._stream.writes, part))
        except OutcomeUnknownError:
            written = self._try_again(batch)
        try:
            self._ledger.remember(batch, written)
        except LeaseLostError:
            # A later run has closed the intent while this worker was still sending: what the target holds now is open.
            self._stores.intents.open(intent)
            raise

    def _try_again(self, batch: list[Change]) -> list[Written]:
        """Read back a batch whose answer was lost and send what did not arrive, once.

        Raises SystemUnavailableError when the second answer is lost too; the intent stays open for the next attempt.
        """
        missing = self._ledger.read_back(batch, batch)
        try:
            return send(missing, lambda part: self._client.write(self._stream.writes, part)) if missing else []
        except OutcomeUnknownError as lost:
            for change in missing:
                self._ledger.settle(outcome_of(change, OutcomeKind.UNCERTAIN, _UNKNOWN))
            raise SystemUnavailableError(
                f"{self._target} took {len(missing)} {self._chunk.stream} twice without an answer that can be trusted. "
                "They are read back before anything is sent again; run again when the system answers."
            ) from lost

    def _intent(self, batch: Sequence[Change]) -> Intent:
        return Intent(
            flow=self._run.flow,
            stream=self._chunk.stream,
            run=self._run.run,
            chunk=self._chunk.chunk,
            batch=f"{self._began:%H%M%S%f}-{batch[0].digest}",
            digests=tuple(change.digest for change in batch),
        )

    def _note_calls(self) -> None:
        name = calls_note(f"apply-{self._chunk.stream}-{self._chunk.chunk}", self._began)
        self._stores.plans.put_note(self._run.run, name, {"system": self._target, "calls": self._client.calls})


def _settled(change: Change, mapping: Mapping, run: RunReference) -> Outcome | None:
    """Return how an earlier attempt of this run, or a later run, ended the change; None when neither touched it."""
    if mapping.fence > run.fence:
        return outcome_of(change, OutcomeKind.SUPERSEDED, _OVERTAKEN, mapping.target)
    if mapping.run != run.run:
        return None
    ended_well = OutcomeKind.UNCHANGED if change.holds or mapping.confirmed else OutcomeKind.APPLIED
    kind = OutcomeKind.REFUSED if mapping.state == "refused" else ended_well
    return outcome_of(change, kind, mapping.reason, mapping.target)


def _blocked(change: Change, stream: str, target: str) -> Outcome:
    reason = Reason(
        sentence=f"It needs a record of {stream} that {target} does not hold.",
        remedy=(
            f"Look among the refused {stream}, or run {stream} first; then it goes out by itself. If it is not there "
            "either, the settings or the source leave it out: select it, or correct what refers to it."
        ),
    )
    return outcome_of(change, OutcomeKind.BLOCKED, reason)


_OVERTAKEN = Reason(
    sentence="A later run has already dealt with this record.", remedy="Nothing; look at the later run."
)
_UNKNOWN = Reason(
    sentence="It was sent and the answer was lost, twice.",
    remedy="Run again: the target is read back before anything is sent, so nothing is doubled.",
)
