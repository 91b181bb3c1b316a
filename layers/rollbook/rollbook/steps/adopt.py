"""Adopt: remember what a person decided on a mapping report, so that no run makes a second record of one (SG7).

A decision becomes a mapping: with the id of a record that the target held before, so that it is updated, and counted
as that, whatever its natural key is there; or with the reason why a record waits. What is new needs none.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from rollbook.model.changes import Mapping
from rollbook.model.descriptors import Profile, Stream
from rollbook.model.errors import FlowBusyError
from rollbook.model.messages import RunReference
from rollbook.model.ports import Clock, Registers, Stores
from rollbook.model.records import Reason
from rollbook.steps import holding
from rollbook.steps.known import same_key
from rollbook.sync.batches import slices
from rollbook.sync.decide import ADOPTED, provisioned
from rollbook.sync.digests import Digester
from rollbook.sync.matching import REMEDY, folded

UNDECIDED = Reason(sentence="A person has still to decide whether the target holds it already.", remedy=REMEDY)

_LOOK_UP = 1_000


@dataclass(frozen=True, slots=True)
class Decision:
    """What a record of the source is: the record `held` by the target, a new one, or, for a `reason`, undecided."""

    wanted: Profile
    held: Profile | None = None
    reason: Reason | None = None


def key_of(profile: Profile) -> str:
    """Return a record's natural key as it is compared, empty when it has none."""
    return folded(profile.code)


@contextmanager
def turn(flow: str, by: str, *, registers: Registers, clock: Clock, zone: ZoneInfo) -> Iterator[RunReference]:
    """Hold a flow while decisions are remembered; raises FlowBusyError while a run is going on."""
    now = clock.now()
    name = f"{flow}-decisions-{now:%Y%m%dT%H%M%S%f}"
    lease = holding.take(registers, flow, name, now)
    if lease is None:
        raise FlowBusyError(holding.busy(registers, flow, zone))
    run = RunReference(
        run=name, flow=flow, fence=lease.token, as_of=now, started_at=now, trigger="manual", by=by, prepare=True
    )
    try:
        yield run
    finally:
        holding.give_back(registers, run)


class Adoption:
    """The decisions on one stream, remembered in one turn."""

    def __init__(self, run: RunReference, stream: Stream, *, secret: bytes, stores: Stores, clock: Clock) -> None:
        self._run = run
        self._stream = stream.name
        self._stores = stores
        self._clock = clock
        self._digester = Digester(secret, run.flow, stream.name, stream.version)
        same_key(stores.baselines.manifest(run.flow, stream.name), self._digester.fingerprint(), "digest-key")

    def provisioned(self, keys: Sequence[str]) -> dict[str, str]:
        """Return which of the records a run has sent, with their ids: nothing is decided on them any more."""
        found: dict[str, str] = {}
        for part in slices(keys, _LOOK_UP):
            known = self._known(part)
            found.update({key: mapping.target or "" for key, mapping in known.items() if provisioned(mapping)})
        return found

    def remember(self, decisions: Sequence[Decision]) -> int:
        """Remember some decisions and return how many of them say something new; raises LeaseLostError."""
        holding.keep(self._stores.registers, self._run, self._clock.now())
        known = self._known([decision.wanted.id for decision in decisions])
        news = [news for decision in decisions if (news := self._news(decision, known.get(decision.wanted.id)))]
        self._stores.mappings.put(news)
        return len(news)

    def _known(self, keys: Sequence[str]) -> dict[str, Mapping]:
        digests = {self._digest(key): key for key in keys}
        found = self._stores.mappings.get(self._run.flow, self._stream, list(digests))
        return {digests[digest]: mapping for digest, mapping in found.items()}

    def _news(self, decision: Decision, known: Mapping | None) -> Mapping | None:
        """Return the mapping that a decision makes necessary, None when what is known says the same."""
        if provisioned(known):
            return None
        waits = known is not None and known.state == "withheld"
        adopted = known is not None and known.applied == ADOPTED
        if decision.reason:
            told = waits and known is not None and known.reason == decision.reason
            return None if told else self._mapping(decision, state="withheld", reason=decision.reason)
        if decision.held:
            target, before = decision.held.id, decision.held.before
            told = adopted and known is not None and (known.target, known.data) == (target, before)
            if told:
                return None
            return self._mapping(decision, state="applied", target=target, applied=ADOPTED, data=before)
        return self._mapping(decision, state="removed") if waits or adopted else None

    def _mapping(self, decision: Decision, **more: object) -> Mapping:
        return Mapping.model_validate(
            {
                "flow": self._run.flow,
                "stream": self._stream,
                "digest": self._digest(decision.wanted.id),
                "key": decision.wanted.id,
                "fence": self._run.fence,
                "run": self._run.run,
                "changed_at": self._clock.now().isoformat(),
                **more,
            }
        )

    def _digest(self, key: str) -> str:
        return self._digester.key(key).hex()
