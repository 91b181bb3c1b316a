"""Sessions: a token for whoever logs in with the account, good for some time."""

import hmac
import secrets
from collections.abc import Callable

from sandbox.simulators.credentials import CoursedogCredentials
from sandbox.simulators.items import Item
from sandbox.simulators.refusals import RefusalError, invalid
from sandbox.simulators.shapes import Shape, text

_PASSWORD_FIELDS = ("password", "plaintextPassword")
_SCHEME = "Bearer "


class Sessions:
    """The sessions of one account. `clock` counts seconds."""

    def __init__(self, credentials: CoursedogCredentials, seconds: float, clock: Callable[[], float]) -> None:
        self._credentials = credentials
        self._seconds = seconds
        self._clock = clock
        self._ends: dict[str, float] = {}

    def open(self, body: Item) -> str:
        """Return a new token; a `RefusalError` for a body that is no log-in (422) or the wrong account (401)."""
        field = next((name for name in _PASSWORD_FIELDS if name in body), _PASSWORD_FIELDS[0])
        if fault := Shape({"email": text(1), field: text(1)}).fault(body):
            raise invalid(fault)
        given = f"{body['email']}\n{body[field]}".encode()
        if not hmac.compare_digest(given, f"{self._credentials.email}\n{self._credentials.password}".encode()):
            raise unauthorized("There is no account with this e-mail address and password.")
        token = secrets.token_urlsafe(32)
        self._ends[token] = self._clock() + self._seconds
        return token

    def are_open_for(self, header: str) -> bool:
        """Say whether an Authorization header holds the token of a session that is not over."""
        token = header.removeprefix(_SCHEME) if header.startswith(_SCHEME) else ""
        return self._ends.get(token, self._clock()) > self._clock()

    def end_all(self) -> None:
        """End every session."""
        self._ends.clear()


def unauthorized(message: str) -> RefusalError:
    """Make the refusal of a call by nobody who is known."""
    return RefusalError(401, "unauthorized", message)
