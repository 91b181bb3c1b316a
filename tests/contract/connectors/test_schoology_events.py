"""Events of Schoology as hints: ids as numbers or as text, nothing believed, nobody named."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rollbook.connectors.schoology.events import interpret
from rollbook.model.errors import ContractError
from rollbook.model.records import Hint, Json

SENT, SAVED = 1_791_000_000, 1_790_999_990
TEXTS = st.text(max_size=12)
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=12,
)
FIELDS = ["realm", "section_id", "section_school_code", "id", "school_uid", "object", "assignment_id", "timestamp"]
RECORDS = st.dictionaries(st.sampled_from(FIELDS), ANYTHING, max_size=6)
EVENTS = st.fixed_dictionaries(
    {
        "type": st.sampled_from(["grades.update", "grade_item.update", "grade_item.delete", "attendance.update"])
        | ANYTHING,
        "data": st.lists(RECORDS, max_size=3) | RECORDS | ANYTHING,
    },
    optional={"uid": ANYTHING, "timestamp": ANYTHING},
)


def moment(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def event(kind: str, *records: Json, **more: Any) -> bytes:
    return json.dumps({"uid": 44012, "timestamp": SENT, "type": kind, "data": records, **more}).encode()


def graded(user: int | str = "s417", item: Any = 372736, **more: Any) -> Json:
    fields = {
        "realm": "section",
        "section_id": 364856,
        "section_school_code": "SCI-7-2",
        "realm_id": 364856,
        "enrollment_id": 207946,
        "school_uid": user,
        "updated_overall_grade": 58.5,
        "object": {
            "enrollment_id": 207946,
            "assignment_id": item,
            "grade": 56,
            "timestamp": SAVED,
            "comment": "Ask Zoë",
        },
    }
    return {**fields, **more}


def changed(item: Any = 449715, **more: Any) -> Json:
    fields = {
        "realm": "section",
        "section_id": "364856",
        "realm_id": "364856",
        "section_school_code": "SCI-7-2",
        "synced_section": "0",
        "id": item,
        "grade_item_type": "discussion",
        "object": {"id": item, "title": "Poésie", "due": "2026-10-01 23:59:00", "max_points": "100"},
    }
    return {**fields, **more}


def test_every_grade_of_a_save_is_a_hint_at_one_persons_grade() -> None:
    hints = interpret(event("grades.update", graded("s417", 11), graded("s418", 12)))

    assert hints == [
        Hint(entity="grade", part="SCI-7-2", ids={"item": "11", "user": "s417"}, at=moment(SAVED)),
        Hint(entity="grade", part="SCI-7-2", ids={"item": "12", "user": "s418"}, at=moment(SAVED)),
    ]


@pytest.mark.parametrize("kind", ["grade_item.update", "grade_item.delete"])
def test_an_item_that_is_made_changed_or_deleted_is_a_hint_at_it(kind: str) -> None:
    assert interpret(event(kind, changed())) == [
        Hint(entity="grade_item", part="SCI-7-2", ids={"item": "449715"}, at=moment(SENT))
    ]


@pytest.mark.parametrize(
    ("kind", "data"),
    [
        (
            "attendance.update",
            [{"realm": "section", "section_id": 364856, "object": {"enrollment_id": 1, "status": 2}}],
        ),
        ("section_completion.update", {"realm": "section", "section_id": 287729, "object": {"uid": 46195}}),
        ("dropbox_submission.update", {"realm": "section", "section_id": 123456, "object": {"attachments": {}}}),
    ],
)
def test_other_documented_events_are_understood_and_hint_at_nothing(kind: str, data: Any) -> None:
    assert interpret(event(kind, data=data)) == []


@pytest.mark.parametrize("code", ["", "  ", None, [], False])
def test_a_section_that_is_not_in_the_sis_is_nothing_to_look_at(code: Any) -> None:
    without = {name: value for name, value in graded().items() if name != "section_school_code"}

    assert interpret(event("grades.update", graded(section_school_code=code), without)) == []
    assert interpret(event("grade_item.update", changed(section_school_code=code))) == []


@given(st.integers(1, 10**18), st.integers(1, 10**9), st.integers(1, 4 * 10**9))
def test_ids_as_numbers_and_as_text_give_equal_hints(item: int, number: int, seconds: int) -> None:
    def told(form: type[int] | type[str]) -> list[Hint]:
        saved = {"assignment_id": form(item), "timestamp": form(seconds)}
        record = graded(form(number), section_school_code=form(number), object=saved)
        hints = interpret(event("grades.update", record, timestamp=form(seconds), uid=form(number)))
        return hints + interpret(event("grade_item.update", changed(form(item)), timestamp=form(seconds)))

    assert told(int) == told(str)
    assert told(int)[0].ids == {"item": str(item), "user": str(number)}
    assert told(int)[0].part == str(number)
    assert {hint.at for hint in told(int)} == {moment(seconds)}


@pytest.mark.parametrize(
    ("record", "entity", "ids"),
    [
        (graded(object={}), "grade", {}),
        (graded(object=None), "grade", {}),
        (graded(object={"assignment_id": "12/"}), "grade", {}),
        (graded(object={"assignment_id": 12.5}), "grade", {}),
        (graded(object={"assignment_id": "1" * 21}), "grade", {}),
        (graded(""), "grade_item", {"item": "372736"}),
        (graded(school_uid=None), "grade_item", {"item": "372736"}),
    ],
)
def test_what_a_grades_event_leaves_out_makes_its_hint_wider(record: Json, entity: str, ids: dict[str, str]) -> None:
    (hint,) = interpret(event("grades.update", record))

    assert (hint.entity, hint.part, hint.ids) == (entity, "SCI-7-2", ids)


def test_an_item_without_an_id_of_its_own_is_looked_for_in_its_object_or_in_the_whole_section() -> None:
    (named,) = interpret(event("grade_item.update", changed(None, object={"id": "7"})))
    (unnamed,) = interpret(event("grade_item.update", changed(None, object=[])))

    assert (named.ids, unnamed.ids) == ({"item": "7"}, {})


@pytest.mark.parametrize("timestamp", [None, "", "soon", 0, -5, 1.5, True, 10**19, "9" * 5000, [], {}])
def test_a_moment_that_is_none_is_left_out(timestamp: Any) -> None:
    (hint,) = interpret(event("grade_item.update", changed(), timestamp=timestamp))

    assert hint.at is None


def test_a_save_without_a_moment_of_its_own_happened_when_the_event_was_sent() -> None:
    (hint,) = interpret(event("grades.update", graded(object={"assignment_id": 1})))

    assert hint.at == moment(SENT)


def test_one_record_may_come_without_its_list() -> None:
    assert interpret(event("grades.update", data=graded())) == interpret(event("grades.update", graded()))


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        (b"", "no JSON object"),
        (b"Zo\xeb", "no JSON object"),
        (b"[]", "no JSON object"),
        (b'"grades.update"', "no JSON object"),
        (b"[" * 100_000, "no JSON object"),
        (b'{"type": "\\ud800", "data": []}', "no JSON object"),
        (b'{"data": []}', "type cannot be read"),
        (b'{"type": 7, "data": []}', "type cannot be read"),
        (b'{"type": "grades.update"}', "data cannot be read"),
        (event("Zo\u00eb.update"), "none that the vendor documents"),
        (event("grades.update", data=None), "no list of records"),
        (event("grades.update", data=["Zo\u00eb"]), "no list of records"),
        (event("grade_item.update", data=[[changed()]]), "no list of records"),
    ],
)
def test_a_body_that_is_no_event_is_told_without_a_word_of_it(body: bytes, problem: str) -> None:
    with pytest.raises(ContractError, match=problem) as refused:
        interpret(body)

    assert "Zo" not in f"{refused.value} {refused.value.__context__} {refused.value.__cause__}"


@given(st.binary(max_size=200))
def test_no_bytes_whatever_raise_anything_else(body: bytes) -> None:
    _only_refused(body)


@given(ANYTHING | EVENTS)
def test_no_json_whatever_raises_anything_else(document: Any) -> None:
    _only_refused(json.dumps(document).encode())


@given(EVENTS)
def test_whatever_an_event_says_its_hints_have_a_part_and_plain_ids(document: Json) -> None:
    for hint in _only_refused(json.dumps(document).encode()):
        assert hint.part
        assert hint.entity in {"grade", "grade_item"}
        assert set(hint.ids) in ({"item", "user"}, {"item"}, set())
        assert hint.ids.get("item", "0").isdecimal()
        assert all(hint.ids.values())


def _only_refused(body: bytes) -> list[Hint]:
    try:
        return interpret(body)
    except ContractError:
        return []
