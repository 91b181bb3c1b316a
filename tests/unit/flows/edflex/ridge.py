"""Maple Ridge's portal and its learning platform, both served, and the flows between them as the engine plays them."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from functools import cache
from itertools import islice
from typing import Any
from zoneinfo import ZoneInfo

from rollbook import flows
from rollbook.connectors import edflex, learning360
from rollbook.model.descriptors import Client, Connector, Flow
from rollbook.model.messages import BeginRequest
from rollbook.model.records import Json
from rollbook.model.runs import RunRecord
from rollbook.model.settings import FlowSettings, GuardSetting
from rollbook.steps.looking import Rules
from rollbook.steps.pacer import Unpaced
from rollbook.steps.plan import Terms
from sandbox.institution.portal import Portal, sample_portal
from sandbox.simulators.credentials import EDFLEX, LEARNING360
from sandbox.simulators.edflex import EdflexSimulator
from sandbox.simulators.faults import Fault
from sandbox.simulators.learning360 import GROUP, Knobs, Learning360Simulator
from sandbox.simulators.serving import serving
from sandbox.twins.conductor import Conductor
from sandbox.twins.stores import MemoryStores, VirtualClock

NOON = datetime(2026, 9, 14, 12, tzinfo=UTC)
CONTENT, STATISTICS = "edflex.content", "edflex.statistics"
UNGUARDED = GuardSetting(percent=100, at_least=1_000_000)
SOON = 60
"""Seconds between two runs, so that the operations of the one before are among the latest."""


@cache
def whole_portal() -> Portal:
    return sample_portal(NOON.date(), size=400)


def small_portal(contents: int = 12, learners: int = 4, categories: int = 4) -> Portal:
    """Return some contents with nothing odd about them, two categories for each, and learners without attempts."""
    whole = whole_portal()
    plain = ((key, one) for key, one in whole.contents.items() if key not in whole.corners.values())
    chosen = dict(islice(whole.categories.items(), categories))
    names = list(chosen)
    tagged = {
        key: replace(one, categories=(names[number % categories], names[(number + 1) % categories]))
        for number, (key, one) in enumerate(islice(plain, contents))
    }
    # The first learner's mail address has two accounts.
    people = dict(islice(whole.learners.items(), 1, learners + 1))
    return replace(whole, contents=tagged, learners=people, attempts={}, categories=chosen)


@dataclass
class Side:
    """One of the two systems, as whoever plays a run opens it."""

    open: Callable[[], Client]


@dataclass
class Ridge:
    """Both systems and all that the flows remember; every setting can be changed between two runs."""

    portal: EdflexSimulator
    platform: Learning360Simulator
    urls: tuple[str, str]
    clock: VirtualClock
    settings: dict[str, Json] = field(default_factory=lambda: {CONTENT: {"guard": UNGUARDED}, STATISTICS: {}})
    stores: MemoryStores = field(default_factory=MemoryStores)
    runs: int = 0

    def run(self, name: str = CONTENT, **more: Any) -> RunRecord:
        """Play one run of a flow."""
        self.clock.sleep(SOON)
        self.runs += 1
        flow = flows.load(name)
        terms = Terms(rules=self._rules(flow), writes=self.connector.writes, limits=None)
        conductor = Conductor(
            terms=terms,
            source=self.source.open,
            target=self.target.open,
            connector=self.connector,
            clock=self.clock,
            stores=self.stores,
        )
        return conductor.run(BeginRequest(run=f"run-{self.runs:03d}", flow=name, **more))

    def statistics(self, **more: Any) -> RunRecord:
        return self.run(STATISTICS, **more)

    @property
    def connector(self) -> Connector:
        return learning360.CONNECTOR

    @property
    def source(self) -> Side:
        credentials = edflex.CONNECTOR.credentials.model_validate({"base_url": self.urls[0], **asdict(EDFLEX)})
        settings = edflex.CONNECTOR.settings()
        return Side(lambda: edflex.CONNECTOR.open(credentials, settings, Unpaced(self.clock)))

    @property
    def target(self) -> Side:
        credentials = self.connector.credentials.model_validate({"base_url": self.urls[1], **asdict(LEARNING360)})
        settings = self.connector.settings.model_validate({"group_id": GROUP, "author": whole_portal().author.mail})
        return Side(lambda: self.connector.open(credentials, settings, Unpaced(self.clock)))

    def edflex(self, script: str, **arguments: Any) -> Any:
        """Have something happen at the portal."""
        return self.portal.perform(script, arguments)

    def learning360(self, script: str, **arguments: Any) -> Any:
        """Have somebody do something on the platform by hand, or something go wrong there."""
        return self.platform.perform(script, arguments)

    def cut(self, method: str) -> None:
        """Cut the next bulk call before it has any effect."""
        self.platform.faults.add(Fault(kind="timeout", method=method, path="/bulk/integrations/", times=1))

    @property
    def contents(self) -> list[str]:
        """The ids of the contents that are courses."""
        return list(self.courses)

    @property
    def courses(self) -> Json:
        held: Json = self.platform.snapshot()["courses"]
        return held

    def tags(self, content: str) -> list[str]:
        """Return the tags that a course has."""
        return sorted(self.courses[content]["tags"])

    def wanted_tags(self, content: str) -> list[str]:
        """Return the titles of the categories that a content has."""
        held = self.portal.portal
        return sorted({held.categories[one].titles["default"] for one in held.contents[content].categories})

    @property
    def learner(self) -> str:
        """The id of a learner who has one account."""
        return next(iter(self.portal.portal.learners))

    def attempt(self, number: int, first: str, last: str, status: str = "in_progress", **more: Any) -> None:
        """Have the learner come so far in an attempt at the first content, on one day; hours as 08:00."""
        held, content = self.portal.portal.attempts, self.contents[0]
        moments = {"first": _moment(first), "last": _moment(last)}
        moments["completed"] = moments["last"] if status == "completed" else None
        fields = {"content": content, "learner": self.learner, "number": number, "status": status, **moments}
        name = f"attempt-{number}"
        given = {"time_spent": 600, **fields, **more}
        if name in held:
            self.edflex("edit_attempt", attempt_id=name, **given)
        else:
            self.edflex("add_attempt", id=name, **given)

    @property
    def attempts(self) -> list[tuple[str, str, int]]:
        """What the platform holds: first and last activity, and progress, in the order of their beginnings."""
        rows = self.platform.snapshot()["attempts"]
        return sorted((row["firstActivityAt"][11:16], row["lastActivityAt"][11:16], row["progress"]) for row in rows)

    def _rules(self, flow: Flow) -> Rules:
        neighbour = self._settings(flow.neighbour) if flow.neighbour else None
        zone = ZoneInfo("America/New_York")
        return Rules(flow=flow, settings=self._settings(flow.name), zone=zone, neighbour=neighbour)

    def _settings(self, name: str) -> FlowSettings:
        made = flows.load(name).settings.model_validate(self.settings[name])
        assert isinstance(made, FlowSettings)
        return made


@contextmanager
def served(portal: Portal | None = None) -> Iterator[Ridge]:
    """Serve both systems while the block runs; operations take about a second of the flows' own time."""
    clock = VirtualClock(NOON)

    def now() -> float:
        return clock.now().timestamp()

    portal = portal or small_portal()
    source = EdflexSimulator(portal, wall_clock=now, clock=now, sleep=clock.sleep)
    knobs = Knobs(rate_scale=1_000_000)
    target = Learning360Simulator(portal, knobs=knobs, wall_clock=now, clock=now, sleep=clock.sleep)
    with serving(source) as source_url, serving(target) as target_url:
        yield Ridge(source, target, (source_url, target_url), clock)


def _moment(hour: str) -> str | None:
    return f"2026-09-01T{hour}:00+00:00" if hour else None
