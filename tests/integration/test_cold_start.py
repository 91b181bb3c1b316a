"""What a function imports when it starts cold, in an interpreter of its own."""

import json
import subprocess
import sys
from collections.abc import Callable
from types import ModuleType

import pytest

from rollbook.model.errors import SettingsError
from tests.contract.architecture.repository import CONFIG, FUNCTIONS, LAYER, STEPS
from tests.contract.architecture.template import function_name, template
from tests.integration.stack import Stack

CALLS_NO_SYSTEM = ("begin", "notify", "plan", "report")
READS_NO_SETTINGS = ("report",)
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
        [sys.executable, "-c", script], env=stack.environment(step), capture_output=True, text=True, check=True
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
    with pytest.raises(SettingsError, match=variable):
        load(step)
