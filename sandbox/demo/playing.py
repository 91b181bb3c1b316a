"""Playing one run through the deployed state machine: started, followed, and counted where nobody can flatter."""

import json
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from rollbook.model.messages import Counts
from rollbook.model.runs import RunRecord
from sandbox.demo.control import Simulator
from sandbox.world.world import World

FLOW = "schoology.provisioning"
FIGURES = ("created", "updated", "removed", "unchanged", "refused", "blocked", "held")
_POLL_SECONDS = 0.1


@dataclass(frozen=True)
class Played:
    """One run: its record's figures, the calls that the simulators received, and the machine's transitions."""

    flow: str
    run: str
    status: str
    streams: Mapping[str, Mapping[str, int]]
    calls: Mapping[str, int]
    transitions: int
    seconds: float
    execution: str
    record: RunRecord

    def to_json(self) -> dict[str, Any]:
        """Return what stands in `build/demo.json`."""
        shown = asdict(self)
        return {name: shown[name] for name in ("flow", "run", "status", "streams", "calls", "transitions", "seconds")}


class Player:
    """Plays runs in one world."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._steps = world.client("stepfunctions")
        self.systems = {
            "eschoolplus": Simulator(world.places.eschoolplus),
            "schoology": Simulator(world.places.schoology),
        }

    def play(self, run: str, **given: Any) -> Played:
        """Play one run to its end; `given` is what the administrator or the schedule says."""
        self._forget()
        started = time.monotonic()
        execution = self.start(run, **given)
        status = self.wait(execution)
        seconds = time.monotonic() - started
        record = self.record(run)
        return Played(
            flow=FLOW,
            run=run,
            status=record.status.value if status in ("SUCCEEDED", "FAILED") else status.lower(),
            streams={name: _figures(counts) for name, counts in record.streams.items()},
            calls={name: simulator.calls()["total"] for name, simulator in self.systems.items()},
            transitions=self._transitions(execution),
            seconds=round(seconds, 1),
            execution=status,
            record=record,
        )

    def start(self, run: str, **given: Any) -> str:
        """Start a run and return its execution."""
        started = self._steps.start_execution(
            stateMachineArn=self._world.places.outputs["SyncStateMachineArn"],
            name=run,
            input=json.dumps({"flow": FLOW, "trigger": "manual", "by": "demo", **given}),
        )
        return str(started["executionArn"])

    def wait(self, execution: str) -> str:
        """Wait for an execution's end and return how Step Functions calls it."""
        while (status := self._steps.describe_execution(executionArn=execution)["status"]) == "RUNNING":
            time.sleep(_POLL_SECONDS)
        return str(status)

    def record(self, run: str) -> RunRecord:
        """Return the record of a run."""
        found = self._world.client("dynamodb").get_item(
            TableName=self._world.places.outputs["RunsTableName"], Key={"run": {"S": run}}, ConsistentRead=True
        )
        return RunRecord.model_validate_json(found["Item"]["record"]["S"])

    def _forget(self) -> None:
        for simulator in self.systems.values():
            simulator.forget()

    def _transitions(self, execution: str) -> int:
        """Count the states that an execution entered, every attempt at a task, and those of its map's children.

        The embedded cloud leaves states inside of map iterations out of the history, except that it notes each task
        as scheduled; the map that starts children is counted with them.
        """
        pages = self._steps.get_paginator("get_execution_history").paginate(executionArn=execution)
        kinds = [str(event["type"]) for page in pages for event in page["events"]]
        entered: int = sum(kind == "TaskScheduled" for kind in kinds)
        entered += sum(kind.endswith("StateEntered") and kind != "TaskStateEntered" for kind in kinds)
        for map_run in self._steps.list_map_runs(executionArn=execution)["mapRuns"]:
            children = self._steps.get_paginator("list_executions").paginate(mapRunArn=map_run["mapRunArn"])
            arns = [child["executionArn"] for page in children for child in page["executions"]]
            entered += 1 + sum(map(self._transitions, arns))
        return entered


def _figures(counts: Counts) -> dict[str, int]:
    return {name: getattr(counts, name) for name in FIGURES}
