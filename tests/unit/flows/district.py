"""A district of two schools in OneRoster shapes, as small as the rules allow, and what the flow makes of it."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from rollbook.flows.schoology.provisioning import FLOW
from rollbook.flows.schoology.settings import ProvisioningSettings
from rollbook.model.descriptors import Context
from rollbook.model.records import Desired, Json, LeftOut, Refusal

NEW_YORK = ZoneInfo("America/New_York")
TODAY = datetime(2026, 9, 14, 10, tzinfo=NEW_YORK)

SETTINGS: Json = {
    "schools": [{"identifier": "0012", "building": 12}, {"identifier": "0034", "building": 34}],
    "roles": {"teacher": 6, "student": 7},
}


def reference(sourced_id: str) -> Json:
    return {"sourcedId": sourced_id, "href": f"https://sis.example/{sourced_id}"}


def org(sourced_id: str, identifier: str) -> Json:
    return {"sourcedId": sourced_id, "status": "active", "type": "school", "identifier": identifier}


def session(sourced_id: str = "fall", **more: Any) -> Json:
    dates = {"startDate": "2026-09-01", "endDate": "2027-01-22"}
    return {"sourcedId": sourced_id, "status": "active", "type": "term", "title": "Fall 2026", **dates, **more}


def course(sourced_id: str = "course-1", school: str = "north", **more: Any) -> Json:
    return {
        "sourcedId": sourced_id,
        "status": "active",
        "org": reference(school),
        "courseCode": f"code of {sourced_id}",
        "title": "Algebra I",
        "subjects": ["Mathematics"],
        **more,
    }


def course_class(sourced_id: str = "class-1", school: str = "north", **more: Any) -> Json:
    return {
        "sourcedId": sourced_id,
        "status": "active",
        "school": reference(school),
        "course": reference("course-1"),
        "terms": [reference("fall")],
        "classCode": f"code of {sourced_id}",
        "title": "Algebra I, period 2",
        "location": "Room 12",
        **more,
    }


def role(name: str = "student", school: str = "north", kind: str = "primary") -> Json:
    return {"role": name, "roleType": kind, "org": reference(school)}


def user(sourced_id: str = "user-1", *roles: Json, **more: Any) -> Json:
    return {
        "sourcedId": sourced_id,
        "status": "active",
        "enabledUser": True,
        "identifier": f"00{sourced_id}",
        "username": f"name.{sourced_id}",
        "email": f"{sourced_id}@school.example",
        "givenName": "Zoë",
        "familyName": "O'Neill",
        "roles": list(roles) or [role()],
        **more,
    }


def enrollment(sourced_id: str = "enrollment-1", **more: Any) -> Json:
    """Return an enrollment; `of` is its class, whose name Python keeps for itself."""
    given = {"class" if name == "of" else name: value for name, value in more.items()}
    parts = {"class": reference("class-1"), "user": reference("user-1"), "role": "student"}
    return {"sourcedId": sourced_id, "status": "active", **parts, **given}


@dataclass
class District:
    """The collections of the source and the settings; each test changes what it is about."""

    orgs: list[Json] = field(default_factory=lambda: [org("north", "0012"), org("south", "0034"), org("west", "0107")])
    academicSessions: list[Json] = field(default_factory=lambda: [session()])  # noqa: N815 - OneRoster's spelling
    courses: list[Json] = field(default_factory=lambda: [course()])
    classes: list[Json] = field(default_factory=lambda: [course_class()])
    users: list[Json] = field(default_factory=lambda: [user()])
    enrollments: list[Json] = field(default_factory=lambda: [enrollment()])
    settings: Json = field(default_factory=lambda: dict(SETTINGS))
    now: datetime = TODAY

    def set(self, **more: Any) -> None:
        self.settings.update(more)

    def context(self, stream: str) -> Context:
        """Return what the rules of a stream may know, made as the plan step makes it."""
        settings = ProvisioningSettings.model_validate(self.settings)
        context = Context(now=self.now.astimezone(UTC), zone=NEW_YORK, settings=settings)
        for name, make in FLOW.stream(stream).lookups.items():
            context = replace(context, lookups={**context.lookups, name: make(getattr(self, name), context)})
        return context

    def items(self, stream: str) -> list[Desired | Refusal]:
        """Return what the rules make of the records; none of Schoology's leaves any out."""
        described = FLOW.stream(stream)
        found = list(described.desired(getattr(self, described.reads), self.context(stream)))
        assert not [item for item in found if isinstance(item, LeftOut)]
        return [item for item in found if not isinstance(item, LeftOut)]

    def desired(self, stream: str) -> list[Desired]:
        """Return what the target should hold; nothing may be refused."""
        items = self.items(stream)
        assert not [item for item in items if isinstance(item, Refusal)]
        return [item for item in items if isinstance(item, Desired)]

    def one(self, stream: str) -> Desired:
        (item,) = self.desired(stream)
        return item

    def keys(self, stream: str) -> list[str]:
        return [item.key for item in self.desired(stream)]

    def refused(self, stream: str) -> Refusal:
        (item,) = self.items(stream)
        assert isinstance(item, Refusal)
        return item

    def spares(self, data: Json) -> bool:
        return FLOW.stream("enrollments").spares(data, self.context("enrollments"))
