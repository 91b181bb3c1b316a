"""Where accepted webhook calls go: a queue, and in DynamoDB a memory of which were there."""

from datetime import datetime
from math import ceil
from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError, ClientError

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_sqs import SQSClient

_PART = "seen"


class SqsInbox:
    """Three calls to AWS for a new webhook call, one for a known one. Keys hold digests, never a body."""

    def __init__(self, sqs: "SQSClient", queue: str, dynamodb: "DynamoDBClient", table: str) -> None:
        self._sqs = sqs
        self._queue = queue
        self._dynamodb = dynamodb
        self._table = table

    def seen(self, sender: str, call: str) -> bool:
        """Say whether a call is remembered; also when its time is over and DynamoDB has not yet let it go."""
        answer = self._dynamodb.get_item(TableName=self._table, Key=_key(sender, call), ConsistentRead=True)
        return "Item" in answer

    def put(self, sender: str, call: str, text: str, received_at: datetime) -> None:
        """Queue a call: its raw body, and what is known of it as attributes."""
        attributes = {"sender": sender, "id": call, "received_at": received_at.isoformat()}
        self._sqs.send_message(
            QueueUrl=self._queue,
            MessageBody=text,
            MessageAttributes={
                name: {"DataType": "String", "StringValue": value} for name, value in attributes.items()
            },
        )

    def remember(self, sender: str, call: str, until: datetime) -> bool:
        """Remember a call; False when DynamoDB did not, whyever."""
        expires = {"N": str(ceil(until.timestamp()))}
        try:
            self._dynamodb.put_item(TableName=self._table, Item={**_key(sender, call), "expires": expires})
        except (BotoCoreError, ClientError):
            return False
        return True


def _key(sender: str, call: str) -> dict[str, dict[str, str]]:
    return {"name": {"S": f"webhook/{sender}/{call}"}, "part": {"S": _PART}}
