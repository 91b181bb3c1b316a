"""Plan: compare what the target should hold with what it is known to hold, guard, and cut the rest into chunks.

The source's records pass twice: once as digests, to learn which differ from the baseline (PL3), and once more, only
when some differ, to pick those up. No pass holds an institution in memory. A preview is the same plan (PL7).
"""

from collections import Counter
from collections.abc import Iterator
from collections.abc import Mapping as TypingMapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from rollbook.model.changes import Change, Operation, Outcome, OutcomeKind, Requirement
from rollbook.model.descriptors import Context, Limits, Stream, Writable
from rollbook.model.messages import PlanRequest, PlanResult, RunReference
from rollbook.model.ports import BaselineManifest, Clock, Snapshots, Stores
from rollbook.model.records import Desired, LeftOut, Reason, Refusal
from rollbook.steps import holding, mirroring
from rollbook.steps.deciding import Deciding
from rollbook.steps.known import KnownKeys, baseline_ranges, same_key
from rollbook.steps.looking import Rules, look
from rollbook.steps.paper import Paper
from rollbook.steps.removing import Removing
from rollbook.sync.batches import slices
from rollbook.sync.diff import differences
from rollbook.sync.digests import Digester
from rollbook.sync.spool import Spool

_LOOK_UP = 100
_WINDOW = 500_000


@dataclass
class _Survey:
    """What the first pass learns beside the entries: refusals, present records by scope, unreported keys.

    `unnamed` are the keys of what the target was read to hold and the rules did not speak of, `remembered` of what was
    left out and has not left.
    """

    refused: dict[bytes, Refusal] = field(default_factory=dict)
    present: Counter[str] = field(default_factory=Counter)
    unreported_present: set[bytes] = field(default_factory=set)
    unnamed: dict[bytes, str] = field(default_factory=dict)
    remembered: set[bytes] = field(default_factory=set)
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
    sharing = terms.rules.sharing or (request.run.flow,)
    context = replace(context, agreed=mirroring.Agreements(stores.mappings, sharing, secret))
    stream = _emptied(stream) if terms.rules.withdrawn else stream
    context = informed(context, stream, request.run.run, stores.snapshots)
    names = None if seen.names is None else seen.names.get(stream.name, frozenset())
    return _StreamPlan(request.run, stream, context, terms=terms, secret=secret, stores=stores, names=names).make()


def informed(context: Context, stream: Stream, run: str, snapshots: Snapshots) -> Context:
    """Return the context with everything that a stream's rules look up."""
    for name, make in stream.lookups.items():
        found = make(snapshots.read(run, name), context)
        context = replace(context, lookups={**context.lookups, name: found})
    return context


def _emptied(stream: Stream) -> Stream:
    """Return a stream of which nothing is wanted any more, and that knows no more than its name (EF6)."""
    return Stream(
        name=stream.name,
        reads=stream.reads,
        writes=stream.writes,
        desired=lambda _records, _context: iter(()),
        removal=stream.removal,
        version=stream.version,
        counted_by=stream.counted_by,
        removals_first=stream.removals_first,
    )


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
        self._guard = None if terms.rules.withdrawn else terms.rules.settings.guard_of(stream.name)
        self._stores = stores
        self._digester = Digester(secret, run.flow, stream.name, stream.version)
        self._context = replace(context, known={name: self._known_keys(name, secret) for name in stream.knows})
        self._held: mirroring.Held = stream.mirror(self._context) if stream.mirror else {}
        self._verifies = stream.verifies(self._context)
        self._same: set[bytes] = set()
        writable = terms.writes[stream.writes]
        self._paper = Paper(
            stores.plans, run.run, stream.name, writable, terms.limits, removals_first=stream.removals_first
        )
        self._known = 0
        self._moved = 0
        self._heard = min((hint.at for hint in context.hints if hint.at), default=None)
        self._deciding = Deciding(run, stream, stores)
        self._unreported = self._deciding.unreported
        self._removing = Removing(
            run,
            stream,
            self._context,
            stores=stores,
            paper=self._paper,
            deciding=self._deciding,
            digester=self._digester,
            held=self._held,
        )

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
        gone = self._removing.all_gone(gone, survey.unnamed)
        self._note_refusals(survey)
        self._moved += self._removing.plan(
            gone,
            survey.present,
            self._guard,
            # What was looked at is not what there is: the guard measures by all that the target is known to hold.
            known=self._known if self._run.scoped else None,
        )
        if not self._run.scoped and (self._run.preview or self._run.first or not manifest.entries):
            self._note_differences()
        return self._paper.finish(
            records=survey.records - doubled + len(gone),
            unchanged=unchanged,
            key=self._digester.fingerprint(),
            moved=0 if in_part else self._moved,
            partial=in_part,
            undecided_since=survey.undecided_since,
            mirrored=self._stream.mirror is not None,
        )

    def _known_keys(self, name: str, secret: bytes) -> KnownKeys:
        """Return what is known of a stream of this flow or, where its name stands before, of another."""
        flow, _, stream = name.rpartition("/")
        digester = Digester(secret, flow or self._run.flow, stream, version=1)
        return KnownKeys(self._stores.baselines, flow or self._run.flow, stream, digester.key)

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
        return survey, [key for key in gone if key not in survey.remembered], unchanged, doubled

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
        for difference in differences(spool.ranges(), known, name_same=self._verifies):
            unchanged += 0 if self._verifies else difference.unchanged
            self._same.update(difference.same)
            doubled += difference.doubled
            gone += [key for key in difference.removed if key not in survey.refused and key not in self._unreported]
            wanted.update(difference.created, difference.updated, difference.same)
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
        survey.unnamed = {self._digester.key(key): key for key in self._held if self._is_looked_at(key)}
        for item in self._desired():
            key = self._digester.key(item.key)
            survey.unnamed.pop(key, None)
            if isinstance(item, Refusal):
                survey.refused[key] = item
            elif isinstance(item, LeftOut):
                survey.undecided_since = _earlier(survey.undecided_since, item.undecided_since)
                self._paper.outcome(_said(OutcomeKind.LEFT_OUT, key, item.key, item.reason))
                if self._stream.remembers:
                    survey.remembered.add(key)
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
                spool.add(key + mirroring.compared(self._stream, item, self._digester))
        return survey

    def _plan_changes(self, wanted: set[bytes], present: Counter[str]) -> None:
        """Plan the wanted keys; each is taken out of the set when its record comes by."""
        if not wanted:
            return
        for candidates in slices(self._candidates(wanted), _LOOK_UP):
            for decided in self._deciding.decide(candidates):
                if isinstance(decided, Change):
                    if decided.operation is Operation.CREATE:
                        present[decided.scope] -= 1
                        self._moved += 1
                    self._paper.change(decided)
                    if self._run.preview and decided.reviewed:
                        self._paper.outcome(_said(OutcomeKind.NOTICE, bytes.fromhex(decided.digest), "", _READ_BACK))
                else:
                    # One that is there, and that the baseline does not know, came with a run that was never reported.
                    self._moved += decided.kind is OutcomeKind.UNCHANGED
                    self._paper.outcome(decided)

    def _candidates(self, wanted: set[bytes]) -> Iterator[Change]:
        for item in self._desired():
            if isinstance(item, Desired) and (key := self._digester.key(item.key)) in wanted:
                wanted.remove(key)
                change = Change(
                    operation=Operation.CREATE,
                    key=item.key,
                    digest=key.hex(),
                    content=mirroring.content(self._stream, item, self._digester).hex(),
                    data=item.data,
                    suspect=key in self._same,
                    scope=item.scope,
                    changed_at=self._news(item.changed_at),
                    requires=tuple(
                        Requirement(
                            stream=need.stream, key=need.key, digest=self._digester.of(need.stream, need.key).hex()
                        )
                        for need in item.requires
                    ),
                )
                yield mirroring.as_read(change, self._stream, item, self._digester)

    def _note_refusals(self, survey: _Survey) -> None:
        for key, refusal in survey.refused.items():
            kind = OutcomeKind.HELD if refusal.held else OutcomeKind.REFUSED
            self._paper.outcome(_said(kind, key, refusal.key, refusal.reason))


_READ_BACK = Reason(
    sentence="A run reads this back from the target, and sends it again where somebody has changed it there.",
    remedy="Nothing; a preview does not look at it.",
)


def _is_named(key: str, names: frozenset[str]) -> bool:
    return key in names or any(key[: at + 1] in names for at, letter in enumerate(key) if letter == "/")


def _earlier(one: datetime | None, other: datetime | None) -> datetime | None:
    return min(one, other) if one and other else one or other


def _said(kind: OutcomeKind, digest: bytes, key: str, reason: Reason) -> Outcome:
    """Return what a rule says of a record that the target is not asked about."""
    return Outcome(kind=kind, operation=Operation.UPDATE, digest=digest.hex(), key=key, reason=reason, known=False)
