"""From a change to the item that CourseKey takes: pure, and the same read back as sent."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rollbook.connectors.coursekey.translate import KINDS, Kind, external_id, school_of
from rollbook.model.changes import Change
from rollbook.model.records import Json
from tests.contract.apis.wire import document
from tests.contract.connectors.campuses import course, enrollment, meeting, person, removal

SAMPLES = {
    "instructors": person("i-1"),
    "students": person("s-1"),
    "courses": course(),
    "enrollments": enrollment("s-1"),
    "classes": meeting("m-1"),
}
KIND = st.sampled_from(sorted(KINDS)).map(KINDS.__getitem__)
VALUES: st.SearchStrategy[Any] = st.none() | st.booleans() | st.text(max_size=5) | st.lists(st.text(max_size=3))


def changed(kind: Kind, data: Json) -> Change:
    return SAMPLES[kind.collection].model_copy(update={"data": data})


@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.collection)
def test_an_item_has_the_fields_of_the_contract_and_no_other(kind: Kind) -> None:
    sample = SAMPLES[kind.collection]
    for change in (sample, removal(sample)):
        item = kind.item(change)

        assert set(item) == set(kind.fields)
        assert document("coursekey").faults_of(kind.singular.title(), item) == []


@given(KIND, st.data())
def test_what_is_read_back_as_it_was_sent_matches_and_one_other_value_does_not(kind: Kind, data: st.DataObject) -> None:
    change = changed(kind, {name: data.draw(VALUES) for name in (*kind.fields, "school", "more")})
    shown = {"id": "7", "unknown": "field", **kind.item(change)}
    assert kind.matches(change, shown)

    field = data.draw(st.sampled_from(kind.fields))

    assert not kind.matches(change, {**shown, field: {"another": "value"}})


@pytest.mark.parametrize("collection", sorted(KINDS))
def test_only_enrollments_and_classes_can_go_and_only_when_they_say_so(collection: str) -> None:
    kind, sample = KINDS[collection], SAMPLES[collection]
    can_go = collection in {"enrollments", "classes"}

    assert kind.takes(sample)
    assert kind.takes(removal(sample)) == can_go
    assert not kind.is_gone(kind.item(sample))
    assert kind.is_gone(kind.item(removal(sample))) == can_go


def test_a_removal_knows_school_and_id_from_what_was_there() -> None:
    leaving = removal(enrollment("s-1"))

    assert (school_of(leaving), external_id(leaving)) == ("4711", "c-1.s-1")
    assert (school_of(leaving.model_copy(update={"before": None})), external_id(leaving)) == ("", "c-1.s-1")
