"""An EthosCE simulator as the tests of its connector see it, and the course records that they send."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from rollbook.connectors.ethosce.client import EthosceClient
from rollbook.connectors.ethosce.settings import Credentials, Settings
from rollbook.model.changes import Change, Operation
from rollbook.model.records import Json, Scope
from sandbox.simulators.faults import Fault
from tests.contract.apis.witness import Witness
from tests.contract.connectors.pace import RecordingPace
from tests.contract.connectors.restless import Happening, RestlessEthosce

DEMANDING = "CE-001"
"""A course of the sample with required objects."""

UNDEMANDING = "CE-010"
"""One without, which awards a credit of its own."""

DATA: dict[str, Json] = {
    "enrollments": {
        "start": "2026-09-01T04:00:00+00:00",
        "end": None,
        "participantCategory": "physician",
        "pars": True,
    },
    "completions": {"completedAt": "2026-09-02T12:30:00+00:00", "attended": True},
    "credits": {"type": "ANCC", "credits": "1.5", "expiresAt": "2028-09-02T00:00:00Z"},
}
"""By collection, what is wanted of a person in a course."""

TABLES = {
    "courses": "node",
    "enrollments": "course_enrollment",
    "completions": "course_report",
    "credits": "course_credit_awarded",
}


@dataclass
class Learning:
    """The simulator and its witness, credentials that it accepts, and the pace of the clients that are opened.

    Whatever is sent must obey the contract, unless a test says that it `sends_rubbish`.
    """

    simulator: RestlessEthosce
    credentials: Json
    pace: RecordingPace
    witness: Witness
    sends_rubbish: bool = False

    def client(self, **settings: Any) -> EthosceClient:
        given = {"read_seconds": 5, **settings}
        return EthosceClient(Credentials.model_validate(self.credentials), Settings(**given), self.pace)

    def fail(self, kind: str, method: str = "", path: str = "", **more: Any) -> None:
        self.simulator.faults.add(Fault(kind=kind, method=method, path=path, **more))

    def meanwhile(self, path: str, deed: Callable[[], object], *, after: int = 0, times: int = 1) -> None:
        """Have something happen just before a call to such a path is answered."""
        self.simulator.happenings += (Happening(path, deed, after, times),)

    def read(self, name: str, **settings: Any) -> list[Json]:
        """Return a collection as the connector reads it."""
        return [record for page in self.client(**settings).read(name, Scope()) for record in page.records]

    def rows(self, entity: str) -> list[Json]:
        """Return what the LMS holds of a collection, as it is at this moment."""
        return [dict(row) for row in self.simulator.snapshot()[TABLES[entity]]]

    @property
    def calls(self) -> list[str]:
        """The calls that were made, as `POST /course_report 201`, in their order."""
        journal = self.simulator.calls.summary()["journal"]
        return [f"{one['method']} {one['path']} {one['status']}" for one in journal]

    @property
    def posts(self) -> int:
        return sum(call.startswith("POST") for call in self.calls)


def change(key: str, data: Json, **more: Any) -> Change:
    return Change(operation=Operation.CREATE, key=key, digest=f"digest-of-{key}", data=data, **more)


def shell(external_id: str = "OLD-1", **more: Any) -> Change:
    return change(external_id, {"externalId": external_id, "title": "Sepsis, 2019", **more})


def record(entity: str, user: int = 2, course: str = DEMANDING, **more: Any) -> Change:
    """Return what is to be recorded of a person (by uid; the sample's people begin with 2) in a course."""
    return change(f"{course}/{user}", {"course": course, "user": str(user), **DATA[entity], **more})


def records(entity: str, count: int) -> list[Change]:
    return [record(entity, user) for user in range(2, count + 2)]
