"""What is built and what is checked with is pinned, and says of no place where to get it."""

import re
import tomllib
from dataclasses import dataclass

import pytest

from tests.contract.architecture.repository import ROOT

LAYER = "layers/dependencies/requirements.txt"
TOOLS = "requirements-dev.lock"
LOCKS = (LAYER, TOOLS)
WITH_THE_RUNTIME = {"boto3", "botocore", "s3transfer"}

_REQUIREMENT = re.compile(r"(?P<name>[a-z0-9][a-z0-9._-]*)(\[[\w, -]+\])?==(?P<version>[\w.!+]+)( ; [^;\\]+)?")
_HASH = re.compile(r"--hash=sha256:[0-9a-f]{64}")


@dataclass(frozen=True)
class Pin:
    """One requirement of a lock with what follows it."""

    requirement: str
    options: tuple[str, ...]

    @property
    def name(self) -> str:
        found = _REQUIREMENT.fullmatch(self.requirement)
        assert found, f"{self.requirement} is not pinned"
        return found["name"]

    @property
    def version(self) -> str:
        found = _REQUIREMENT.fullmatch(self.requirement)
        assert found, f"{self.requirement} is not pinned"
        return found["version"]


def pins(lock: str) -> list[Pin]:
    text = re.sub(r"^\s*#.*\n", "", (ROOT / lock).read_text(encoding="utf-8"), flags=re.MULTILINE)
    lines = text.replace("\\\n", " ").splitlines()
    return [
        Pin(parts[0].strip(), tuple(parts[1:])) for line in lines if (parts := re.split(r"\s+(?=--)", line.strip()))
    ]


def named(lock: str) -> dict[str, str]:
    return {pin.name: pin.version for pin in pins(lock)}


@pytest.mark.parametrize("lock", LOCKS)
def test_every_requirement_is_pinned_with_hashes(lock: str) -> None:
    assert pins(lock)
    for pin in pins(lock):
        assert pin.version
        assert pin.options, pin.name
        assert all(_HASH.fullmatch(option) for option in pin.options), pin.name


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_names_no_place_on_the_net(lock: str) -> None:
    assert not re.search(r"://|\S@\S|^\s*(-i|-f|--(?!hash))", (ROOT / lock).read_text(encoding="utf-8"), re.MULTILINE)


def test_the_layer_leaves_out_what_comes_with_the_runtime() -> None:
    assert not named(LAYER).keys() & WITH_THE_RUNTIME


def test_the_layer_holds_what_the_project_needs_and_the_tools_hold_the_same() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    needed = {re.split(r"[^\w-]", requirement)[0] for requirement in project["dependencies"]}
    assert needed <= named(LAYER).keys()
    assert named(LAYER).items() <= named(TOOLS).items()
