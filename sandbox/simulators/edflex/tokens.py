"""The token desk: a client's id and secret buy a token for an hour, with which every other call is made."""

import hmac
import secrets
from collections.abc import Callable

from werkzeug.wrappers import Request, Response

from sandbox.simulators.credentials import EdflexCredentials
from sandbox.simulators.edflex.errors import EdflexError, token_error
from sandbox.simulators.refusals import answered

_SCHEME = "Bearer "
_GRANT = "client_credentials"


class TokenDesk:
    """Issues tokens for one client; `clock` counts seconds."""

    def __init__(self, credentials: EdflexCredentials, seconds: int, clock: Callable[[], float]) -> None:
        self._expected = f"{credentials.client_id}\n{credentials.client_secret}".encode()
        self._seconds = seconds
        self._clock = clock
        self._ends: dict[str, float] = {}

    def issue(self, request: Request) -> Response:
        """Answer with a token; with an error to a form that is not as agreed (400) and to another client (401)."""
        if request.form.get("grant_type") != _GRANT:
            return answered(token_error("unsupported_grant_type", f"grant_type must be {_GRANT}."), 400)
        given = f"{request.form.get('client_id', '')}\n{request.form.get('client_secret', '')}".encode()
        if not hmac.compare_digest(given, self._expected):
            return answered(token_error("invalid_client", "There is no client of this id and secret."), 401)
        token = secrets.token_urlsafe(32)
        self._ends[token] = self._clock() + self._seconds
        return answered({"token_type": "Bearer", "access_token": token, "expires_in": self._seconds})

    def check(self, request: Request) -> None:
        """Let a call pass whose token is known and alive; an `EdflexError` (401) otherwise."""
        header = request.headers.get("Authorization", "")
        token = header.removeprefix(_SCHEME) if header.startswith(_SCHEME) else ""
        if self._ends.get(token, self._clock()) <= self._clock():
            raise EdflexError(401, "Authorization must hold a token that is alive.")

    def revoke_all(self) -> None:
        """Make every token unknown."""
        self._ends.clear()
