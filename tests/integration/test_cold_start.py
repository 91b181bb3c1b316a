"""What a function imports when it starts cold, in an interpreter of its own."""

import json
import subprocess
import sys
from collections.abc import Callable
from types import ModuleType

import pytest

from rollbook import connectors
from rollbook.model.errors import SettingsError
from tests.contract.architecture.repository import CONFIG, DOOR, FUNCTIONS, LAYER, STEPS
from tests.contract.architecture.template import function_name, template
from tests.integration.stack import REGION, Stack

CALLS_NO_SYSTEM = ("begin", "interpret", "notify", "plan", "receive", "report")
READS_NO_SETTINGS = ("receive",)
NEVER_AT_THE_DOOR = {
    "pydantic",
    "requests",
    "yaml",
    "rollbook.assembly",
    "rollbook.connectors",
    "rollbook.flows",
    "rollbook.model",
    "rollbook.steps",
}
"""What would keep a sender waiting: none of it is needed to tell who calls."""
NEVER = {"pytest", "moto", "hypothesis", "tests", "sandbox", "rollbook.admin", "asyncio"}

_IMPORT = """
import json, sys
sys.path[:0] = [{function!r}, {layer!r}, {config!r}]
import handler
{more}
print(json.dumps(sorted(sys.modules)))
"""


def imported(stack: Stack, step: str, more: str = "") -> set[str]:
    """Return the names of all modules that are loaded once a step's handler is."""
    script = _IMPORT.format(function=str(FUNCTIONS / step), layer=str(LAYER), config=str(CONFIG), more=more)
    ran = subprocess.run(  # noqa: S603 - our own interpreter with our own script
        [sys.executable, "-c", script],
        # Lambda itself says where a function runs.
        env=stack.environment(step) | {"AWS_REGION": REGION},
        capture_output=True,
        text=True,
        check=True,
    )
    assert ran.stderr == ""
    return set(json.loads(ran.stdout.splitlines()[-1]))


@pytest.mark.parametrize("step", STEPS)
def test_a_function_imports_nothing_that_it_does_not_use(stack: Stack, step: str) -> None:
    modules = imported(stack, step)
    assert not modules & NEVER
    if step in CALLS_NO_SYSTEM:
        assert not modules & {"requests", "requests_oauthlib"}
    if step in READS_NO_SETTINGS:
        assert "yaml" not in modules
    if step != DOOR:
        assert not [name for name in modules if name.startswith("rollbook.webhooks")]


def test_the_door_opens_without_anything_that_stands_behind_it(stack: Stack) -> None:
    modules = imported(stack, DOOR)
    assert not modules & NEVER_AT_THE_DOOR
    assert {"boto3", "aws_lambda_powertools", "rollbook.webhooks.receiving"} <= modules


@pytest.mark.parametrize("step", ["apply", "check", "extract"])
def test_a_function_that_calls_systems_loads_a_client_with_the_first_call_and_no_other_systems(
    stack: Stack, step: str
) -> None:
    of_clients = {f"rollbook.connectors.{name}.client" for name in connectors.names()} | {"requests"}
    assert not imported(stack, step) & of_clients
    loaded = imported(stack, step, "import rollbook.connectors.eschoolplus.client")
    assert loaded & of_clients == {"rollbook.connectors.eschoolplus.client", "requests"}
    assert not [name for name in loaded if name.startswith("rollbook.connectors.schoology")]


def test_understanding_an_event_loads_no_client_of_its_sender(stack: Stack) -> None:
    more = 'handler.assembly.interpreter("schoology"); handler.assembly.listeners(handler.FOLDER, "schoology")'
    modules = imported(stack, "interpret", more)
    assert {"rollbook.connectors.schoology.events", "rollbook.flows.schoology.grades"} <= modules
    assert not modules & {"requests", "rollbook.connectors.schoology.client"}


def test_planning_for_a_system_loads_no_client_of_it(stack: Stack) -> None:
    more = 'handler.assembly.terms(handler.FOLDER, handler.flows.load("schoology.provisioning"), 1)'
    modules = imported(stack, "plan", more)
    assert "rollbook.connectors.schoology" in modules
    assert not modules & {"requests", "rollbook.connectors.schoology.client"}


@pytest.mark.parametrize("step", STEPS)
def test_a_function_without_one_of_its_variables_says_which_at_its_start(
    load: Callable[[str], ModuleType], stack: Stack, step: str
) -> None:
    variable = next(iter(template().environment(template().resources[function_name(step)])))
    stack.withheld = variable
    # The door does without our errors; the name of what is missing is all that it says.
    with pytest.raises(KeyError if step == DOOR else SettingsError, match=variable):
        load(step)
