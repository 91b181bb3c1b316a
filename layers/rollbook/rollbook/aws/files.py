"""Objects of JSON lines in S3, compressed: how snapshots and plans are stored. Keys name runs, never people."""

import gzip
import json
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from rollbook.model.records import Json

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client


class Files:
    """A bucket, seen as named rows of JSON objects."""

    def __init__(self, client: "S3Client", bucket: str) -> None:
        self._client = client
        self.bucket = bucket

    def put_lines(self, key: str, rows: Iterable[str]) -> None:
        """Store rows, each a JSON text without line breaks."""
        body = gzip.compress("\n".join(rows).encode(), compresslevel=3)
        self._client.put_object(Bucket=self.bucket, Key=key, Body=body, ContentType="application/gzip")

    def lines(self, key: str) -> Iterator[str]:
        """Yield the rows of an object; none when it does not exist."""
        body = self.get(key)
        text = gzip.decompress(body).decode() if body else ""
        if text:
            yield from text.split("\n")

    def put_json(self, key: str, value: Any) -> None:
        """Store one JSON value as plain text, for Step Functions can read it too."""
        body = json.dumps(value).encode()
        self._client.put_object(Bucket=self.bucket, Key=key, Body=body, ContentType="application/json")

    def get_json(self, key: str) -> Json | None:
        """Return a JSON object, None when there is none."""
        body = self.get(key)
        return json.loads(body) if body else None

    def get(self, key: str) -> bytes | None:
        """Return an object's content, None when it does not exist."""
        try:
            return self._client.get_object(Bucket=self.bucket, Key=key)["Body"].read()
        except self._client.exceptions.NoSuchKey:
            return None

    def keys(self, prefix: str) -> list[str]:
        """Return the keys that begin so, sorted."""
        pages = self._client.get_paginator("list_objects_v2").paginate(Bucket=self.bucket, Prefix=prefix)
        return sorted(item["Key"] for page in pages for item in page.get("Contents", []))
