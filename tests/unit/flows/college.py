"""A college as GEGI has it, as small as the rules allow, and what the roster flow makes of it."""

from collections.abc import Container, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from rollbook.flows.coursekey.roster import FLOW
from rollbook.flows.coursekey.rostering.settings import RosterSettings
from rollbook.model.descriptors import Context, Stream
from rollbook.model.records import Desired, Json, LeftOut, Refusal
from tests.unit.flows.district import NEW_YORK

TODAY = datetime(2026, 10, 5, 12, tzinfo=NEW_YORK)
SETTINGS: Json = {"campuses": [{"campus": "north", "school": "4711"}, {"campus": "desert", "school": "4712"}]}


def campus(name: str = "north", zone: str = "America/New_York") -> Json:
    return {"id": name, "name": name.title(), "timeZone": zone}


def group(name: str = "g1", campus_id: str = "north") -> Json:
    return {"id": name, "programId": "p1", "campusId": campus_id, "title": f"Cohort {name}"}


def course(name: str = "c1", **more: Any) -> Json:
    return {
        "id": name,
        "groupId": "g1",
        "programCourseId": "pc1",
        "title": "Anatomy I",
        "startDate": "2026-09-01",
        "endDate": "2026-12-18",
        "completedDate": None,
        "hoursType": "Attendance",
        "sendToCourseKey": True,
        "instructorIds": ["i1"],
        **more,
    }


def person(name: str = "i1", **more: Any) -> Json:
    return {"id": name, "firstName": "Zoë", "lastName": "O'Neill", "email": f"{name}@college.example", **more}


def agreement(name: str = "a1", student: str = "s1", *courses: str, **more: Any) -> Json:
    listed = list(courses) or ["c1"]
    return {"id": name, "studentId": student, "groupId": "g1", "status": "active", "courseIds": listed, **more}


def meeting(name: str = "cl1", **more: Any) -> Json:
    return {
        "id": name,
        "courseId": "c1",
        "date": "2026-10-05",
        "startTime": "09:00",
        "endTime": "10:00",
        "room": "B 12",
        "instructorId": "i1",
        "status": "scheduled",
        **more,
    }


@dataclass
class College:
    """The collections of GEGI and the settings; each test changes what it is about."""

    school: list[Json] = field(
        default_factory=lambda: [{"id": "1", "name": "Maple Ridge Career College", "sendNewProgramCourses": False}]
    )
    campuses: list[Json] = field(default_factory=lambda: [campus(), campus("desert", "America/Phoenix")])
    programCourses: list[Json] = field(  # noqa: N815 - GEGI's spelling
        default_factory=lambda: [{"id": "pc1", "programId": "p1", "title": "Anatomy", "sendToCourseKey": None}]
    )
    groups: list[Json] = field(default_factory=lambda: [group(), group("g2", "desert")])
    courses: list[Json] = field(default_factory=lambda: [course()])
    instructors: list[Json] = field(default_factory=lambda: [person()])
    students: list[Json] = field(default_factory=lambda: [person("s1")])
    agreements: list[Json] = field(default_factory=lambda: [agreement()])
    classes: list[Json] = field(default_factory=lambda: [meeting()])
    settings: Json = field(default_factory=lambda: dict(SETTINGS))
    known: Container[str] = ()
    now: datetime = TODAY

    def context(self, stream: Stream) -> Context:
        """Return what the rules of a stream may know."""
        chosen = RosterSettings.model_validate(self.settings)
        context = Context(now=self.now, zone=NEW_YORK, settings=chosen)
        for name, make in stream.lookups.items():
            context = replace(context, lookups={**context.lookups, name: make(getattr(self, name), context)})
        return replace(context, known=dict.fromkeys(stream.knows, self.known))

    def all(self, name: str) -> list[Desired | Refusal | LeftOut]:
        """Return all that a stream makes of its records."""
        stream = FLOW.stream(name)
        return list(stream.desired(iter(getattr(self, stream.reads)), self.context(stream)))

    def made(self, name: str) -> list[Desired]:
        """Return what a stream sends."""
        return [item for item in self.all(name) if isinstance(item, Desired)]

    def keys(self, name: str) -> list[str]:
        return [item.key for item in self.made(name)]

    def refused(self, name: str) -> dict[str, str]:
        """Return the sentences of what a stream refuses, by key."""
        return {item.key: item.reason.sentence for item in self.all(name) if isinstance(item, Refusal)}

    def left_out(self, name: str = "courses") -> dict[str, str]:
        """Return the sentences of what a stream leaves out, by key."""
        return {item.key: item.reason.sentence for item in self.all(name) if isinstance(item, LeftOut)}

    def stays(self, name: str, data: Json) -> bool:
        """Say whether something that left GEGI stays at CourseKey."""
        stream = FLOW.stream(name)
        return stream.spares(data, self.context(stream))


def by_key(items: Iterable[Desired]) -> dict[str, Json]:
    return {item.key: item.data for item in items}
