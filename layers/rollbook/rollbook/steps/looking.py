"""What a scoped run looks at: the hints that were left for it, and what its flow makes of them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo

from rollbook.model.descriptors import Context, Flow, Look
from rollbook.model.errors import ContractError
from rollbook.model.messages import RunReference
from rollbook.model.ports import Plans
from rollbook.model.records import Hint
from rollbook.model.settings import FlowSettings

_HINTS = "hints"


@dataclass(frozen=True, slots=True)
class Rules:
    """A flow with all that an institution has set for it.

    `neighbour` is the settings of the flow that it leans on, `sharing` are the flows that share its lease, and so what
    they have agreed on with both sides, this one among them.
    """

    flow: Flow
    settings: FlowSettings
    zone: ZoneInfo
    neighbour: FlowSettings | None = None
    sharing: tuple[str, ...] = ()

    @property
    def withdrawn(self) -> bool:
        """Whether everything has to leave the target, without asking the source."""
        return self.flow.withdrawn(self.settings)

    @property
    def clock(self) -> ZoneInfo:
        """The time zone of the window in which a scheduled run may start."""
        return self.settings.clock(self.zone)

    def context(self, run: RunReference) -> Context:
        """Return what the flow's rules may know in a run, before anything was looked up."""
        return Context(now=run.as_of, zone=self.zone, settings=self.settings, neighbour=self.neighbour, full=run.full)


def leave(plans: Plans, run: str, hints: Sequence[Hint]) -> None:
    """Leave hints for a run that is about to be started."""
    plans.put_note(run, _HINTS, {"hints": [hint.model_dump(mode="json") for hint in hints]})


def look(run: RunReference, rules: Rules, plans: Plans) -> tuple[Look, Context]:
    """Return what a run looks at, and its context with the hints that led there.

    A run that is not scoped looks at everything, from the moment on that it reads changes from, or else as far back as
    it goes.
    """
    context = rules.context(run)
    if not run.scoped:
        return Look(replace(rules.flow.scope(context), since=run.since or run.oldest)), context
    notes = plans.notes(run.run, _HINTS)
    if not notes or rules.flow.listens is None:
        raise ContractError(f"Nothing was left for {run.run} to look at. Start it by an event, or by naming sections.")
    context = replace(context, hints=tuple(Hint.model_validate(hint) for hint in notes[0]["hints"]))
    return rules.flow.listens.look(context.hints, context), context
