"""A simulated Edflex portal as the tests of its connector see it."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice
from typing import Any

from rollbook.connectors.edflex.client import EdflexClient
from rollbook.connectors.edflex.settings import Credentials, Settings
from rollbook.model.records import Json, Scope
from rollbook.sync.completeness import Reading
from sandbox.institution.portal import Portal, sample_portal
from sandbox.simulators.faults import Fault
from tests.contract.apis.witness import Witness
from tests.contract.connectors.pace import RecordingPace
from tests.contract.connectors.restless import Happening, RestlessEdflex

CONTENTS, ATTEMPTS = 400, 160
"""So many contents have all that is odd in the sample among them; both are more than three pages."""


@dataclass
class Library:
    """The simulator and its witness, credentials that it accepts, and the pace of the clients that are opened.

    Whatever is sent must obey the contract, unless a test says that it `sends_rubbish`.
    """

    simulator: RestlessEdflex
    credentials: Json
    pace: RecordingPace
    witness: Witness
    sends_rubbish: bool = False

    def client(self, **settings: Any) -> EdflexClient:
        given = {"read_seconds": 5, **settings}
        return EdflexClient(Credentials.model_validate(self.credentials), Settings(**given), self.pace)

    def fail(self, kind: str, method: str = "", path: str = "", **more: Any) -> None:
        self.simulator.faults.add(Fault(kind=kind, method=method, path=path, **more))

    def meanwhile(self, path: str, deed: Callable[[], object], *, after: int = 0, times: int = 1) -> None:
        """Have something happen just before a call to such a path is answered."""
        self.simulator.happenings += (Happening(path, deed, after, times),)

    def read(self, entity: str, **settings: Any) -> list[Json]:
        """Read a collection as the extract step does: a total that is not proven ends it."""
        reading = Reading(entity, self.client(**settings).read(entity, Scope()))
        found = list(reading.records())
        assert reading.complete().declared == len(found)
        return found

    @property
    def calls(self) -> list[str]:
        """The calls that were made, as `GET resources 200`, in their order."""
        journal = self.simulator.calls.summary()["journal"]
        return [f"{one['method']} {one['path'].rpartition('/')[2]} {one['status']}" for one in journal]


def small_portal(today: date) -> Portal:
    """Return the sample with its first contents and attempts alone, which are read in a moment."""
    whole = sample_portal(today)
    return replace(
        whole,
        contents=dict(islice(whole.contents.items(), CONTENTS)),
        attempts=dict(islice(whole.attempts.items(), ATTEMPTS)),
    )
