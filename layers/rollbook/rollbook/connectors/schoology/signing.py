"""Signs requests by OAuth 1.0a with two legs, as Schoology asks ("Authentication" in its documentation)."""

from typing import Any

import requests
from oauthlib.oauth1 import Client
from requests_oauthlib import OAuth1

_REALM = "Schoology API"


class _TwoLegged(Client):
    """Schoology wants `oauth_token` to be present and empty; the library leaves an empty one out."""

    def get_oauth_params(self, request: Any) -> list[tuple[str, str]]:
        parameters = super().get_oauth_params(request)  # type: ignore[no-untyped-call] # oauthlib has no types here
        return [*parameters, ("oauth_token", "")]


class Signature:
    """Signs each attempt with a nonce and a timestamp of its own."""

    def __init__(self, consumer_key: str, consumer_secret: str) -> None:
        self._sign = OAuth1(consumer_key, consumer_secret, client_class=_TwoLegged, realm=_REALM)

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        """Return the request with its Authorization header; the last thing done before it is sent."""
        signed = self._sign(request)
        assert isinstance(signed, requests.PreparedRequest), "requests_oauthlib returns what it got"
        return signed

    def renew(self) -> bool:
        """Ask for one attempt with a fresh signature: a parallel caller may have used a newer timestamp meanwhile."""
        return True
