"""A portal of 20,000 contents takes two bulk operations, and leaves by twenty; never do more than three go on (EF6)."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from rollbook.connectors import learning360
from rollbook.connectors.learning360.client import Learning360Client
from rollbook.connectors.learning360.settings import Credentials, Settings
from rollbook.flows.edflex.content import FLOW
from rollbook.flows.edflex.contents.settings import ContentSettings
from rollbook.model.changes import Change, Found, Written
from rollbook.model.descriptors import Check
from rollbook.model.messages import BeginRequest, Counts
from rollbook.model.records import Json, Page, Scope
from rollbook.model.runs import RunRecord, Status
from rollbook.steps.looking import Rules
from rollbook.steps.pacer import Unpaced
from rollbook.steps.plan import Terms
from sandbox.institution.portal import Account, Portal
from sandbox.simulators.credentials import LEARNING360
from sandbox.simulators.learning360 import GROUP, Knobs, Learning360Simulator
from sandbox.simulators.serving import serving
from sandbox.twins.conductor import AT_ONCE, Conductor
from sandbox.twins.stores import MemoryStores, VirtualClock

CONTENTS = 20_000
NOON = datetime(2026, 9, 14, 12, tzinfo=UTC)
AUTHOR = Account("catalogue@maple-ridge.example", "Camille", "Ostrander", lang="fr")
COMPANY = Portal(
    date(2026, 9, 14),
    catalogs=(),
    categories={},
    contents={},
    learners={},
    attempts={},
    accounts=(AUTHOR,),
    author=AUTHOR,
    corners={},
)


def content(number: int) -> Json:
    return {
        "id": f"content-{number:05d}",
        "title": f"Learning {number}",
        "type": "article",
        "status": "opened",
        "url": f"https://portal.example/contents/{number}",
        "language": "fr",
        "difficulty": "introductive",
        "duration": "PT1H30M",
        "description": "All about it.",
        "syllabus": "",
        "images": {"big": f"https://portal.example/images/{number}.png", "medium": "", "small": ""},
        "categories": [{"id": "c1", "titles": {"default": "Management"}}],
        "authors": [],
        "creator": "",
        "platform": "",
    }


@dataclass
class Contents:
    """A source of so many contents, in pages."""

    number: int = CONTENTS
    calls: int = 0

    def read(self, _entity: str, _scope: Scope) -> Iterator[Page]:
        for start in range(0, self.number, 1000):
            self.calls += 1
            yield Page([content(one) for one in range(start, min(start + 1000, self.number))], self.number)

    def write(self, _entity: str, _changes: list[Change]) -> list[Written]:
        raise NotImplementedError

    def find(self, _entity: str, _changes: list[Change]) -> list[Found]:
        raise NotImplementedError

    def check(self) -> Check:
        raise NotImplementedError


@dataclass
class World:
    """The flow between a source and a simulator of 360Learning, which have the same time."""

    simulator: Learning360Simulator
    url: str
    clock: VirtualClock
    stores: MemoryStores

    def run(self, name: str, *, active: bool = True, **more: Any) -> RunRecord:
        settings = ContentSettings(active=active)
        connector = learning360.CONNECTOR
        rules = Rules(flow=FLOW, settings=settings, zone=ZoneInfo("Etc/GMT-1"))
        conductor = Conductor(
            terms=Terms(rules=rules, writes=connector.writes, limits=None),
            source=Contents,
            target=self.client,
            connector=connector,
            clock=self.clock,
            stores=self.stores,
        )
        return conductor.run(BeginRequest(run=name, flow=FLOW.name, **more))

    def client(self) -> Learning360Client:
        credentials = Credentials.model_validate({"base_url": self.url, **asdict(LEARNING360)})
        return Learning360Client(credentials, Settings(group_id=GROUP, author=AUTHOR.mail), Unpaced(self.clock))

    @property
    def state(self) -> Json:
        shown: Json = self.simulator.snapshot()
        return shown

    @property
    def operations(self) -> list[tuple[str, int]]:
        """The type of each operation that there was, and how many objects it was about, the oldest first."""
        return [(one["type"], one["items"]) for one in self.state["operations"]]


@pytest.fixture
def world() -> Iterator[World]:
    clock = VirtualClock(NOON)
    knobs = Knobs(rate_scale=1_000_000)
    simulator = Learning360Simulator(COMPANY, knobs=knobs, wall_clock=lambda: clock.now().timestamp())
    simulator.perform("pace", {"operation_seconds": 30, "item_seconds": 0.01})
    with serving(simulator) as url:
        yield World(simulator, url, clock, MemoryStores())


def test_a_whole_portal_comes_by_two_operations_and_leaves_by_twenty(world: World) -> None:
    come = world.run("come")

    assert (come.status, come.streams) == (Status.SUCCEEDED, {"contents": Counts(created=CONTENTS)})
    assert world.operations == [("importExternalCourses", 10_000)] * 2
    assert come.planned_calls == 2

    assert world.run("rest").streams == {"contents": Counts(unchanged=CONTENTS)}
    assert len(world.operations) == 2

    left = world.run("left", active=False)

    assert (left.status, left.streams) == (Status.SUCCEEDED, {"contents": Counts(removed=CONTENTS)})
    assert world.operations[2:] == [("archiveExternalCourses", 1_000)] * 20
    assert world.state["most_at_once"] == AT_ONCE
    assert {course["status"] for course in world.state["courses"].values()} == {"archived"}
