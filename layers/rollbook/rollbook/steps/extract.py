"""Extract: read one collection of the source completely into a snapshot, and prove that it was complete (PL5)."""

from rollbook.model.descriptors import Client
from rollbook.model.messages import ExtractRequest, ExtractResult
from rollbook.model.ports import Clock, Stores
from rollbook.model.records import Scope
from rollbook.steps import holding
from rollbook.steps.notes import calls_note
from rollbook.sync.completeness import Reading


def extract(request: ExtractRequest, *, system: str, client: Client, stores: Stores, clock: Clock) -> ExtractResult:
    """Store a collection's records; raises IncompleteReadError when they are not all there."""
    run, began = request.run.run, clock.now()
    holding.keep(stores.registers, request.run, began)
    reading = Reading(f"{system} {request.entity}", client.read(request.entity, Scope()))
    try:
        stores.snapshots.write(run, request.entity, reading.records())
    finally:
        stores.plans.put_note(
            run, calls_note(f"extract-{request.entity}", began), {"system": system, "calls": client.calls}
        )
    proof = reading.complete()
    stores.snapshots.seal(run, request.entity, proof)
    return ExtractResult(entity=request.entity, records=proof.read, calls=client.calls, system=system)
