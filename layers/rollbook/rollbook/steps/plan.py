"""Plan: compare what the target should hold with what it is known to hold, guard, and cut the rest into chunks.

The source's records pass twice: once as digests, to learn which differ from the baseline (PL3), and once more, only
when some differ, to pick those up. No pass holds an institution in memory. A preview is the same plan (PL7).
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from collections.abc import Mapping as TypingMapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial

from rollbook.model.changes import Change, Mapping, Operation, Outcome, OutcomeKind, Requirement
from rollbook.model.descriptors import Context, Limits, Removal, Stream, Writable
from rollbook.model.messages import PlanRequest, PlanResult, RunReference
from rollbook.model.ports import BaselineManifest, Clock, Snapshots, Stores
from rollbook.model.records import Desired, LeftOut, Reason, Refusal
from rollbook.steps import holding
from rollbook.steps.known import KnownKeys, baseline_ranges, same_key
from rollbook.steps.looking import Rules, look
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
    undecided_since: datetime | None = None

    @property
    def records(self) -> int:
        """How many records came, those counted once that came twice outside of the spool.

        One that came as it can be sent, and came again as it cannot, has two ends.
        """
        return self.spooled + len(self.refused) + len(self.unreported_present)


@dataclass(frozen=True)
class Terms:
    """What a plan is made under: the flow's rules, and how its target is written."""

    rules: Rules
    writes: TypingMapping[str, Writable]
    limits: Limits | None


def plan(request: PlanRequest, *, terms: Terms, secret: bytes, stores: Stores, clock: Clock) -> PlanResult:
    """Write the plan of one stream and say what it holds; `secret` keys the digests."""
    holding.keep(stores.registers, request.run, clock.now())
    stream = terms.rules.flow.stream(request.stream)
    seen, context = look(request.run, terms.rules, stores.plans)
    context = informed(context, stream, request.run.run, stores.snapshots)
    names = None if seen.names is None else seen.names.get(stream.name, frozenset())
    return _StreamPlan(request.run, stream, context, terms=terms, secret=secret, stores=stores, names=names).make()


def informed(context: Context, stream: Stream, run: str, snapshots: Snapshots) -> Context:
    """Return the context with everything that a stream's rules look up."""
    for name, make in stream.lookups.items():
        found = make(snapshots.read(run, name), context)
        context = replace(context, lookups={**context.lookups, name: found})
    return context


class _StreamPlan:
    """The planning of one stream in one run."""

    def __init__(
        self,
        run: RunReference,
        stream: Stream,
        context: Context,
        *,
        terms: Terms,
        secret: bytes,
        stores: Stores,
        names: frozenset[str] | None,
    ) -> None:
        self._run = run
        self._stream = stream
        self._names = names
        self._guard = terms.rules.settings.guard_of(stream.name)
        self._stores = stores
        self._digester = Digester(secret, run.flow, stream.name, stream.version)
        self._context = replace(context, known={name: self._known_keys(name) for name in stream.knows})
        writable = terms.writes[stream.writes]
        self._paper = Paper(
            stores.plans, run.run, stream.name, writable, terms.limits, removals_first=stream.removals_first
        )
        self._known = 0
        self._moved = 0
        self._heard = min((hint.at for hint in context.hints if hint.at), default=None)
        self._senders: dict[str, set[str]] = {}
        self._unreported = self._open_intents()

    def make(self) -> PlanResult:
        """Write the plan of the stream and say what it holds."""
        manifest = self._stores.baselines.manifest(self._run.flow, self._stream.name)
        same_key(manifest, self._digester.fingerprint(), "digest-key")
        self._known = manifest.entries
        in_part = self._run.scoped or (self._run.since is not None and self._stream.since)
        if in_part:
            survey, gone, unchanged, doubled = self._part()
        else:
            survey, gone, unchanged, doubled = self._whole(manifest)
        if self._stream.adds:
            gone = []
        self._note_refusals(survey)
        self._plan_departures(gone, survey)
        if not self._run.scoped and (self._run.preview or self._run.first or not manifest.entries):
            self._note_differences()
        return self._paper.finish(
            records=survey.records - doubled + len(gone),
            unchanged=unchanged,
            key=self._digester.fingerprint(),
            moved=0 if in_part else self._moved,
            partial=in_part,
            undecided_since=survey.undecided_since,
        )

    def _known_keys(self, stream: str) -> KnownKeys:
        digest = partial(self._digester.of, stream)
        return KnownKeys(self._stores.baselines, self._run.flow, stream, digest)

    def _part(self) -> tuple[_Survey, list[bytes], int, int]:
        """Plan records of which only some were read: each one's mapping is asked, and only what was named can be gone.

        Comparing with the baseline would mean to read all of it for a few records.
        """
        survey = _Survey()
        wanted: set[bytes] = set()
        for key, item in self._surveyed(survey):
            wanted.add(key)
            survey.present[item.scope] += 1
        survey.spooled = len(wanted)
        gone = [key for key in self._accounted_for() if key not in wanted and key not in survey.refused]
        self._plan_changes(wanted, survey.present)
        return survey, gone, 0, 0

    def _accounted_for(self) -> list[bytes]:
        """Return, of the keys that a look was told of or that there could be where it looked, those that were sent."""
        if not self._run.scoped:
            return []
        exact = {name for name in self._names or () if not name.endswith("/")}
        records = self._stores.snapshots.read(self._run.run, self._stream.reads)
        possible = (key for key in self._stream.expected(records, self._context) if self._is_looked_at(key))
        keys = sorted({self._digester.key(key) for key in (*exact, *possible)})
        held: set[bytes] = {key for key in keys if key in self._unreported}
        for part in slices(keys, _LOOK_UP):
            known = self._stores.mappings.get(self._run.flow, self._stream.name, [key.hex() for key in part])
            held.update(bytes.fromhex(digest) for digest, mapping in known.items() if mapping.applied is not None)
        return sorted(held)

    def _news(self, changed_at: datetime | None) -> datetime | None:
        """Return when a record changed, if that is what the run is about: what it finds besides may be of any age."""
        began = self._heard if self._run.trigger == "webhook" else self._run.since
        return changed_at if changed_at and began and changed_at >= began else None

    def _is_looked_at(self, key: str) -> bool:
        return self._names is None or _is_named(key, self._names)

    def _whole(self, manifest: BaselineManifest) -> tuple[_Survey, list[bytes], int, int]:
        """Plan a complete stream by comparing it with the baseline."""
        with Spool() as spool:
            survey = self._survey(spool)
            gone, unchanged, doubled = self._compare(spool, survey, manifest)
        gone += [key for key in self._unreported if key not in survey.unreported_present and key not in survey.refused]
        return survey, gone, unchanged, doubled

    def _plan_departures(self, gone: list[bytes], survey: _Survey) -> None:
        if self._stream.removal is Removal.NEVER or not self._stream.removes(self._context):
            for key in gone:
                self._paper.outcome(_departed(key.hex(), known=False))
        else:
            self._plan_removals(sorted(gone), survey.present)

    def _note_differences(self) -> None:
        records = self._stores.snapshots.read(self._run.run, self._stream.reads)
        for reason in self._stream.differences(records, self._context):
            self._paper.difference(reason)

    def _compare(self, spool: Spool, survey: _Survey, manifest: BaselineManifest) -> tuple[list[bytes], int, int]:
        """Plan what is new or differs; return the keys that are gone, and how many are unchanged and came twice."""
        gone: list[bytes] = []
        unchanged = doubled = 0
        wanted: set[bytes] = set(survey.unreported_present)
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

    def _desired(self) -> Iterator[Desired | Refusal | LeftOut]:
        records = self._stores.snapshots.read(self._run.run, self._stream.reads)
        found = self._stream.desired(records, self._context)
        return (item for item in found if self._is_looked_at(item.key))

    def _surveyed(self, survey: _Survey) -> Iterator[tuple[bytes, Desired]]:
        """Yield the records with the digests of their keys, and note those that are refused or left out."""
        for item in self._desired():
            key = self._digester.key(item.key)
            if isinstance(item, Refusal):
                survey.refused[key] = item
            elif isinstance(item, LeftOut):
                survey.undecided_since = _earlier(survey.undecided_since, item.undecided_since)
                self._paper.outcome(_said(OutcomeKind.LEFT_OUT, key, item.key, item.reason))
            else:
                if item.notice:
                    self._paper.outcome(_said(OutcomeKind.NOTICE, key, item.key, item.notice))
                yield key, item

    def _survey(self, spool: Spool) -> _Survey:
        survey = _Survey()
        for key, item in self._surveyed(survey):
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
                        self._moved += 1
                    self._paper.change(decided)
                else:
                    # One that is there, and that the baseline does not know, came with a run that was never reported.
                    self._moved += decided.kind is OutcomeKind.UNCHANGED
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
                    changed_at=self._news(item.changed_at),
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
            kind = OutcomeKind.HELD if refusal.held else OutcomeKind.REFUSED
            self._paper.outcome(_said(kind, key, refusal.key, refusal.reason))

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
        if self._run.scoped:
            # What was looked at is not what there is: the guard measures by all that the target is known to hold.
            present = Counter({scope: max(0, self._known - count) for scope, count in counts.items()})
        held = held_scopes(counts, present, self._guard)
        for change in removals:
            if change.scope in held and change.digest not in approved:
                before = counts[change.scope] + present[change.scope]
                self._paper.hold(change, self._held_reason(change.scope, counts[change.scope], before))
            else:
                self._moved += 1
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


def _is_named(key: str, names: frozenset[str]) -> bool:
    return key in names or any(key[: at + 1] in names for at, letter in enumerate(key) if letter == "/")


def _earlier(one: datetime | None, other: datetime | None) -> datetime | None:
    return min(one, other) if one and other else one or other


def _said(kind: OutcomeKind, digest: bytes, key: str, reason: Reason) -> Outcome:
    """Return what a rule says of a record that the target is not asked about."""
    return Outcome(kind=kind, operation=Operation.UPDATE, digest=digest.hex(), key=key, reason=reason, known=False)


def _departed(digest: str, *, known: bool) -> Outcome:
    """Return the outcome of a record that left the source and stays at the target; the baseline lets it go."""
    return Outcome(kind=OutcomeKind.UNCHANGED, operation=Operation.REMOVE, digest=digest, known=known)
