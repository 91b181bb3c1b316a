"""What goes wrong outside ends in a red run with one clear sentence, an e-mail that says it, and no effect."""

import io
import json
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from sandbox.demo.playing import Played, Player
from sandbox.demo.scenario import TOMORROW
from sandbox.world.children import REPOSITORY
from sandbox.world.world import World

CLOSED_PORT = "http://127.0.0.1:9"
CONFIG = REPOSITORY / "layers" / "config"


@dataclass(frozen=True)
class Trouble:
    """Something that goes wrong, and what the run must say of it."""

    name: str
    happens: Callable[[World, Player], Any]
    error: str
    words: tuple[str, ...]


def _fault(system: str, kind: str, **fields: Any) -> Callable[[World, Player], Any]:
    return lambda _, player: player.systems[system].fault(kind, **fields)


def _drift_every_time(player: Player) -> None:
    """Let the records move under the second page of each attempt."""
    for attempt in range(3):
        player.systems["eschoolplus"].fault("drift", path="/users$", after=2 * attempt + 1, times=1)


def _secret(system: str, **fields: str) -> Callable[[World, Player], Any]:
    return lambda world, _: _overwrite_secret(world, system, fields)


TROUBLES = (
    Trouble("source-secret", _secret("Eschoolplus", client_secret="wrong"), "CredentialsError", ("eSchoolPLUS",)),
    Trouble(
        "source-incomplete", _secret("Eschoolplus", client_id=""), "CredentialsError", ("client_id", "Secrets Man")
    ),
    Trouble("source-gone", _secret("Eschoolplus", base_url=CLOSED_PORT), "SystemUnavailableError", ("eSchoolPLUS",)),
    Trouble("source-html", _fault("eschoolplus", "html", path="/users$"), "ContractError", ("eSchoolPLUS", "users")),
    Trouble("source-cut-json", _fault("eschoolplus", "malformed", path="/users$"), "ContractError", ("eSchoolPLUS",)),
    Trouble("source-drift", lambda _, player: _drift_every_time(player), "IncompleteReadError", ("users",)),
    Trouble("target-secret", _secret("Schoology", consumer_secret="wrong"), "CredentialsError", ("Schoology",)),
    Trouble("target-gone", _secret("Schoology", base_url=CLOSED_PORT), "SystemUnavailableError", ("Schoology",)),
)


@pytest.fixture(scope="module", autouse=True)
def _something_to_send(world: World, story: object) -> None:
    """Give every run something that it would send if it could."""
    del story
    Player(world).systems["eschoolplus"].script("day_of_changes")


@pytest.mark.parametrize("trouble", TROUBLES, ids=lambda trouble: trouble.name)
def test_trouble_makes_a_red_run_with_one_clear_sentence_and_no_effect(
    world: World, player: Player, trouble: Trouble
) -> None:
    before = player.systems["schoology"].state()

    with _secrets_restored(world):
        trouble.happens(world, player)
        played = player.play(f"trouble-{trouble.name}", as_of=TOMORROW, streams=["users"])

    _assert_red(world, played, trouble.error, trouble.words)
    assert player.systems["schoology"].state() == before


def test_wrong_settings_make_a_red_run_that_names_file_line_and_value(world: World, player: Player) -> None:
    before = player.systems["schoology"].state()
    wrong = (
        (CONFIG / "schoology.provisioning.yaml").read_text(encoding="utf-8").replace("building: 5000003", "building: B")
    )

    with _redeployed_settings(world, {"schoology.provisioning.yaml": wrong}):
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


def _overwrite_secret(world: World, system: str, fields: dict[str, str]) -> None:
    secrets, arn = world.client("secretsmanager"), world.places.outputs[f"{system}SecretArn"]
    known = json.loads(secrets.get_secret_value(SecretId=arn)["SecretString"])
    changed = {name: value for name, value in (known | fields).items() if value}
    secrets.put_secret_value(SecretId=arn, SecretString=json.dumps(changed))


@contextmanager
def _secrets_restored(world: World) -> Iterator[None]:
    secrets = world.client("secretsmanager")
    arns = [world.places.outputs[f"{system}SecretArn"] for system in ("Eschoolplus", "Schoology")]
    known = {arn: secrets.get_secret_value(SecretId=arn)["SecretString"] for arn in arns}
    try:
        yield
    finally:
        for arn, text in known.items():
            secrets.put_secret_value(SecretId=arn, SecretString=text)


@contextmanager
def _redeployed_settings(world: World, files: dict[str, str]) -> Iterator[None]:
    """Let the functions run with other settings, as after a redeploy of the settings layer alone."""
    functions = world.client("lambda")
    before = {
        name: [layer["Arn"] for layer in functions.get_function_configuration(FunctionName=name)["Layers"]]
        for name in ("rollbook-begin", "rollbook-plan")
    }
    version = functions.publish_layer_version(LayerName="rollbook-config", Content={"ZipFile": _zipped(CONFIG, files)})
    try:
        for name, layers in before.items():
            kept = [arn for arn in layers if ":rollbook-config:" not in arn]
            functions.update_function_configuration(FunctionName=name, Layers=[*kept, version["LayerVersionArn"]])
        yield
    finally:
        for name, layers in before.items():
            functions.update_function_configuration(FunctionName=name, Layers=layers)


def _zipped(folder: Path, instead: dict[str, str]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for file in sorted(folder.glob("*.yaml")):
            archive.writestr(file.name, instead.get(file.name, file.read_text(encoding="utf-8")))
    return packed.getvalue()
