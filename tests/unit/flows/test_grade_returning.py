"""What is removed with an item is known to be removed: when the item comes back, its grades do too (SG11, SG12)."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from rollbook.connectors import load
from rollbook.flows.schoology.grades import FLOW
from rollbook.flows.schoology.grading.settings import GradesSettings
from rollbook.flows.schoology.settings import ProvisioningSettings
from rollbook.model.changes import Change, Found, Operation, Written
from rollbook.model.descriptors import Check
from rollbook.model.messages import BeginRequest
from rollbook.model.records import Hint, Json, Page, Scope
from rollbook.model.runs import RunRecord, Status
from rollbook.steps import looking
from rollbook.steps.looking import Rules
from rollbook.steps.plan import Terms
from sandbox.twins.conductor import Conductor
from sandbox.twins.stores import MemoryStores, VirtualClock
from tests.unit.flows.classroom import Classroom, grade, item, member
from tests.unit.flows.district import NEW_YORK, user

CONNECTOR = load("eschoolplus")
OF_ITEM = Hint(entity="grade_item", part="class-1", ids={"item": "11"})
BY_HAND = Hint(entity="section", part="class-1")


@dataclass
class Systems:
    """Both systems at once: what the classroom holds is read, and what is sent is held by sourcedId."""

    classroom: Classroom
    held: dict[str, dict[str, Json]] = field(default_factory=lambda: {"lineItems": {}, "results": {}})
    calls: int = 0

    def read(self, entity: str, scope: Scope) -> Iterator[Page]:
        rows = getattr(self.classroom, entity)
        if entity == "gradebooks" and scope.since:
            rows = [{**row, "grades": []} for row in rows]
        yield Page(rows, len(rows))

    def write(self, entity: str, changes: list[Change]) -> list[Written]:
        return [Written(digest=change.digest, target=self._written(entity, change)) for change in changes]

    def find(self, entity: str, changes: list[Change]) -> list[Found]:
        raise AssertionError(f"No answer was lost, so none of the {len(changes)} {entity} is read back.")

    def check(self) -> Check:
        raise AssertionError("Nobody asked.")

    def _written(self, entity: str, change: Change) -> str:
        data = change.data or change.before or {}
        target = str(data["sourcedId"])
        if change.operation is not Operation.REMOVE:
            self.held[entity][target] = data
        else:
            self.held[entity].pop(target, None)
            if entity == "lineItems":
                results = self.held["results"]
                self.held["results"] = {key: one for key, one in results.items() if one["lineItem"] != target}
        return target


class Year:
    """A classroom of two students and two items, whose grades are brought over again and again."""

    def __init__(self, **settings: Any) -> None:
        self.classroom = Classroom(users=[user(), user("user-2")])
        self.teach()
        self.systems = Systems(self.classroom)
        self._settings = settings
        self._runs = 0
        self._stores, self._clock = MemoryStores(), VirtualClock(datetime(2026, 10, 5, 12, tzinfo=UTC))

    def teach(self, *items: int, taken_back: tuple[tuple[int, int], ...] = ()) -> None:
        """Let the section have these items, both where none is named, and all grades but those taken back."""
        there, enrollments = items or (11, 12), (901, 902)
        self.classroom.rows(
            items=[item(number) for number in there],
            members=[member(901), member(902, "00user-2")],
            grades=[grade(of, by) for of in there for by in enrollments if (of, by) not in taken_back],
        )

    def clear(self) -> None:
        self.classroom.rows(items=[], categories=[], grades=[], members=[member(901), member(902, "00user-2")])

    def run(self, *hints: Hint, **more: Any) -> RunRecord:
        self._runs += 1
        self._clock.sleep(timedelta(hours=1).total_seconds())
        run = f"run-{self._runs}"
        looking.leave(self._stores.plans, run, hints)
        rules = Rules(
            flow=FLOW,
            settings=GradesSettings.model_validate({"delete_items": True, **self._settings}),
            zone=NEW_YORK,
            neighbour=ProvisioningSettings.model_validate(self.classroom.provisioning),
        )
        conductor = Conductor(
            terms=Terms(rules=rules, writes=CONNECTOR.writes, limits=None),
            source=lambda: self.systems,
            target=lambda: self.systems,
            connector=CONNECTOR,
            clock=self._clock,
            stores=self._stores,
        )
        record = conductor.run(BeginRequest(run=run, flow=FLOW.name, scoped=bool(hints), **more))
        assert (record.status, record.problems) == (Status.SUCCEEDED, ())
        return record

    @property
    def grades(self) -> list[str]:
        return sorted(self.systems.held["results"])


ALL = [f"schoology-{of}-user-{number}" for of in (11, 12) for number in (1, 2)]
LOOKS = [(OF_ITEM,), ()]
"""A look because of an event, and a run over everything."""


@pytest.mark.parametrize("back", LOOKS, ids=["event", "full"])
@pytest.mark.parametrize("away", LOOKS, ids=["event", "full"])
def test_an_item_that_comes_back_brings_its_grades(away: tuple[Hint, ...], back: tuple[Hint, ...]) -> None:
    year = Year()
    year.run()
    year.teach(12)

    gone = year.run(*away, full=True)
    after = year.grades
    year.teach()
    year.run(*back, full=True)

    assert (gone.streams["lineItems"].removed, gone.streams["results"].removed) == (1, 2)
    assert after == ALL[2:]
    assert year.grades == ALL
    assert sorted(year.systems.held["lineItems"]) == ["schoology-11", "schoology-12"]


def test_the_last_item_of_a_section_takes_its_grades_along_and_brings_them_back() -> None:
    year = Year()
    year.teach(11)
    year.run()
    year.clear()

    year.run(OF_ITEM)
    assert year.grades == []
    year.teach(11)
    year.run(OF_ITEM)

    assert year.grades == ALL[:2]


@pytest.mark.parametrize("settings", [{"delete_items": False}, {"live_sync": False}])
@pytest.mark.parametrize("away", LOOKS, ids=["event", "full"])
def test_where_items_are_not_deleted_their_grades_stay_with_them(
    away: tuple[Hint, ...], settings: dict[str, bool]
) -> None:
    year = Year(**settings)
    year.run()
    year.teach(12)

    year.run(*away, full=True)

    assert year.grades == ALL
    assert len(year.systems.held["lineItems"]) == 2


def test_a_section_that_is_looked_at_by_hand_loses_the_grades_that_were_taken_back() -> None:
    year = Year()
    year.run()
    year.teach(taken_back=((11, 902),))

    year.run(BY_HAND)

    assert year.grades == [ALL[0], *ALL[2:]]


def test_a_section_that_is_looked_at_by_hand_keeps_an_item_that_nobody_named_with_its_grades() -> None:
    year = Year()
    year.run()
    year.teach(12)

    year.run(BY_HAND)
    assert year.grades == ALL
    year.run(full=True)

    assert year.grades == ALL[2:]
