"""Clients of the simulators for tests, signing and authorising with libraries that the simulators do not use."""

import dataclasses
from typing import Any

import oauthlib.oauth1
from werkzeug.test import Client, TestResponse

from sandbox.simulators.credentials import ESCHOOLPLUS, SCHOOLOGY
from sandbox.simulators.eschoolplus import CORE_SCOPE, ROSTER_SCOPE, ROSTERING_PATH, TOKEN_PATH, EschoolplusSimulator
from sandbox.simulators.schoology import SchoologySimulator


@dataclasses.dataclass(slots=True)
class Hand:
    """A clock that a test moves."""

    now: float = 1_000_000.0

    def __call__(self) -> float:
        return self.now


class TwoLegged(oauthlib.oauth1.Client):
    """Sends `oauth_token=""`, which oauthlib leaves out for two-legged calls and Schoology wants."""

    token = ""

    def get_oauth_params(self, request: Any) -> Any:
        given: list[tuple[str, str]] = super().get_oauth_params(request)  # type: ignore[no-untyped-call] # stubs lack it
        return [*given, ("oauth_token", self.token)]


def sign(url: str, method: Any = "GET", *, token: str = "", **settings: Any) -> dict[str, str]:
    """Return the headers of a correctly signed call; settings are oauthlib's (`timestamp`, `nonce` and so on)."""
    settings = {"client_secret": SCHOOLOGY.consumer_secret, "realm": "Schoology API", **settings}
    client = TwoLegged(SCHOOLOGY.consumer_key, **settings)
    client.token = token
    _, headers, _ = client.sign(url, method)
    return dict(headers)


class Schoology:
    """Calls a Schoology simulator with a fresh signature each time."""

    def __init__(self, simulator: SchoologySimulator, wall_clock: Hand) -> None:
        self.simulator = simulator
        self.wall_clock = wall_clock
        self.http = Client(simulator)

    def call(
        self, method: str, path: str, json: Any = None, *, headers: dict[str, str] | None = None, **settings: Any
    ) -> TestResponse:
        settings = {"timestamp": str(int(self.wall_clock())), **settings}
        signed = sign(f"http://localhost{path}", method, **settings)
        return self.http.open(path, method=method, json=json, headers={**signed, **(headers or {})})

    def get(self, path: str) -> Any:
        response = self.call("GET", path)
        assert response.status_code == 200, response.text
        return response.get_json()

    def bulk(self, path: str, items: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """POST items and return their entries, whatever the two words around them are."""
        outer = "enrollments" if "enrollments" in path else path.split("?", maxsplit=1)[0].rsplit("/", 1)[1]
        inner = outer.removesuffix("s")
        response = self.call("POST", path, {outer: {inner: items}})
        assert response.status_code == 200, response.text
        content = response.get_json()
        entries: list[dict[str, Any]] = content.get(outer, content)[inner]
        return entries

    def state(self) -> Any:
        return self.http.get("/_control/state").get_json()

    def role(self, title: str) -> int:
        return self.simulator.school.role_titled(title)


class Eschoolplus:
    """Calls an eSchoolPLUS simulator with a bearer token."""

    def __init__(self, simulator: EschoolplusSimulator, clock: Hand) -> None:
        self.simulator = simulator
        self.clock = clock
        self.http = Client(simulator)
        self.token = ""

    def ask_for_token(self, **changes: Any) -> TestResponse:
        form = {"grant_type": "client_credentials", "scope": f"{CORE_SCOPE} {ROSTER_SCOPE}", **changes}
        return self.http.post(TOKEN_PATH, data=form, auth=(ESCHOOLPLUS.client_id, ESCHOOLPLUS.client_secret))

    def log_in(self, scope: str = f"{CORE_SCOPE} {ROSTER_SCOPE}") -> None:
        self.token = self.ask_for_token(scope=scope).get_json()["access_token"]

    def call(self, path: str, **query: str | int) -> TestResponse:
        if not self.token:
            self.log_in()
        headers = {"Authorization": f"Bearer {self.token}"}
        return self.http.get(f"{ROSTERING_PATH}/{path}", query_string=query, headers=headers)

    def get(self, path: str, **query: str | int) -> Any:
        response = self.call(path, **query)
        assert response.status_code == 200, response.text
        return response.get_json()

    def minor_code(self, path: str, **query: str | int) -> tuple[int, str]:
        """Return the status of a refused call and the minor code of its status object."""
        response = self.call(path, **query)
        (field,) = response.get_json()["imsx_CodeMinor"]["imsx_codeMinorField"]
        return response.status_code, field["imsx_codeMinorFieldValue"]
