"""Who may import whom: the table of the house, read from the syntax of every module."""

import ast
import sys
from dataclasses import dataclass

import pytest

from tests.contract.architecture.repository import FUNCTIONS, LAYER, ROOT, Module, handlers, is_within, library, modules

WORLD = {"http", "os", "random", "secrets", "socket", "ssl", "subprocess", "time", "urllib"}
"""Parts of the standard library through which the world comes in."""


@dataclass(frozen=True)
class Law:
    """What the modules of one layer may import: of ours, of others, and whether the world may come in."""

    ours: frozenset[str]
    others: frozenset[str] = frozenset()
    world: bool = False


def law(ours: str, others: str = "", *, world: bool = False) -> Law:
    return Law(frozenset(f"rollbook.{name}" for name in ours.split()), frozenset(others.split()), world)


LAWS = {
    "rollbook.model": law("model", "pydantic"),
    "rollbook.sync": law("model sync"),
    "rollbook.flows": law("model sync flows", "pydantic"),
    "rollbook.steps": law("model sync steps"),
    "rollbook.connectors": law("model connectors", "pydantic requests requests_oauthlib oauthlib urllib3", world=True),
    "rollbook.tables": law("model tables", "charset_normalizer"),
    "rollbook.webhooks": law("webhooks"),
    "rollbook.aws": law(
        "model aws webhooks", "boto3 botocore aws_lambda_powertools pydantic pydantic_core yaml", world=True
    ),
    "rollbook.assembly": law("model aws connectors flows steps tables", "pydantic"),
    "rollbook.admin": law("model aws connectors flows steps assembly admin", "botocore pydantic", world=True),
}
TIMELESS = (
    "rollbook.model",
    "rollbook.sync",
    "rollbook.flows",
    "rollbook.steps",
    "rollbook.tables",
    "rollbook.webhooks",
)
DOOR = {"rollbook.aws.gateway", "rollbook.aws.inbox", "rollbook.aws.webhook_keys", "functions.receive.handler"}
"""The modules that let webhook calls in; a sender waits while they are loaded."""


def layer_of(module: Module) -> str | None:
    return next((layer for layer in LAWS if is_within(module.name, layer)), None)


def top(name: str) -> str:
    return name.partition(".")[0]


def members(layer: str) -> list[Module]:
    found = [module for module in library() if layer_of(module) == layer]
    assert found
    return found


def test_every_module_stands_under_a_law() -> None:
    assert [module.name for module in library() if not layer_of(module)] == ["rollbook"]


@pytest.mark.parametrize("layer", LAWS)
def test_a_layer_imports_of_ours_what_it_may(layer: str) -> None:
    assert {
        f"{module.name} imports {name}"
        for module in members(layer)
        for name in module.imports_any("rollbook") - {"rollbook"}
        if not any(is_within(name, allowed) for allowed in LAWS[layer].ours)
    } == set()


@pytest.mark.parametrize("layer", LAWS)
def test_a_layer_imports_of_others_what_it_may(layer: str) -> None:
    assert {
        f"{module.name} imports {name}"
        for module in members(layer)
        for name in {top(name) for name in module.imports} - sys.stdlib_module_names - {"rollbook"}
        # Stubs of boto3 are no boto3: they are imported for the type checker alone.
        if name not in LAWS[layer].others and not name.startswith("mypy_boto3_")
    } == set()


@pytest.mark.parametrize("layer", [layer for layer in LAWS if not LAWS[layer].world])
def test_rules_do_not_let_the_world_in(layer: str) -> None:
    assert {
        f"{module.name} imports {name}" for module in members(layer) for name in module.imports if top(name) in WORLD
    } == set()


def test_imports_are_absolute() -> None:
    assert {module.name for module in library() for name in module.imports if name.startswith(".")} == set()


@pytest.mark.parametrize("layer", TIMELESS)
def test_rules_never_ask_the_clock(layer: str) -> None:
    asked = {
        f"{module.name}:{node.lineno}"
        for module in members(layer)
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and (node.value.id, node.attr)
        in {("datetime", "now"), ("datetime", "utcnow"), ("datetime", "today"), ("date", "today")}
    }
    assert asked == set()


def test_the_environment_is_read_in_few_places() -> None:
    touching = {
        module.name
        for module in [*library(), *handlers()]
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Attribute) and node.attr in {"environ", "getenv"}
    }
    # The session reads the region alone, which Lambda and an administrator's shell name differently. The door does
    # without the typed environment, which is a model of pydantic.
    assert touching <= {
        "rollbook.aws.environment",
        "rollbook.aws.session",
        "rollbook.admin.command_line",
        "functions.receive.handler",
    }


def test_one_connector_never_imports_another() -> None:
    connectors = {path.parent.name for path in (LAYER / "rollbook" / "connectors").glob("*/__init__.py")}
    for connector in connectors:
        others = [f"rollbook.connectors.{name}" for name in connectors - {connector}]
        for module in modules(LAYER / "rollbook" / "connectors" / connector, f"rollbook.connectors.{connector}"):
            assert module.imports_any(*others) == set(), module.name


def test_one_integration_never_imports_another() -> None:
    integrations = {path.parent.name for path in (LAYER / "rollbook" / "flows").glob("*/__init__.py")}
    for integration in integrations:
        others = [f"rollbook.flows.{name}" for name in integrations - {integration}]
        for module in modules(LAYER / "rollbook" / "flows" / integration, f"rollbook.flows.{integration}"):
            assert module.imports_any(*others) == set(), module.name


def test_assembly_alone_knows_connectors_and_aws_at_once() -> None:
    knowing = {
        module.name
        for module in library()
        if module.imports_any("rollbook.aws") and module.imports_any("rollbook.connectors")
    }
    assert knowing == {"rollbook.assembly"}


def test_only_the_door_knows_the_rules_by_which_it_opens() -> None:
    inside = [module for module in library() if layer_of(module) != "rollbook.webhooks"]
    knowing = {module.name for module in [*inside, *handlers()] if module.imports_any("rollbook.webhooks")}
    assert knowing <= DOOR


def test_the_door_knows_nothing_of_what_is_behind_it() -> None:
    """What is behind it would bring pydantic, settings and connectors into every cold start; time alone is shared."""
    door = [module for module in [*library(), *handlers()] if module.name in DOOR]
    assert {module.name for module in door} == DOOR
    allowed = {*DOOR, "rollbook.webhooks", "rollbook.aws.clock", "rollbook.aws.session"}
    assert {
        f"{module.name} imports {name}"
        for module in door
        for name in module.imports_any("rollbook") - {"rollbook", "rollbook.aws"}
        if not any(is_within(name, one) for one in allowed)
    } == set()


def test_a_function_imports_nothing_but_our_layer() -> None:
    assert {top(name) for handler in handlers() for name in handler.imports} - sys.stdlib_module_names == {"rollbook"}


@pytest.mark.parametrize("folder", ["simulators", "institution"])
def test_what_stands_for_the_outside_shares_no_misunderstanding_with_us(folder: str) -> None:
    for module in modules(ROOT / "sandbox" / folder, f"sandbox.{folder}"):
        assert module.imports_any("rollbook") == set(), module.name


def test_nothing_deployed_knows_of_tests_or_sandbox() -> None:
    for module in [*modules(LAYER), *modules(FUNCTIONS)]:
        assert module.imports_any("tests", "sandbox", "benchmarks") == set(), module.name
