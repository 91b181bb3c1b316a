"""Who may read which secret, and that a first deploy makes each in the form in which it is read."""

import json
from typing import Any

import pytest

from rollbook import connectors, flows
from rollbook.model.descriptors import Flow
from rollbook.model.tables import UPLOADS
from rollbook.webhooks.keys import Unusable, read
from rollbook.webhooks.senders import SENDERS
from tests.contract.architecture.repository import DESK, DOOR, STEPS
from tests.contract.architecture.template import Json, function_name, mentioned, template

KEY_OF_DIGESTS = "DigestKeySecret"
FLOWS = [flows.load(name) for name in flows.names()]
every_sender = pytest.mark.parametrize("sender", sorted(SENDERS))


def of_system(system: str) -> str:
    return f"{system.title()}Secret"


def of_sender(sender: str) -> str:
    return f"{sender.title()}WebhookSecret"


def readable(step: str) -> set[str]:
    """Return the secrets that a step's function may read."""
    return {
        name
        for action, resource in template().resources[function_name(step)].granted
        if action == "secretsmanager:GetSecretValue"
        for name in mentioned(resource)
    }


def read_from(flow: Flow) -> set[str]:
    """Return the systems that hold a collection which the flow's streams read, of whichever side."""
    collections = {
        name
        for stream in flow.streams
        for name in (stream.reads, *stream.lookups, *([stream.matching.reads] if stream.matching else []))
    }
    return {flow.place(name)[0] for name in collections} - {UPLOADS}


def rule(secret: str) -> Json:
    """Return how CloudFormation makes the value of a secret."""
    found: Json = template().resources[secret].properties["GenerateSecretString"]
    return found


def made(secret: str) -> dict[str, Any]:
    """Return the value that CloudFormation makes, of letters and digits alone, or the one that it is given."""
    given: str | None = template().resources[secret].properties.get("SecretString")
    if given:
        return dict(json.loads(given))
    key = "aB3" * int(rule(secret).get("PasswordLength", 32))
    generated = key[: int(rule(secret).get("PasswordLength", 32))]
    return {**json.loads(rule(secret)["SecretStringTemplate"]), rule(secret)["GenerateStringKey"]: generated}


def test_every_step_reads_the_secrets_that_its_work_needs_and_no_others() -> None:
    needed = {step: set[str]() for step in STEPS} | {
        "check": {of_system(system) for system in connectors.names()},
        "extract": {of_system(system) for flow in FLOWS for system in read_from(flow)},
        "plan": {KEY_OF_DIGESTS},
        "poll": {of_system(system) for system in connectors.names() if connectors.load(system).poll},
        DESK: {KEY_OF_DIGESTS},
        "apply": {of_system(flow.target) for flow in FLOWS},
        DOOR: {of_sender(sender) for sender in SENDERS},
    }
    assert {step: readable(step) for step in STEPS} == needed


def test_every_secret_is_a_systems_or_a_senders_or_the_key_of_the_digests() -> None:
    secrets = {resource.name for resource in template().of_kind("AWS::SecretsManager::Secret")}
    assert secrets == {*map(of_system, connectors.names()), *map(of_sender, SENDERS), KEY_OF_DIGESTS}


@pytest.mark.parametrize("system", connectors.names())
def test_a_systems_secret_has_the_fields_of_its_credentials(system: str) -> None:
    assert template().resources[of_system(system)].properties["Name"] == {"Fn::Sub": f"${{AWS::StackName}}/{system}"}
    assert made(of_system(system)).keys() == set(connectors.load(system).credentials.model_fields)


@every_sender
def test_a_senders_secret_lets_the_sender_in_as_soon_as_it_is_made(sender: str) -> None:
    name = template().resources[of_sender(sender)].properties["Name"]
    assert name == {"Fn::Sub": f"${{AWS::StackName}}/webhooks/{sender}"}
    assert not isinstance(read(json.dumps(made(of_sender(sender)))), Unusable)
    assert rule(of_sender(sender))["ExcludePunctuation"] is True, "it may be part of an address"


@every_sender
def test_a_senders_secret_shows_where_the_old_key_goes_while_it_is_changed(sender: str) -> None:
    value = made(of_sender(sender))
    assert value["previous"] == ""
    changed = value | {"key": "n" * len(value["key"]), "previous": value["key"]}
    assert not isinstance(read(json.dumps(changed)), Unusable)


@every_sender
def test_a_sender_is_a_system_whose_events_we_can_interpret(sender: str) -> None:
    assert sender in connectors.names()
    assert connectors.load(sender).interpret


def test_every_system_whose_events_a_flow_wants_is_let_in() -> None:
    assert {flow.listens.sender for flow in FLOWS if flow.listens} <= SENDERS.keys()
