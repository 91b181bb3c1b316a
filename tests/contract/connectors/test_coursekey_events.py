"""Events of CourseKey as hints: whose attendance in which class, nothing believed, nobody named."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rollbook.connectors.coursekey.events import interpret
from rollbook.model.errors import ContractError
from rollbook.model.records import Hint, Json
from tests.contract.architecture.repository import sample

TEXTS = st.text(max_size=12)
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=12,
)
CHANGES = st.fixed_dictionaries(
    {}, optional={"class": TEXTS | ANYTHING, "student": TEXTS | ANYTHING, "updatedAt": TEXTS | ANYTHING}
)
EVENTS = st.fixed_dictionaries(
    {"type": st.just("attendance.updated") | ANYTHING},
    optional={
        "timestamp": ANYTHING,
        "data": st.fixed_dictionaries({"school": st.just("4711") | ANYTHING, "changes": st.lists(CHANGES, max_size=3)})
        | ANYTHING,
    },
)
CHANGE: Json = {"class": "20417", "student": "60233", "updatedAt": "2026-09-14T14:04:57.905-04:00"}


def event(*changes: Json, school: Any = "4711", **more: Any) -> bytes:
    said = {"type": "attendance.updated", "timestamp": "2026-09-14T18:04:58Z"}
    return json.dumps({**said, "data": {"school": school, "changes": list(changes)}, **more}).encode()


def test_an_event_names_class_and_student_and_when() -> None:
    (hint,) = interpret(event(CHANGE))

    assert hint == Hint(
        entity="attendance",
        part="4711/20417",
        ids={"student": "60233"},
        at=datetime(2026, 9, 14, 18, 4, 57, 905_000, tzinfo=UTC),
    )


def test_the_sample_is_understood() -> None:
    hints = interpret(sample("receive", "coursekey_attendance")["body"].encode())

    assert [(hint.part, hint.ids) for hint in hints] == [
        ("4711/20417", {"student": "60233"}),
        ("4711/20417", {"student": "60251"}),
        ("4711/20422", {"student": "60233"}),
    ]
    assert all(hint.at and hint.entity == "attendance" for hint in hints)


def test_ids_may_be_numbers() -> None:
    assert interpret(event({**CHANGE, "class": 20417, "student": 60233}, school=4711)) == interpret(event(CHANGE))


@pytest.mark.parametrize("moment", [None, "", "yesterday", "2026-09-14T18:04:57", [], "9" * 400])
def test_a_moment_that_cannot_be_read_is_none_and_no_reason_to_look_away(moment: Any) -> None:
    (hint,) = interpret(event({**CHANGE, "updatedAt": moment}))

    assert (hint.part, hint.at) == ("4711/20417", None)


def test_an_event_of_another_kind_asks_for_nothing() -> None:
    assert interpret(b'{"type": "student.updated", "data": 7}') == []


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        (b"", "it is no JSON object"),
        (b"[]", "it is no JSON object"),
        (b"{}", "its type cannot be read"),
        (b'{"type": 7}', "its type cannot be read"),
        (b'{"type": "attendance.updated"}', "its data cannot be read"),
        (event(school="Zo\u00eb"), "its data.school cannot be read"),
        (event(school="../4711"), "its data.school cannot be read"),
        (event(school="4711\n"), "its data.school cannot be read"),
        (event({"student": "60233"}), "its data.changes.….class cannot be read"),
        (event({**CHANGE, "class": "20417,20418"}), "its data.changes.….class cannot be read"),
        (event({**CHANGE, "student": ""}), "its data.changes.….student cannot be read"),
        (event({**CHANGE, "student": {"name": "Zo\u00eb"}}), "its data.changes.….student cannot be read"),
    ],
)
def test_what_is_not_understood_is_told_by_its_place_and_quotes_nothing(body: bytes, problem: str) -> None:
    with pytest.raises(ContractError, match=problem) as unclear:
        interpret(body)

    assert "Zoë" not in str(unclear.value)
    assert unclear.value.__cause__ is unclear.value.__context__ is None


@given(EVENTS.map(json.dumps) | TEXTS)
def test_whatever_comes_it_is_hints_or_a_sentence(body: str) -> None:
    try:
        hints = interpret(body.encode())
    except ContractError:
        return

    assert all(hint.part.partition("/")[0].isdecimal() and hint.part.partition("/")[2] for hint in hints)
    assert all(hint.ids["student"] for hint in hints)
