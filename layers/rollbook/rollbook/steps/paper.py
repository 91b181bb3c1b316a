"""What a plan writes down: chunks of changes, removals that are held, outcomes that need no call, and the sums."""

from collections import Counter
from datetime import datetime

from rollbook.model.changes import Change, Operation, Outcome, OutcomeKind
from rollbook.model.descriptors import Limits, Writable
from rollbook.model.messages import ChunkReference, Counts, PlanResult, Problem
from rollbook.model.ports import Plans
from rollbook.model.records import Reason
from rollbook.steps.notes import PLAN
from rollbook.sync.batches import CHUNK, chunk_size, cut, estimate, slices
from rollbook.sync.totals import Tally, add

_GATHER = 10 * CHUNK
"""Changes that are sorted by group before they are cut, so that a group is not torn over chunks."""


class Paper:
    """Takes the decisions of one stream's plan one by one and files them without holding them all."""

    def __init__(
        self,
        plans: Plans,
        run: str,
        stream: str,
        writable: Writable,
        limits: Limits | None,
        *,
        removals_first: bool = False,
    ) -> None:
        self._removals_first = removals_first
        self._plans = plans
        self._run = run
        self._stream = stream
        self._writable = writable
        self._limits = limits
        self._tally = Tally()
        self._pending: dict[str, list[Change]] = {"changes": [], "removals": []}
        self._chunks: dict[str, list[ChunkReference]] = {"changes": [], "removals": []}
        self._outcomes: list[Outcome] = []
        self._outcome_files = 0
        self._held: list[Change] = []
        self._differences: Counter[Reason] = Counter()
        self._planned: dict[Operation, int] = dict.fromkeys(Operation, 0)
        self._settled = 0
        self._calls = 0

    def change(self, change: Change) -> None:
        """File a create or an update; what the target holds by all that is known counts as unchanged."""
        self._file("changes", change)

    def removal(self, change: Change) -> None:
        """File a removal that may go."""
        self._file("removals", change)

    def hold(self, change: Change, reason: Reason) -> None:
        """File a removal that waits for a person."""
        self._held.append(change)
        self.outcome(
            Outcome(
                kind=OutcomeKind.HELD,
                operation=Operation.REMOVE,
                digest=change.digest,
                key=change.key,
                target=change.target,
                scope=change.scope,
                reason=reason,
            )
        )

    def outcome(self, outcome: Outcome) -> None:
        """File an outcome that needs no call."""
        self._tally.take(self._stream, outcome)
        self._outcomes.append(outcome)
        if len(self._outcomes) >= _GATHER:
            self._flush_outcomes()

    def difference(self, reason: Reason) -> None:
        """File something that does not agree on both sides, though every record can be sent."""
        self._differences[reason] += 1

    def finish(
        self,
        *,
        records: int,
        unchanged: int,
        key: str,
        partial: bool = False,
        moved: int = 0,
        expected: Counts | None = None,
        undecided_since: datetime | None = None,
        mirrored: bool = False,
    ) -> PlanResult:
        """Close the files and return the plan's sums; `unchanged` counts what the comparison alone settled.

        `key` is the fingerprint of the secret that keyed the digests; `partial` says that not all records were read,
        `moved` how many records came into the stream or left it; `expected` is what a later run will have to do.
        `undecided_since` is the first moment from which on records must be read again, because only time decides them.
        `mirrored` says that the rules read the target, so that a person may ask how each record stands.
        """
        for name in self._pending:
            self._flush_changes(name)
        self._flush_outcomes()
        if self._held:
            self._plans.put_held(self._run, self._stream, self._held)
        planned = Counts(
            created=self._planned[Operation.CREATE],
            updated=self._planned[Operation.UPDATE],
            removed=self._planned[Operation.REMOVE],
        )
        result = PlanResult(
            stream=self._stream,
            counts=add(
                add(self._tally.counts(), Counts(unchanged=unchanged + self._settled)),
                add(planned, expected or Counts()),
            ),
            records=records,
            changes=self._plans.put_chunks(self._run, self._stream, "changes", self._chunks["changes"]),
            chunks=len(self._chunks["changes"]),
            removals=self._plans.put_chunks(self._run, self._stream, "removals", self._chunks["removals"]),
            removal_chunks=len(self._chunks["removals"]),
            removals_first=self._removals_first,
            calls=self._calls,
            seconds=round(estimate(self._calls, self._limits), 1),
        )
        differences = [
            Problem(stream=self._stream, kind="difference", reason=reason, count=count, samples=()).model_dump()
            for reason, count in self._differences.items()
        ]
        note = {
            "result": result.model_dump(mode="json"),
            "unchanged": unchanged,
            "key": key,
            "differences": differences,
            "held": len(self._held),
            "partial": partial,
            "moved": moved,
            "undecided_since": undecided_since.isoformat() if undecided_since else None,
            "mirrored": mirrored,
        }
        self._plans.put_note(self._run, f"{PLAN}{self._stream}", note)
        return result

    def _file(self, name: str, change: Change) -> None:
        if change.holds or change.reviewed:
            self._settled += 1
        else:
            self._planned[change.operation] += 1
        self._pending[name].append(change)
        size = self._chunk_size(name)
        # No more than gathered at once, but whole chunks, so that one that is cut short only ever comes last.
        if len(self._pending[name]) >= -(-_GATHER // size) * size:
            self._flush_changes(name)

    def _chunk_size(self, name: str) -> int:
        return chunk_size(self._writable, Operation.REMOVE if name == "removals" else Operation.UPDATE)

    def _place(self, change: Change) -> tuple[str, bool, str]:
        """Return a change's place: group by group, and updates first, for they may give up what a new record takes."""
        return self._writable.group(change), change.operation is Operation.CREATE, change.digest

    def _flush_changes(self, name: str) -> None:
        ordered = sorted(self._pending[name], key=self._place)
        for chunk in slices(ordered, self._chunk_size(name)):
            number = len(self._chunks[name])
            sent = [
                change for change in chunk if not (change.holds or change.reviewed or self._writable.silent(change))
            ]
            self._calls += len(sent) if self._writable.singly else len(cut(sent, self._writable))
            self._chunks[name].append(self._plans.put_chunk(self._run, self._stream, f"{name}-{number:05d}", chunk))
        self._pending[name] = []

    def _flush_outcomes(self) -> None:
        if self._outcomes:
            self._plans.put_outcomes(self._run, self._stream, f"plan-{self._outcome_files:05d}", self._outcomes)
            self._outcome_files += 1
            self._outcomes = []
