"""Prepare: match what a stream should hold with what the target holds already, and write the mapping report (SG7).

Nothing is sent and nothing is remembered but the report: a person reads it, decides, and imports the decisions.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from rollbook.model.changes import Operation, Outcome, OutcomeKind
from rollbook.model.descriptors import Context, Matching, Stream
from rollbook.model.errors import ContractError
from rollbook.model.messages import Counts, PlanRequest, PlanResult, RunReference
from rollbook.model.ports import Clock, Finding, Match, Snapshots, Stores
from rollbook.model.records import Desired, Reason, Refusal
from rollbook.steps import holding
from rollbook.steps.pairing import Pairing
from rollbook.steps.paper import Paper
from rollbook.steps.plan import Terms, informed
from rollbook.sync.digests import Digester


def prepare(request: PlanRequest, *, terms: Terms, secret: bytes, stores: Stores, clock: Clock) -> PlanResult:
    """Write the mapping report of one stream, and say how many of its records are there already.

    In the figures, those that are there for certain are unchanged, those that very likely are will be updated, new ones
    created, and those that a person must decide on are held. A stream that the target held nothing of before has no
    figures. Raises LeaseLostError, IncompleteReadError, ContractError for a row of the target without an id.
    """
    holding.keep(stores.registers, request.run, clock.now())
    stream = terms.rules.flow.stream(request.stream)
    digester = Digester(secret, request.run.flow, stream.name, stream.version)
    paper = Paper(stores.plans, request.run.run, stream.name, terms.writes[stream.writes], terms.limits)
    if stream.matching is None:
        return paper.finish(records=0, unchanged=0, key=digester.fingerprint())
    context = informed(terms.rules.context(request.run), stream, request.run.run, stores.snapshots)
    with Pairing(stream.matching.criteria, terms.rules.flow.source, terms.rules.flow.target) as pairing:
        work = _Preparation(request.run, stream, stream.matching, digester, paper)
        work.gather(pairing, context, stores.snapshots)
        stores.reports.write(request.run.run, stream.name, work.noted(pairing.findings()))
    return work.finish()


class _Preparation:
    """The preparation of one stream in one run."""

    def __init__(self, run: RunReference, stream: Stream, matching: Matching, digester: Digester, paper: Paper) -> None:
        self._run = run
        self._stream = stream
        self._matching = matching
        self._digester = digester
        self._paper = paper
        self._refused: set[str] = set()
        self._found: Counter[Match] = Counter()

    def gather(self, pairing: Pairing, context: Context, snapshots: Snapshots) -> None:
        """Take both sides in; what the flow's rules refuse is settled by that."""
        run, stream, matching = self._run.run, self._stream, self._matching
        told = informed(context, replace(stream, lookups=matching.lookups), run, snapshots)
        for rival in matching.rivals(snapshots.read(run, stream.reads), told):
            pairing.rival(rival)
        for item in stream.desired(snapshots.read(run, stream.reads), context):
            if isinstance(item, Desired):
                pairing.wanted(matching.wanted(item, told))
            elif isinstance(item, Refusal) and item.key not in self._refused:
                self._refused.add(item.key)
                self._settle(OutcomeKind.REFUSED, item.key, item.reason)
        for row in snapshots.read(run, matching.reads):
            held = matching.held(row, told)
            if not held.id:
                raise ContractError(
                    f"A row of {matching.reads} has no id, so nothing can be matched with it. Ask the system's vendor."
                )
            pairing.held(held)

    def noted(self, findings: Iterator[Finding]) -> Iterator[Finding]:
        """Count the findings as they pass, and note those that a person must decide on."""
        for finding in findings:
            self._found[finding.match] += 1
            if finding.match is Match.CONFLICT and finding.wanted:
                self._settle(OutcomeKind.HELD, finding.wanted.id, finding.reason)
            yield finding

    def finish(self) -> PlanResult:
        """Return the figures."""
        expected = Counts(created=self._found[Match.NEW], updated=self._found[Match.LIKELY])
        certain, conflicts = self._found[Match.CERTAIN], self._found[Match.CONFLICT]
        return self._paper.finish(
            records=len(self._refused) + certain + conflicts + expected.created + expected.updated,
            unchanged=certain,
            key=self._digester.fingerprint(),
            expected=expected,
        )

    def _settle(self, kind: OutcomeKind, key: str, reason: Reason | None) -> None:
        digest = self._digester.key(key).hex()
        self._paper.outcome(
            Outcome(kind=kind, operation=Operation.CREATE, digest=digest, key=key, reason=reason, known=False)
        )
