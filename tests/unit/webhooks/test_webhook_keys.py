"""When senders' secrets are read: at once when that helps, and seldom whoever knocks."""

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import TYPE_CHECKING, cast

import pytest
from botocore.exceptions import ClientError

from rollbook.aws.webhook_keys import WebhookKeys
from rollbook.webhooks.keys import Unusable
from rollbook.webhooks.receiving import UnavailableError
from tests.unit.webhooks.callers import KEY, NOW, OTHER_KEY, PATH_SECRET, SENDER

if TYPE_CHECKING:
    from mypy_boto3_secretsmanager import SecretsManagerClient

NAME = f"rollbook/webhooks/{SENDER}"


class MissingError(ClientError):
    """What Secrets Manager says when there is no such secret."""


class SecretsManager:
    """As much of the client as is used; `text` is None for a missing secret, `down` when nothing answers."""

    exceptions = SimpleNamespace(ResourceNotFoundException=MissingError)

    def __init__(self) -> None:
        self.text: str | None = json.dumps(PATH_SECRET.secret(KEY))
        self.down = False
        self.reads: list[str] = []

    def get_secret_value(self, SecretId: str) -> dict[str, str]:  # noqa: N803 - the client's own spelling
        self.reads.append(SecretId)
        if self.down:
            raise ClientError({"Error": {"Code": "InternalServiceError"}}, "GetSecretValue")
        if self.text is None:
            raise MissingError({}, "GetSecretValue")
        return {"SecretString": self.text} if self.text else {}


class Bench:
    """Keys, the secret behind them, and a clock."""

    def __init__(self) -> None:
        self.now: datetime = NOW
        self.secrets = SecretsManager()
        client = cast("SecretsManagerClient", self.secrets)
        self.keys = WebhookKeys(client, "rollbook", lambda: self.now)

    def wait(self, seconds: int) -> None:
        self.now += timedelta(seconds=seconds)


@pytest.fixture
def bench() -> Bench:
    return Bench()


def test_keys_are_read_once_in_five_minutes(bench: Bench) -> None:
    for _ in range(301):
        assert bench.keys.of(SENDER) == PATH_SECRET.scheme()
        bench.wait(1)
    assert bench.secrets.reads == [NAME]

    bench.keys.of(SENDER)

    assert bench.secrets.reads == [NAME] * 2


def test_new_keys_are_read_when_the_held_ones_are_older_than_half_a_minute(bench: Bench) -> None:
    bench.keys.of(SENDER)
    bench.secrets.text = json.dumps(PATH_SECRET.secret(OTHER_KEY))
    bench.wait(30)
    assert not bench.keys.renew(SENDER)

    bench.wait(1)

    assert bench.keys.renew(SENDER)
    assert bench.keys.of(SENDER) == PATH_SECRET.scheme(OTHER_KEY)
    assert not bench.keys.renew(SENDER)


@pytest.mark.parametrize("trouble", ["none", "missing", "wrong", "down"])
def test_a_flood_of_forged_calls_reads_a_secret_twice_a_minute_at_most(bench: Bench, trouble: str) -> None:
    bench.secrets.text = {"missing": None, "wrong": "{}"}.get(trouble, bench.secrets.text)
    bench.secrets.down = trouble == "down"
    for _ in range(600):
        for ask in (bench.keys.of, bench.keys.renew):
            quietly(ask)
        bench.wait(1)
    assert 2 <= len(bench.secrets.reads) <= 20


def quietly(ask: Callable[[str], object]) -> None:
    try:
        ask(SENDER)
    except (ClientError, UnavailableError):
        return


def test_keys_that_are_held_stay_while_the_secret_cannot_be_read(bench: Bench) -> None:
    bench.keys.of(SENDER)
    bench.secrets.down = True
    bench.wait(31)
    with pytest.raises(ClientError):
        bench.keys.renew(SENDER)

    assert bench.keys.of(SENDER) == PATH_SECRET.scheme()


def test_without_keys_a_secret_that_cannot_be_read_is_no_refusal_and_mends_by_itself(bench: Bench) -> None:
    bench.secrets.down = True
    with pytest.raises(ClientError):
        bench.keys.of(SENDER)
    with pytest.raises(UnavailableError, match=f"{NAME} could not be read"):
        bench.keys.of(SENDER)

    bench.secrets.down = False
    bench.wait(31)

    assert bench.keys.of(SENDER) == PATH_SECRET.scheme()


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (None, f"The secret {NAME} does not exist. Deploy"),
        ("", f"The secret {NAME} cannot be used. It must be a JSON object"),
        ('{"scheme": "path_secret", "key": "short-and-secret"}', "key must be at least 32 letters"),
    ],
)
def test_a_secret_that_is_missing_or_wrong_says_what_to_do(bench: Bench, text: str | None, sentence: str) -> None:
    bench.secrets.text = text

    scheme = bench.keys.of(SENDER)

    assert isinstance(scheme, Unusable)
    assert sentence in scheme.sentence
    assert "short-and-secret" not in scheme.sentence
