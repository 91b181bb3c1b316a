"""Extract: read one collection of the source completely into a snapshot, and prove that it was complete (PL5)."""

from rollbook.model.descriptors import Client
from rollbook.model.messages import ExtractRequest, ExtractResult
from rollbook.model.ports import Plans, Snapshots
from rollbook.model.records import Scope
from rollbook.sync.completeness import Reading


def extract(
    request: ExtractRequest, *, system: str, client: Client, snapshots: Snapshots, plans: Plans
) -> ExtractResult:
    """Store a collection's records; raises IncompleteReadError when they are not all there."""
    run = request.run.run
    reading = Reading(f"{system} {request.entity}", client.read(request.entity, Scope()))
    try:
        snapshots.write(run, request.entity, reading.records())
    finally:
        plans.put_note(run, f"calls/extract-{request.entity}", {"system": system, "calls": client.calls})
    proof = reading.complete()
    snapshots.seal(run, request.entity, proof)
    return ExtractResult(entity=request.entity, records=proof.read, calls=client.calls, system=system)
