"""Files to be imported and their results in S3: personal data, which the bucket lets expire (CR10)."""

import tempfile
from collections.abc import Iterable
from typing import TYPE_CHECKING, BinaryIO

from rollbook.model.errors import SettingsError

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client


class S3Uploads:
    """Objects below `uploads/`, as somebody put them there, and one below `results/<flow>/` for each run."""

    def __init__(self, client: "S3Client", bucket: str) -> None:
        self._client = client
        self._bucket = bucket

    def fetch(self, key: str, into: BinaryIO) -> None:
        """Copy an uploaded file; raises SettingsError when there is none, or not any more."""
        if not self._copy(key, into):
            raise SettingsError(
                "The file of this import is not in the bucket any more. Upload it again, or leave it: nothing was sent."
            )

    def put(self, key: str, file: BinaryIO) -> None:
        """Upload a file, which starts its import."""
        self._client.upload_fileobj(file, self._bucket, key, ExtraArgs={"ContentType": "text/csv"})

    def put_result(self, flow: str, run: str, parts: Iterable[bytes]) -> None:
        """Store the result of a run's import, instead of what an earlier attempt stored."""
        with tempfile.TemporaryFile() as file:
            file.writelines(parts)
            file.seek(0)
            extra = {"ContentType": "text/csv; charset=utf-8"}
            self._client.upload_fileobj(file, self._bucket, _result(flow, run), ExtraArgs=extra)

    def fetch_result(self, flow: str, run: str, into: BinaryIO) -> bool:
        """Copy the result of a run's import; say whether there is one, for it may have expired."""
        return self._copy(_result(flow, run), into)

    def _copy(self, key: str, into: BinaryIO) -> bool:
        try:
            body = self._client.get_object(Bucket=self._bucket, Key=key)["Body"]
        except self._client.exceptions.NoSuchKey:
            return False
        into.writelines(body.iter_chunks(1024 * 1024))
        return True


def _result(flow: str, run: str) -> str:
    return f"results/{flow}/{run}.csv"
