import json

import pytest
from pydantic import BaseModel, ConfigDict

from rollbook import connectors
from rollbook.aws import session
from rollbook.model.errors import CredentialsError
from tests.integration.stack import GENERATED, NAME, Stack

PRECIOUS = "precious-value"

every_system = pytest.mark.parametrize("system", connectors.names())


@every_system
def test_what_a_first_deploy_makes_is_incomplete_and_says_which_fields(stack: Stack, system: str) -> None:
    secret = json.loads(stack.stores().secrets.text(system))
    model = connectors.load(system).credentials
    may_stay_empty = {name for name, known in model.model_fields.items() if known.default == ""}
    empty = {name for name, value in secret.items() if not value} - may_stay_empty
    with pytest.raises(CredentialsError) as refused:
        stack.stores().secrets.credentials(system, model)
    named, accepted = str(refused.value).split("It must be")
    assert f"{NAME}/{system}" in named
    assert all(name in named for name in empty)
    assert all(name in accepted for name in secret)
    assert GENERATED not in str(refused.value)


@every_system
def test_no_mistake_in_a_secret_brings_a_value_to_light(stack: Stack, system: str) -> None:
    model = connectors.load(system).credentials
    whole = dict.fromkeys(model.model_fields, PRECIOUS)
    mistakes = [
        whole,
        whole | {"added": PRECIOUS},
        whole | {"base_url": f"ftp://{PRECIOUS}"},
        whole | {"base_url": f"https://user:{PRECIOUS}@host.example"},
        {name: [PRECIOUS] for name in whole},
        [PRECIOUS],
        PRECIOUS,
    ]
    for mistake in mistakes:
        stack.put_secret(system, mistake)
        with pytest.raises(CredentialsError) as refused:
            stack.stores().secrets.credentials(system, model)
        assert PRECIOUS not in str(refused.value)
        assert refused.value.__cause__ is None


def test_not_even_a_model_that_shows_what_it_was_given_brings_it_to_light(stack: Stack) -> None:
    class Showing(BaseModel):
        model_config = ConfigDict(extra="forbid")
        base_url: int
        consumer_key: str

    for mistake in ({"base_url": PRECIOUS}, {"added": PRECIOUS, "consumer_key": [PRECIOUS]}, PRECIOUS):
        stack.put_secret("schoology", mistake)
        with pytest.raises(CredentialsError, match="base_url, consumer_key") as refused:
            stack.stores().secrets.credentials("schoology", Showing)
        assert PRECIOUS not in str(refused.value)


@every_system
@pytest.mark.parametrize("text", [PRECIOUS, "", "{", '{"base_url": "' + PRECIOUS])
def test_a_secret_that_is_no_json_says_what_it_must_be(stack: Stack, system: str, text: str) -> None:
    session.secretsmanager().put_secret_value(SecretId=f"{NAME}/{system}", SecretString=text or " ")
    with pytest.raises(CredentialsError, match=r"It must be a JSON object with [a-z_, ]*base_url") as refused:
        stack.stores().secrets.credentials(system, connectors.load(system).credentials)
    assert PRECIOUS not in str(refused.value)


def test_the_key_of_the_digests_is_a_text_that_aws_has_made(stack: Stack) -> None:
    assert stack.stores().secrets.text("digest-key") == GENERATED
