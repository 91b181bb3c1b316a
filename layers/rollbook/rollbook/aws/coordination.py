"""Small shared items in one DynamoDB table: registers under compare-and-swap, and open intents."""

import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from rollbook.model.changes import Intent
from rollbook.model.ports import Clock, Register

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_dynamodb.type_defs import PutItemInputTypeDef, QueryInputPaginateTypeDef

_WHOLE = "-"
_KEPT = timedelta(days=90)
"""As long as the bucket keeps the plans that intents point at."""


class DynamoRegisters:
    """Leases, credits and timetables."""

    def __init__(self, client: "DynamoDBClient", table: str) -> None:
        self._client = client
        self._table = table

    def read(self, name: str) -> Register | None:
        """Return the value as last swapped in."""
        item = self._client.get_item(TableName=self._table, Key=_key(name, _WHOLE), ConsistentRead=True).get("Item")
        return Register(value=json.loads(item["value"]["S"]), version=int(item["version"]["N"])) if item else None

    def swap(self, name: str, expected: Register | None, value: dict[str, Any]) -> bool:
        """Replace the value if it is still the expected one; say whether it was."""
        version = expected.version if expected else 0
        request: PutItemInputTypeDef = {
            "TableName": self._table,
            "Item": {**_key(name, _WHOLE), "version": {"N": str(version + 1)}, "value": {"S": json.dumps(value)}},
            "ConditionExpression": "attribute_not_exists(#version)",
            "ExpressionAttributeNames": {"#version": "version"},
        }
        if expected:
            request["ConditionExpression"] = "#version = :expected"
            request["ExpressionAttributeValues"] = {":expected": {"N": str(version)}}
        try:
            self._client.put_item(**request)
        except self._client.exceptions.ConditionalCheckFailedException:
            return False
        return True


class DynamoIntents:
    """Batches that may have had an effect which no baseline knows of."""

    def __init__(self, client: "DynamoDBClient", table: str, clock: Clock) -> None:
        self._client = client
        self._table = table
        self._clock = clock

    def open(self, intent: Intent) -> None:
        """Remember a batch before it is sent."""
        expires = int((self._clock.now() + _KEPT).timestamp())
        self._client.put_item(
            TableName=self._table,
            Item={
                **_intent_key(intent),
                "value": {"S": intent.model_dump_json()},
                "expires": {"N": str(expires)},
            },
        )

    def close(self, intent: Intent) -> None:
        """Forget a batch whose outcomes a baseline knows."""
        self._client.delete_item(TableName=self._table, Key=_intent_key(intent))

    def of_stream(self, flow: str, stream: str) -> list[Intent]:
        """Return the open ones of a stream, whoever opened them."""
        return self._beginning(flow, stream, "")

    def of_chunk(self, flow: str, stream: str, run: str, chunk: str) -> list[Intent]:
        """Return those that a run opened for one chunk."""
        return self._beginning(flow, stream, f"{run}/{chunk}/")

    def _beginning(self, flow: str, stream: str, part: str) -> list[Intent]:
        request: QueryInputPaginateTypeDef = {
            "TableName": self._table,
            "ConsistentRead": True,
            "KeyConditionExpression": "#name = :name",
            "ExpressionAttributeNames": {"#name": "name"},
            "ExpressionAttributeValues": {":name": {"S": f"intents/{flow}/{stream}"}},
        }
        if part:
            request["KeyConditionExpression"] = "#name = :name AND begins_with(part, :part)"
            request["ExpressionAttributeValues"] = {
                ":name": {"S": f"intents/{flow}/{stream}"},
                ":part": {"S": part},
            }
        pages = self._client.get_paginator("query").paginate(**request)
        return [Intent.model_validate_json(item["value"]["S"]) for page in pages for item in page["Items"]]


def _key(name: str, part: str) -> dict[str, dict[str, str]]:
    return {"name": {"S": name}, "part": {"S": part}}


def _intent_key(intent: Intent) -> dict[str, dict[str, str]]:
    return _key(f"intents/{intent.flow}/{intent.stream}", f"{intent.run}/{intent.chunk}/{intent.batch}")
