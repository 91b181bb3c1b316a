import re
from collections.abc import Iterator
from typing import Any

import jsonschema
import pytest

from tests.contract.apis.wire import document

SYSTEMS = ("coursedog", "coursekey", "edflex", "ethosce", "gegi", "learning360", "sis")
SHOWN_AS_SENT = ("coursekey", "gegi")
of_each_system = pytest.mark.parametrize("system", SYSTEMS)


def nodes(value: Any, pointer: str = "") -> Iterator[tuple[str, Any]]:
    """Yield every object and list of a document with its place."""
    yield pointer, value
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, one in inner:
        yield from nodes(one, f"{pointer}/{name}")


@of_each_system
def test_it_says_that_it_is_openapi_3_1_and_has_what_that_asks_for(system: str) -> None:
    content = document(system).content

    assert re.fullmatch(r"3\.1\.\d+", content["openapi"])
    assert {"title", "version"} <= content["info"].keys()
    allowed = {"openapi", "info", "servers", "security", "paths", "webhooks", "components"}
    assert content.keys() <= allowed
    assert all(content["components"][kind] for kind in content["components"])


@of_each_system
def test_every_schema_is_one_of_json_schema(system: str) -> None:
    for pointer, value in nodes(document(system).content):
        if pointer.endswith("/schema"):
            jsonschema.Draft202012Validator.check_schema(value)
    for schema in document(system).content["components"]["schemas"].values():
        jsonschema.Draft202012Validator.check_schema(schema)


@of_each_system
def test_every_reference_leads_somewhere(system: str) -> None:
    references = [
        value["$ref"] for _, value in nodes(document(system).content) if isinstance(value, dict) and "$ref" in value
    ]

    assert references
    for reference in references:
        assert document(system).at(reference.removeprefix("#"))


@of_each_system
def test_every_component_is_used(system: str) -> None:
    content = document(system).content
    used = {value["$ref"] for _, value in nodes(content) if isinstance(value, dict) and "$ref" in value}
    components = {
        f"#/components/{kind}/{name}"
        for kind in ("schemas", "parameters", "responses")
        for name in content["components"].get(kind, {})
    }

    assert components == used


@of_each_system
def test_every_operation_has_an_id_of_its_own_its_path_parameters_and_the_error_of_all(system: str) -> None:
    operations = document(system).operations

    assert len({one.id for one in operations}) == len(operations)
    for one in operations:
        in_path = {parameter["name"] for parameter in one.parameters if parameter["in"] == "path"}
        assert in_path == set(re.findall(r"{(\w+)}", one.template))
        assert one.content["responses"]["default"] == {"$ref": "#/components/responses/Error"}


@pytest.mark.parametrize("system", SHOWN_AS_SENT)
def test_what_is_held_may_have_whatever_may_be_sent(system: str) -> None:
    schemas = document(system).content["components"]["schemas"]
    sent = {name.removeprefix("Held") for name in schemas if name.startswith("Held")}

    assert sent
    for name in sent:
        assert schemas[name]["$ref"] == schemas[f"Held{name}"]["$ref"]
        assert schemas[name]["unevaluatedProperties"] is False
