"""Playing runs through the deployed stack: started, followed, and counted where nobody can flatter."""

import io
import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

from rollbook import flows
from rollbook.aws.files import Files
from rollbook.aws.plans import S3Plans
from rollbook.aws.uploads import S3Uploads
from rollbook.model.messages import Counts
from rollbook.model.records import Hint
from rollbook.model.runs import Freshness, RunRecord
from rollbook.steps.looking import leave
from rollbook.sync.totals import add, freshness
from sandbox.demo.control import Simulator
from sandbox.world.children import REPOSITORY
from sandbox.world.secrets import output
from sandbox.world.world import World

FLOW = "schoology.provisioning"
GRADES = "schoology.grades"
FIGURES = ("created", "updated", "removed", "unchanged", "refused", "blocked", "held")
LONGEST_LOOK_SECONDS = 300
LONGEST_START_SECONDS = 60
_POLL_SECONDS = 0.1
_REPORTED = ("flow", "run", "status", "streams", "calls", "transitions", "seconds")


@dataclass(frozen=True)
class Played:
    """One run, or all that events started: figures of the records, calls that the simulators received, transitions."""

    flow: str
    run: str
    status: str
    streams: Mapping[str, Mapping[str, int]]
    calls: Mapping[str, int]
    transitions: int
    seconds: float
    execution: str
    record: RunRecord
    freshness: Freshness | None = None
    runs: int = 1

    def to_json(self) -> dict[str, Any]:
        """Return what stands in `build/demo.json`."""
        shown = asdict(self)
        told = {name: shown[name] for name in _REPORTED}
        return told | ({"freshness": self.freshness.model_dump(), "runs": self.runs} if self.freshness else {})


class Player:
    """Plays runs in one world."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.played: list[Played] = []
        self.notes: dict[str, Any] = {}
        self._outputs = world.places.outputs
        self._steps = world.client("stepfunctions")
        self.systems = {name: Simulator(url) for name, url in world.places.systems.items()}

    def play(self, run: str, *, flow: str = FLOW, **given: Any) -> Played:
        """Play one run to its end; `given` is what the administrator or the schedule says."""
        self._forget()
        started = time.monotonic()
        execution = self.start(run, flow=flow, **given)
        status = self.wait(execution)
        return self._played(run, self.record(run), execution, status, time.monotonic() - started)

    def _played(self, run: str, record: RunRecord, execution: str, status: str, seconds: float) -> Played:
        flow = record.reference.flow
        played = Played(
            flow=flow,
            run=run,
            status=record.status.value if status in ("SUCCEEDED", "FAILED") else status.lower(),
            streams={name: figures(counts) for name, counts in record.streams.items()},
            calls=self._calls(flow),
            transitions=self.transitions(execution),
            seconds=round(seconds, 1),
            execution=status,
            record=record,
            freshness=record.freshness,
        )
        self.played.append(played)
        return played

    def upload(
        self, run: str, key: str, text: bytes, *, flow: str, meanwhile: Callable[[], object] = lambda: None
    ) -> Played:
        """Upload a file, wait for the run that it starts, and follow it to its end under this label."""
        self._forget()
        since, started = datetime.now(UTC), time.monotonic()
        self.world.client("s3").put_object(Bucket=self._outputs["DataBucketName"], Key=key, Body=text)
        reference = self._started(flow, key, since)
        execution = self._outputs["SyncStateMachineArn"].replace(":stateMachine:", ":execution:") + f":{reference}"
        meanwhile()
        status = self.wait(execution)
        return self._played(run, self.record(reference), execution, status, time.monotonic() - started)

    def _started(self, flow: str, key: str, since: datetime) -> str:
        """Return the run that an upload has started; TimeoutError when none begins."""
        give_up = time.monotonic() + LONGEST_START_SECONDS
        while time.monotonic() < give_up:
            for record in self._records(flow):
                if record.reference.upload == key and record.reference.started_at >= since:
                    return record.reference.run
            time.sleep(_POLL_SECONDS)
        raise TimeoutError(f"No run has begun {LONGEST_START_SECONDS} s after the upload of {key}.")

    def await_fault(self, system: str, seconds: float) -> None:
        """Wait until a call has met a fault of a system; TimeoutError when none does."""
        give_up = time.monotonic() + seconds
        while not self.systems[system].faults_met():
            if time.monotonic() > give_up:
                raise TimeoutError(f"No call of {system} has met its fault after {seconds} s.")
            time.sleep(_POLL_SECONDS)

    def result(self, played: Played) -> str:
        """Return the result of an import, as it stands in the bucket."""
        file = io.BytesIO()
        bucket = self._outputs["DataBucketName"]
        S3Uploads(self.world.client("s3"), bucket).fetch_result(played.flow, played.record.reference.run, file)
        return file.getvalue().decode("utf-8-sig")

    def listen(self, run: str, push: Callable[[], object], *, flow: str = GRADES) -> Played:
        """Let events come in, wait until all were looked at, and add up the runs that they started."""
        self._forget()
        started, since = time.monotonic(), datetime.now(UTC)
        push()
        self.await_empty_inbox()
        seconds = time.monotonic() - started
        records = self.live_records(flow, since)
        played = Played(
            flow=flow,
            run=run,
            status=_worst(record.status.value for record in records),
            streams={name: figures(counts) for name, counts in _sums(records).items()},
            calls=self._calls(flow),
            transitions=sum(self.transitions(self._live_execution(record)) for record in records),
            seconds=round(seconds, 1),
            execution="SUCCEEDED",
            record=records[-1],
            freshness=self._freshness(records),
            runs=len(records),
        )
        self.played.append(played)
        return played

    def leave_hints(self, run: str, *sections: str) -> None:
        """Leave for a run which sections it looks at, as the command line does."""
        leave(self._plans(), run, [Hint(entity="section", part=section) for section in sections])

    def rollbook(self, *arguments: str) -> str:
        """Run the administrator's command line in this world and return what it says; RuntimeError when it fails."""
        command = [sys.executable, "-m", "rollbook.admin.command_line", "--sandbox", "--world", str(self.world.record)]
        done = subprocess.run(  # noqa: S603 - our own command
            [*command, *arguments], cwd=REPOSITORY, capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise RuntimeError(f"rollbook {' '.join(arguments)}: {done.stderr or done.stdout}")
        return done.stdout

    def put_credentials(self, system: str, **fields: str) -> None:
        """Put other values into some fields of a system's secret, as the administrator does."""
        secrets = self.world.client("secretsmanager")
        name = self._outputs[output(system)]
        known = json.loads(secrets.get_secret_value(SecretId=name)["SecretString"])
        secrets.put_secret_value(SecretId=name, SecretString=json.dumps(known | fields))

    def start(self, run: str, *, flow: str = FLOW, **given: Any) -> str:
        """Start a run and return its execution."""
        started = self._steps.start_execution(
            stateMachineArn=self._outputs["SyncStateMachineArn"],
            name=run,
            input=json.dumps({"flow": flow, "trigger": "manual", "by": "demo", **given}),
        )
        return str(started["executionArn"])

    def wait(self, execution: str) -> str:
        """Wait for an execution's end and return how Step Functions calls it."""
        while (status := self._steps.describe_execution(executionArn=execution)["status"]) == "RUNNING":
            time.sleep(_POLL_SECONDS)
        return str(status)

    def await_empty_inbox(self) -> None:
        """Wait until no event waits or is being looked at; TimeoutError names those that are left."""
        give_up = time.monotonic() + LONGEST_LOOK_SECONDS
        while waiting := self.waiting("InboxQueueUrl"):
            if time.monotonic() > give_up:
                raise TimeoutError(f"{waiting} events are still in the inbox after {LONGEST_LOOK_SECONDS} s.")
            time.sleep(_POLL_SECONDS)

    def waiting(self, queue: str) -> int:
        """Return how many messages a queue, named by its output, holds, those included that are being worked on."""
        told = self.world.client("sqs").get_queue_attributes(
            QueueUrl=self._outputs[queue],
            AttributeNames=["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"],
        )["Attributes"]
        return sum(int(count) for count in told.values())

    def record(self, run: str) -> RunRecord:
        """Return the record of a run."""
        found = self.world.client("dynamodb").get_item(
            TableName=self._outputs["RunsTableName"], Key={"run": {"S": run}}, ConsistentRead=True
        )
        return RunRecord.model_validate_json(found["Item"]["record"]["S"])

    def live_records(self, flow: str, since: datetime) -> list[RunRecord]:
        """Return the records of the runs that events started since a moment, oldest first."""
        records = self._records(flow)
        return [one for one in records if one.reference.trigger == "webhook" and one.reference.started_at >= since]

    def _records(self, flow: str) -> list[RunRecord]:
        pages = (
            self.world.client("dynamodb")
            .get_paginator("query")
            .paginate(
                TableName=self._outputs["RunsTableName"],
                IndexName="by-flow",
                KeyConditionExpression="flow = :flow",
                ExpressionAttributeValues={":flow": {"S": flow}},
            )
        )
        return [RunRecord.model_validate_json(item["record"]["S"]) for page in pages for item in page["Items"]]

    def _freshness(self, records: Sequence[RunRecord]) -> Freshness | None:
        plans = self._plans()
        delays = (
            outcome.delay
            for record in records
            for stream in record.streams
            for outcome in plans.outcomes(record.reference.run, stream)
        )
        return freshness(delay for delay in delays if delay is not None)

    def _plans(self) -> S3Plans:
        return S3Plans(Files(self.world.client("s3"), self._outputs["DataBucketName"]))

    def _live_execution(self, record: RunRecord) -> str:
        machine = self._outputs["LiveStateMachineArn"]
        return f"{machine.replace(':stateMachine:', ':execution:')}:{record.reference.run}"

    def _calls(self, flow: str) -> dict[str, int]:
        """Return how often each system was asked: those of the flow, and whoever else was."""
        found = flows.load(flow)
        calls = {name: simulator.calls()["total"] for name, simulator in self.systems.items()}
        return {name: count for name, count in calls.items() if count or name in found.systems}

    def _forget(self) -> None:
        for simulator in self.systems.values():
            simulator.forget()

    def transitions(self, execution: str) -> int:
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
            entered += 1 + sum(map(self.transitions, arns))
        return entered


def figures(counts: Counts) -> dict[str, int]:
    """Return the seven figures of a stream."""
    return {name: getattr(counts, name) for name in FIGURES}


def _sums(records: Iterable[RunRecord]) -> dict[str, Counts]:
    total: dict[str, Counts] = {}
    for record in records:
        for stream, counts in record.streams.items():
            total[stream] = add(total.get(stream, Counts()), counts)
    return total


def _worst(statuses: Iterable[str]) -> str:
    order = ("failed", "running", "needs_attention", "succeeded", "skipped")
    found = set(statuses)
    return next((status for status in order if status in found), "skipped")
