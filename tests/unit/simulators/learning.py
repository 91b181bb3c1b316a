"""A 360Learning with a token, an integration of Edflex, a clock that stands still, and good objects to send."""

import dataclasses
import functools
from collections.abc import Mapping
from datetime import date
from typing import Any

from werkzeug.test import Client, TestResponse

from sandbox.institution.portal import Account, Portal, sample_portal
from sandbox.simulators.credentials import LEARNING360
from sandbox.simulators.learning360 import GROUP, Knobs, Learning360Simulator
from tests.contract.apis.wire import document
from tests.contract.apis.witness import Witness
from tests.unit.simulators.callers import Hand

NOON = 1_789_560_000.0
CLIENT = {"grant_type": "client_credentials", **dataclasses.asdict(LEARNING360)}
VERSION = {"360-api-version": "v2.0"}
COURSE = {
    "defaultLang": "en",
    "externalId": "c-1",
    "launchUrl": "https://portal.example/c-1",
    "name": "Welding for Beginners",
    "sources": [{"name": "Sparks"}],
    "subjects": ["Metal"],
    "contentType": "mooc",
    "duration": 90,
}
LEARNER = Account("ada.quill@maple-ridge.example", "Ada", "Quill")
INVITED = Account("ben.marsh@maple-ridge.example", "Ben", "Marsh", "invited")
GONE = Account("eve.stone@maple-ridge.example", "Eve", "Stone", "deleted")
TWINS = (Account("kim@maple-ridge.example", "Kim", "Old"), Account("Kim@maple-ridge.example", "Kim", "New"))
BEGUN, ENDED = "2026-09-01T10:00:00.000Z", "2026-09-01T10:30:00.000Z"


@functools.cache
def portal(*, whole: bool = False) -> Portal:
    """Return the sample portal, with few accounts beside the author's or the whole of it; nobody may change it."""
    sample = sample_portal(date(2026, 9, 16))
    if whole:
        return sample
    accounts = (sample.author, LEARNER, INVITED, GONE, *TWINS)
    return dataclasses.replace(sample, accounts=accounts)


def course(number: int, **fields: Any) -> dict[str, Any]:
    """Return a good course of its own."""
    return {**COURSE, "externalId": f"c-{number}", **fields}


@dataclasses.dataclass(slots=True)
class Learning:
    """Calls a simulator, past a witness, as a client that may do everything."""

    simulator: Learning360Simulator
    witness: Witness
    clock: Hand
    headers: Mapping[str, str]
    integration: str = ""

    @classmethod
    def opened(cls, *, sample: bool = False, **knobs: Any) -> "Learning":
        """Return a caller with a token and an integration; operations take 1 s and 0.1 s per object by default."""
        clock = Hand(NOON)
        settings = Knobs(**{"rate_scale": 1_000, "item_seconds": 0.1, **knobs})
        simulator = Learning360Simulator(portal(whole=sample), knobs=settings, clock=clock, wall_clock=clock)
        caller = cls(simulator, Witness(simulator, document("learning360")), clock, VERSION)
        token = caller.ask("POST", "/oauth2/token", CLIENT)["access_token"]
        caller.headers = {**VERSION, "Authorization": f"Bearer {token}"}
        fields = {"externalPlatform": "Edflex", "authorId": caller.user(portal().author.mail), "groupId": GROUP}
        caller.integration = caller.ask("POST", "/integrations", fields)["_id"]
        return caller

    def call(self, method: str, path: str, json: Any = None, **headers: str) -> TestResponse:
        address = path if path.startswith("http") else f"/api/v2{path}"
        return Client(self.witness).open(address, method=method, json=json, headers={**self.headers, **headers})

    def ask(self, method: str, path: str, json: Any = None) -> Any:
        """Call and return what was answered well."""
        answer = self.call(method, path, json)
        assert answer.status_code in {200, 201, 202, 204}, answer.text
        return answer.get_json() if answer.data else None

    def get(self, path: str) -> Any:
        return self.ask("GET", path)

    def code(self, method: str, path: str, json: Any = None, **headers: str) -> tuple[int, str]:
        """Return the status of a refused call, and the code of the refusal or its word."""
        answer = self.call(method, path, json, **headers)
        error = answer.get_json()["error"]
        return answer.status_code, error if isinstance(error, str) else error["code"]

    def begin(self, method: str, what: str, *items: Any) -> str:
        """Begin a bulk operation ("PUT", "courses") and return the id of it."""
        answer = self.call(method, f"/bulk/integrations/{self.integration}/{what}", {"input": list(items)})
        assert answer.status_code == 202, answer.text
        return answer.headers["Location"].rpartition("/")[2]

    def status(self, operation: str) -> str:
        status: str = self.get(f"/bulk/operations/{operation}")["status"]
        return status

    def results(self, operation: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.get(f"/bulk/operations/{operation}/results")
        return found

    def done(self, method: str, what: str, *items: Any) -> list[dict[str, Any]]:
        """Begin a bulk operation, wait for its end, and return its results."""
        operation = self.begin(method, what, *items)
        self.clock.now += 60
        return self.results(operation)

    def outcomes(self, method: str, what: str, *items: Any) -> list[str]:
        """Return how each object fared: "" or the code of its failure."""
        return [one.get("errorMessage", "").partition(":")[0] for one in self.done(method, what, *items)]

    def user(self, mail: str) -> str:
        (found,) = self.get(f"/users?mail[eq]={mail}")
        user_id: str = found["_id"]
        return user_id

    def course_id(self, external_id: str) -> str:
        course_id: str = self.get(f"/integrations/{self.integration}/courses/{external_id}")["courseId"]
        return course_id

    def statistics(self, **fields: Any) -> dict[str, Any]:
        """Return good statistics of the first learner."""
        return {
            "courseIdentifier": {"type": "externalId", "value": "c-1"},
            "userIdentifier": {"type": "mail", "value": LEARNER.mail},
            "progress": 50,
            "timeSpent": 60_000,
            "firstActivityAt": BEGUN,
            "lastActivityAt": ENDED,
            **fields,
        }

    def attempts(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.get("/courses/stats")
        return found

    def script(self, name: str, /, **arguments: Any) -> Any:
        return self.simulator.perform(name, arguments)
