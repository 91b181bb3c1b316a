"""A CourseKey simulator with two schools as the tests of its connector see it, and the changes that they send."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from rollbook.connectors.coursekey.client import CoursekeyClient
from rollbook.connectors.coursekey.settings import Credentials, Settings
from rollbook.model.changes import Change, Operation
from rollbook.model.records import Json, Scope
from rollbook.sync.completeness import Reading
from sandbox.simulators.faults import Fault
from tests.contract.apis.witness import Witness
from tests.contract.connectors.pace import RecordingPace
from tests.contract.connectors.restless import Happening, RestlessCoursekey

NORTH, DESERT = "4711", "4712"
DAY = "2026-09-14"


@dataclass
class Campuses:
    """The simulator and its witness, credentials that it accepts, and the pace of the clients that are opened.

    Whatever is sent must obey the contract, unless a test says that it `sends_rubbish`.
    """

    simulator: RestlessCoursekey
    credentials: Json
    pace: RecordingPace
    witness: Witness
    sends_rubbish: bool = False

    def client(self, **settings: Any) -> CoursekeyClient:
        given = {"read_seconds": 5, **settings}
        return CoursekeyClient(Credentials.model_validate(self.credentials), Settings(**given), self.pace)

    def fail(self, kind: str, method: str = "", path: str = "", **more: Any) -> None:
        self.simulator.faults.add(Fault(kind=kind, method=method, path=path, **more))

    def meanwhile(self, path: str, deed: Callable[[], object], *, after: int = 0, times: int = 1) -> None:
        """Have something happen just before a call to such a path is answered."""
        self.simulator.happenings += (Happening(path, deed, after, times),)

    def held(self, collection: str, school: str = NORTH) -> list[Json]:
        rows: list[Json] = self.simulator.snapshot()["schools"][school][collection]
        return rows

    @property
    def calls(self) -> list[str]:
        """The calls that were made, as `PUT /v1/schools/<school>/classes 200`, in their order."""
        return [f"{one['method']} {one['path']} {one['status']}" for one in self.journal]

    @property
    def journal(self) -> list[Json]:
        entries: list[Json] = self.simulator.calls.summary()["journal"]
        return entries

    def teach(self, school: str = NORTH, *, students: int = 2, classes: int = 1) -> list[str]:
        """Have a course with students and classes on one day; return the external ids of the classes."""
        client = self.client()
        client.write("instructors", [person("i-1", school)])
        people = [person(f"s-{number}", school) for number in range(students)]
        client.write("students", people)
        client.write("courses", [course(school=school)])
        client.write("enrollments", [enrollment(f"s-{number}", school) for number in range(students)])
        meetings = [meeting(f"{school}-{number}", school) for number in range(classes)]
        client.write("classes", meetings)
        return [f"{school}-{number}" for number in range(classes)]

    def attend(self) -> None:
        """Have everybody come, or not, to all classes of the day; forget the calls that led here."""
        self.simulator.perform("class_day", {"day": DAY})
        self.simulator.calls.clear()

    def read(self, scope: Scope | None = None, **settings: Any) -> list[Json]:
        """Read attendance as the extract step does: a total that is not proven ends it."""
        reading = Reading("attendance", self.client(**settings).read("attendance", scope or Scope()))
        records = list(reading.records())
        assert reading.complete().declared == len(records)
        return records


def change(key: str, data: Json) -> Change:
    return Change(operation=Operation.CREATE, key=key, digest=f"digest-of-{key}", data=data)


def update(created: Change, **more: Any) -> Change:
    data = {**(created.data or {}), **more}
    return created.model_copy(update={"operation": Operation.UPDATE, "before": created.data, "data": data})


def removal(created: Change) -> Change:
    return created.model_copy(update={"operation": Operation.REMOVE, "before": created.data, "data": None})


def person(external_id: str, school: str = NORTH, **more: Any) -> Change:
    data = {
        "school": school,
        "externalId": external_id,
        "firstName": "Zoë",
        "lastName": "O'Neill",
        "email": f"{external_id}@college.example",
    }
    return change(f"{school}/{external_id}", data | more)


def course(external_id: str = "c-1", school: str = NORTH, **more: Any) -> Change:
    data = {
        "school": school,
        "externalId": external_id,
        "title": "Welding I",
        "startDate": "2026-09-01",
        "endDate": "2026-12-18",
        "instructors": ["i-1"],
        "attendanceMode": "status",
    }
    return change(f"{school}/{external_id}", data | more)


def enrollment(student: str, school: str = NORTH, **more: Any) -> Change:
    external_id = f"c-1.{student}"
    data = {"school": school, "externalId": external_id, "course": "c-1", "student": student, "isDropped": False}
    return change(f"{school}/c-1/{student}", data | more)


def meeting(external_id: str, school: str = NORTH, **more: Any) -> Change:
    data = {
        "school": school,
        "externalId": external_id,
        "course": "c-1",
        "date": DAY,
        "startTime": "09:00",
        "endTime": "11:00",
        "timeZone": "America/New_York",
        "room": "B-12",
        "instructor": "i-1",
        "status": "scheduled",
    }
    return change(f"{school}/{external_id}", data | more)
