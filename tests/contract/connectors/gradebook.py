"""An eSchoolPLUS simulator as the tests of its connector see it, and the changes that they send to its gradebook."""

from dataclasses import dataclass
from typing import Any

from rollbook.connectors.eschoolplus.client import EschoolplusClient
from rollbook.connectors.eschoolplus.settings import Credentials, Settings
from rollbook.model.changes import Change
from rollbook.model.records import Json
from sandbox.simulators.eschoolplus import GRADEBOOK_PATH, EschoolplusSimulator
from sandbox.simulators.faults import Fault
from tests.contract.connectors.pace import RecordingPace
from tests.contract.connectors.school import change

TERM = "Fall 2026"


@dataclass
class Gradebook:
    """The simulator, credentials that it accepts, the pace of clients, and one class of the current term."""

    simulator: EschoolplusSimulator
    credentials: Credentials
    pace: RecordingPace

    def client(self, **settings: Any) -> EschoolplusClient:
        return EschoolplusClient(self.credentials, Settings(**{"read_seconds": 5, **settings}), self.pace)

    def fail(self, kind: str, method: str = "", path: str = "", **more: Any) -> None:
        self.simulator.faults.add(Fault(kind=kind, method=method, path=path, **more))

    def calls(self, name: str) -> int:
        """Count the calls to one route of the gradebook, such as `PUT /lineItems/<sourced_id>`."""
        method, _, template = name.partition(" ")
        return sum(self.simulator.calls.summary()["calls"].get(f"{method} {GRADEBOOK_PATH}{template}", {}).values())

    def held(self, collection: str) -> dict[str, Json]:
        return self.simulator.gradebook.collection(collection)

    def classes(self) -> list[Json]:
        """Return the classes of the current term."""
        sessions = self.simulator.institution.academicSessions.values()
        (term,) = [session["sourcedId"] for session in sessions if session["title"] == TERM]
        return [
            record
            for record in self.simulator.institution.classes.values()
            if [one["sourcedId"] for one in record["terms"]] == [term]
        ]

    def students(self, class_id: str) -> list[str]:
        return [
            enrollment["user"]["sourcedId"]
            for enrollment in self.simulator.institution.enrollments.values()
            if enrollment["class"]["sourcedId"] == class_id
            and (enrollment["role"], enrollment["status"]) == ("student", "active")
        ]

    def item(self, number: int = 1, **more: Any) -> Change:
        """Make an item as the flow wants it; `more` are fields that are otherwise."""
        in_class = self.classes()[0]
        (homework, *_) = self.simulator.gradebook.categories_of(in_class["sourcedId"])
        data: Json = {
            "sourcedId": f"schoology-{number}",
            "title": f"Worksheet {number}",
            "description": None,
            "assignDate": "2026-10-01T03:59:00Z",
            "dueDate": "2026-10-01T03:59:00Z",
            "class": in_class["sourcedId"],
            "school": in_class["school"]["sourcedId"],
            "category": homework["sourcedId"],
            "resultValueMin": 0,
            "resultValueMax": 25,
            "section": in_class["sourcedId"],
        }
        return change(str(number), data | more)

    def result(self, number: int = 1, place: int = 0, **more: Any) -> Change:
        """Make the result of one student of the class in one item."""
        class_id = self.classes()[0]["sourcedId"]
        student = self.students(class_id)[place]
        data: Json = {
            "sourcedId": f"schoology-{number}-{student}",
            "lineItem": f"schoology-{number}",
            "class": class_id,
            "student": student,
            "scoreStatus": "fully graded",
            "score": 21.5,
            "scoreDate": "2026-09-30",
            "comment": "Well done, Zoë!",
            "incomplete": "false",
            "missing": "false",
            "late": "false",
            "inProgress": "false",
            "metadata": {},
            "section": class_id,
        }
        return change(f"{number}/{student}", data | more)
