"""A college that is sent to CourseKey run after run, between GEGI and CourseKey as a test imagines them."""

from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from rollbook.connectors import load
from rollbook.flows.coursekey.roster import FLOW
from rollbook.flows.coursekey.rostering.settings import RosterSettings
from rollbook.model.changes import Change, Found, Operation, Written
from rollbook.model.descriptors import Check
from rollbook.model.messages import BeginRequest
from rollbook.model.records import Json, Page, Scope
from rollbook.model.runs import RunRecord
from rollbook.steps.looking import Rules
from rollbook.steps.plan import Terms
from sandbox.twins.conductor import Conductor
from sandbox.twins.stores import MemoryStores, VirtualClock
from tests.unit.flows.college import TODAY, College
from tests.unit.flows.district import NEW_YORK

CONNECTOR = load("coursekey")
GONE: dict[str, Json] = {"enrollments": {"isDropped": True}, "classes": {"status": "cancelled"}}
"""What CourseKey is told of what left GEGI: nothing can be deleted there."""


@dataclass
class Systems:
    """GEGI is read, and what is sent is held by School ID and external id."""

    college: College
    held: dict[str, dict[str, Json]] = field(default_factory=lambda: {stream.name: {} for stream in FLOW.streams})
    written: list[str] = field(default_factory=list)
    calls: int = 0

    def read(self, entity: str, _scope: Scope) -> Iterator[Page]:
        rows = deepcopy(getattr(self.college, entity))
        yield Page(rows, len(rows))

    def write(self, entity: str, changes: list[Change]) -> list[Written]:
        assert len({(change.data or change.before or {})["school"] for change in changes}) == 1
        return [Written(digest=change.digest, target=self._written(entity, change)) for change in changes]

    def find(self, entity: str, changes: list[Change]) -> list[Found]:
        raise AssertionError(f"No answer was lost, so none of the {len(changes)} {entity} is read back.")

    def check(self) -> Check:
        raise AssertionError("Nobody asked.")

    def _written(self, entity: str, change: Change) -> str:
        data = {**(change.data or change.before or {})}
        if change.operation is Operation.REMOVE:
            data |= GONE[entity]
        target = f"{data['school']}/{data['externalId']}"
        self.held[entity][target] = data
        self.written.append(f"{entity} {target}")
        return target


class Semester:
    """A college and what CourseKey holds of it."""

    def __init__(self, **collections: Any) -> None:
        self.college = College(**collections)
        self.systems = Systems(self.college)
        self._runs = 0
        self._stores, self._clock = MemoryStores(), VirtualClock(TODAY.astimezone(UTC))

    def run(self, *, later: timedelta = timedelta(minutes=15), **more: Any) -> RunRecord:
        """Send the college as it is now, some time after the run before."""
        self._runs += 1
        self._clock.sleep(later.total_seconds())
        self.systems.written = []
        chosen = RosterSettings.model_validate(self.college.settings)
        conductor = Conductor(
            terms=Terms(rules=Rules(flow=FLOW, settings=chosen, zone=NEW_YORK), writes=CONNECTOR.writes, limits=None),
            source=lambda: self.systems,
            target=lambda: self.systems,
            connector=CONNECTOR,
            clock=self._clock,
            stores=self._stores,
        )
        return conductor.run(BeginRequest(run=f"run-{self._runs}", flow=FLOW.name, **more))

    @property
    def now(self) -> datetime:
        return self._clock.now()

    @property
    def written(self) -> list[str]:
        """What the last run sent."""
        return self.systems.written

    def held(self, stream: str, name: str) -> Json:
        """Return what school 4711 of CourseKey holds."""
        return self.systems.held[stream][f"4711/{name}"]
