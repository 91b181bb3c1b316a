"""One section's gradebook in Schoology and its class in eSchoolPLUS, and what the grades flow makes of them."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from rollbook.flows.schoology.grades import FLOW
from rollbook.flows.schoology.grading.settings import GradesSettings
from rollbook.flows.schoology.settings import ProvisioningSettings
from rollbook.model.descriptors import Context
from rollbook.model.records import Desired, Hint, Json, LeftOut, Reason, Refusal
from tests.unit.flows.district import NEW_YORK, SETTINGS, TODAY, course_class, org, session, user

HOMEWORK, TESTS = 501, 502
GRADED_AT = int(datetime(2026, 9, 30, 23, 30, tzinfo=NEW_YORK).timestamp())
"""Late in the evening: in UTC it is the next day."""


def category_of_class(title: str = "Homework", of: str = "class-1", **more: Any) -> Json:
    """Return a category as eSchoolPLUS has it; `of` is its class, whose name Python keeps for itself."""
    return {"sourcedId": f"{title} of {of}", "status": "active", "title": title, "class": of, "weight": 30, **more}


def category(number: int = HOMEWORK, title: str = "Homework", **more: Any) -> Json:
    return {"id": number, "title": title, "calculation_type": 1, "drop_lowest": 0, "weight": 30, **more}


def item(number: Any = 11, title: Any = None, **more: Any) -> Json:
    return {
        "id": number,
        "title": f"Worksheet {number}" if title is None else title,
        "description": "",
        "due": "2026-09-30 23:59:00",
        "grading_category": str(HOMEWORK),
        "max_points": "20",
        "factor": "1",
        "published": 1,
        **more,
    }


def member(number: Any = 901, uid: Any = "00user-1", **more: Any) -> Json:
    return {"id": number, "school_uid": uid, "admin": 0, "status": "1", **more}


def grade(of_item: Any = 11, enrollment: Any = 901, points: Any = 18, **more: Any) -> Json:
    return {
        "enrollment_id": enrollment,
        "assignment_id": of_item,
        "grade": points,
        "exception": 0,
        "timestamp": GRADED_AT,
        "comment": "",
        "comment_status": None,
        "override": None,
        "pending": None,
        **more,
    }


def gradebook(code: str = "class-1", **rows: Any) -> Json:
    weighing = {"options": {"weighted_grading_categories": "1"}}
    usual = {"categories": [category()], "items": [item()], "members": [member()], "grades": [grade()]}
    return {"section_school_code": code, "section": {"id": 7, **weighing}, **usual, **rows}


@dataclass
class Classroom:
    """The collections of both sides and the settings; each test changes what it is about."""

    orgs: list[Json] = field(default_factory=lambda: [org("north", "0012"), org("south", "0034"), org("west", "0107")])
    academicSessions: list[Json] = field(default_factory=lambda: [session()])  # noqa: N815 - OneRoster's spelling
    classes: list[Json] = field(default_factory=lambda: [course_class()])
    categories: list[Json] = field(default_factory=lambda: [category_of_class()])
    users: list[Json] = field(default_factory=lambda: [user()])
    gradebooks: list[Json] = field(default_factory=lambda: [gradebook()])
    settings: Json = field(default_factory=dict)
    provisioning: Json = field(default_factory=lambda: dict(SETTINGS))
    hints: tuple[Hint, ...] = ()
    now: datetime = TODAY

    def rows(self, **rows: Any) -> None:
        """Let the section have these rows instead of its own."""
        self.gradebooks = [gradebook(**rows)]

    def context(self, stream: str = "lineItems") -> Context:
        """Return what the rules of a stream may know, made as the plan step makes it."""
        context = Context(
            now=self.now.astimezone(UTC),
            zone=NEW_YORK,
            settings=GradesSettings.model_validate(self.settings),
            neighbour=ProvisioningSettings.model_validate(self.provisioning),
            hints=self.hints,
        )
        for name, make in FLOW.stream(stream).lookups.items():
            found = make(getattr(self, FLOW.place(name)[1]), context)
            context = replace(context, lookups={**context.lookups, name: found})
        return context

    def found(self, stream: str) -> list[Desired | Refusal]:
        """Return what the rules make of the gradebooks; none of Schoology's leaves any out."""
        found = list(FLOW.stream(stream).desired(self.gradebooks, self.context(stream)))
        assert not [one for one in found if isinstance(one, LeftOut)]
        return [one for one in found if not isinstance(one, LeftOut)]

    def desired(self, stream: str) -> list[Desired]:
        """Return what the target should hold; nothing may be refused."""
        found = self.found(stream)
        assert not [one for one in found if isinstance(one, Refusal)]
        return [one for one in found if isinstance(one, Desired)]

    def one(self, stream: str) -> Desired:
        (one,) = self.desired(stream)
        return one

    def keys(self, stream: str) -> list[str]:
        return [one.key for one in self.desired(stream)]

    def refused(self, stream: str) -> Refusal:
        (one,) = self.found(stream)
        assert isinstance(one, Refusal)
        return one

    def spares(self, stream: str, data: Json) -> bool:
        return FLOW.stream(stream).spares(data, self.context(stream))

    def expected(self) -> list[str]:
        """Return the keys that the results could have where a look has read whole sections."""
        return list(FLOW.stream("results").expected(self.gradebooks, self.context("results")))

    def differences(self) -> list[Reason]:
        return list(FLOW.stream("lineItems").differences(self.gradebooks, self.context()))
