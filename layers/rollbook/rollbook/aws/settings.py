"""The institution's YAML, checked against its models; a mistake is named by file, line, value and what is accepted."""

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TypeVar, get_args

import yaml
from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from rollbook.model.errors import SettingsError

Settings = TypeVar("Settings", bound=BaseModel)

INSTITUTION = "institution.yaml"
SYSTEMS = "systems.yaml"


def folder() -> Path:
    """Return the folder of the settings layer: `/opt` in Lambda, wherever a layer lies on the path elsewhere."""
    for candidate in (Path("/opt"), *map(Path, sys.path)):
        if (candidate / INSTITUTION).is_file():
            return candidate
    raise SettingsError(
        f"No {INSTITUTION} was found. The settings layer (layers/config) must be deployed with the function."
    )


def load(file: Path, model: type[Settings], within: str | None = None) -> Settings:
    """Return the settings of a file, or of one section `within` it (empty when it is not there).

    Raises SettingsError that lists every mistake of the file.
    """
    try:
        node = yaml.compose(file.read_text(encoding="utf-8"), Loader=_StrictLoader)
        document = _construct(node)
    except FileNotFoundError:
        raise SettingsError(f"{file.name} is missing. Put it into layers/config and deploy again.") from None
    except yaml.MarkedYAMLError as wrong:
        line = wrong.problem_mark.line + 1 if wrong.problem_mark else 1
        raise SettingsError(f"{file.name}, line {line}: this is no YAML: {wrong.problem}.") from None
    except (UnicodeDecodeError, yaml.YAMLError):
        raise SettingsError(f"{file.name}: it has characters that are no text. Save the file as UTF-8.") from None
    path: tuple[str, ...] = (within,) if within else ()
    section = document.get(within, {}) if within and isinstance(document, dict) else document
    try:
        return model.model_validate(section if section is not None else {})
    except ValidationError as wrong:
        mistakes = [
            _mistake(file, node, (*path, *error["loc"]), _words(model, error)) for error in _own(wrong.errors())
        ]
        raise SettingsError("\n".join(mistakes)) from None


def sections(file: Path) -> dict[str, int]:
    """Return the names at the top of a settings file with their lines; none when it is no mapping."""
    try:
        node = yaml.compose(file.read_text(encoding="utf-8"), Loader=_StrictLoader)
    except (FileNotFoundError, yaml.YAMLError):
        return {}
    return (
        {name.value: name.start_mark.line + 1 for name, _ in node.value} if isinstance(node, yaml.MappingNode) else {}
    )


class _StrictLoader(yaml.SafeLoader):
    """YAML without surprises: a name twice in one mapping is a mistake, and 08:00 stays text."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        """Return the mapping; raises a marked error on the second of two equal names."""
        seen: set[str] = set()
        for name, _ in node.value:
            if not isinstance(name, yaml.ScalarNode):
                raise yaml.MarkedYAMLError(problem="a name must be a word", problem_mark=name.start_mark)
            if name.value in seen:
                raise yaml.MarkedYAMLError(problem=f"{name.value} stands here twice", problem_mark=name.start_mark)
            seen.add(name.value)
        return super().construct_mapping(node, deep)


# Only what looks like a number or a truth value to everybody is one: 08:00, 0012 and "no" stay text.
_StrictLoader.yaml_implicit_resolvers = {}
for _tag, _pattern, _first in (
    ("bool", r"true|false", "tf"),
    ("int", r"[-+]?(0|[1-9][0-9]*)", "-+0123456789"),
    ("float", r"[-+]?[0-9]+\.[0-9]+", "-+0123456789"),
    ("null", r"|~|null", ["", "~", "n"]),
    ("merge", r"<<", "<"),
):
    _StrictLoader.add_implicit_resolver(f"tag:yaml.org,2002:{_tag}", re.compile(rf"^(?:{_pattern})$"), list(_first))


def _construct(node: yaml.Node | None) -> Any:
    loader = _StrictLoader("")
    return loader.construct_document(node) if node else None


def _words(model: type[BaseModel], error: ErrorDetails) -> str:
    """Return what is wrong and what is accepted."""
    if error["type"] == "extra_forbidden":
        fields = _fields(model, error["loc"][:-1])
        return f" is not known; accepted are {', '.join(fields)}"
    given = "" if error["type"] == "missing" else f" is {error['input']!r}"
    words = str(error["ctx"]["error"]) if error["type"] == "value_error" else error["msg"]
    return f"{given}: {words[0].lower()}{words[1:]}"


def _own(errors: list[ErrorDetails]) -> list[ErrorDetails]:
    """Return the errors without those that only follow from others: a list seems too short when its items are wrong."""
    return [
        error
        for error in errors
        if error["type"] != "too_short"
        or not any(other is not error and other["loc"][: len(error["loc"])] == error["loc"] for other in errors)
    ]


def _fields(model: type[BaseModel], location: tuple[int | str, ...]) -> list[str]:
    """Return the fields of the model that stands at a location within another."""
    for part in location:
        field = model.model_fields.get(str(part))
        model = next(_models(field.annotation), model) if field else model
    return list(model.model_fields)


def _models(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for inner in get_args(annotation):
        yield from _models(inner)


def _mistake(file: Path, node: yaml.Node | None, location: tuple[int | str, ...], words: str) -> str:
    name = ".".join(map(str, location)) or "the file"
    return f"{file.name}, line {_line(node, location)}: {name}{words}."


def _line(node: yaml.Node | None, location: tuple[Any, ...]) -> int:
    """Return the line of the deepest part of the location that the file has."""
    line = node.start_mark.line if node else 0
    for part in location:
        if isinstance(node, yaml.MappingNode):
            found = [(name, value) for name, value in node.value if name.value == str(part)]
            if not found:
                break
            line, node = found[0][0].start_mark.line, found[0][1]
        elif isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
            node = node.value[part]
            line = node.start_mark.line
        else:
            break
    return line + 1
