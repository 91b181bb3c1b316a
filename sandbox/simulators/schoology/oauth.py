"""OAuth 1.0a with two legs, as strict as Schoology's documents ("Authentication") and RFC 5849.

The signature is computed here from the RFC rather than with a library, because clients use that library.
"""

import base64
import dataclasses
import hashlib
import hmac
import re
from collections.abc import Callable
from urllib.parse import quote, unquote, urlsplit

from werkzeug.wrappers import Request

from sandbox.simulators.credentials import SchoologyCredentials

REPLAY = "Duplicate timestamp/nonce combination, possible replay attack. Request rejected."
TIMESTAMP_TOLERANCE = 300
_REALM = "Schoology API"
_PARAMETER = re.compile(r'([a-z_]+)="([^"]*)"')
_NEEDED = (
    "realm",
    "oauth_consumer_key",
    "oauth_token",
    "oauth_nonce",
    "oauth_timestamp",
    "oauth_signature_method",
    "oauth_version",
    "oauth_signature",
)
_DEFAULT_PORTS = {"http": 80, "https": 443}


class SignatureRefusedError(Exception):
    """The Authorization header does not prove who is calling; the message says why."""


@dataclasses.dataclass(slots=True)
class SignatureCheck:
    """Checks the Authorization header of every call and remembers what was used; `clock` is Unix time in seconds."""

    credentials: SchoologyCredentials
    clock: Callable[[], float]
    strict_sequence: bool = False
    _used: dict[int, set[str]] = dataclasses.field(default_factory=dict)
    _newest: int = 0

    def verify(self, request: Request) -> None:
        """Let a correctly signed call pass once; otherwise raise `SignatureRefusedError`."""
        given = _read_header(request.headers.get("Authorization", ""))
        self._check_parameters(given)
        timestamp = self._check_timestamp(given["oauth_timestamp"])
        if not hmac.compare_digest(self._expected(request, given).encode(), given["oauth_signature"].encode()):
            raise SignatureRefusedError("Invalid signature.")
        self._remember(timestamp, given["oauth_nonce"])

    def _check_parameters(self, given: dict[str, str]) -> None:
        if missing := [name for name in _NEEDED if name not in given]:
            raise SignatureRefusedError(f"The Authorization header lacks {', '.join(missing)}.")
        expected = {
            "realm": _REALM,
            "oauth_consumer_key": self.credentials.consumer_key,
            "oauth_token": "",
            "oauth_version": "1.0",
        }
        for name, value in expected.items():
            if given[name] != value:
                raise SignatureRefusedError(f"Invalid {name}.")
        if not given["oauth_nonce"]:
            raise SignatureRefusedError("Empty oauth_nonce.")

    def _check_timestamp(self, text: str) -> int:
        if not text.isdecimal():
            raise SignatureRefusedError("oauth_timestamp must be in whole seconds.")
        timestamp = int(text)
        if abs(timestamp - self.clock()) > TIMESTAMP_TOLERANCE:
            raise SignatureRefusedError("Expired timestamp.")
        return timestamp

    def _expected(self, request: Request, given: dict[str, str]) -> str:
        key = f"{quote(self.credentials.consumer_secret, safe='~')}&"
        if given["oauth_signature_method"] == "PLAINTEXT":
            return key
        if given["oauth_signature_method"] != "HMAC-SHA1":
            raise SignatureRefusedError("Invalid signature method.")
        digest = hmac.new(key.encode(), signature_base(request, given).encode(), hashlib.sha1).digest()
        return base64.b64encode(digest).decode()

    def _remember(self, timestamp: int, nonce: str) -> None:
        if nonce in self._used.get(timestamp, ()):
            raise SignatureRefusedError(REPLAY)
        if self.strict_sequence and timestamp < self._newest:
            raise SignatureRefusedError("Timestamp out of sequence.")
        self._newest = max(self._newest, timestamp)
        oldest = int(self.clock()) - TIMESTAMP_TOLERANCE
        for old in [second for second in self._used if second < oldest]:
            del self._used[old]
        self._used.setdefault(timestamp, set()).add(nonce)


def signature_base(request: Request, given: dict[str, str]) -> str:
    """Build the signature base string (RFC 5849, section 3.4.1) over the URL as it was really asked for."""
    parameters = [(name, value) for name, value in given.items() if name not in {"realm", "oauth_signature"}]
    parameters += request.args.items(multi=True)
    parameters += request.form.items(multi=True)
    normal = "&".join(sorted(f"{_escape(name)}={_escape(value)}" for name, value in parameters))
    address = urlsplit(request.host_url)
    host = (address.hostname or "").lower()
    if address.port is not None and address.port != _DEFAULT_PORTS[address.scheme]:
        host = f"{host}:{address.port}"
    path = request.environ["REQUEST_URI"].split("?", 1)[0]
    return "&".join(_escape(part) for part in (request.method, f"{address.scheme}://{host}{path}", normal))


def _read_header(header: str) -> dict[str, str]:
    scheme, _, rest = header.partition(" ")
    if scheme.lower() != "oauth":
        raise SignatureRefusedError("There is no OAuth header.")
    pairs = _PARAMETER.findall(rest)
    given = {name: unquote(value) for name, value in pairs}
    if len(given) < len(pairs):
        raise SignatureRefusedError("A parameter is given more than once.")
    return given


def _escape(text: str) -> str:
    return quote(text, safe="~")
