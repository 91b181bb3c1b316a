"""The token desk: an API key buys a token that lives for some minutes, and every other call shows the token."""

import hmac
import itertools
from collections.abc import Callable

from werkzeug.wrappers import Request, Response

from sandbox.simulators.sis.errors import refusal

_LONGEST_MINUTES = 120
_USUAL_MINUTES = "60"


class TokenDesk:
    """Issues tokens for one key; `clock` counts seconds."""

    def __init__(self, api_key: str, clock: Callable[[], float]) -> None:
        self._api_key = api_key.encode()
        self._clock = clock
        self._numbers = itertools.count(1)
        self._ends: dict[str, float] = {}

    def issue(self, request: Request) -> Response:
        """Answer with a token as plain text; an `EthosError` for no good key (401) or no good life (400)."""
        if not hmac.compare_digest(_bearer(request).encode(), self._api_key):
            raise refusal(401, "Authentication.Required", "Authorization must hold a known API key.")
        minutes = request.args.get("expirationMinutes", _USUAL_MINUTES)
        if not (minutes.isascii() and minutes.isdecimal() and 1 <= int(minutes) <= _LONGEST_MINUTES):
            raise refusal(400, "Validation.Exception", f"expirationMinutes must be from 1 to {_LONGEST_MINUTES}.")
        token = f"ethos.token-{next(self._numbers)}.signature"
        self._ends[token] = self._clock() + int(minutes) * 60
        return Response(token, content_type="text/plain; charset=utf-8")

    def check(self, request: Request) -> None:
        """Let a call pass whose token is known and alive; an `EthosError` (401) otherwise."""
        if self._ends.get(_bearer(request), 0) <= self._clock():
            raise refusal(401, "Authentication.Required", "Authorization must hold a token that is alive.")

    def revoke_all(self) -> None:
        """Make every token unknown."""
        self._ends.clear()


def _bearer(request: Request) -> str:
    scheme, _, value = request.headers.get("Authorization", "").partition(" ")
    return value.strip() if scheme.lower() == "bearer" else ""
