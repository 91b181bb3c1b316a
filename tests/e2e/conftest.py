"""One world for most end-to-end tests, in which scenes are played once before any test; another for data prep."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from rollbook.model.runs import RunRecord
from sandbox.demo.college import ATTENDANCE
from sandbox.demo.gradebooks import differences
from sandbox.demo.playing import GRADES, Played, Player
from sandbox.demo.scenario import (
    BAD_DAYS,
    BY_HAND_SCENE,
    COLLEGE_SCENES,
    FLOOD_SCENE,
    PEOPLESOFT_SCENES,
    PORTAL_SCENES,
    PRIOR_SCENES,
    RECORDS_SCENES,
    SCENES,
    SCHEDULES_SCENES,
)
from sandbox.demo.scene import Scene
from sandbox.demo.schedules import POST
from sandbox.world.children import REPOSITORY
from sandbox.world.settings_layer import CONFIG, redeployed_settings
from sandbox.world.world import Letter, World
from tests.e2e.credentials import other_secret
from tests.e2e.doors import wait_scaled_by

FOLDER = REPOSITORY / "build" / "e2e"
OTHER_FOLDER = REPOSITORY / "build" / "e2e-prior"
RATE_SCALE = 30
"""As much faster as this machine is: the limits still hold, and the tests do not wait for them too long."""

IMPATIENT = {"InboxAttempts": "3", "AgainSeconds": "1"}
"""Parameters of a stack that gives an event up after seconds, and not after an hour."""

STORY = (
    *SCENES[: -len(BAD_DAYS)],
    FLOOD_SCENE,
    *BAD_DAYS,
    *COLLEGE_SCENES,
    *RECORDS_SCENES,
    *SCHEDULES_SCENES,
    *PORTAL_SCENES,
    BY_HAND_SCENE,
)
"""The flood comes before most enrollments are lost: who sits in no class any more is given no grades."""

LISTENING = (GRADES, ATTENDANCE, POST)
"""The flows whose looks events start."""

WHO_AND_WHERE = ["terms", "users", "courses", "sections"]
PRIOR_STORY = (
    *(replace(scene, given={**scene.given, "streams": WHO_AND_WHERE}) for scene in PRIOR_SCENES),
    *PEOPLESOFT_SCENES,
)
"""Without enrollments, which are not matched and would take most of the time."""

IN_THE_ORDER_OF_THE_STORY = (
    "test_scenes",
    "test_grades",
    "test_attendance",
    "test_records",
    "test_schedules",
    "test_content",
    "test_target_state",
    "test_letters",
    "test_personal_data",
    "test_webhooks",
    "test_senders",
    "test_dead_letters",
    "test_looks",
    "test_every_minute",
    "test_crash",
    "test_bad_input",
    "test_command_line",
    "test_prior",
    "test_permissions",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let the modules go on with one world where the one before left it; other folders' tests keep their places."""
    ours = [item for item in items if item.path.parent == Path(__file__).parent]
    ours.sort(key=lambda item: IN_THE_ORDER_OF_THE_STORY.index(item.path.stem))
    places = [at for at, item in enumerate(items) if item.path.parent == Path(__file__).parent]
    for at, item in zip(places, ours, strict=True):
        items[at] = item


@dataclass(frozen=True)
class Story:
    """What was played, and by scene: what was wrong, the sources before it, runs of events, the gradebooks after it.

    `answers` are what the simulators answered to, by scene, system and status. The target, the gradebook of the SIS and
    the letters are those of the end.
    """

    player: Player
    played: dict[str, Played] = field(default_factory=dict)
    mistakes: dict[str, list[str]] = field(default_factory=dict)
    sources: dict[str, dict[str, Any]] = field(default_factory=dict)
    looks: dict[str, list[RunRecord]] = field(default_factory=dict)
    books: dict[str, list[str]] = field(default_factory=dict)
    answers: dict[str, Mapping[str, Counter[int]]] = field(default_factory=dict)

    @property
    def notes(self) -> dict[str, Any]:
        """What the scenes have noted down."""
        return self.player.notes

    def tell(self, scene: Scene) -> None:
        """Play one scene and write down what there is to see."""
        since = datetime.now(UTC)
        self.played[scene.run] = scene.play(self.player, look=self._see_source)
        self.mistakes[scene.run] = scene.mistakes(self.player, self.played[scene.run])
        self.looks[scene.run] = [look for flow in LISTENING for look in self.player.live_records(flow, since)]
        if scene.flow == GRADES:
            self.books[scene.run] = differences(self.player.systems)
        self.answers[scene.run] = {
            name: Counter(call["status"] for call in simulator.calls()["journal"])
            for name, simulator in self.player.systems.items()
        }

    def _see_source(self, run: str) -> None:
        self.sources[run] = {name: self.player.systems[name].state() for name in ("eschoolplus", "gegi")}


@dataclass(frozen=True)
class Ended:
    """What both systems held when the last scene was over, and which letters had gone out."""

    target: dict[str, Any]
    sis: dict[str, Any]
    letters: list[Letter]


@dataclass(frozen=True)
class Barred:
    """A run that must not begin: how it ended, what each system was asked, and the letter about it."""

    played: Played
    asked: dict[str, list[str]]
    unchanged: bool
    letter: Letter


@dataclass(frozen=True)
class Prior:
    """What was played where Schoology was used before, and by scene: what was wrong, and what Schoology held before."""

    player: Player
    played: dict[str, Played] = field(default_factory=dict)
    mistakes: dict[str, list[str]] = field(default_factory=dict)
    held: dict[str, dict[str, Any]] = field(default_factory=dict)
    barred: dict[str, Barred] = field(default_factory=dict)

    def tell(self, scene: Scene) -> None:
        """Play one scene and write down what there is to see."""
        self.played[scene.run] = scene.play(self.player, look=self._see_target)
        self.mistakes[scene.run] = scene.mistakes(self.player, self.played[scene.run])

    def bar(self, run: str, flow: str) -> Barred:
        """Play a run that must not begin."""
        before = self._states()
        played = self.player.play(run, flow=flow)
        asked = {
            name: [f"{call['method']} {call['path']}" for call in simulator.calls()["journal"]]
            for name, simulator in self.player.systems.items()
        }
        return Barred(played, asked, self._states() == before, self.player.world.letters()[-1])

    def _see_target(self, run: str) -> None:
        self.held[run] = self.player.systems["schoology"].state()

    def _states(self) -> dict[str, dict[str, Any]]:
        return {name: simulator.state() for name, simulator in self.player.systems.items()}


@pytest.fixture(scope="session")
def world() -> Iterator[World]:
    """Return the world; it ends with the session."""
    with World(folder=FOLDER, rate_scale=RATE_SCALE, parameters=IMPATIENT, say=lambda _: None) as made:
        yield made


@pytest.fixture(scope="session")
def story(world: World) -> Story:
    """Play the demonstration's scenes."""
    told = Story(Player(world))
    for scene in STORY:
        told.tell(scene)
    return told


@pytest.fixture(scope="session")
def ended(world: World, story: Story) -> Ended:
    """Return how the scenes left the world."""
    systems = story.player.systems
    return Ended(systems["schoology"].state(), systems["eschoolplus"].state(), world.letters())


@pytest.fixture(scope="session")
def other_world() -> Iterator[World]:
    """Return a world for data prep, where no flow has run yet; it ends with the session."""
    with World(folder=OTHER_FOLDER, rate_scale=RATE_SCALE, say=lambda _: None) as made:
        yield made


@pytest.fixture(scope="session")
def prior(other_world: World) -> Prior:
    """Play data prep, and between looking and deciding a first run of each flow that must not begin."""
    told = Prior(Player(other_world))
    look, *others = PRIOR_STORY
    told.tell(look)
    told.barred["student-acts"] = _first_run_as_a_student(told)
    told.barred["wrong-secret"] = _first_run_with_a_wrong_secret(told)
    for scene in others:
        told.tell(scene)
    return told


def _first_run_as_a_student(told: Prior) -> Barred:
    student = next(user for user in told.held["prior-look"]["users"] if user["role"] == "Student")
    text = (CONFIG / "systems.yaml").read_text(encoding="utf-8")
    acting = text.replace("\nschoology:\n", f'\nschoology:\n  acting_user: "{student["id"]}"\n')
    with redeployed_settings(told.player.world, {"systems.yaml": acting}):
        return told.bar("student-acts", "schoology.provisioning")


def _first_run_with_a_wrong_secret(told: Prior) -> Barred:
    with other_secret(told.player.world, "Eschoolplus", client_secret="wrong"):
        return told.bar("wrong-secret", GRADES)


@pytest.fixture
def player(story: Story) -> Iterator[Player]:
    """Return the player of the scenes, which were played; faults do not outlive the test."""
    yield story.player
    for simulator in story.player.systems.values():
        simulator.heal()


@pytest.fixture(scope="module")
def short_waits(world: World) -> Iterator[None]:
    """Let the state machines wait a tenth as long before they try a step again."""
    wait_scaled_by(world, 0.1)
    yield
    wait_scaled_by(world, 1)
