"""The bearer token of OAuth 2 client credentials: fetched when it is needed, kept until shortly before it expires."""

from collections.abc import Callable, Sequence

import requests
from requests.auth import HTTPBasicAuth

from rollbook.connectors.calls import Call
from rollbook.connectors.eschoolplus.wire import read_token
from rollbook.connectors.transport import Transport
from rollbook.model.errors import CredentialsError

_EARLY_SECONDS = 30.0
_SCOPES = "https://purl.imsglobal.org/spec/or/v1p2/scope/"


class ClientBasic(HTTPBasicAuth):
    """The client's own id and secret, as the token URL asks for them."""

    def __init__(self, client_id: str, client_secret: str) -> None:
        super().__init__(client_id.encode(), client_secret.encode())

    def renew(self) -> bool:
        """Ask for no further attempt: there is nothing to renew about an id and a secret."""
        return False


class BearerToken:
    """Authorises requests with a token for some of OneRoster's scopes; `clock` counts seconds."""

    def __init__(self, desk: Transport, scopes: Sequence[str], clock: Callable[[], float]) -> None:
        self._desk = desk
        self._scopes = scopes
        self._clock = clock
        self._token = ""
        self._good_until = 0.0

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        """Return the request with a token that is still good."""
        if not self._token or self._clock() >= self._good_until:
            self._fetch()
        request.headers["Authorization"] = f"Bearer {self._token}"
        return request

    def renew(self) -> bool:
        """Forget a token that was not accepted, so that the next attempt fetches another."""
        self._token = ""
        return True

    def _fetch(self) -> None:
        asked_at = self._clock()
        form = {"grant_type": "client_credentials", "scope": " ".join(_SCOPES + scope for scope in self._scopes)}
        try:
            token = self._desk.ask(Call("POST", "", form=form, harmless=True)).parse(read_token)
        except CredentialsError as refused:
            raise CredentialsError(f"{refused} It was asked for a token for {', '.join(self._scopes)}.") from None
        self._token = token.access_token.get_secret_value()
        self._good_until = asked_at + token.expires_in - min(_EARLY_SECONDS, token.expires_in / 2)
