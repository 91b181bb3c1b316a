"""Operations: writes that go on in the target after it has answered, so that no function waits for their end.

A chunk holds one of the places that the target allows, starts an operation, and is looked at again after a while. The
intent remembers the operation; one whose start was not answered is looked for among those that the target has. So an
operation is started twice only when there was none, or when it broke off and what it did was read back (PL9).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from rollbook.model.changes import Change, Intent, OutcomeKind, Sought, Written
from rollbook.model.descriptors import Operations, Stream, Writable
from rollbook.model.errors import BatchRefusedError, LeaseLostError, OutcomeUnknownError, SystemUnavailableError
from rollbook.model.messages import ChunkReference, RunReference
from rollbook.model.ports import Clock, Stores
from rollbook.model.records import Reason
from rollbook.steps import begun, holding, places
from rollbook.steps.ledger import Ledger, outcome_of
from rollbook.sync.batches import cut
from rollbook.sync.decide import amended

FULL = 10
"""Seconds after which a chunk asks again for a place."""

_ATTEMPTS = 3
_LONGEST = timedelta(hours=6)
_UNKNOWN = Reason(
    sentence="It was part of an operation whose end is unknown.",
    remedy="Run again: the target is read back before anything is sent, so nothing is doubled.",
)


@dataclass(frozen=True, slots=True)
class Deferring:
    """The operations of a target, and how many of them may go on at once."""

    operations: Operations
    at_once: int


class Operating:
    """The operations of one chunk."""

    def __init__(
        self,
        run: RunReference,
        chunk: ChunkReference,
        deferring: Deferring,
        *,
        stream: Stream,
        target: str,
        writable: Writable,
        ledger: Ledger,
        stores: Stores,
        clock: Clock,
    ) -> None:
        self._run = run
        self._chunk = chunk
        self._operations = deferring.operations
        self._at_once = deferring.at_once
        self._entity = stream.writes
        self._amends = stream.amends
        self._target = target
        self._writable = writable
        self._ledger = ledger
        self._stores = stores
        self._clock = clock
        intents = stores.intents.of_chunk(run.flow, chunk.stream, run.run, chunk.chunk)
        # What was tried once more is looked for where it was tried last: the first try has nothing to say of it.
        self._own = sorted(intents, key=lambda intent: (intent.attempt, intent.began), reverse=True)

    def has_to_wait(self) -> int:
        """Return for how many seconds nothing can be done for the chunk, and take or keep its place."""
        now = self._clock.now()
        if not places.take(self._stores.registers, self._target, self._run, self._chunk, now=now, most=self._at_once):
            return FULL
        for intent in (*self._own, *self._of_others()):
            if intent.operation and not self._operations.is_over(intent.operation):
                return self._pause(intent, now)
        return max((self._seek(intent, now) for intent in self._of_others() if not intent.operation), default=0)

    def go_on(self, changes: Sequence[Change]) -> int:
        """Follow what was started, start what was not, and return after how many seconds to look again; 0: all done.

        The place is kept while something goes on. Raises SystemUnavailableError when operations come to no end.
        """
        # What was started is not read back, but followed.
        started = {digest for intent in self._own for digest in intent.digests}
        waiting = {
            change.digest: change.model_copy(update={"suspect": False}) if change.digest in started else change
            for change in changes
        }
        seconds = 0
        for intent in self._own:
            batch = [waiting.pop(digest) for digest in intent.digests if digest in waiting]
            if batch:
                seconds = seconds or self._follow(intent, batch)
        new = list(waiting.values())
        if not seconds and new:
            new = self._ledger.read_back(new, [change for change in new if change.suspect])
        for batch in cut(new, self._writable):
            seconds = seconds or self._start(batch)
        if not seconds:
            places.give_back(self._stores.registers, self._target, self._run, self._chunk)
        return seconds

    def _of_others(self) -> list[Intent]:
        """Return what earlier runs have started and nobody has followed to its end."""
        intents = self._stores.intents.of_stream(self._run.flow, self._chunk.stream)
        return [intent for intent in intents if intent.run != self._run.run]

    def _seek(self, intent: Intent, now: datetime) -> int:
        """Look for what an earlier run has started without an answer, before anything is read back.

        Returns after how many seconds to look again while it goes on, or while nobody can see whether it was started.
        """
        if intent.began is None:
            return 0
        changes = self._stores.plans.changes(intent.run, intent.stream, intent.chunk)
        batch = [amended(change, self._amends) for change in changes if change.digest in intent.digests]
        sought = self._sought(batch, intent.began) if batch else Sought()
        if sought.undecided:
            return self._pause(intent, now)
        began = intent.began if sought.operation else None
        self._named(intent.model_copy(update={"began": began}), sought.operation)
        goes_on = sought.operation and not self._operations.is_over(sought.operation)
        return self._pause(intent, now) if goes_on else 0

    def _follow(self, intent: Intent, batch: list[Change]) -> int:
        """Settle a batch whose operation is over; return after how many seconds to look again while it is not."""
        now = self._clock.now()
        if not intent.operation:
            sought = self._sought(batch, intent.began or now)
            if sought.undecided:
                return self._pause(intent, now)
            if not sought.operation:
                return self._again(intent, batch)
            intent = self._named(intent, sought.operation)
        try:
            written = self._operations.follow(self._entity, intent.operation, batch)
        except OutcomeUnknownError:
            return self._again(intent, batch)
        if written is None:
            return self._pause(intent, now)
        self._remember(intent, batch, written)
        return 0

    def _again(self, intent: Intent, batch: list[Change]) -> int:
        """Start once more what no operation has done; one that nobody finds may have broken off, so it is read back."""
        missing = self._ledger.read_back(batch, batch)
        if not missing:
            return 0
        if intent.attempt >= _ATTEMPTS:
            for change in missing:
                self._ledger.settle(outcome_of(change, OutcomeKind.UNCERTAIN, _UNKNOWN))
            raise SystemUnavailableError(
                f"{self._target} began no operation for {len(missing)} {self._chunk.stream}, or broke it off, "
                f"{_ATTEMPTS} times. What it holds is read back before anything is sent again; run again later."
            )
        return self._start(missing, attempt=intent.attempt + 1)

    def _start(self, batch: list[Change], attempt: int = 1) -> int:
        """Start an operation for a batch; one that is refused whole is halved until the bad record stands alone."""
        now = self._clock.now()
        holding.keep(self._stores.registers, self._run, now)
        intent = Intent(
            flow=self._run.flow,
            stream=self._chunk.stream,
            run=self._run.run,
            chunk=self._chunk.chunk,
            batch=f"{now:%H%M%S%f}-{attempt}-{batch[0].digest}",
            digests=tuple(change.digest for change in batch),
            began=now,
            attempt=attempt,
        )
        self._stores.intents.open(intent)
        try:
            operation = self._operations.start(self._entity, batch)
        except OutcomeUnknownError:
            return self._pause(intent, now)
        except BatchRefusedError as refused:
            if len(batch) == 1:
                reason = Reason(sentence=refused.sentence, remedy=refused.remedy)
                self._remember(intent, batch, [Written(digest=batch[0].digest, reason=reason)])
                return 0
            self._stores.intents.close(intent)
            middle = len(batch) // 2
            return self._start(batch[:middle], attempt) or self._start(batch[middle:], attempt)
        if operation is None:
            self._stores.intents.close(intent)
            return FULL
        return self._pause(self._named(intent, operation), now)

    def _sought(self, batch: list[Change], since: datetime) -> Sought:
        known = begun.known(self._stores.registers, self._target)
        return self._operations.seek(self._entity, batch, since, known)

    def _named(self, intent: Intent, operation: str) -> Intent:
        """Return an intent that knows its operation; nobody takes this one for another from now on."""
        named = intent.model_copy(update={"operation": operation})
        self._stores.intents.open(named)
        if operation:
            begun.note(self._stores.registers, self._target, operation)
        return named

    def _remember(self, intent: Intent, batch: list[Change], written: list[Written]) -> None:
        try:
            self._ledger.remember(batch, written)
        except LeaseLostError:
            # A later run has closed the intent while this one was still being followed: what the target holds is open.
            self._stores.intents.open(intent)
            raise

    def _pause(self, intent: Intent, now: datetime) -> int:
        """Return after how many seconds an operation is looked at again: a quarter of its age, within bounds.

        Raises SystemUnavailableError for one that goes on for hours.
        """
        age = now - (intent.began or now)
        if age > _LONGEST:
            raise SystemUnavailableError(
                f"The operation {intent.operation or 'that was started last'} of {self._target} has been going on for "
                f"{age.total_seconds() / 3600:.0f} hours. Ask its support; the next run reads back what it did."
            )
        return int(min(30, max(2, age.total_seconds() / 4)))
