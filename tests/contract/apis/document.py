"""Reads a wire contract of ours (docs/apis) and judges requests, answers and events by it, with a library's schemas.

Every judgement is a list of faults in words; an empty one means that the contract was kept.
"""

import dataclasses
import json
import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import jsonschema
import referencing
import referencing.jsonschema
import yaml

FOLDER = Path(__file__).parents[3] / "docs" / "apis"
METHODS = ("get", "put", "post", "patch", "delete")
_SELF = "urn:contract"
_FORM = "application/x-www-form-urlencoded"
_DATE = re.compile(r"\d{4}-\d\d-\d\d")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)")

FORMATS = jsonschema.FormatChecker(formats=())


@FORMATS.checks("date", raises=ValueError)
def _is_date(value: object) -> bool:
    return not isinstance(value, str) or (_DATE.fullmatch(value) is not None and bool(date.fromisoformat(value)))


@FORMATS.checks("date-time", raises=ValueError)
def _is_moment(value: object) -> bool:
    if not isinstance(value, str):
        return True
    return _MOMENT.fullmatch(value) is not None and datetime.fromisoformat(value.upper()).tzinfo is not None


@FORMATS.checks("uri", raises=ValueError)
def _is_uri(value: object) -> bool:
    return not isinstance(value, str) or bool(urlsplit(value).scheme and urlsplit(value).netloc)


@dataclasses.dataclass(frozen=True, slots=True)
class Operation:
    """One operation: its id, method and path template, its parameters with their schemas, and where it stands."""

    id: str
    method: str
    template: str
    parameters: tuple[Mapping[str, Any], ...]
    pointer: str
    content: Mapping[str, Any]

    def arguments(self, path: str) -> dict[str, str] | None:
        """Return the path's arguments, nothing for a path that is another's."""
        pattern = re.sub(r"\\{(\w+)\\}", r"(?P<\1>[^/]+)", re.escape(self.template))
        match = re.fullmatch(pattern, path)
        return None if match is None else {name: unquote(value) for name, value in match.groupdict().items()}


class Document:
    """One OpenAPI 3.1 document."""

    def __init__(self, content: Mapping[str, Any]) -> None:
        self.content = content
        self.prefix = urlsplit(content["servers"][0]["url"]).path.rstrip("/")
        resource = referencing.jsonschema.DRAFT202012.create_resource(content)
        self._registry = referencing.Registry[Any]().with_resource(_SELF, resource)
        self.operations = tuple(self._operations(content["paths"], "/paths"))
        self.webhooks = {one.template: one for one in self._operations(content.get("webhooks", {}), "/webhooks")}

    @classmethod
    def load(cls, system: str) -> "Document":
        """Read the contract of a system such as "coursekey"."""
        return cls(yaml.safe_load((FOLDER / f"{system}.yaml").read_text(encoding="utf-8")))

    def faults_of(self, schema: str, value: Any) -> list[str]:
        """Judge a value by a schema of the components such as "Course"."""
        return self._judge(f"/components/schemas/{schema}", value)

    def operation(self, method: str, path: str) -> tuple[Operation, dict[str, str]] | None:
        """Return the operation that a path (without its query) belongs to, with the path's arguments."""
        inner = path.removeprefix(self.prefix)
        for one in self.operations:
            arguments = one.arguments(inner) if one.method == method.lower() else None
            if arguments is not None and path.startswith(self.prefix):
                return one, arguments
        return None

    def faults_of_request(self, method: str, address: str, headers: Mapping[str, str], body: bytes) -> list[str]:
        """Judge a request by its path with the query, its headers and its body."""
        split = urlsplit(address)
        found = self.operation(method, split.path)
        if found is None:
            return [f"There is no operation {method} {split.path}."]
        operation, arguments = found
        asked = {name: ",".join(values) for name, values in parse_qs(split.query, keep_blank_values=True).items()}
        given = {"path": arguments, "query": asked, "header": _lower(headers)}
        faults = list(self._faults_of_parameters(operation, given))
        return faults + self._faults_of_security(operation, headers) + self._faults_of_body(operation, headers, body)

    def faults_of_answer(
        self, method: str, path: str, status: int, headers: Mapping[str, str], body: bytes
    ) -> list[str]:
        """Judge an answer; one to a call that is no operation must be an error as all others."""
        found = self.operation(method, urlsplit(path).path)
        if found is None:
            return self._faults_of_response("/components/responses/Error", headers, body)
        operation, _ = found
        responses = operation.content["responses"]
        key = next((one for one in (str(status), f"{status // 100}XX", "default") if one in responses), None)
        if key is None:
            return [f"{operation.id} does not answer {status}."]
        if key == "default" and status < 400:
            return [f"{operation.id} answers {status} with an error."]
        return self._faults_of_response(f"{operation.pointer}/responses/{key}", headers, body)

    def faults_of_event(self, name: str, headers: Mapping[str, str], body: bytes) -> list[str]:
        """Judge a pushed event by the name of its webhook."""
        operation = self.webhooks[name]
        faults = list(self._faults_of_parameters(operation, {"path": {}, "query": {}, "header": _lower(headers)}))
        return faults + self._faults_of_body(operation, headers, body)

    def resolve(self, value: Mapping[str, Any], pointer: str) -> tuple[Mapping[str, Any], str]:
        """Follow references inside the document; return what is there, and its JSON pointer."""
        while "$ref" in value:
            pointer = value["$ref"].removeprefix("#")
            value = self.at(pointer)
        return value, pointer

    def at(self, pointer: str) -> Any:
        """Return what stands at a JSON pointer; `KeyError` for one that leads nowhere."""
        value: Any = self.content
        for part in pointer.split("/")[1:]:
            name = part.replace("~1", "/").replace("~0", "~")
            value = value[int(name)] if isinstance(value, list) else value[name]
        return value

    def _operations(self, paths: Mapping[str, Any], root: str) -> Iterable[Operation]:
        for template, item in paths.items():
            for method in METHODS:
                if method in item:
                    parameters = [*item.get("parameters", []), *item[method].get("parameters", [])]
                    yield Operation(
                        item[method]["operationId"],
                        method,
                        template,
                        tuple(self.resolve(one, "")[0] for one in parameters),
                        f"{root}/{template.replace('~', '~0').replace('/', '~1')}/{method}",
                        item[method],
                    )

    def _judge(self, pointer: str, value: Any) -> list[str]:
        return self._judge_schema({"$ref": f"{_SELF}#{pointer}"}, value)

    def _judge_schema(self, schema: Mapping[str, Any], value: Any) -> list[str]:
        if schema.get("$ref", "").startswith("#"):
            return self._judge(schema["$ref"].removeprefix("#"), value)
        validator = jsonschema.Draft202012Validator(
            {"$id": _SELF + ":use", **schema}, registry=self._registry, format_checker=FORMATS
        )
        return [f"{error.json_path}: {error.message}" for error in validator.iter_errors(value)]

    def _faults_of_parameters(self, operation: Operation, given: Mapping[str, Mapping[str, str]]) -> Iterable[str]:
        listed = {(one["in"], one["name"]) for one in operation.parameters}
        yield from (
            f"{operation.id} has no parameter {name}." for name in given["query"] if ("query", name) not in listed
        )
        for one in operation.parameters:
            value = given[one["in"]].get(one["name"])
            if value is None and one.get("required"):
                yield f"{operation.id} needs {one['name']} in its {one['in']}."
            if value is not None:
                words = self._judge_schema(one["schema"], _typed(one["schema"], value))
                yield from (f"{one['name']} of {operation.id}: {word}" for word in words)

    def _faults_of_security(self, operation: Operation, headers: Mapping[str, str]) -> list[str]:
        if operation.content.get("security") == []:
            return []
        schemes = self.content["components"]["securitySchemes"].values()
        wanted = [scheme["name"] if scheme["type"] == "apiKey" else "Authorization" for scheme in schemes]
        return [f"There is no header {name}." for name in wanted if name.lower() not in _lower(headers)]

    def _faults_of_body(self, operation: Operation, headers: Mapping[str, str], body: bytes) -> list[str]:
        if "requestBody" not in operation.content:
            return [f"{operation.id} takes no body."] if body else []
        pointer = f"{operation.pointer}/requestBody"
        if _FORM in self.resolve(operation.content["requestBody"], pointer)[0]["content"]:
            return self._faults_of_form(pointer, headers, body)
        return self._faults_of_json(pointer, headers, body)

    def _faults_of_form(self, pointer: str, headers: Mapping[str, str], body: bytes) -> list[str]:
        kind = _lower(headers).get("content-type", "").partition(";")[0]
        if kind != _FORM:
            return [f"The Content-Type is {kind!r}."]
        fields = parse_qs(body.decode(), keep_blank_values=True)
        value = {name: ",".join(values) for name, values in fields.items()}
        return self._judge(f"{pointer}/content/{_FORM.replace('/', '~1')}/schema", value)

    def _faults_of_response(self, pointer: str, headers: Mapping[str, str], body: bytes) -> list[str]:
        response, pointer = self.resolve(self.at(pointer), pointer)
        given = _lower(headers)
        faults = [
            f"{name}: {fault}"
            for name, header in response.get("headers", {}).items()
            if name.lower() in given
            for fault in self._judge_schema(header["schema"], _typed(header["schema"], given[name.lower()]))
        ]
        return faults + (self._faults_of_json(pointer, headers, body) if "content" in response else [])

    def _faults_of_json(self, pointer: str, headers: Mapping[str, str], body: bytes) -> list[str]:
        kind = _lower(headers).get("content-type", "").partition(";")[0]
        if kind != "application/json" and not kind.endswith("+json"):
            return [f"The Content-Type is {kind!r}."]
        try:
            value = json.loads(body)
        except ValueError as error:
            return [f"It is not JSON: {error}."]
        return self._judge(f"{pointer}/content/application~1json/schema", value)


def _lower(headers: Mapping[str, str]) -> dict[str, str]:
    return {name.lower(): value for name, value in headers.items()}


def _typed(schema: Mapping[str, Any], value: str) -> Any:
    """Return a parameter as what its schema speaks of."""
    readers: Mapping[Any, Callable[[str], Any]] = {"integer": int, "number": float}
    try:
        return readers.get(schema.get("type"), str)(value)
    except ValueError:
        return value
