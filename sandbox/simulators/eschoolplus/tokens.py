"""The token desk: OAuth 2 client credentials with HTTP Basic, as OneRoster 1.2 asks (IMS security framework 1.1)."""

import dataclasses
import hmac
import itertools
import json
from collections.abc import Callable, Iterable

from werkzeug.wrappers import Request, Response

from sandbox.simulators.credentials import EschoolplusCredentials
from sandbox.simulators.eschoolplus.errors import JSON, RefusalError
from sandbox.simulators.eschoolplus.scopes import KNOWN_SCOPES


@dataclasses.dataclass(frozen=True, slots=True)
class _Token:
    scopes: frozenset[str]
    expires_at: float


class TokenDesk:
    """Issues bearer tokens to one client and checks them; `clock` counts seconds, `lifetime` is in seconds."""

    def __init__(self, client: EschoolplusCredentials, clock: Callable[[], float], lifetime: float) -> None:
        self._client = client
        self._clock = clock
        self._lifetime = lifetime
        self._numbers = itertools.count(1)
        self._tokens: dict[str, _Token] = {}

    def issue(self, request: Request) -> Response:
        """Answer a token request: 200 with the token, 401 `invalid_client`, or 400 with the OAuth error."""
        if not self._knows(request):
            response = _oauth_error(401, "invalid_client")
            response.headers["WWW-Authenticate"] = 'Basic realm="eSchoolPLUS"'
            return response
        if request.form.get("grant_type") != "client_credentials":
            return _oauth_error(400, "unsupported_grant_type")
        scopes = frozenset(request.form.get("scope", "").split())
        if not scopes or not scopes <= KNOWN_SCOPES:
            return _oauth_error(400, "invalid_scope")
        token = f"esp-token-{next(self._numbers)}"
        self._tokens[token] = _Token(scopes, self._clock() + self._lifetime)
        content = {
            "access_token": token,
            "token_type": "Bearer",
            "expires_in": int(self._lifetime),
            "scope": " ".join(sorted(scopes)),
        }
        return Response(json.dumps(content), content_type=JSON, headers={"Cache-Control": "no-store"})

    def check(self, request: Request, accepted_scopes: Iterable[str]) -> None:
        """Let a call pass whose token is known, fresh and has one of these scopes; else a `RefusalError`."""
        scheme, _, presented = request.headers.get("Authorization", "").partition(" ")
        token = self._tokens.get(presented.strip())
        if scheme.lower() != "bearer" or token is None:
            raise RefusalError(401, "unauthorisedrequest", "The request carries no bearer token that is known here.")
        if token.expires_at <= self._clock():
            raise RefusalError(401, "unauthorisedrequest", "The bearer token has expired.")
        if not token.scopes & set(accepted_scopes):
            raise RefusalError(403, "forbidden", "The bearer token lacks the scope that this operation needs.")

    def revoke_all(self) -> None:
        """Make every token unknown, as a restart of the server does."""
        self._tokens.clear()

    def _knows(self, request: Request) -> bool:
        given = request.authorization
        if given is None or given.type != "basic":
            return False
        expected = f"{self._client.client_id}:{self._client.client_secret}"
        return hmac.compare_digest(f"{given.username}:{given.password}".encode(), expected.encode())


def _oauth_error(status: int, error: str) -> Response:
    return Response(json.dumps({"error": error}), status, content_type=JSON)
