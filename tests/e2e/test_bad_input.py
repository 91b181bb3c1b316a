"""What goes wrong outside ends in a red run with one clear sentence, an e-mail that says it, and no effect."""

import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from typing import Any

import pytest

from sandbox.demo.playing import Played, Player
from sandbox.demo.scenario import TOMORROW
from sandbox.world.settings_layer import CONFIG, redeployed_settings
from sandbox.world.world import World
from tests.e2e.conftest import Story
from tests.e2e.credentials import other_secret

CLOSED_PORT = "http://127.0.0.1:9"

Happens = Callable[[World, Player], AbstractContextManager[None]]

pytestmark = pytest.mark.usefixtures("short_waits")


@dataclass(frozen=True)
class Trouble:
    """Something that goes wrong, and what the run must say of it."""

    name: str
    happens: Happens
    error: str
    words: tuple[str, ...]


def _fault(system: str, kind: str, **fields: Any) -> Happens:
    return _faults(system, kind, fields)


def _drift_every_time() -> Happens:
    """Let the records move under the second page of each attempt."""
    return _faults(
        "eschoolplus", "drift", *({"path": "/users$", "after": 2 * attempt + 1, "times": 1} for attempt in range(3))
    )


def _faults(system: str, kind: str, *faults: dict[str, Any]) -> Happens:
    @contextmanager
    def happens(_: World, player: Player) -> Iterator[None]:
        for fields in faults:
            player.systems[system].fault(kind, **fields)
        yield

    return happens


def _secret(system: str, **fields: str) -> Happens:
    return lambda world, _: other_secret(world, system, **fields)


TROUBLES = (
    Trouble("source-secret", _secret("Eschoolplus", client_secret="wrong"), "CredentialsError", ("eSchoolPLUS",)),
    Trouble(
        "source-incomplete", _secret("Eschoolplus", client_id=""), "CredentialsError", ("client_id", "Secrets Man")
    ),
    Trouble("source-gone", _secret("Eschoolplus", base_url=CLOSED_PORT), "SystemUnavailableError", ("eSchoolPLUS",)),
    Trouble("source-html", _fault("eschoolplus", "html", path="/users$"), "ContractError", ("eSchoolPLUS", "users")),
    Trouble("source-cut-json", _fault("eschoolplus", "malformed", path="/users$"), "ContractError", ("eSchoolPLUS",)),
    Trouble("source-drift", _drift_every_time(), "IncompleteReadError", ("users",)),
    Trouble("target-secret", _secret("Schoology", consumer_secret="wrong"), "CredentialsError", ("Schoology",)),
    Trouble("target-gone", _secret("Schoology", base_url=CLOSED_PORT), "SystemUnavailableError", ("Schoology",)),
)


@pytest.fixture(scope="module", autouse=True)
def _something_to_send(story: Story) -> None:
    """Give every run something that it would send if it could."""
    story.player.systems["eschoolplus"].script("day_of_changes")


@pytest.fixture(scope="module", autouse=True)
def _little_patience(world: World) -> Iterator[None]:
    """Let a call that gets no answer be made twice, not four times."""
    text = (CONFIG / "systems.yaml").read_text(encoding="utf-8")
    less = re.sub(r"(?m)^(eschoolplus|schoology):$", r"\1:\n  attempts: 2", text)
    with redeployed_settings(world, {"systems.yaml": less}, "extract", "apply"):
        yield


@pytest.mark.parametrize("trouble", TROUBLES, ids=lambda trouble: trouble.name)
def test_trouble_makes_a_red_run_with_one_clear_sentence_and_no_effect(
    world: World, player: Player, trouble: Trouble
) -> None:
    before = player.systems["schoology"].state()

    with trouble.happens(world, player):
        played = player.play(f"trouble-{trouble.name}", as_of=TOMORROW, streams=["users"])

    _assert_red(world, played, trouble.error, trouble.words)
    assert player.systems["schoology"].state() == before


def test_wrong_settings_make_a_red_run_that_names_file_line_and_value(world: World, player: Player) -> None:
    before = player.systems["schoology"].state()
    wrong = (
        (CONFIG / "schoology.provisioning.yaml").read_text(encoding="utf-8").replace("building: 5000003", "building: B")
    )

    with redeployed_settings(world, {"schoology.provisioning.yaml": wrong}, "begin", "plan"):
        played = player.play("trouble-settings", as_of=TOMORROW)

    line = str(wrong.splitlines().index("    building: B") + 1)
    _assert_red(world, played, "SettingsError", ("schoology.provisioning.yaml", f"line {line}", "'B'", "integer"))
    assert player.systems["schoology"].state() == before


def test_what_was_left_undone_goes_out_once_the_trouble_is_over(player: Player) -> None:
    played = player.play("trouble-over", as_of=TOMORROW)

    assert played.status == "needs_attention"
    assert sum(figures["created"] + figures["updated"] for figures in played.streams.values()) > 0
    assert played.streams["users"]["updated"] > 0
    assert sum(figures["blocked"] for figures in played.streams.values()) == 0


def _assert_red(world: World, played: Played, error: str, words: tuple[str, ...]) -> None:
    assert (played.status, played.execution) == ("failed", "FAILED")
    assert played.record.sentence.endswith(f"[{error}]")
    assert [word for word in words if word not in played.record.sentence] == []
    assert played.record.sentence in world.letters()[-1].text
    assert f"rollbook show {played.run}" in world.letters()[-1].text
