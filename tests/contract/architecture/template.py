"""`template.yaml` as tests read it: intrinsic functions as CloudFormation's JSON, resolved where names are known."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import yaml

from tests.contract.architecture.repository import ROOT

Json = dict[str, Any]

FUNCTION = "AWS::Serverless::Function"
MACHINE = "AWS::Serverless::StateMachine"


class _Loader(yaml.SafeLoader):
    """YAML with CloudFormation's short forms."""


def _intrinsic(loader: yaml.SafeLoader, suffix: str, node: yaml.Node) -> Json:
    value: Any
    if isinstance(node, yaml.ScalarNode):
        value = loader.construct_scalar(node)
        if suffix == "GetAtt":
            value = str(value).split(".")
    elif isinstance(node, yaml.SequenceNode):
        value = loader.construct_sequence(node, deep=True)
    else:
        assert isinstance(node, yaml.MappingNode)
        value = loader.construct_mapping(node, deep=True)
    return {suffix if suffix in {"Ref", "Condition"} else f"Fn::{suffix}": value}


_Loader.add_multi_constructor("!", _intrinsic)


@dataclass(frozen=True)
class Resource:
    """One resource of the template."""

    name: str
    kind: str
    definition: Json

    @property
    def properties(self) -> Json:
        """What the template says of it."""
        properties: Json = self.definition.get("Properties", {})
        return properties

    @property
    def statements(self) -> list[Json]:
        """The statements of its inline policies (functions and state machines)."""
        return [
            statement for policy in self.properties.get("Policies", []) for statement in policy.get("Statement", [])
        ]

    @property
    def granted(self) -> Iterator[tuple[str, Any]]:
        """Yield every action that its policies allow with every resource that it allows it on."""
        for statement in self.statements:
            for action in as_list(statement["Action"]):
                for resource in as_list(statement["Resource"]):
                    yield action, resource


class Template:
    """The whole file."""

    def __init__(self, path: Path) -> None:
        self.text = path.read_text(encoding="utf-8")
        self.document: Json = yaml.load(self.text, Loader=_Loader)  # noqa: S506 - a SafeLoader with short forms

    @cached_property
    def resources(self) -> dict[str, Resource]:
        """Every resource by its logical name."""
        return {
            name: Resource(name, definition["Type"], definition)
            for name, definition in self.document["Resources"].items()
        }

    def of_kind(self, kind: str) -> list[Resource]:
        """Return the resources of one type."""
        return [resource for resource in self.resources.values() if resource.kind == kind]

    @property
    def defaults(self) -> dict[str, str]:
        """Parameters that have a default, as text."""
        return {
            name: str(parameter["Default"])
            for name, parameter in self.document["Parameters"].items()
            if "Default" in parameter
        }

    def function_value(self, resource: Resource, name: str) -> Any:
        """Return a function's property, the one of Globals when it has none of its own."""
        return resource.properties.get(name, self.document["Globals"]["Function"].get(name))

    def environment(self, resource: Resource) -> Json:
        """Return a function's own environment variables."""
        variables: Json = resource.properties.get("Environment", {}).get("Variables", {})
        return variables

    def global_environment(self) -> Json:
        """Return the environment variables of every function."""
        variables: Json = self.document["Globals"]["Function"]["Environment"]["Variables"]
        return variables


@cache
def template() -> Template:
    """Return the repository's template."""
    return Template(ROOT / "template.yaml")


def function_name(step: str) -> str:
    """Return the logical name of a step's function."""
    return f"{step.title()}Function"


def as_list(value: Any) -> list[Any]:
    """Return a list of what may stand alone."""
    return value if isinstance(value, list) else [value]


def mentioned(value: Any) -> set[str]:
    """Return the logical names and parameters that a value refers to."""
    if isinstance(value, list):
        return {name for item in value for name in mentioned(item)}
    if not isinstance(value, dict):
        return set()
    if "Ref" in value:
        return {value["Ref"]}
    if "Fn::GetAtt" in value:
        return {value["Fn::GetAtt"][0]}
    if "Fn::Sub" in value:
        text, *extra = as_list(value["Fn::Sub"])
        names = {name.partition(".")[0] for name in re.findall(r"\$\{([^!}]+)\}", text)}
        own = set(extra[0]) if extra else set()
        return (names - own) | mentioned(list(extra[0].values()) if extra else [])
    return {name for item in value.values() for name in mentioned(item)}


def resolved(value: Any, names: Mapping[str, str]) -> Any:
    """Return a value with its intrinsic functions replaced; `names` says what Ref and GetAtt (`A.Arn`) stand for."""
    if isinstance(value, list):
        return [resolved(item, names) for item in value]
    if not isinstance(value, dict):
        return value
    match value:
        case {"Ref": name}:
            return names[name]
        case {"Fn::GetAtt": [name, attribute]}:
            return names[f"{name}.{attribute}"]
        case {"Fn::Sub": str(text)}:
            return re.sub(r"\$\{([^!}]+)\}", lambda found: names[found[1]], text)
        case _:
            return {name: resolved(item, names) for name, item in value.items()}
