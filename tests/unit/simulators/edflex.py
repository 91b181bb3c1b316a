"""An Edflex portal with the sample, a client's token, and a clock that stands still; all answers are judged."""

import dataclasses
from datetime import date
from typing import Any

from werkzeug.test import Client, TestResponse

from sandbox.institution.portal import Portal, sample_portal
from sandbox.simulators.credentials import EDFLEX
from sandbox.simulators.edflex import API_PATH, EdflexSimulator, Knobs
from tests.contract.apis.wire import document
from tests.contract.apis.witness import Witness
from tests.unit.simulators.callers import Hand

NOON = 1_789_560_000.0
PORTAL: Portal = sample_portal(date(2026, 9, 16))
FORM = {"grant_type": "client_credentials", **dataclasses.asdict(EDFLEX)}


@dataclasses.dataclass(slots=True)
class Edflex:
    """Calls a simulator past a witness."""

    simulator: EdflexSimulator
    witness: Witness
    clock: Hand
    token: str = ""

    @classmethod
    def opened(cls, **knobs: Any) -> "Edflex":
        clock = Hand(NOON)
        simulator = EdflexSimulator(PORTAL, knobs=Knobs(**knobs), clock=clock, wall_clock=clock)
        caller = cls(simulator, Witness(simulator, document("edflex")), clock)
        caller.token = caller.ask_for_token().get_json()["access_token"]
        return caller

    def ask_for_token(self, **form: str) -> TestResponse:
        return Client(self.witness).post(f"{API_PATH}/auth/token", data={**FORM, **form})

    def call(self, path: str, method: str = "GET", authorization: str = "", **query: Any) -> TestResponse:
        address = path if path.startswith("http") else f"{API_PATH}/{path}"
        headers = {"Authorization": authorization or f"Bearer {self.token}"}
        return Client(self.witness).open(address, method=method, query_string=query or None, headers=headers)

    def get(self, path: str, **query: Any) -> Any:
        answer = self.call(path, **query)
        assert answer.status_code == 200, answer.text
        return answer.get_json()

    def all(self, path: str, **query: Any) -> list[Any]:
        """Return a whole list, from page to page as they point to one another."""
        page = self.get(path, **query)
        found: list[Any] = page["data"]
        while page["links"]["next"]:
            page = self.get(page["links"]["next"])
            found += page["data"]
        assert page["meta"]["total"] == len(found)
        return found

    def script(self, name: str, **arguments: Any) -> Any:
        """Let something happen behind the API, through the control door."""
        answer = Client(self.witness).post("/_control/script", json={"script": name, **arguments})
        assert answer.status_code == 200, answer.text
        return answer.get_json()

    def refusal_of_script(self, name: str, **arguments: Any) -> str:
        answer = Client(self.witness).post("/_control/script", json={"script": name, **arguments})
        assert answer.status_code == 400
        return str(answer.get_json()["error"])

    def content(self, content_id: str) -> Any:
        """Return the attributes of a content as they are shown."""
        (found,) = self.get("resources", **{"filter[contentIds]": content_id})["data"]
        return found["attributes"]
