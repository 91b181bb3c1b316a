"""A look covers everything that its hints are about, and no more than it must (SG11, SG12)."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rollbook.flows.schoology.grades import FLOW
from rollbook.flows.schoology.grading.settings import GradesSettings
from rollbook.flows.schoology.settings import ProvisioningSettings
from rollbook.model.descriptors import Context, Look
from rollbook.model.records import Hint
from tests.unit.flows.district import NEW_YORK, SETTINGS, TODAY


def names(lines: set[str], results: set[str]) -> dict[str, frozenset[str]]:
    return {"lineItems": frozenset(lines), "results": frozenset(results)}


def look(*hints: Hint, code: str = "sourcedId") -> Look:
    neighbour = ProvisioningSettings.model_validate({**SETTINGS, "section_school_code": code})
    context = Context(now=TODAY, zone=NEW_YORK, settings=GradesSettings(), neighbour=neighbour, hints=hints)
    assert FLOW.listens is not None
    return FLOW.listens.look(hints, context)


def of_grade(part: str, item: str, user: str) -> Hint:
    return Hint(entity="grade", part=part, ids={"item": item, "user": user}, at=datetime(2026, 9, 14, tzinfo=UTC))


def of_item(part: str, item: str) -> Hint:
    return Hint(entity="grade_item", part=part, ids={"item": item})


def test_a_hint_of_a_grade_names_the_grade_and_its_item() -> None:
    found = look(of_grade("class-1", "11", "0012/a"))

    assert (found.scope.parts, found.scope.since, dict(found.scope.where)) == (("class-1",), None, {})
    assert found.names == names({"11"}, {"11/0012/a"})


def test_a_hint_of_an_item_names_all_grades_on_it() -> None:
    told = Hint(entity="grade_item", part="class-1", ids={"item": "11", "user": "u"})

    assert look(told).names == look(of_item("class-1", "11")).names
    assert look(of_item("class-1", "11")).names == names({"11"}, {"11/"})


def test_many_hints_are_one_look() -> None:
    found = look(of_grade("b", "12", "u"), of_item("a", "11"), of_grade("b", "12", "u"), of_grade("b", "13", "v"))

    assert found.scope.parts == ("a", "b")
    assert found.names == names({"11", "12", "13"}, {"11/", "12/u", "13/v"})


@pytest.mark.parametrize(
    "hint",
    [
        Hint(entity="grade", part="b"),
        Hint(entity="grade_item", part="b"),
        Hint(entity="section", part="b"),
        Hint(entity="attendance", part="b", ids={"item": "11"}),
        Hint(entity="grade", part="b", ids={"user": "u"}),
        Hint(entity="grade_item", part="b", ids={"item": "one"}),
    ],
)
def test_a_hint_that_names_no_record_is_about_everything(hint: Hint) -> None:
    found = look(of_grade("a", "11", "u"), hint)

    assert (found.scope.parts, found.names) == (("a", "b"), None)


@pytest.mark.parametrize("ids", [{"item": "11"}, {"item": "11", "user": ""}, {"item": "11", "user": " "}])
def test_a_hint_of_a_grade_of_nobody_is_about_all_grades_on_the_item(ids: dict[str, str]) -> None:
    assert look(Hint(entity="grade", part="a", ids=ids)).names == names({"11"}, {"11/"})


@pytest.mark.parametrize("code", ["sourcedId", "classCode"])
def test_a_look_knows_which_field_of_a_class_is_the_code(code: str) -> None:
    assert look(of_item("a", "1"), code=code).scope.part_field == code


@pytest.mark.parametrize("live_sync", [True, False])
def test_events_are_wanted_while_live_sync_is_on(*, live_sync: bool) -> None:
    assert FLOW.listens is not None
    assert FLOW.listens.sender == "schoology"
    assert FLOW.listens.wanted(GradesSettings(live_sync=live_sync)) is live_sync


items = st.integers(1, 30).map(str)
users = st.text("ab0/ ", min_size=1, max_size=3).filter(str.strip)
hints = st.one_of(
    st.builds(of_grade, st.sampled_from("abc"), items, users),
    st.builds(of_item, st.sampled_from("abc"), items),
    st.builds(
        Hint,
        entity=st.sampled_from(["grade", "grade_item", "other"]),
        part=st.sampled_from("abc"),
        ids=st.dictionaries(st.sampled_from(["item", "user", "x"]), st.text("1a ", max_size=2)),
    ),
)


def covers(found: Look, stream: str, key: str) -> bool:
    if found.names is None:
        return True
    return key in found.names[stream] or f"{key.partition('/')[0]}/" in found.names[stream]


@given(st.lists(hints, min_size=1, max_size=6), st.data())
def test_a_look_covers_every_hint_in_whatever_order_they_come(told: list[Hint], data: st.DataObject) -> None:
    found = look(*told)

    for hint in told:
        item, user = hint.ids.get("item", "").strip(), hint.ids.get("user", "").strip()
        assert hint.part in (found.scope.parts or ())
        assert covers(found, "lineItems", item)
        assert covers(found, "results", f"{item}/{user}")
    assert look(*data.draw(st.permutations(told))) == found
