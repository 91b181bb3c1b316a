"""The operations of an administrator, whatever they are called from."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from rollbook import assembly, flows
from rollbook.aws import session, stack
from rollbook.aws.clock import SystemClock
from rollbook.aws.executions import Executions
from rollbook.aws.stores import Stores
from rollbook.model.changes import Change, Outcome, OutcomeKind
from rollbook.model.descriptors import Flow
from rollbook.model.errors import SettingsError
from rollbook.model.messages import BeginRequest, Problem, RunReference
from rollbook.model.records import Hint, Json
from rollbook.model.runs import RunRecord, Status
from rollbook.steps import looking
from rollbook.steps.notes import PLAN
from rollbook.steps.status import status

_POLL_SECONDS = 1.0
_LONGEST_LOOK = timedelta(minutes=10)


@dataclass(frozen=True)
class RunDetails:
    """A run's record, the changes that it planned, the outcomes that a person should see, and what differs (SG13)."""

    record: RunRecord
    changes: list[tuple[str, Change]]
    outcomes: list[tuple[str, Outcome]]
    differences: list[Problem]


class Operations:
    """Everything that can be done with one deployed stack."""

    def __init__(self, stores: Stores, executions: Executions, clock: SystemClock) -> None:
        self._stores = stores
        self._executions = executions
        self._clock = clock

    @property
    def stores(self) -> Stores:
        """Where the stack keeps what it knows."""
        return self._stores

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
        full: bool = False,
        sections: tuple[str, ...] = (),
        terms: tuple[str, ...] = (),
        prepare: bool = False,
    ) -> str:
        """Start a run, or a preview, and return its id; raises SettingsError for an unknown flow or stream.

        `sections` are the only ones that it looks at, by the code that both systems know them by (SG12), `terms` the
        only academic terms (CD2). `prepare` matches what both systems hold, and sends nothing (SG7).
        """
        chosen = flows.load(flow)
        known = [stream.name for stream in chosen.streams]
        if unknown := [name for name in streams if name not in known]:
            raise SettingsError(f"{flow} has no stream {', '.join(unknown)}. Accepted are: {', '.join(known)}.")
        if sections and not chosen.listens:
            raise SettingsError(f"{flow} cannot be run for single sections. Run it for single streams (--streams).")
        if terms and not _is_set_for_terms(chosen):
            raise SettingsError(f"{flow} cannot be run for single terms. Run it for single streams (--streams).")
        if prepare and not any(stream.matching for stream in chosen.streams):
            raise SettingsError(f"{flow} has nothing to prepare: its target held none of its records before.")
        run = f"{flow}-{self._clock.now():%Y%m%dT%H%M%S%f}"
        wishes = [Hint(entity="section", part=code) for code in sections]
        wishes += [Hint(entity="term", part=code) for code in terms]
        if wishes:
            looking.leave(self._stores.plans, run, wishes)
        request = BeginRequest(
            run=run,
            flow=flow,
            by=by,
            streams=streams,
            as_of=as_of,
            preview=preview or prepare,
            retry=retry,
            approved=approved,
            full=full,
            scoped=bool(wishes),
            prepare=prepare,
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
        if record.status is not Status.RUNNING or not self.has_ended(record.reference):
            return record
        sentence = "The run was stopped before it could be closed. The next run goes on where this one stopped."
        return record.model_copy(update={"status": Status.FAILED, "sentence": sentence})

    def has_ended(self, run: RunReference) -> bool:
        """Say whether an execution has ended; a look's cannot be asked, but they end after five minutes."""
        if run.trigger == "webhook":
            return self._clock.now() - run.started_at > _LONGEST_LOOK
        return self._executions.ended(run.run)

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
        notes = self._stores.plans.notes(run, PLAN)
        differences = [Problem.model_validate(found) for note in notes for found in note.get("differences", ())]
        return RunDetails(record, changes, outcomes, differences)

    def status(self, integration: str, stream: str, key: str) -> Json:
        """Return how a record stands between the systems of an integration that is kept in step both ways (CD8)."""
        return status(
            assembly.keeping_in_step(integration, stream),
            stream,
            key,
            secret=self._stores.secrets.text("digest-key").encode(),
            mappings=self._stores.mappings,
            standings=self._stores.standings,
        )

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


def _is_set_for_terms(flow: Flow) -> bool:
    """Say whether terms flow by its settings, or by those of the flow that it shares them with."""
    return bool(flow.terms or (flow.neighbour and flows.load(flow.neighbour).terms))


def attention(details: RunDetails) -> list[tuple[str, Outcome]]:
    """Return the outcomes that wait for a person, and what one should know of records that went."""
    waiting = (
        OutcomeKind.REFUSED,
        OutcomeKind.BLOCKED,
        OutcomeKind.HELD,
        OutcomeKind.UNCERTAIN,
        OutcomeKind.NOTICE,
    )
    return [(stream, outcome) for stream, outcome in details.outcomes if outcome.kind in waiting]


def left_out(details: RunDetails) -> list[tuple[str, Outcome]]:
    """Return the records that are not for the target now, each with its reason."""
    return [(stream, outcome) for stream, outcome in details.outcomes if outcome.kind is OutcomeKind.LEFT_OUT]


def exit_status(record: RunRecord) -> int:
    """Return what a shell should see of a run: 0 when nothing failed, 3 when it was not admitted."""
    return {Status.FAILED: 1, Status.SKIPPED: 3}.get(record.status, 0)
