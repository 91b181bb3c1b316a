"""The operations of an administrator, whatever they are called from."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path

from rollbook import assembly, flows
from rollbook.aws import session, settings, stack
from rollbook.aws.clock import SystemClock
from rollbook.aws.executions import Executions
from rollbook.aws.stores import Stores
from rollbook.model.changes import Change, Outcome, OutcomeKind
from rollbook.model.descriptors import Check
from rollbook.model.errors import RollbookError, SettingsError
from rollbook.model.messages import BeginRequest
from rollbook.model.runs import RunRecord, Status

_POLL_SECONDS = 1.0


@dataclass(frozen=True)
class RunDetails:
    """A run's record, with the changes that it planned and the outcomes that a person should see."""

    record: RunRecord
    changes: list[tuple[str, Change]]
    outcomes: list[tuple[str, Outcome]]


class Operations:
    """Everything that can be done with one deployed stack."""

    def __init__(self, stores: Stores, executions: Executions, clock: SystemClock) -> None:
        self._stores = stores
        self._executions = executions
        self._clock = clock

    @classmethod
    def on(cls, name: str) -> "Operations":
        """Return the operations on a deployed stack; raises SettingsError when there is none of that name."""
        found = stack.outputs(session.cloudformation(), name)
        stores = Stores(
            data_bucket=found["DataBucketName"],
            mappings_table=found["MappingsTableName"],
            coordination_table=found["CoordinationTableName"],
            runs_table=found["RunsTableName"],
            secrets_prefix=name,
        )
        return cls(stores, Executions(session.stepfunctions(), found["SyncStateMachineArn"]), SystemClock())

    def start(
        self,
        flow: str,
        *,
        by: str,
        streams: tuple[str, ...] = (),
        as_of: datetime | None = None,
        preview: bool = False,
        retry: bool = False,
        approved: str | None = None,
    ) -> str:
        """Start a run, or a preview, and return its id; raises SettingsError for an unknown flow or stream."""
        known = [stream.name for stream in flows.load(flow).streams]
        if unknown := [name for name in streams if name not in known]:
            raise SettingsError(f"{flow} has no stream {', '.join(unknown)}. Accepted are: {', '.join(known)}.")
        run = f"{flow}-{self._clock.now():%Y%m%dT%H%M%S%f}"
        request = BeginRequest(
            run=run, flow=flow, by=by, streams=streams, as_of=as_of, preview=preview, retry=retry, approved=approved
        )
        self._executions.start(run, request.model_dump(mode="json", exclude={"run"}, exclude_none=True))
        return run

    def wait(self, run: str, tell: Callable[[], None]) -> RunRecord:
        """Wait until a run has ended, telling now and then that it still goes on, and return its record."""
        while not self._executions.ended(run):
            tell()
            self._clock.sleep(_POLL_SECONDS)
        return self.record(run)

    def record(self, run: str) -> RunRecord:
        """Return a run's record; raises SettingsError when there is no such run."""
        record = self._stores.runs.get(run)
        if record is None:
            raise SettingsError(f"There is no run {run}. `rollbook runs` lists them.")
        return self._with_its_end(record)

    def _with_its_end(self, record: RunRecord) -> RunRecord:
        """Return the record as failed when its run was stopped from outside before it could be closed."""
        if record.status is not Status.RUNNING or not self._executions.ended(record.reference.run):
            return record
        sentence = "The run was stopped before it could be closed. The next run goes on where this one stopped."
        return record.model_copy(update={"status": Status.FAILED, "sentence": sentence})

    def runs(self, flow: str, limit: int) -> list[RunRecord]:
        """Return the newest runs of a flow, newest first."""
        flows.load(flow)
        return [self._with_its_end(record) for record in self._stores.runs.latest(flow, limit)]

    def details(self, run: str) -> RunDetails:
        """Return a run with its planned changes and every outcome that carries a reason."""
        record = self.record(run)
        changes = [(stream, change) for stream in record.streams for change in self._changes(run, stream)]
        outcomes = [
            (stream, outcome)
            for stream in record.streams
            for outcome in self._stores.plans.outcomes(run, stream)
            if outcome.reason
        ]
        return RunDetails(record, changes, outcomes)

    def approve(self, run: str, *, by: str, as_of: datetime | None = None) -> str:
        """Let the held removals of a run go and return the id of the run that removes them (PL6).

        Only what was shown goes: the new run reads the source again, and what it finds beyond is guarded as ever.
        """
        record = self._undecided(run)
        started = self.start(record.reference.flow, by=by, streams=record.held, as_of=as_of, approved=run)
        self._stores.runs.put(record.model_copy(update={"decision": f"approved by {by}: run {started}"}))
        return started

    def discard(self, run: str, *, by: str) -> None:
        """Close the held removals of a run without removing; the next run asks again while the source stays so."""
        record = self._undecided(run)
        self._stores.runs.put(record.model_copy(update={"decision": f"discarded by {by}"}))

    def check(self, folder: Path) -> Iterator[Check]:
        """Try the credentials of every system without changing anything (SG1)."""
        for system in assembly.systems():
            try:
                yield assembly.open_client(system, folder, self._stores, scale=1).check()
            except RollbookError as error:
                yield Check(system=system, healthy=False, sentence=str(error))

    def _changes(self, run: str, stream: str) -> Iterator[Change]:
        for chunk in self._stores.plans.chunks(run, stream):
            yield from self._stores.plans.changes(run, stream, chunk)

    def _undecided(self, run: str) -> RunRecord:
        record = self.record(run)
        if record.reference.preview:
            raise SettingsError(f"{run} is a preview. Start the run; what it holds back can be decided then.")
        if not record.held:
            raise SettingsError(f"Run {run} holds nothing back, so there is nothing to decide.")
        if record.decision:
            raise SettingsError(f"Run {run} was decided already: {record.decision}.")
        return record


def check_config(folder: Path) -> list[str]:
    """Return every mistake in a folder of settings, as sentences; empty when all is well (PL18)."""
    if not folder.is_dir():
        return ["There is no such folder of settings."]
    mistakes: list[str] = []

    def attempt(load: Callable[[], object]) -> None:
        try:
            load()
        except SettingsError as wrong:
            mistakes.extend(str(wrong).splitlines())

    attempt(partial(assembly.institution, folder))
    for flow in map(flows.load, flows.names()):
        attempt(partial(assembly.flow_settings, folder, flow))
    for system in assembly.systems():
        attempt(partial(assembly.system_settings, folder, system))
    mistakes += _unknown(folder)
    return list(dict.fromkeys(mistakes))


def _unknown(folder: Path) -> list[str]:
    accepted = {settings.INSTITUTION, settings.SYSTEMS, *(f"{name}.yaml" for name in flows.names())}
    found = {file.name for file in folder.iterdir() if file.suffix in (".yaml", ".yml")}
    files = [
        f"{name}: no such settings file is known. Accepted are: {', '.join(sorted(accepted))}."
        for name in sorted(found - accepted)
    ]
    systems = settings.sections(folder / settings.SYSTEMS)
    return files + [
        f"{settings.SYSTEMS}, line {line}: there is no system {name}. Accepted are: {', '.join(assembly.systems())}."
        for name, line in systems.items()
        if name not in assembly.systems()
    ]


def attention(details: RunDetails) -> list[tuple[str, Outcome]]:
    """Return the outcomes that wait for a person."""
    waiting = (OutcomeKind.REFUSED, OutcomeKind.BLOCKED, OutcomeKind.HELD, OutcomeKind.UNCERTAIN)
    return [(stream, outcome) for stream, outcome in details.outcomes if outcome.kind in waiting]


def exit_status(record: RunRecord) -> int:
    """Return what a shell should see of a run: 0 when nothing failed, 3 when it was not admitted."""
    return {Status.FAILED: 1, Status.SKIPPED: 3}.get(record.status, 0)
