"""The token desk: a client's id and secret buy a token for an hour, with which every other call is made."""

import hmac
import secrets
from collections.abc import Callable, Collection

from werkzeug.wrappers import Request, Response

from sandbox.simulators.credentials import Learning360Credentials
from sandbox.simulators.learning360.answers import WordError, body_of
from sandbox.simulators.learning360.fields import TOKEN
from sandbox.simulators.refusals import RefusalError, answered

_SCHEME = "Bearer "
_GRANT = "client_credentials"


class TokenDesk:
    """Issues tokens for one client; `clock` counts seconds."""

    def __init__(self, credentials: Learning360Credentials, seconds: float, clock: Callable[[], float]) -> None:
        self._credentials = credentials
        self._seconds = seconds
        self._clock = clock
        self._ends: dict[str, float] = {}

    def issue(self, request: Request, users: Collection[str]) -> Response:
        """Answer with a token; a `RefusalError` for a bad body, an unknown user (400) or the wrong client (401)."""
        try:
            body = body_of(request)
        except RefusalError:
            raise WordError(400, "invalid_request") from None
        if TOKEN.fault(body):
            raise WordError(400, "invalid_request")
        if body["grant_type"] != _GRANT:
            raise WordError(400, "unsupported_grant_type")
        given = f"{body['client_id']}\n{body['client_secret']}".encode()
        if not hmac.compare_digest(given, f"{self._credentials.client_id}\n{self._credentials.client_secret}".encode()):
            raise WordError(401, "invalid_client")
        if body.get("user_id", "") and body["user_id"] not in users:
            raise WordError(400, "non_existing_user")
        token = secrets.token_urlsafe(32)
        self._ends[token] = self._clock() + self._seconds
        return answered({"token_type": "Bearer", "access_token": token, "expires_in": self._seconds})

    def check(self, request: Request) -> None:
        """Let a call pass whose token is known and alive; a `RefusalError` (401) otherwise."""
        header = request.headers.get("Authorization", "")
        token = header.removeprefix(_SCHEME) if header.startswith(_SCHEME) else ""
        if self._ends.get(token, self._clock()) <= self._clock():
            raise WordError(401, "invalid_token")

    def revoke_all(self) -> None:
        """Make every token unknown."""
        self._ends.clear()
