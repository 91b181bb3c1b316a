"""The function at the door with all that it uses, in moto."""

import base64
import copy
import importlib.util
import io
import json
from collections.abc import Callable
from datetime import UTC, datetime
from types import ModuleType
from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext
from botocore.exceptions import EndpointConnectionError

from rollbook.aws import session
from tests.contract.architecture.repository import FUNCTIONS, sample

NOW = datetime(2026, 9, 14, 18, 5, tzinfo=UTC)
PREFIX = "rollbook"
TABLE = "rollbook-coordination"
SECRET = f"{PREFIX}/webhooks/schoology"
OTHER_SECRETS = (f"{PREFIX}/webhooks/coursekey", f"{PREFIX}/webhooks/coursedog")
UNSET = {"scheme": "standard_webhooks", "key": "A" * 48}
"""Keys as the stack makes them, which the sender has not been told."""

KEY = "example-path-secret-of-39-characters-xy"
PATH_SECRET = {"scheme": "path_secret", "key": KEY}

Answer = tuple[int, dict[str, str]]


class Doorstep:
    """The function with its queue, its table and its secret, a clock, and what the function logs."""

    def __init__(self, log: io.StringIO) -> None:
        self.now = NOW
        self.log = log
        self.asked: list[str] = []
        self.queue = session.sqs().create_queue(QueueName="rollbook-inbox")["QueueUrl"]
        session.dynamodb().create_table(
            TableName=TABLE,
            BillingMode="PAY_PER_REQUEST",
            AttributeDefinitions=[{"AttributeName": name, "AttributeType": "S"} for name in ("name", "part")],
            KeySchema=[{"AttributeName": "name", "KeyType": "HASH"}, {"AttributeName": "part", "KeyType": "RANGE"}],
        )
        for secret, keys in ((SECRET, PATH_SECRET), *((other, UNSET) for other in OTHER_SECRETS)):
            session.secretsmanager().create_secret(Name=secret, SecretString=json.dumps(keys))
        self.handler: ModuleType
        self.mend: Callable[[], None] = lambda: None

    def put_secret(self, value: dict[str, str], sender: str = "schoology") -> None:
        name = f"{PREFIX}/webhooks/{sender}"
        session.secretsmanager().put_secret_value(SecretId=name, SecretString=json.dumps(value))

    def post(self, event: dict[str, Any]) -> Answer:
        """Hand an event in and return the status and the body of the answer."""
        answer = json.loads(json.dumps(self.handler.lambda_handler(json.loads(json.dumps(event)), LambdaContext())))
        assert answer["headers"] == {"Content-Type": "application/json", "Cache-Control": "no-store"}
        return answer["statusCode"], json.loads(answer["body"])

    def queued(self) -> list[dict[str, Any]]:
        """Take all that waits in the queue."""
        found: list[dict[str, Any]] = []
        while (
            page := session.sqs()
            .receive_message(QueueUrl=self.queue, MaxNumberOfMessages=10, MessageAttributeNames=["All"])
            .get("Messages")
        ):
            found += [dict(message) for message in page]
        return found

    def remembered(self) -> list[dict[str, Any]]:
        return [dict(item) for item in session.dynamodb().scan(TableName=TABLE)["Items"]]

    def journal(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.log.getvalue().splitlines()]

    def break_aws(self, service: str, operation: str) -> None:
        """Let an operation of AWS find nobody there."""
        client: Any = getattr(session, service)()

        def nobody(**_: object) -> None:
            raise EndpointConnectionError(endpoint_url=f"https://{KEY}")

        name = f"before-call.{service}.{operation}"
        client.meta.events.register(name, nobody, unique_id="broken")
        self.mend = lambda: client.meta.events.unregister(name, unique_id="broken")


def loaded() -> ModuleType:
    """Import the handler as Lambda does at a cold start."""
    spec = importlib.util.spec_from_file_location("handler_of_receive", FUNCTIONS / "receive" / "handler.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def posted(name: str) -> dict[str, Any]:
    """Return a sample as it is posted: the oversized one is small in the folder."""
    event = copy.deepcopy(sample("receive", name))
    if name == "oversized":
        event["body"] = event["body"].ljust(250_001)
    return event


def in_base64(event: dict[str, Any]) -> dict[str, Any]:
    """Return an event as API Gateway makes it when all media types are binary."""
    return event | {"body": base64.b64encode(event["body"].encode()).decode(), "isBase64Encoded": True}
