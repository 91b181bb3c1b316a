"""A GEGI simulator as the tests of its connector see it, and the attendance that they send."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from rollbook.connectors.gegi.client import GegiClient
from rollbook.connectors.gegi.settings import Credentials, Settings
from rollbook.model.changes import Change, Operation
from rollbook.model.records import Json
from sandbox.simulators.faults import Fault
from tests.contract.apis.witness import Witness
from tests.contract.connectors.pace import RecordingPace
from tests.contract.connectors.restless import Happening, RestlessGegi

HOURS_TYPES = {"attendance": "Attendance", "attendanceLog": "Attendance Log"}
VALUES: Json = {
    "attendance": {"status": "P"},
    "attendanceLog": {"entries": [{"in": "2026-09-14T13:02:00+00:00", "out": "2026-09-14T15:00:00+00:00"}]},
}


@dataclass
class Registrar:
    """The simulator and its witness, credentials that it accepts, and the pace of the clients that are opened.

    Whatever is sent must obey the contract, unless a test says that it `sends_rubbish`.
    """

    simulator: RestlessGegi
    credentials: Json
    pace: RecordingPace
    witness: Witness
    sends_rubbish: bool = False

    def client(self, **settings: Any) -> GegiClient:
        given = {"read_seconds": 5, **settings}
        return GegiClient(Credentials.model_validate(self.credentials), Settings(**given), self.pace)

    def fail(self, kind: str, method: str = "", path: str = "", **more: Any) -> None:
        self.simulator.faults.add(Fault(kind=kind, method=method, path=path, **more))

    def meanwhile(self, path: str, deed: Callable[[], object], *, after: int = 0, times: int = 1) -> None:
        """Have something happen just before a call to such a path is answered."""
        self.simulator.happenings += (Happening(path, deed, after, times),)

    def records(self, name: str) -> list[Json]:
        """Return a list of GEGI's as it is, in the order of its ids."""
        held = self.simulator.snapshot()[name]
        rows: list[Json] = list(held.values()) if isinstance(held, dict) else held
        return sorted(rows, key=lambda row: str(row["id"]))

    @property
    def calls(self) -> list[str]:
        """The calls that were made, as `PUT /api/v1/attendance 200`, in their order."""
        return [f"{one['method']} {one['path']} {one['status']}" for one in self.journal]

    @property
    def journal(self) -> list[Json]:
        entries: list[Json] = self.simulator.calls.summary()["journal"]
        return entries

    def seats(self, entity: str) -> list[tuple[str, str]]:
        """Return whom attendance of this kind may be written of: class and student, in an order that stays."""
        courses = {row["id"] for row in self.records("courses") if row["hoursType"] == HOURS_TYPES[entity]}
        students: dict[str, set[str]] = {}
        for agreement in self.records("agreements"):
            for course in agreement["courseIds"]:
                students.setdefault(course, set()).add(agreement["studentId"])
        return [
            (row["id"], student)
            for row in self.records("classes")
            if row["courseId"] in courses and row["status"] == "scheduled"
            for student in sorted(students.get(row["courseId"], ()))
        ]

    def changes(self, entity: str, count: int = 1) -> list[Change]:
        """Return attendance for so many seats."""
        return [attendance(entity, *seat) for seat in self.seats(entity)[:count]]


def attendance(entity: str, class_id: str, student_id: str, **more: Any) -> Change:
    key = f"{class_id}/{student_id}"
    data = {
        "classId": class_id,
        "studentId": student_id,
        "reference": f"att-{key}",
        "reason": "in at 9:02 and out at 11:00",
        **VALUES[entity],
    }
    return Change(operation=Operation.CREATE, key=key, digest=f"digest-of-{key}", data=data | more)
