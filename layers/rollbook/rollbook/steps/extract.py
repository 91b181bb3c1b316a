"""Extract: read a collection, or what a run looks at of it, into a snapshot, and prove that it is complete (PL5)."""

from rollbook.model.descriptors import Client
from rollbook.model.errors import SettingsError
from rollbook.model.messages import ExtractRequest, ExtractResult
from rollbook.model.ports import Clock, Stores
from rollbook.steps import holding
from rollbook.steps.looking import Rules, look
from rollbook.steps.notes import calls_note
from rollbook.sync.completeness import Reading


def extract(request: ExtractRequest, *, rules: Rules, client: Client, stores: Stores, clock: Clock) -> ExtractResult:
    """Store a collection's records; raises IncompleteReadError when they are not all there."""
    run, began = request.run.run, clock.now()
    holding.keep(stores.registers, request.run, began)
    system, entity = rules.flow.place(request.entity)
    looked_at = look(request.run, rules, stores.plans)[0]
    scope = looked_at.scope
    reading = Reading(f"{system} {entity}", client.read(entity, scope))
    try:
        stores.snapshots.write(run, request.entity, reading.records())
    finally:
        note = {"system": system, "calls": client.calls}
        stores.plans.put_note(run, calls_note(f"extract-{request.entity}", began), note)
    proof = reading.complete()
    one_each = system == rules.flow.source and entity not in looked_at.loose
    if request.run.trigger == "manual" and scope.parts is not None and one_each:
        _all_there(system, proof.read, len(set(scope.parts)))
    stores.snapshots.seal(run, request.entity, proof)
    return ExtractResult(entity=request.entity, records=proof.read, calls=client.calls, system=system)


def _all_there(system: str, found: int, asked: int) -> None:
    """Refuse to go on when a person named sections that there are not: a run that looks at nothing would end green."""
    if found < asked:
        raise SettingsError(
            f"Of the {asked} sections that were named, {system} has only {found}; nothing was sent. Name them by the "
            "code that provisioning sends to it."
        )
