"""Baselines in S3: shards named by their content, and a manifest that is replaced by one conditional write."""

from hashlib import sha256
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from rollbook.model.errors import LeaseLostError, SystemUnavailableError
from rollbook.model.ports import BaselineManifest

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mypy_boto3_s3 import S3Client
    from mypy_boto3_s3.type_defs import GetObjectOutputTypeDef


_TAKEN = ("PreconditionFailed", "ConditionalRequestConflict")


class S3Baselines:
    """Per stream, what the target is known to hold, under `baselines/<flow>/<stream>/`."""

    def __init__(self, client: "S3Client", bucket: str) -> None:
        self._client = client
        self._bucket = bucket

    def manifest(self, flow: str, stream: str) -> BaselineManifest:
        """Return the current manifest, an empty one at first."""
        try:
            answer = self._get(f"{_folder(flow, stream)}/manifest.json")
        except self._client.exceptions.NoSuchKey:
            return BaselineManifest()
        manifest = BaselineManifest.model_validate_json(answer["Body"].read())
        return manifest.model_copy(update={"version": answer["ETag"]})

    def shard(self, flow: str, stream: str, name: str) -> bytes:
        """Return one shard; raises SystemUnavailableError when another run has replaced it meanwhile."""
        try:
            return self._get(f"{_folder(flow, stream)}/shards/{name}")["Body"].read()
        except self._client.exceptions.NoSuchKey:
            raise SystemUnavailableError(
                f"The baseline of {flow}, {stream} moved on while it was read. Try again; nothing was sent."
            ) from None

    def put_shard(self, flow: str, stream: str, content: bytes) -> str:
        """Store one shard and return its name, which depends on nothing but the content."""
        name = sha256(content).hexdigest()
        self._client.put_object(Bucket=self._bucket, Key=f"{_folder(flow, stream)}/shards/{name}", Body=content)
        return name

    def commit(self, flow: str, stream: str, manifest: BaselineManifest, stale: "Sequence[str]") -> None:
        """Make the manifest the current one and let the stale shards go.

        Raises LeaseLostError when somebody committed since the manifest's `version`.
        """
        manifest = manifest.model_copy(update={"generation": manifest.generation + 1})
        try:
            self._replace(flow, stream, manifest)
        except ClientError as error:
            if error.response["Error"]["Code"] not in _TAKEN:
                raise
            if not self._is_current(flow, stream, manifest):
                raise LeaseLostError(
                    f"Another run moved the baseline of {flow}, {stream} meanwhile, so this one is late and left it "
                    "alone. Nothing is lost: the next run finds what this one has sent."
                ) from None
        for name in stale:
            self._client.delete_object(Bucket=self._bucket, Key=f"{_folder(flow, stream)}/shards/{name}")

    def _replace(self, flow: str, stream: str, manifest: BaselineManifest) -> None:
        key = f"{_folder(flow, stream)}/manifest.json"
        body = manifest.model_copy(update={"version": ""}).model_dump_json().encode()
        if manifest.version:
            self._client.put_object(Bucket=self._bucket, Key=key, Body=body, IfMatch=manifest.version)
        else:
            self._client.put_object(Bucket=self._bucket, Key=key, Body=body, IfNoneMatch="*")

    def _is_current(self, flow: str, stream: str, manifest: BaselineManifest) -> bool:
        """Say whether our own write is there: its answer was lost, and the repetition found it done."""
        current = self.manifest(flow, stream)
        return current == manifest.model_copy(update={"version": current.version})

    def _get(self, key: str) -> "GetObjectOutputTypeDef":
        return self._client.get_object(Bucket=self._bucket, Key=key)


def _folder(flow: str, stream: str) -> str:
    return f"baselines/{flow}/{stream}"
