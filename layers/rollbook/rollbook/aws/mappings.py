"""Mappings in DynamoDB (PL2): one item per record that was ever sent, found by its keyed digest."""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from rollbook.model.changes import Mapping
from rollbook.model.errors import LeaseLostError, SystemUnavailableError

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_dynamodb.type_defs import BatchGetItemOutputTypeDef, KeysAndAttributesTypeDef

_READ = 100
_WRITERS = 16
_PATIENCE = 8


class DynamoMappings:
    """Reads are consistent, a hundred at a time; writes are single, because each is fenced."""

    def __init__(self, client: "DynamoDBClient", table: str) -> None:
        self._client = client
        self._table = table

    def get(self, flow: str, stream: str, digests: Sequence[str]) -> dict[str, Mapping]:
        """Return the mappings that exist, by digest; always the latest."""
        ids = [_id(flow, stream, digest) for digest in dict.fromkeys(digests)]
        found = (Mapping.model_validate_json(text) for text in self._records(ids))
        return {mapping.digest: mapping for mapping in found}

    def put(self, mappings: Sequence[Mapping]) -> None:
        """Store each unless a writer with a larger fence was there first: LeaseLostError."""
        with ThreadPoolExecutor(_WRITERS) as writers:
            written = [writers.submit(self._put, mapping) for mapping in mappings]
        for write in written:
            write.result()

    def _records(self, ids: Sequence[str]) -> Iterator[str]:
        for start in range(0, len(ids), _READ):
            wanted: dict[str, KeysAndAttributesTypeDef] = {
                self._table: {
                    "Keys": [{"id": {"S": name}} for name in ids[start : start + _READ]],
                    "ConsistentRead": True,
                }
            }
            for _ in range(_PATIENCE):
                answer: BatchGetItemOutputTypeDef = self._client.batch_get_item(RequestItems=wanted)
                for item in answer["Responses"].get(self._table, []):
                    yield item["record"]["S"]
                wanted = answer["UnprocessedKeys"]  # type: ignore[assignment]  # same shape, other name in the stubs
                if not wanted:
                    break
            else:
                raise SystemUnavailableError("DynamoDB kept putting reads of mappings off. Run again later.")

    def _put(self, mapping: Mapping) -> None:
        try:
            self._client.put_item(
                TableName=self._table,
                Item={
                    "id": {"S": _id(mapping.flow, mapping.stream, mapping.digest)},
                    "fence": {"N": str(mapping.fence)},
                    "record": {"S": mapping.model_dump_json(exclude_defaults=True)},
                },
                ConditionExpression="attribute_not_exists(fence) OR fence <= :fence",
                ExpressionAttributeValues={":fence": {"N": str(mapping.fence)}},
            )
        except self._client.exceptions.ConditionalCheckFailedException:
            raise LeaseLostError(
                f"A later run of {mapping.flow} has already written a record of {mapping.stream}, so run {mapping.run} "
                "is late and stopped. Look at the later run."
            ) from None


def _id(flow: str, stream: str, digest: str) -> str:
    return f"{flow}/{stream}#{digest}"
