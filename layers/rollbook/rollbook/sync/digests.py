"""Keyed digests: what a baseline holds instead of people, so that a list of students cannot be guessed from it."""

import json
from hashlib import blake2b

from rollbook.model.records import Json

SIZE = 16
"""Bytes of one digest; two make an entry of a baseline."""

# json.dumps would make an encoder for every record.
_ENCODER = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def canonical(data: Json) -> bytes:
    """Return the one spelling of a record as bytes: sorted names, no spaces, UTF-8."""
    return _ENCODER.encode(data).encode()


class Digester:
    """Digests for one stream under the institution's secret; the rules' version is part of every content digest."""

    def __init__(self, secret: bytes, flow: str, stream: str, version: int) -> None:
        self._flow_seed = blake2b(flow.encode(), key=secret[:64], digest_size=32).digest()
        self._key = self._key_of(stream)
        self._content = blake2b(
            f"{stream}:{version}:".encode(), key=self._flow_seed, digest_size=SIZE, person=b"content"
        )

    def key(self, key: str) -> bytes:
        """Return the digest of a record's natural key."""
        digest = self._key.copy()
        digest.update(key.encode())
        return digest.digest()

    def content(self, spelling: bytes) -> bytes:
        """Return the digest of a record in its canonical spelling."""
        digest = self._content.copy()
        digest.update(spelling)
        return digest.digest()

    def fingerprint(self) -> str:
        """Return what tells one secret from another without telling it."""
        return blake2b(b"fingerprint", key=self._flow_seed, digest_size=8).hexdigest()

    def of(self, stream: str, key: str) -> bytes:
        """Return the digest of a key in another stream of the same flow."""
        digest = self._key_of(stream)
        digest.update(key.encode())
        return digest.digest()

    def _key_of(self, stream: str) -> "blake2b":
        return blake2b(f"{stream}:".encode(), key=self._flow_seed, digest_size=SIZE, person=b"key")
