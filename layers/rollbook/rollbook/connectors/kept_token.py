"""The proof of who is calling, where it is a token that lives for a while: fetched once, and anew when refused."""

from collections.abc import Callable

import requests
from pydantic import SecretStr


class KeptToken:
    """Authorises requests with a bearer token; `fetch` is asked for one with the first call, and after a refusal."""

    def __init__(self, fetch: Callable[[], SecretStr]) -> None:
        self._fetch = fetch
        self._token: SecretStr | None = None

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        """Return the request with the token."""
        if self._token is None:
            self._token = self._fetch()
        request.headers["Authorization"] = f"Bearer {self._token.get_secret_value()}"
        return request

    def renew(self) -> bool:
        """Forget a token that was not accepted, so that the next attempt fetches another."""
        self._token = None
        return True
