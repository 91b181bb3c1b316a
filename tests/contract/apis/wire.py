"""Good items for every writing operation, callers with good credentials, and a small college in both systems."""

import dataclasses
import functools
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from werkzeug.datastructures import Authorization
from werkzeug.test import Client, TestResponse

from sandbox.institution.college import College, sample_college
from sandbox.simulators.coursekey import CoursekeySimulator
from sandbox.simulators.coursekey import Knobs as CoursekeyKnobs
from sandbox.simulators.credentials import COURSEKEY, ETHOSCE, GEGI
from sandbox.simulators.ethosce import EthosceSimulator
from sandbox.simulators.ethosce import Knobs as EthosceKnobs
from sandbox.simulators.gegi import GegiSimulator
from sandbox.simulators.gegi import Knobs as GegiKnobs
from sandbox.simulators.simulator import Simulator
from tests.contract.apis.document import Document
from tests.contract.apis.witness import Witness

SCHOOL = "4711"
TODAY = date(2026, 9, 16)
NOON = 1_789_560_000.0
SOURCE = {"system": "CourseKey", "reference": "4711-att-1", "reason": "in time, and stayed to the end"}
WEBHOOK = {"url": "https://hooks.example.edu/coursekey?a=b", "key": "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"}
ITEMS: Mapping[str, dict[str, Any]] = {
    "instructors": {"externalId": "i1", "firstName": "Ada", "lastName": "Byron", "email": "ada@college.example"},
    "students": {"externalId": "s1", "firstName": "Zoë", "lastName": "王", "email": "zoe@college.example"},
    "courses": {
        "externalId": "c1",
        "title": "Arc Welding",
        "startDate": "2026-09-01",
        "endDate": "2026-12-01",
        "instructors": ["i1"],
        "attendanceMode": "status",
    },
    "enrollments": {"externalId": "c1.s1", "course": "c1", "student": "s1", "isDropped": False},
    "classes": {
        "externalId": "k1",
        "course": "c1",
        "date": "2026-09-15",
        "startTime": "22:00",
        "endTime": "01:30",
        "timeZone": "America/New_York",
        "room": None,
        "instructor": "i1",
        "status": "scheduled",
    },
}
"""By collection of CourseKey, in an order in which they can be sent."""
_SEAT = {"nid": "2", "uid": "2"}
ENTITIES: Mapping[str, dict[str, Any]] = {
    "node": {"type": "course", "title": "Sepsis", "field_external_id": "OLD-1", "field_imported": True},
    "course_enrollment": {
        **_SEAT,
        "enrollment_start": "2026-09-01T00:00:00Z",
        "enrollment_end": None,
        "participant_category": "physician",
        "counts_for_pars": True,
    },
    "course_report": {**_SEAT, "complete": True, "date_completed": "2026-09-02T12:00:00+00:00", "attended": None},
    "course_credit_awarded": {**_SEAT, "credit_type": "ANCC", "credits": "1.5", "credit_expiration": None},
}
"""By entity of EthosCE, a good one to post about the first course and the first person of the sample."""


@dataclasses.dataclass(frozen=True, slots=True)
class Caller:
    """Calls a simulator below its API's root, past a witness."""

    simulator: Simulator
    witness: Witness
    root: str
    headers: Mapping[str, str]

    def call(self, method: str, path: str, json: Any = None, **headers: str) -> TestResponse:
        client = Client(self.witness)
        return client.open(f"{self.root}{path}", method=method, json=json, headers={**self.headers, **headers})

    def get(self, path: str) -> Any:
        answer = self.call("GET", path)
        assert answer.status_code == 200, answer.text
        return answer.get_json()

    def put(self, path: str, *items: Mapping[str, Any]) -> list[dict[str, Any]]:
        answer = self.call("PUT", path, {"items": list(items)})
        assert answer.status_code == 200, answer.text
        results: list[dict[str, Any]] = answer.get_json()["results"]
        return results

    def post(self, path: str, entity: Mapping[str, Any]) -> tuple[int, str]:
        """Post one entity and return the status, with the id of what was added or the code of the refusal."""
        answer = self.call("POST", path, dict(entity))
        content = answer.get_json()
        return answer.status_code, content["id"] if answer.status_code == 201 else content["error"]["code"]

    def code(self, path: str, item: Mapping[str, Any]) -> tuple[int, str]:
        """Send one item and return how it was refused, "" for one that was taken."""
        (result,) = self.put(path, item)
        return result["status"], result.get("error", {}).get("code", "")

    def script(self, name: str, **arguments: Any) -> Any:
        return self.simulator.perform(name, arguments)


@functools.cache
def document(system: str) -> Document:
    """Return a contract, read once."""
    return Document.load(system)


@functools.cache
def college() -> College:
    """Return the sample college, made once; nobody may change it."""
    return sample_college(TODAY)


def coursekey_caller(clock: Callable[[], float] = lambda: NOON, **knobs: Any) -> Caller:
    """Return a caller of an empty CourseKey whose clock stands still unless there is another."""
    settings = CoursekeyKnobs(**{"rate_scale": 1_000, **knobs})
    simulator = CoursekeySimulator(knobs=settings, clock=clock, wall_clock=clock)
    headers = {"Authorization": f"AuthKey {COURSEKEY.keys[SCHOOL]}"}
    return Caller(simulator, Witness(simulator, document("coursekey")), f"/v1/schools/{SCHOOL}", headers)


def gegi_caller(clock: Callable[[], float] = lambda: NOON, **knobs: Any) -> Caller:
    """Return a caller of GEGI with the sample college, whose clock stands still unless there is another."""
    simulator = GegiSimulator(college(), knobs=GegiKnobs(**knobs), clock=clock, wall_clock=clock)
    return Caller(simulator, Witness(simulator, document("gegi")), "/api/v1", {"X-Api-Key": GEGI.api_key})


def ethosce_caller(clock: Callable[[], float] = lambda: NOON, **knobs: Any) -> Caller:
    """Return a caller of EthosCE with the sample LMS, whose clock stands still unless there is another."""
    simulator = EthosceSimulator(knobs=EthosceKnobs(**knobs), clock=clock, wall_clock=clock)
    proof = Authorization("basic", {"username": ETHOSCE.username, "password": ETHOSCE.password}).to_header()
    return Caller(simulator, Witness(simulator, document("ethosce")), "", {"Authorization": proof})


def fill(coursekey: Caller) -> None:
    """Send one good item of each collection."""
    for collection, item in ITEMS.items():
        (result,) = coursekey.put(f"/{collection}", item)
        assert result["status"] == 201, result


def attendance_item(hours_type: str = "Attendance", **fields: Any) -> dict[str, Any]:
    """Return a good item for GEGI, of a student in a class whose course has this hours type."""
    meeting = next(
        one
        for one in college().collections["classes"].values()
        if one["status"] == "scheduled"
        and college().get("courses", one["courseId"])["hoursType"] == hours_type
        and any(college().takers_of(one["courseId"]))
    )
    student = next(college().takers_of(meeting["courseId"]))
    return {"classId": meeting["id"], "studentId": student, "source": SOURCE, **fields}
