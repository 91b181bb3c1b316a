"""Each test has a stack of its own in moto, and handlers that are imported anew in their own environment."""

import importlib.util
import io
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from aws_lambda_powertools.utilities.typing import LambdaContext
from moto import mock_aws

from rollbook.aws.step import logger
from rollbook.model.ports import Proof
from sandbox.institution import sample_institution
from tests.contract.architecture.repository import CONFIG, FUNCTIONS, STEPS, sample
from tests.contract.architecture.template import function_name, template
from tests.integration.stack import Stack
from tests.integration.systems import Systems, served

Invoke = Callable[[str, dict[str, Any]], dict[str, Any]]
Rewrite = Callable[[str, str], None]


@pytest.fixture
def stack() -> Iterator[Stack]:
    with mock_aws():
        yield Stack()


@pytest.fixture(scope="module")
def systems() -> Iterator[Systems]:
    with served() as both:
        yield both


@pytest.fixture
def load(stack: Stack, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], ModuleType]:
    """Import a step's handler as Lambda does at a cold start: it sees its own variables and none of the others'."""
    monkeypatch.syspath_prepend(str(CONFIG))

    def load_handler(step: str) -> ModuleType:
        for other in STEPS:
            for name in template().environment(template().resources[function_name(other)]):
                monkeypatch.delenv(name, raising=False)
        for name, value in stack.environment(step).items():
            monkeypatch.setenv(name, value)
        spec = importlib.util.spec_from_file_location(f"handler_of_{step}", FUNCTIONS / step / "handler.py")
        assert spec
        assert spec.loader
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        return module

    return load_handler


@pytest.fixture
def invoke(load: Callable[[str], ModuleType]) -> Invoke:
    """Call a step's function with an event, which goes in and out as JSON."""

    def call(step: str, event: dict[str, Any]) -> dict[str, Any]:
        answer = load(step).lambda_handler(json.loads(json.dumps(event)), LambdaContext())
        said: dict[str, Any] = json.loads(json.dumps(answer))
        return said

    return call


@pytest.fixture
def rewrite(load: Callable[[str], ModuleType], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Rewrite:
    """Put a settings layer in which some words are others in front of the deployed one."""
    del load

    def put(before: str, after: str) -> None:
        for file in CONFIG.glob("*.yaml"):
            text = file.read_text(encoding="utf-8")
            (tmp_path / file.name).write_text(text.replace(before, after), encoding="utf-8")
        monkeypatch.syspath_prepend(str(tmp_path))

    return put


@pytest.fixture
def read_run(stack: Stack, invoke: Invoke) -> dict[str, Any]:
    """Return the reference of a run that has read what its one stream, the users, needs."""
    begun = invoke("begin", sample("begin", "single_stream"))
    institution = sample_institution()
    snapshots = stack.stores().snapshots
    for entity in begun["reads"]:
        records = institution.collection(entity).values()
        snapshots.write(begun["run"]["run"], entity, records)
        snapshots.seal(begun["run"]["run"], entity, Proof(declared=len(records), read=len(records), pages=1))
    reference: dict[str, Any] = begun["run"]
    return reference


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """All that the functions log."""
    written = io.StringIO()
    before = logger.registered_handler.setStream(written)  # type: ignore[attr-defined]  # it is a stream handler
    yield written
    logger.registered_handler.setStream(before)  # type: ignore[attr-defined]  # as above
