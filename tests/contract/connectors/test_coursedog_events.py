"""Events of Coursedog as hints: which section to look at, nothing believed; pushed or asked for, they say the same."""

import json
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rollbook.connectors import load
from rollbook.connectors.coursedog.events import interpret
from rollbook.connectors.coursedog.polling import poll
from rollbook.model.errors import ContractError, IncompleteReadError
from rollbook.model.records import Hint, Json, Page
from tests.contract.connectors.scheduler import COURSE, FIRST, SECOND, TERM, Scheduler

NOON = datetime(2026, 9, 14, 12, tzinfo=UTC)
SECTION: Json = {
    "termCode": TERM,
    "courseCode": COURSE,
    "sectionNumber": "001",
    "savedAt": "2026-09-14T08:00:00.250-04:00",
}
GROUP: Json = {"termCode": TERM, "groupId": "XL01", "sections": [FIRST, SECOND], "savedAt": "2026-09-14T12:00:00Z"}
TEXTS = st.text(max_size=12)
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=12,
)
TYPES = st.sampled_from(["section.saved", "section.deleted", "relationship.saved", "relationship.deleted"])
DATA = st.fixed_dictionaries(
    {},
    optional={
        **dict.fromkeys(("termCode", "courseCode", "sectionNumber", "groupId", "savedAt"), TEXTS | ANYTHING),
        "sections": st.lists(st.just(FIRST) | TEXTS, max_size=3) | ANYTHING,
    },
)
EVENTS = st.fixed_dictionaries({"type": TYPES | ANYTHING}, optional={"timestamp": ANYTHING, "data": DATA | ANYTHING})


def event(kind: str = "section.saved", data: Any = SECTION, **more: Any) -> bytes:
    return json.dumps({"type": kind, "timestamp": "2026-09-14T12:00:01Z", "data": data, **more}).encode()


@pytest.mark.parametrize("kind", ["section.saved", "section.deleted"])
def test_a_section_that_was_saved_or_is_gone_is_to_be_looked_at(kind: str) -> None:
    (hint,) = interpret(event(kind))

    at = datetime(2026, 9, 14, 12, 0, 0, 250_000, tzinfo=UTC)
    assert hint == Hint(entity="section", part=FIRST, ids={"section": FIRST}, at=at)


@pytest.mark.parametrize("kind", ["relationship.saved", "relationship.deleted"])
def test_of_a_relationship_each_of_its_sections_is(kind: str) -> None:
    ids = {"relationship": f"{TERM}/XL01"}

    assert interpret(event(kind, GROUP)) == [
        Hint(entity="relationship", part=key, ids=ids, at=NOON) for key in (FIRST, SECOND)
    ]


@pytest.mark.parametrize("moment", [None, "", "yesterday", "2026-09-14T18:04:57", [], "9" * 400])
def test_a_moment_that_cannot_be_read_is_none_and_no_reason_to_look_away(moment: Any) -> None:
    for kind, data in (("section.saved", SECTION), ("relationship.saved", GROUP)):
        hints = interpret(event(kind, {**data, "savedAt": moment}))

        assert [(hint.part, hint.at) for hint in hints[:1]] == [(FIRST, None)]


def test_an_event_of_another_kind_asks_for_nothing() -> None:
    assert interpret(b'{"type": "room.saved", "data": 7}') == []


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        (b"", "it is no JSON object"),
        (b"[]", "it is no JSON object"),
        (b"{}", "its type cannot be read"),
        (b'{"type": 7}', "its type cannot be read"),
        (b'{"type": "section.saved"}', "its data cannot be read"),
        (event(data={**SECTION, "termCode": ""}), "its data.termCode cannot be read"),
        (event(data={**SECTION, "courseCode": "BIO/101"}), "its data.courseCode cannot be read"),
        (event(data={**SECTION, "sectionNumber": "001,002"}), "its data.sectionNumber cannot be read"),
        (event(data={**SECTION, "sectionNumber": {"by": "Zo\u00eb"}}), "its data.sectionNumber cannot be read"),
        (event("relationship.saved", {**GROUP, "groupId": None}), "its data.groupId cannot be read"),
        (event("relationship.saved", {**GROUP, "sections": ["Zo\u00eb"]}), "its data.sections.… cannot be read"),
        (event("relationship.saved", SECTION), "its data.groupId cannot be read"),
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

    assert all(len(hint.part.split("/")) == 3 and all(hint.part.split("/")) for hint in hints)
    assert all("," not in hint.part and hint.ids for hint in hints)


# -------------------------------------------------------------------------------------------------- asked for, not sent


def test_what_people_saved_can_be_asked_for_as_the_events_that_were_sent(scheduler: Scheduler) -> None:
    scheduler.plan(sections=3)
    client = scheduler.client()
    scheduler.simulator.perform("live", {"on": False})
    scheduler.edit(FIRST, "maxEnrollment", 31)
    scheduler.edit(f"{TERM}/XL01", "maxEnrollment", 41)
    scheduler.edit(SECOND, action="delete")

    bodies = poll(client, NOON)

    assert [json.loads(body)["type"] for body in bodies] == [
        "section.saved",
        "relationship.saved",
        "section.deleted",
        "relationship.deleted",
    ]
    hints = [hint for body in bodies for hint in interpret(body)]
    assert [hint.part for hint in hints] == [FIRST, FIRST, SECOND, SECOND, FIRST, SECOND]
    assert {hint.at for hint in hints} == {NOON}
    assert poll(client, NOON) == bodies


def test_only_what_was_saved_since_a_moment_is_told_and_never_what_rollbook_wrote(scheduler: Scheduler) -> None:
    scheduler.plan()
    scheduler.edit(FIRST, "maxEnrollment", 31)

    assert len(poll(scheduler.client(), NOON - timedelta(days=30))) == 1
    assert poll(scheduler.client(), NOON + timedelta(microseconds=1)) == []
    assert load("coursedog").poll is poll


def test_many_changes_come_page_by_page_and_one_that_is_saved_meanwhile_is_not_missed(scheduler: Scheduler) -> None:
    scheduler.plan()
    for seats in range(40, 48):
        scheduler.edit(FIRST, "maxEnrollment", seats)
    scheduler.meanwhile("/changes", lambda: scheduler.edit(SECOND, "maxEnrollment", 31), after=1)

    bodies = poll(scheduler.client(page_size=3), NOON)

    assert len(bodies) == 9
    assert interpret(bodies[-1])[0].part == SECOND


def test_people_who_save_faster_than_can_be_read_are_told_of(scheduler: Scheduler) -> None:
    scheduler.plan()
    seats = count(40)
    for _ in range(8):
        scheduler.edit(FIRST, "maxEnrollment", next(seats))
    scheduler.meanwhile("/changes", lambda: scheduler.edit(FIRST, "maxEnrollment", next(seats)), times=1000)

    with pytest.raises(IncompleteReadError, match="Coursedog's list of changes"):
        poll(scheduler.client(page_size=3), NOON)


def test_a_list_of_changes_that_moved_between_two_pages_is_read_again(scheduler: Scheduler) -> None:
    scheduler.plan(sections=7)
    keys = [f"{TERM}/{COURSE}/{number:03}" for number in range(1, 8)]
    for key in keys:
        scheduler.edit(key, "maxEnrollment", 31)
    scheduler.fail("drift", "GET", "/changes", after=1, times=1)

    assert [interpret(body)[0].part for body in poll(scheduler.client(page_size=3), NOON)] == keys


def test_an_event_is_the_same_bytes_however_its_fields_are_ordered(
    scheduler: Scheduler, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: Json = json.loads(event())
    turned = dict(reversed(told.items()))
    client = scheduler.client()
    monkeypatch.setattr(client.door, "changes", lambda _: [Page([told, turned], 2)])

    first, second = poll(client, NOON)

    assert first == second
