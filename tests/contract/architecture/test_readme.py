"""The README shows what there is: every function, flow, stream, system, machine, settings file and room."""

import re

import pytest

from rollbook import connectors, flows
from tests.contract.architecture.machine import machines
from tests.contract.architecture.repository import CONFIG, LAYER, ROOT, STEPS
from tests.contract.architecture.template import template

README = (ROOT / "README.md").read_text(encoding="utf-8")


def section(heading: str) -> str:
    """Return what stands below a heading."""
    (found,) = re.findall(rf"^## {re.escape(heading)}\n(.*?)(?=^## |\Z)", README, re.MULTILINE | re.DOTALL)
    return str(found)


def rows(heading: str) -> list[str]:
    """Return the names that the rows of a section's table begin with."""
    return re.findall(r"^\| `([^`]+)` \|", section(heading), re.MULTILINE)


def test_every_function_has_its_row() -> None:
    assert sorted(rows("Functions")) == STEPS


def test_every_system_has_its_row() -> None:
    assert sorted(rows("Systems")) == connectors.names()


def test_every_flow_has_its_section() -> None:
    assert sorted(re.findall(r"^## Flow `([^`]+)`$", README, re.MULTILINE)) == sorted(flows.names())


@pytest.mark.parametrize("name", flows.names())
def test_every_stream_of_a_flow_has_its_row_in_the_order_in_which_they_go(name: str) -> None:
    assert rows(f"Flow `{name}`") == [stream.name for stream in flows.load(name).streams]


def test_every_state_machine_is_named() -> None:
    assert all(f"{machine.name}.asl.json`" in README for machine in machines())


def test_every_schedule_is_named_by_its_parameter() -> None:
    schedules = {name for name in template().defaults if name.endswith("Schedule")}
    assert schedules == set(re.findall(r"`(\w+Schedule)`", section("Schedules")))


def test_every_settings_file_is_named() -> None:
    assert {file.name for file in CONFIG.glob("*.yaml")} == set(re.findall(r"`([\w.]+\.yaml)`", section("Settings")))


def test_every_room_is_shown() -> None:
    rooms = {folder.parent.name for folder in (LAYER / "rollbook").glob("*/__init__.py")}
    assert all(f"{room}/" in section("The rooms of this house") for room in rooms)


def test_every_link_leads_to_a_file() -> None:
    links = re.findall(r"\]\((?!https?://)([^)#]+)", README)
    assert links
    assert all((ROOT / link).exists() for link in links)
