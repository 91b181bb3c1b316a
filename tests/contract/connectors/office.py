"""A simulated student information system as the tests of its connector see it, and the changes that they send."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from rollbook.connectors.sis.client import SisClient
from rollbook.connectors.sis.settings import Credentials, Settings
from rollbook.model.changes import Change, Operation, Written
from rollbook.model.records import Json, Reason, Scope
from rollbook.sync.completeness import Reading
from sandbox.simulators.faults import Fault
from tests.contract.apis.witness import Witness
from tests.contract.connectors.pace import RecordingPace
from tests.contract.connectors.restless import Happening, RestlessSis

TERM, RUNNING, ENDED = "202710", "202640", "202620"
"""Terms of the sample: the one that is scheduled, the one that runs, and one that is over."""

FIRST, SECOND, FREE = f"{TERM}/BIO-101/001", f"{TERM}/BIO-101/002", f"{TERM}/BIO-101/800"
"""Two sections of the sample, and a key that no section has."""

NOON = 1_789_387_200.0
"""Noon of 14 September 2026, UTC."""


@dataclass
class Office:
    """The simulator and its witness, credentials that it accepts, and the pace of the clients that are opened.

    Whatever is sent must obey the contract, unless a test says that it `sends_rubbish`.
    """

    simulator: RestlessSis
    credentials: Json
    pace: RecordingPace
    witness: Witness
    sends_rubbish: bool = False

    def client(self, **settings: Any) -> SisClient:
        given = {"read_seconds": 5, **settings}
        return SisClient(Credentials.model_validate(self.credentials), Settings(**given), self.pace, lambda: NOON)

    def fail(self, kind: str, method: str = "", path: str = "", **more: Any) -> None:
        self.simulator.faults.add(Fault(kind=kind, method=method, path=path, **more))

    def meanwhile(self, path: str, deed: Callable[[], object], *, after: int = 0, times: int = 1) -> None:
        """Have something happen just before a call to such a path is answered."""
        self.simulator.happenings += (Happening(path, deed, after, times),)

    def become(self, profile: str) -> None:
        """Start anew as another system."""
        self.simulator.perform("set_profile", {"profile": profile})

    def edit(self, key: str, path: str = "", value: Any = None, action: str = "change") -> None:
        """Have a registrar do something."""
        self.simulator.perform("edit", {"section": key, "path": path, "value": value, "action": action})

    def held(self, key: str) -> Json:
        """Return what the SIS holds of a section or crosslist, in people's words."""
        state = self.simulator.snapshot()
        found: Json = {**state["sections"], **state["crosslists"]}[key]
        return found

    def holds(self, key: str) -> bool:
        state = self.simulator.snapshot()
        return key in state["sections"] or key in state["crosslists"]

    @property
    def calls(self) -> list[str]:
        """The calls that were made but for tokens, as `PUT sections 200`, in their order."""
        journal: list[Json] = self.simulator.calls.summary()["journal"]
        named = (f"{one['method']} {one['path'].split('/')[2]} {one['status']}" for one in journal if _is_api(one))
        return list(named)

    @property
    def writes(self) -> list[str]:
        return [call for call in self.calls if not call.startswith("GET")]

    @property
    def tokens(self) -> int:
        """How many tokens were asked for."""
        return sum(not _is_api(one) for one in self.simulator.calls.summary()["journal"])

    def read(self, entity: str, scope: Scope | None = None, **settings: Any) -> list[Json]:
        """Read a collection as the extract step does: a total that is not proven ends it."""
        reading = Reading(entity, self.client(**settings).read(entity, scope or Scope(terms=(TERM,))))
        found = list(reading.records())
        assert reading.complete().declared == len(found)
        return found

    def keys(self, entity: str, scope: Scope | None = None, **settings: Any) -> list[str]:
        return [record["key"] for record in self.read(entity, scope, **settings)]

    def section(self, key: str = FIRST) -> Json:
        """Return a section as it is read."""
        (found,) = self.read("sections", Scope(parts=(key,)))
        return found

    def crosslist(self, group: str = "XL01") -> Json:
        """Return a crosslist as it is read."""
        (found,) = (one for one in self.read("relationships") if one["group"] == group)
        return found

    def write(self, *changes: Change) -> list[Written]:
        """Send changes of sections or of relationships, and forget the calls that were made before."""
        self.simulator.calls.clear()
        entity = "sections" if "course" in ((changes[0].data or {}) | (changes[0].before or {})) else "relationships"
        return self.client().write(entity, list(changes))

    def refused(self, change: Change) -> Reason:
        """Send a change that is refused, and return why: in words that hold no value."""
        (written,) = self.write(change)
        assert written.reason
        values = [detail.value for detail in written.reason.details if len(detail.value) > 2]
        assert not any(value in f"{written.reason.sentence} {written.reason.remedy}".split() for value in values)
        return written.reason


def _is_api(one: Json) -> bool:
    return bool(one["path"].startswith("/api/"))


def update(shown: Json, **fields: Any) -> Change:
    """Return the update of a record as it was read, in which some fields shall be others."""
    before = {name: shown[name] for name in ("key", "term", "course", "number", "group", "fields") if name in shown}
    return Change(
        operation=Operation.UPDATE,
        key=shown["key"],
        digest=f"digest-of-{shown['key']}",
        data={**before, "fields": {**shown["fields"], **fields}},
        before=before,
        target=shown["id"],
    )


def removal(shown: Json, takes_out: str = "delete") -> Change:
    gone = {"operation": Operation.REMOVE, "data": {"takesOut": takes_out}}
    return update(shown).model_copy(update=gone)


def change(key: str, data: Json, **more: Any) -> Change:
    return Change(operation=Operation.CREATE, key=key, digest=f"digest-of-{key}", data={"key": key, **data}, **more)


def section(key: str = FREE, **fields: Any) -> Change:
    term, course, number = key.split("/")
    given = {
        "status": "active",
        "title": "Evening Biology",
        "sectionType": "lecture",
        "campus": "MAIN",
        "instructionMode": "in-person",
        "partOfTerm": "1",
        "startDate": "2027-01-01",
        "endDate": "2027-04-30",
        "minCreditHours": 3,
        "maxCreditHours": 3.5,
        "gradeMode": "letter",
        "maxEnrollment": 20,
        "maxWaitlist": 5,
        "callNumber": None,
        "enrollment": None,
        "professors": [professor("0012001"), professor("0012002", "secondary", None)],
        "times": [meeting()],
    }
    return change(key, {"term": term, "course": course, "number": number, "fields": given | fields})


def professor(number: str, role: str = "primary", percentage: int | None = 100) -> Json:
    return {"id": number, "role": role, "percentage": percentage}


def meeting(**fields: Any) -> Json:
    """Return a meeting at an hour at which nobody else has a room."""
    given = {
        "id": "",
        "days": "TR",
        "startTime": "06:00",
        "endTime": "07:15",
        "startDate": "2027-01-01",
        "endDate": "2027-04-30",
        "room": "SCI/101",
        "type": "lecture",
    }
    return given | fields


def crosslist(group: str = "XL80", sections: Sequence[str] = (), **fields: Any) -> Change:
    given = {"sections": sorted(sections), "primary": sections[0], "waitlist": "combined", "maxEnrollment": 40}
    return change(f"{TERM}/{group}", {"term": TERM, "group": group, "fields": given | fields})
