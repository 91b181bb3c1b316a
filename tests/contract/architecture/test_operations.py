"""The page for administrators names every setting that there is, and the file in which it stands."""

import re

import pytest

from rollbook import connectors, flows
from rollbook.model.settings import FlowSettings
from tests.contract.architecture.repository import ROOT

PAGE = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
INHERITED = set(FlowSettings.model_fields)


def section(title: str) -> str:
    """Return the part of the page below a heading, up to the next one."""
    return PAGE.partition(f"### `{title}`\n")[2].partition("\n##")[0]


def named(text: str) -> set[str]:
    """Return the last words of all settings that a text names, such as `at_least` of `guard.at_least`."""
    return {found.rpartition(".")[2] for found in re.findall(r"`([\w.\[\]]+)`", text)}


@pytest.mark.parametrize("name", flows.names())
def test_every_setting_of_a_flow_is_explained(name: str) -> None:
    assert set(flows.load(name).settings.model_fields) - INHERITED <= named(section(f"{name}.yaml"))


def test_what_every_flow_has_is_explained_once() -> None:
    words = section("schoology.provisioning.yaml")
    assert {field for field in INHERITED if f"`{field}" not in words} == set()


@pytest.mark.parametrize("system", connectors.names())
def test_every_setting_of_a_system_is_explained(system: str) -> None:
    assert set(connectors.load(system).settings.model_fields) <= named(section("systems.yaml"))
