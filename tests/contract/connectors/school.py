"""A Schoology simulator as the tests of its connector see it, and the changes that they send."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from rollbook.connectors.schoology.client import SchoologyClient
from rollbook.connectors.schoology.settings import Credentials, Settings
from rollbook.model.changes import Change, Operation, Resolved
from rollbook.model.records import Json
from sandbox.simulators.faults import Fault
from tests.contract.connectors.pace import RecordingPace
from tests.contract.connectors.restless import Happening, RestlessSimulator


@dataclass
class School:
    """The simulator, credentials that it accepts, and the pace of the clients that are opened."""

    simulator: RestlessSimulator
    credentials: Json
    pace: RecordingPace

    def client(self, **settings: Any) -> SchoologyClient:
        given = {"read_seconds": 5, **settings}
        return SchoologyClient(Credentials.model_validate(self.credentials), Settings(**given), self.pace)

    def fail(self, kind: str, method: str = "", path: str = "", **more: Any) -> None:
        self.simulator.faults.add(Fault(kind=kind, method=method, path=path, **more))

    def meanwhile(self, path: str, deed: Callable[[], object], *, after: int = 0, times: int = 1) -> None:
        """Have something happen just before a call to such a path is answered."""
        self.simulator.happenings += (Happening(path, deed, after, times),)

    def rows(self, collection: str) -> list[Json]:
        rows: list[Json] = self.simulator.snapshot()[collection]
        return rows

    def row(self, collection: str, **fields: Any) -> Json:
        (row,) = [row for row in self.rows(collection) if all(row[name] == value for name, value in fields.items())]
        return row

    def calls(self, name: str) -> int:
        counts: dict[str, int] = self.simulator.calls.summary()["calls"].get(name, {})
        return sum(counts.values())

    @property
    def journal(self) -> list[Json]:
        entries: list[Json] = self.simulator.calls.summary()["journal"]
        return entries

    @property
    def building(self) -> int:
        return int(self.rows("buildings")[0]["id"])

    def role(self, title: str) -> int:
        return int(self.row("roles", title=title)["id"])

    def user(self, uid: str = "00417", **more: Any) -> Change:
        data: Json = {
            "schoolUid": uid,
            "username": f"zoe.{uid}",
            "givenName": "Zoë",
            "middleName": None,
            "familyName": "O'Neill-Ramírez",
            "preferredGivenName": None,
            "email": f"zoe.{uid}@students.example",
            "roleId": self.role("Student"),
            "building": self.building,
            "additionalBuildings": [],
        }
        return change(f"user-{uid}", data | more)

    def course(self, code: str = "ALG1", **more: Any) -> Change:
        data = {"courseCode": code, "title": "Algebra I", "department": None, "building": self.building}
        return change(f"course-{code}", data | more)

    def term(self, title: str = "Spring 2027", **more: Any) -> Change:
        data = {"title": title, "startDate": "2027-01-25", "endDate": "2027-06-18"}
        return change(f"term-{title}", data | more)

    def section(self, client: SchoologyClient, code: str = "sec-1", **more: Any) -> Change:
        """Make a section of a course and a term that are there by now."""
        resolved = {
            "courses/course-ALG1": self.written(client, "courses", self.course()),
            "terms/term-Spring 2027": self.written(client, "terms", self.term()),
        }
        data = {
            "sectionSchoolCode": code,
            "title": "Algebra I, period 2",
            "sectionCode": "ALG1-2",
            "course": "course-ALG1",
            "terms": ["term-Spring 2027"],
            "location": None,
        }
        return change(f"section-{code}", data | more, resolved=resolved)

    def enrollment(
        self, client: SchoologyClient, role: str = "student", uid: str = "00417", code: str = "sec-1"
    ) -> Change:
        """Make an enrollment of a person in a section who are both there by now."""
        section, user = self.section(client, code), self.user(uid)
        resolved = {
            f"sections/{section.key}": self.written(client, "sections", section),
            f"users/{user.key}": self.written(client, "users", user),
        }
        data = {"class": section.key, "user": user.key, "role": role}
        return change(f"enrollment-{code}-{uid}", data, resolved=resolved)

    def taught(self, client: SchoologyClient, *codes: str, students: int = 2, items: int = 3) -> dict[str, list[int]]:
        """Make sections of these codes with students and a gradebook; return the ids of its items by code."""
        uids = [f"s{number}" for number in range(students)]
        for code in codes:
            client.write("enrollments", [self.enrollment(client, "student", uid, code) for uid in uids])
        opened: dict[str, list[int]] = self.simulator.perform("open_gradebooks", {"items": items})
        return opened

    def grade(self, code: str, item: int, uid: str = "s0", **mark: Any) -> None:
        """Have a teacher save one grade."""
        given = {"section_school_code": code, "item": item, "school_uid": uid, **(mark or {"grade": 7})}
        self.simulator.perform("regrade", given)

    def written(self, client: SchoologyClient, entity: str, wanted: Change) -> Resolved:
        """Make sure that a record is there, and return it as later changes refer to it."""
        found = client.find(entity, [wanted])
        target = found[0].target if found else client.write(entity, [wanted])[0].target
        assert target
        return Resolved(target=target, data=wanted.data or {})


def change(key: str, data: Json, *, resolved: dict[str, Resolved] | None = None) -> Change:
    return Change(operation=Operation.CREATE, key=key, digest=f"digest-of-{key}", data=data, resolved=resolved or {})


def update(created: Change, target: str | None, **more: Any) -> Change:
    data = {**(created.data or {}), **more}
    changed = {"operation": Operation.UPDATE, "before": created.data, "data": data, "target": target}
    return created.model_copy(update=changed)


def removal(created: Change, target: str | None) -> Change:
    return created.model_copy(
        update={"operation": Operation.REMOVE, "before": created.data, "data": None, "target": target, "resolved": {}}
    )
