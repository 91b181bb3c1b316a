"""Run records in DynamoDB (PL4): by run, and per flow by the time they started."""

from datetime import UTC, timedelta
from typing import TYPE_CHECKING

from rollbook.model.runs import RunRecord

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

_KEPT = timedelta(days=400)
"""A school year and its summer."""

BY_FLOW = "by-flow"


class DynamoRuns:
    """Records expire after a school year."""

    def __init__(self, client: "DynamoDBClient", table: str) -> None:
        self._client = client
        self._table = table

    def put(self, record: RunRecord) -> None:
        """Store or replace the record of a run."""
        run = record.reference
        self._client.put_item(
            TableName=self._table,
            Item={
                "run": {"S": run.run},
                "flow": {"S": run.flow},
                "started_at": {"S": run.started_at.astimezone(UTC).isoformat()},
                "record": {"S": record.model_dump_json()},
                "expires": {"N": str(int((run.started_at + _KEPT).timestamp()))},
            },
        )

    def get(self, run: str) -> RunRecord | None:
        """Return the record of a run."""
        item = self._client.get_item(TableName=self._table, Key={"run": {"S": run}}, ConsistentRead=True).get("Item")
        return RunRecord.model_validate_json(item["record"]["S"]) if item else None

    def latest(self, flow: str, limit: int) -> list[RunRecord]:
        """Return the newest records of a flow, newest first."""
        pages = self._client.get_paginator("query").paginate(
            TableName=self._table,
            IndexName=BY_FLOW,
            KeyConditionExpression="flow = :flow",
            ExpressionAttributeValues={":flow": {"S": flow}},
            ScanIndexForward=False,
            PaginationConfig={"MaxItems": limit},
        )
        return [RunRecord.model_validate_json(item["record"]["S"]) for page in pages for item in page["Items"]]
