"""One world for all end-to-end tests; the demonstration's scenes are played in it once, before any test."""

import json
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Any

import pytest

from sandbox.demo.playing import Played, Player
from sandbox.demo.scenario import SCENES
from sandbox.world.children import REPOSITORY
from sandbox.world.world import Letter, World

FOLDER = REPOSITORY / "build" / "e2e"

IN_THE_ORDER_OF_THE_STORY = (
    "test_scenes",
    "test_target_state",
    "test_letters",
    "test_personal_data",
    "test_crash",
    "test_bad_input",
    "test_command_line",
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
    """What was played, what each scene's source held, what the target held in the end, and which letters went out."""

    played: dict[str, Played]
    sources: dict[str, dict[str, Any]]
    target: dict[str, Any]
    letters: list[Letter]


@pytest.fixture(scope="session")
def world() -> Iterator[World]:
    """Return the world; it ends with the session."""
    with World(folder=FOLDER, say=lambda _: None) as made:
        _shorten_waits(made)
        yield made


def _shorten_waits(world: World) -> None:
    """Let the state machine wait a tenth as long before it tries a step again."""
    body = json.dumps({"stepfunctions._SFN_WAIT_SCALE": 0.1}).encode()
    request = urllib.request.Request(f"{world.places.endpoint}/_ministack/config", method="POST", data=body)  # noqa: S310 - our own loopback server
    with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310 - as above
        assert answer.status == HTTPStatus.OK


@pytest.fixture(scope="session")
def story(world: World) -> Story:
    """Play the demonstration's scenes."""
    player = Player(world)
    played: dict[str, Played] = {}
    sources: dict[str, dict[str, Any]] = {}
    for scene in SCENES:
        scene.before(player)
        sources[scene.run] = player.systems["eschoolplus"].state()
        played[scene.run] = player.play(scene.run, **scene.given)
    return Story(played, sources, player.systems["schoology"].state(), world.letters())


@pytest.fixture
def player(world: World, story: Story) -> Iterator[Player]:
    """Return a player for a world in which the scenes were played; faults do not outlive the test."""
    del story
    made = Player(world)
    yield made
    for simulator in made.systems.values():
        simulator.heal()
