"""Removing: what becomes of the records that left the source; too many at once wait for a person (PL6)."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from rollbook.model.changes import Change, Operation, Outcome, OutcomeKind
from rollbook.model.descriptors import Context, Removal, Stream
from rollbook.model.messages import RunReference
from rollbook.model.ports import Stores
from rollbook.model.records import Reason
from rollbook.model.settings import GuardSetting
from rollbook.steps import mirroring
from rollbook.steps.deciding import Deciding
from rollbook.steps.paper import Paper
from rollbook.sync.batches import slices
from rollbook.sync.digests import Digester
from rollbook.sync.guard import held_scopes

_LOOK_UP = 100


class Removing:
    """The planning of one stream's removals in one run."""

    def __init__(
        self,
        run: RunReference,
        stream: Stream,
        context: Context,
        *,
        stores: Stores,
        paper: Paper,
        deciding: Deciding,
        digester: Digester,
        held: mirroring.Held,
    ) -> None:
        self._run = run
        self._stream = stream
        self._context = context
        self._stores = stores
        self._paper = paper
        self._deciding = deciding
        self._digester = digester
        self._held = held
        self._left_alone: dict[bytes, str] = {}
        self._leaves = stream.removal is not Removal.NEVER and stream.removes(context)

    def all_gone(self, gone: Sequence[bytes], unnamed: Mapping[bytes, str]) -> list[bytes]:
        """Return what is gone, by key digest, with what leaves the target too: what it holds and nobody spoke of.

        Of what was sent in a run that was never reported, only the target knows whether it arrived.
        """
        if self._leaves and unnamed:
            known = set(gone) - self._deciding.unreported.keys()
            others = {key: digest for digest, key in unnamed.items() if digest not in known}
            found = mirroring.left_alone(others, self._stream, self._context, self._held)
            self._left_alone = {others[key]: key for key in found}
        return [*self._left_alone, *(key for key in gone if key not in self._left_alone)]

    def plan(
        self, gone: Sequence[bytes], present: Counter[str], guard: GuardSetting | None, *, known: int | None = None
    ) -> int:
        """File what becomes of records that left the source, by key digest, and return how many leave the target.

        Without a guard none is held. `present` is what stays, by scope; `known`, where it is given, is all that the
        target is known to hold: what is left of that stays then in any scope.
        """
        if not self._leaves:
            for key in gone:
                self._paper.outcome(_departed(key.hex(), known=False))
            return 0
        approved = self._approved()
        removals = list(self._leaving(sorted(gone)))
        counts = Counter(change.scope for change in removals if change.digest not in approved)
        if known is not None:
            present = Counter({scope: max(0, known - count) for scope, count in counts.items()})
        held = held_scopes(counts, present, guard) if guard else frozenset()
        planned = 0
        for change in removals:
            if guard and change.scope in held and change.digest not in approved:
                before = counts[change.scope] + present[change.scope]
                self._paper.hold(change, self._held_reason(change.scope, counts[change.scope], before, guard))
            else:
                planned += 1
                self._paper.removal(change)
        return planned

    def _leaving(self, gone: Sequence[bytes]) -> Iterator[Change]:
        """Yield what has to be removed at the target; what has not is filed."""
        for keys in slices(gone, _LOOK_UP):
            removals = [self._of_left_alone(key) for key in keys if key in self._left_alone]
            for decided in self._deciding.decide([self._removal(key) for key in keys if key not in self._left_alone]):
                if isinstance(decided, Outcome):
                    self._paper.outcome(decided)
                elif self._stream.spares(decided.before or {}, self._context):
                    self._paper.outcome(_departed(decided.digest, known=not decided.suspect))
                else:
                    removals.append(decided)
            yield from removals if self._stream.mirror is None else self._as_read(removals)

    def _as_read(self, removals: Sequence[Change]) -> Iterator[Change]:
        going: list[Change] = []
        as_read = mirroring.removals_as_read(removals, self._stream, self._context, self._held, self._digester)
        for change in as_read:
            if change.holds:
                self._paper.removal(change)
            else:
                going.append(change)
        for decided in self._deciding.decide(going):
            if isinstance(decided, Outcome):
                self._paper.outcome(decided)
            else:
                yield decided

    def _of_left_alone(self, key: bytes) -> Change:
        return Change(operation=Operation.REMOVE, key=self._left_alone[key], digest=key.hex(), holds=False)

    def _removal(self, key: bytes) -> Change:
        sent = self._deciding.unreported.get(key)
        holds = None if self._stream.mirror is None else False
        if sent is None:
            return Change(operation=Operation.REMOVE, key="", digest=key.hex(), holds=holds)
        return sent.model_copy(
            update={
                "operation": Operation.REMOVE,
                "content": "",
                "before": sent.data or sent.before,
                "data": None,
                "resolved": {},
                "mark": "",
                "original": None,
                "agreed": None,
                "holds": holds,
                "attempt": "",
            }
        )

    def _approved(self) -> frozenset[str]:
        if self._run.approved is None:
            return frozenset()
        return frozenset(change.digest for change in self._stores.plans.held(self._run.approved, self._stream.name))

    def _held_reason(self, scope: str, removals: int, before: int, guard: GuardSetting) -> Reason:
        run = self._run.run
        decide = f"Then approve the removals (rollbook approve {run}) or discard them (rollbook discard {run})."
        return Reason(
            sentence=(
                f"{removals} of {before} {self._stream.name} of {self._stream.counted_by} {scope} would be removed; "
                f"more than {guard.at_least} and {guard.percent:g} % wait for a person."
            ),
            remedy=f"Is the source complete? {'A run would ask you.' if self._run.preview else decide}",
        )


def _departed(digest: str, *, known: bool) -> Outcome:
    """Return the outcome of a record that left the source and stays at the target; the baseline lets it go."""
    return Outcome(kind=OutcomeKind.UNCHANGED, operation=Operation.REMOVE, digest=digest, known=known)
