"""What the steps really say, for the expressions of the state machines to be evaluated on."""

from rollbook.model.messages import BeginResult, Counts, PlanResult, RunReference
from tests.contract.architecture.machine import Json

CONTEXT = {"Execution": {"Name": "run-1", "StartTime": "2026-09-14T04:00:00.123Z"}}
RUN: Json = RunReference.model_validate(
    {
        "run": "run-1",
        "flow": "schoology.provisioning",
        "fence": 3,
        "as_of": "2026-09-14T04:00:00Z",
        "started_at": "2026-09-14T04:00:01Z",
        "trigger": "schedule",
        "by": "schedule",
    }
).model_dump(mode="json")


def begun(*, admitted: bool = True, first: bool = False, notify: bool = False) -> Json:
    """Return what begin says of a run that reads two collections for two streams."""
    return BeginResult(
        admitted=admitted,
        first=first,
        misfit=False,
        reason="" if admitted else "It is not due.",
        notify=notify,
        run=RunReference.model_validate(RUN),
        reads=("orgs", "users"),
        streams=("users", "courses"),
    ).model_dump(mode="json")


def planned(stream: str, chunks: int = 0, removal_chunks: int = 0, *, removals_first: bool = False) -> Json:
    """Return what plan says of a stream that is sent in so many chunks."""
    return PlanResult(
        stream=stream,
        counts=Counts(),
        records=10,
        changes=f"plans/run-1/{stream}/changes.json",
        chunks=chunks,
        removals=f"plans/run-1/{stream}/removals.json",
        removal_chunks=removal_chunks,
        removals_first=removals_first,
        calls=1,
        seconds=0.3,
    ).model_dump(mode="json")
