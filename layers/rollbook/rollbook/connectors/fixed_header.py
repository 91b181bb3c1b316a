"""The proof of who is calling, where it is the same header with every call."""

import requests
from pydantic import SecretStr


class FixedHeader:
    """Puts one header on each request, such as `X-Api-Key`; `scheme` stands before the secret, as in `AuthKey …`."""

    def __init__(self, name: str, secret: SecretStr, scheme: str = "") -> None:
        self._name = name
        self._secret = secret
        self._scheme = scheme

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        """Return the request with the header."""
        request.headers[self._name] = f"{self._scheme} {self._secret.get_secret_value()}".lstrip()
        return request

    def renew(self) -> bool:
        """Ask for no further attempt: there is nothing to renew about a key."""
        return False
