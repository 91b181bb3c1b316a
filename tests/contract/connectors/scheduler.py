"""A Coursedog simulator as the tests of its connector see it, and the changes that they send."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from rollbook.connectors.coursedog.client import CoursedogClient
from rollbook.connectors.coursedog.settings import Credentials, Settings
from rollbook.model.changes import Change, Operation, Written
from rollbook.model.records import Json, Reason, Scope
from rollbook.sync.completeness import Reading
from sandbox.simulators.faults import Fault
from tests.contract.apis.witness import Witness
from tests.contract.connectors.pace import RecordingPace
from tests.contract.connectors.restless import Happening, RestlessCoursedog

BANNER, PEOPLESOFT = "state_banner_ethos", "state_peoplesoft_direct"
TERM, RUNNING, ENDED, COURSE = "202710", "202640", "202620", "BIO-101"
FIRST, SECOND, THIRD = (f"{TERM}/{COURSE}/{number}" for number in ("001", "002", "003"))


@dataclass
class Scheduler:
    """The simulator and its witness, credentials that it accepts, and the pace of the clients that are opened.

    Whatever is sent must obey the contract, unless a test says that it `sends_rubbish`.
    """

    simulator: RestlessCoursedog
    credentials: Json
    pace: RecordingPace
    witness: Witness
    sends_rubbish: bool = False

    def client(self, **settings: Any) -> CoursedogClient:
        given = {"read_seconds": 5, **settings}
        return CoursedogClient(Credentials.model_validate(self.credentials), Settings(**given), self.pace)

    def fail(self, kind: str, method: str = "", path: str = "", **more: Any) -> None:
        self.simulator.faults.add(Fault(kind=kind, method=method, path=path, **more))

    def meanwhile(self, path: str, deed: Callable[[], object], *, after: int = 0, times: int = 1) -> None:
        """Have something happen just before a call to such a path is answered."""
        self.simulator.happenings += (Happening(path, deed, after, times),)

    def held(self, collection: str) -> list[Json]:
        rows: list[Json] = self.simulator.snapshot()["schools"][self.credentials["school"]][collection]
        return rows

    def row(self, collection: str, name: str, value: Any) -> Json:
        """Return the only record of a collection in which a field has a value."""
        (row,) = (row for row in self.held(collection) if row[name] == value)
        return row

    @property
    def calls(self) -> list[str]:
        """The calls that were made but for log-ins, as `PUT sections 200`, in their order."""
        journal: list[Json] = self.simulator.calls.summary()["journal"]
        return [
            f"{one['method']} {one['path'].rpartition('/')[2]} {one['status']}"
            for one in journal
            if not one["path"].endswith("/sessions")
        ]

    @property
    def logins(self) -> int:
        return sum(one["path"].endswith("/sessions") for one in self.simulator.calls.summary()["journal"])

    def forget(self) -> None:
        """Forget the calls that were made so far."""
        self.simulator.calls.clear()
        self.pace.taken.clear()

    def plan(self, sections: int = 2) -> None:
        """Have a course with sections, the first two of which are crosslisted; forget the calls that led here."""
        client = self.client()
        wanted = {
            "courses": [course()],
            "sections": [section(f"{number:03}") for number in range(1, sections + 1)],
            "relationships": [crosslist()] if sections > 1 else [],
        }
        for entity, changes in wanted.items():
            assert all(one.reason is None for one in client.write(entity, changes))
        self.forget()

    def write(self, entity: str, *changes: Change) -> list[Written]:
        return self.client().write(entity, list(changes))

    def edit(self, key: str, path: str = "", value: Any = None, action: str = "change") -> Json:
        """Have a scheduler save something."""
        edit = {"section": key, "path": path, "value": value, "action": action, "by": "u-scheduler-sci"}
        shown: Json = self.simulator.perform("edit", {"school": self.credentials["school"], **edit})
        return shown

    def read(self, entity: str, scope: Scope | None = None, **settings: Any) -> list[Json]:
        """Read a collection as the extract step does: a total that is not proven ends it."""
        reading = Reading(entity, self.client(**settings).read(entity, scope or Scope()))
        records = list(reading.records())
        assert reading.complete().declared == len(records)
        return records

    def keys(self, entity: str, scope: Scope | None = None, **settings: Any) -> list[str]:
        return [record["key"] for record in self.read(entity, scope, **settings)]

    def current(self, entity: str, key: str) -> Json:
        """Return a record as it is read now."""
        (found,) = (record for record in self.read(entity) if record["key"] == key)
        return found


def change(key: str, data: Json, **more: Any) -> Change:
    return Change(operation=Operation.CREATE, key=key, digest=f"digest-of-{key}", data={"key": key, **data}, **more)


def update(shown: Json, sis_id: str | None = None, **fields: Any) -> Change:
    """Return the update of a record as it was read, in which some fields shall be others."""
    names = ("key", "sisId", "term", "course", "number", "group", "fields")
    before: Json = {name: shown[name] for name in names if name in shown}
    data: Json = {**before, "fields": {**shown["fields"], **fields}}
    if sis_id is not None:
        data["sisId"] = sis_id
    return Change(
        operation=Operation.UPDATE,
        key=shown["key"],
        digest=f"digest-of-{shown['key']}",
        data=data,
        before=before,
        target=shown["id"],
        mark=shown["version"],
    )


def removal(shown: Json, **more: Any) -> Change:
    left = update(shown)
    gone = {"operation": Operation.REMOVE, "data": {"takesOut": "cancel"}, "mark": "", **more}
    return left.model_copy(update=gone)


def course(key: str = COURSE, **fields: Any) -> Change:
    given = {
        "title": "Foundations of Biology",
        "longTitle": None,
        "description": "Cells, and what they do.",
        "status": "active",
        "minCreditHours": 3,
        "maxCreditHours": 3.5,
        "departments": ["BIO"],
        "campuses": ["MAIN"],
    }
    return change(key, {"sisId": "c0ffee", "fields": given | fields})


def section(number: str = "001", term: str = TERM, of: str = COURSE, sis_id: str = "5ec7", **fields: Any) -> Change:
    given = {
        "status": "active",
        "title": "Foundations of Biology",
        "sectionType": "LEC",
        "campus": "MAIN",
        "instructionMode": "INP",
        "partOfTerm": "1",
        "startDate": "2027-01-11",
        "endDate": None,
        "minCreditHours": 3,
        "maxCreditHours": 3.5,
        "gradeMode": "standard",
        "maxEnrollment": 30,
        "maxWaitlist": 5,
        "callNumber": "20417",
        "enrollment": 0,
        "professors": [professor(), professor("0012002", "secondary", None)],
        "times": [meeting()],
    }
    places = {"term": term, "course": of, "number": number}
    return change(f"{term}/{of}/{number}", {**places, "sisId": sis_id, "fields": given | fields})


def professor(number: str = "0012001", role: str = "primary", percentage: int | None = 100) -> Json:
    return {"id": number, "role": role, "percentage": percentage}


def meeting(**fields: Any) -> Json:
    given = {
        "id": "e7e4",
        "days": "MWF",
        "startTime": "09:00",
        "endTime": "09:50",
        "startDate": "2027-01-11",
        "endDate": "2027-04-30",
        "room": "SCI/101",
        "type": "lecture",
    }
    return given | fields


def crosslist(group: str = "XL01", sections: Sequence[str] = (FIRST, SECOND), **fields: Any) -> Change:
    given = {"sections": list(sections), "primary": sections[0], "waitlist": "combined", "maxEnrollment": 40}
    return change(f"{TERM}/{group}", {"term": TERM, "group": group, "sisId": "c405", "fields": given | fields})


def only(written: Sequence[Written]) -> Written:
    """Return what became of the only change of a batch."""
    (one,) = written
    return one


def reason_of(written: Sequence[Written]) -> Reason:
    """Return why the only change of a batch was refused."""
    reason = only(written).reason
    assert reason
    return reason


def codes(reason: Reason) -> list[str]:
    """Return the codes by which Coursedog refused something."""
    return [detail.code for detail in reason.details]
