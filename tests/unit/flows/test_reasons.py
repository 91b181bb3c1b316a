"""Whatever a source says, every record flows, is left out or is refused, and no refusal quotes it (PL8, PL19)."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rollbook.flows.schoology.provisioning import FLOW
from rollbook.model.records import Json, Refusal
from tests.unit.flows.district import District, course, course_class, enrollment, reference, role, session, user

MARK = "Quokka-7391"
words = st.sampled_from([None, "", " ", MARK, f"{MARK} ", 7, 1.5, True, [], {}, [MARK], [[MARK]], {"sourcedId": MARK}])
references = st.sampled_from([reference(name) for name in ("north", "fall", "class-1", "course-1", "user-1", MARK)])
values = words | references | st.lists(references | words, max_size=3) | st.just([role()]) | st.just("active")

WHOLE: dict[str, Json] = {
    "academicSessions": session(),
    "users": user(),
    "courses": course(),
    "classes": course_class(),
    "enrollments": enrollment(),
}


@st.composite
def odd(draw: st.DrawFn, whole: Json) -> Json:
    """Draw a record of which some fields are missing or hold anything; its key is there, as connectors promise."""
    fields = st.sampled_from([name for name in whole if name != "sourcedId"])
    changed: dict[str, Any] = draw(st.dictionaries(fields, values, max_size=4))
    gone = draw(st.sets(fields, max_size=2))
    return {name: value for name, value in {**whole, **changed}.items() if name not in gone}


@given(st.data())
@pytest.mark.parametrize("stream", [stream.name for stream in FLOW.streams])
def test_no_record_ends_a_stream_and_no_reason_quotes_one(stream: str, data: st.DataObject) -> None:
    reads = FLOW.stream(stream).reads
    district = District()
    records = data.draw(st.lists(odd(WHOLE[reads]), min_size=1, max_size=3))
    setattr(district, reads, [{**record, "sourcedId": f"{MARK}-{number}"} for number, record in enumerate(records)])
    for name in WHOLE.keys() - {reads}:
        if data.draw(st.booleans()):
            setattr(district, name, [data.draw(odd(WHOLE[name]))])

    for item in district.items(stream):
        if isinstance(item, Refusal):
            assert MARK not in item.reason.sentence + item.reason.remedy
            assert item.reason.sentence.endswith(".")
            assert item.reason.remedy.endswith(".")
        else:
            assert item.scope in {"0012", "0034", "district"}


@given(st.lists(odd(WHOLE["users"]), max_size=4))
def test_the_same_records_always_give_the_same_result(records: list[Json]) -> None:
    district = District(users=records)

    assert district.items("users") == district.items("users")
