"""Plan: compare what the target should hold with what it is known to hold, guard, and cut the rest into chunks.

The source's records pass twice: once as digests, to learn which differ from the baseline (PL3), and once more, only
when some differ, to pick those up. No pass holds an institution in memory. A preview is the same plan (PL7).
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from collections.abc import Mapping as TypingMapping
from dataclasses import dataclass, field, replace
from zoneinfo import ZoneInfo

from rollbook.model.changes import Change, Mapping, Operation, Outcome, OutcomeKind, Requirement
from rollbook.model.descriptors import Context, Flow, Limits, Removal, Stream, Writable
from rollbook.model.messages import PlanRequest, PlanResult, RunReference
from rollbook.model.ports import Clock, Stores
from rollbook.model.records import Desired, Reason, Refusal
from rollbook.model.settings import FlowSettings
from rollbook.steps import holding
from rollbook.steps.known import baseline_ranges, same_key
from rollbook.steps.paper import Paper
from rollbook.sync.batches import slices
from rollbook.sync.decide import decide
from rollbook.sync.diff import differences
from rollbook.sync.digests import Digester, canonical
from rollbook.sync.guard import held_scopes
from rollbook.sync.spool import Spool

_LOOK_UP = 100
_WINDOW = 500_000


@dataclass
class _Survey:
    """What the first pass learns beside the entries: refusals, present records by scope, unreported keys."""

    refused: dict[bytes, Refusal] = field(default_factory=dict)
    present: Counter[str] = field(default_factory=Counter)
    unreported_present: set[bytes] = field(default_factory=set)
    spooled: int = 0

    @property
    def records(self) -> int:
        """How many records came, those counted once that came twice outside of the spool."""
        return self.spooled + len(self.refused) + len(self.unreported_present - self.refused.keys())


@dataclass(frozen=True)
class Terms:
    """What a plan is made under: the flow and its settings, and how its target is written."""

    flow: Flow
    settings: FlowSettings
    zone: ZoneInfo
    writes: TypingMapping[str, Writable]
    limits: Limits | None


def plan(request: PlanRequest, *, terms: Terms, secret: bytes, stores: Stores, clock: Clock) -> PlanResult:
    """Write the plan of one stream and say what it holds; `secret` keys the digests."""
    holding.keep(stores.registers, request.run, clock.now())
    stream = terms.flow.stream(request.stream)
    context = Context(now=request.run.as_of, zone=terms.zone, settings=terms.settings)
    for name, make in stream.lookups.items():
        found = make(stores.snapshots.read(request.run.run, name), context)
        context = replace(context, lookups={**context.lookups, name: found})
    return _StreamPlan(request.run, stream, context, terms=terms, secret=secret, stores=stores).make()


class _StreamPlan:
    """The planning of one stream in one run."""

    def __init__(
        self, run: RunReference, stream: Stream, context: Context, *, terms: Terms, secret: bytes, stores: Stores
    ) -> None:
        self._run = run
        self._stream = stream
        self._context = context
        self._guard = terms.settings.guard_of(stream.name)
        self._stores = stores
        self._digester = Digester(secret, run.flow, stream.name, stream.version)
        self._paper = Paper(stores.plans, run.run, stream.name, terms.writes[stream.writes], terms.limits)
        self._senders: dict[str, set[str]] = {}
        self._unreported = self._open_intents()

    def make(self) -> PlanResult:
        """Write the plan of the stream and say what it holds."""
        with Spool() as spool:
            survey = self._survey(spool)
            gone, unchanged, doubled = self._compare(spool, survey)
        self._note_refusals(survey)
        gone += [key for key in self._unreported if key not in survey.unreported_present and key not in survey.refused]
        if self._stream.removal is Removal.NEVER:
            for key in gone:
                self._paper.outcome(_departed(key.hex(), known=False))
        else:
            self._plan_removals(sorted(gone), survey.present)
        return self._paper.finish(
            records=survey.records - doubled + len(gone), unchanged=unchanged, key=self._digester.fingerprint()
        )

    def _compare(self, spool: Spool, survey: _Survey) -> tuple[list[bytes], int, int]:
        """Plan what is new or differs; return the keys that are gone, and how many are unchanged and came twice."""
        gone: list[bytes] = []
        unchanged = doubled = 0
        wanted: set[bytes] = set(survey.unreported_present)
        manifest = self._stores.baselines.manifest(self._run.flow, self._stream.name)
        same_key(manifest, self._digester.fingerprint(), "digest-key")
        known = baseline_ranges(self._stores.baselines, self._run.flow, self._stream.name, manifest)
        for difference in differences(spool.ranges(), known):
            unchanged += difference.unchanged
            doubled += difference.doubled
            gone += [key for key in difference.removed if key not in survey.refused and key not in self._unreported]
            wanted.update(difference.created, difference.updated)
            if len(wanted) >= _WINDOW:
                self._plan_changes(wanted, survey.present)
        self._plan_changes(wanted, survey.present)
        return gone, unchanged, doubled

    def _desired(self) -> Iterator[Desired | Refusal]:
        records = self._stores.snapshots.read(self._run.run, self._stream.reads)
        return self._stream.desired(records, self._context)

    def _survey(self, spool: Spool) -> _Survey:
        survey = _Survey()
        for item in self._desired():
            key = self._digester.key(item.key)
            if isinstance(item, Refusal):
                survey.refused[key] = item
                continue
            survey.present[item.scope] += 1
            if key in self._unreported:
                survey.unreported_present.add(key)
            else:
                survey.spooled += 1
                spool.add(key + self._digester.content(canonical(item.data)))
        return survey

    def _open_intents(self) -> dict[bytes, Change]:
        """Return the changes of batches that no baseline knows of, by key digest: their run was never reported."""
        sent: dict[bytes, Change] = {}
        batches: dict[tuple[str, str], set[str]] = {}
        for intent in self._stores.intents.of_stream(self._run.flow, self._stream.name):
            batches.setdefault((intent.run, intent.chunk), set()).update(intent.digests)
        for (run, chunk), digests in batches.items():
            for change in self._stores.plans.changes(run, self._stream.name, chunk):
                if change.digest in digests:
                    sent[bytes.fromhex(change.digest)] = change
                    self._senders.setdefault(change.digest, set()).add(run)
        return sent

    def _is_suspect(self, change: Change, mapping: Mapping | None) -> bool:
        """Say whether only the target knows about a record: it was sent, and the mapping is not that sender's."""
        senders = self._senders.get(change.digest)
        return senders is not None and (mapping is None or senders != {mapping.run})

    def _plan_changes(self, wanted: set[bytes], present: Counter[str]) -> None:
        """Plan the wanted keys; each is taken out of the set when its record comes by."""
        if not wanted:
            return
        for candidates in slices(self._candidates(wanted), _LOOK_UP):
            for decided in self._decide(candidates):
                if isinstance(decided, Change):
                    if decided.operation is Operation.CREATE:
                        present[decided.scope] -= 1
                    self._paper.change(decided)
                else:
                    self._paper.outcome(decided)

    def _candidates(self, wanted: set[bytes]) -> Iterator[Change]:
        for item in self._desired():
            if isinstance(item, Desired) and (key := self._digester.key(item.key)) in wanted:
                wanted.remove(key)
                yield Change(
                    operation=Operation.CREATE,
                    key=item.key,
                    digest=key.hex(),
                    content=self._digester.content(canonical(item.data)).hex(),
                    data=item.data,
                    scope=item.scope,
                    requires=tuple(
                        Requirement(
                            stream=need.stream, key=need.key, digest=self._digester.of(need.stream, need.key).hex()
                        )
                        for need in item.requires
                    ),
                )

    def _decide(self, candidates: Sequence[Change]) -> Iterator[Change | Outcome]:
        digests = [change.digest for change in candidates]
        mappings = self._stores.mappings.get(self._run.flow, self._stream.name, digests)
        for change in candidates:
            mapping = mappings.get(change.digest)
            yield decide(change, mapping, suspect=self._is_suspect(change, mapping), retry=self._run.retry)

    def _note_refusals(self, survey: _Survey) -> None:
        for key, refusal in survey.refused.items():
            self._paper.outcome(
                Outcome(
                    kind=OutcomeKind.REFUSED,
                    operation=Operation.UPDATE,
                    digest=key.hex(),
                    key=refusal.key,
                    reason=refusal.reason,
                    known=False,
                )
            )

    def _plan_removals(self, gone: Sequence[bytes], present: Counter[str]) -> None:
        approved = self._approved()
        removals: list[Change] = []
        for keys in slices(gone, _LOOK_UP):
            for decided in self._decide([self._removal(key) for key in keys]):
                if isinstance(decided, Outcome):
                    self._paper.outcome(decided)
                elif self._stream.spares(decided.before or {}, self._context):
                    self._paper.outcome(_departed(decided.digest, known=not decided.suspect))
                else:
                    removals.append(decided)
        counts = Counter(change.scope for change in removals if change.digest not in approved)
        held = held_scopes(counts, present, self._guard)
        for change in removals:
            if change.scope in held and change.digest not in approved:
                before = counts[change.scope] + present[change.scope]
                self._paper.hold(change, self._held_reason(change.scope, counts[change.scope], before))
            else:
                self._paper.removal(change)

    def _removal(self, key: bytes) -> Change:
        sent = self._unreported.get(key)
        if sent is None:
            return Change(operation=Operation.REMOVE, key="", digest=key.hex())
        return sent.model_copy(
            update={
                "operation": Operation.REMOVE,
                "content": "",
                "before": sent.data or sent.before,
                "data": None,
                "resolved": {},
            }
        )

    def _approved(self) -> frozenset[str]:
        if self._run.approved is None:
            return frozenset()
        return frozenset(change.digest for change in self._stores.plans.held(self._run.approved, self._stream.name))

    def _held_reason(self, scope: str, removals: int, before: int) -> Reason:
        run = self._run.run
        decide = f"Then approve the removals (rollbook approve {run}) or discard them (rollbook discard {run})."
        return Reason(
            sentence=(
                f"{removals} of {before} {self._stream.name} of school {scope} would be removed; "
                f"more than {self._guard.at_least} and {self._guard.percent:g} % wait for a person."
            ),
            remedy=f"Is the source complete? {'A run would ask you.' if self._run.preview else decide}",
        )


def _departed(digest: str, *, known: bool) -> Outcome:
    """Return the outcome of a record that left the source and stays at the target; the baseline lets it go."""
    return Outcome(kind=OutcomeKind.UNCHANGED, operation=Operation.REMOVE, digest=digest, known=known)
