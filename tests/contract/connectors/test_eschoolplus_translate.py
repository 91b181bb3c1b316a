"""From changes to OneRoster objects and back: what is put is found as it was put."""

import json
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rollbook.connectors.eschoolplus.translate import KINDS, Addresses, Kind
from rollbook.model.records import Json
from sandbox.simulators.eschoolplus.gradebook_fields import FORMS
from tests.contract.connectors.school import change

ADDRESSES = Addresses("https://sis.example/rostering", "https://sis.example/gradebook")
TEXTS = st.text(max_size=12)
FILLED = st.text(min_size=1, max_size=12).filter(str.strip)
NUMBERS = st.one_of(st.integers(-1000, 1000), st.floats(-1000, 1000))
MOMENTS = st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1)).map(  # noqa: DTZ001 - the zone is put on next
    lambda moment: moment.replace(microsecond=0, tzinfo=UTC)
)
FLAGS = st.sampled_from(["true", "false"])
EXTENSIONS: st.SearchStrategy[Json | None] = st.sampled_from([None, {}, {"override": "true"}])


def _utc(moment: datetime) -> str:
    return moment.isoformat().replace("+00:00", "Z")


LINE_ITEMS = st.fixed_dictionaries(
    {
        "sourcedId": FILLED,
        "title": FILLED,
        "description": st.one_of(st.none(), TEXTS),
        "assignDate": MOMENTS.map(_utc),
        "dueDate": MOMENTS.map(_utc),
        "class": FILLED,
        "school": FILLED,
        "category": FILLED,
        "resultValueMin": NUMBERS,
        "resultValueMax": NUMBERS,
        "section": FILLED,
    },
    optional={"gradingPeriod": st.one_of(st.none(), FILLED), "academicSession": FILLED, "metadata": EXTENSIONS},
)
RESULTS = st.fixed_dictionaries(
    {
        "sourcedId": FILLED,
        "lineItem": FILLED,
        "class": FILLED,
        "student": FILLED,
        "scoreStatus": st.sampled_from(["exempt", "fully graded", "not submitted", "ext:late.work"]),
        "score": st.one_of(st.none(), NUMBERS),
        "scoreDate": st.dates().map(lambda day: day.isoformat()),
        "comment": st.one_of(st.none(), TEXTS),
        "incomplete": FLAGS,
        "missing": FLAGS,
        "late": FLAGS,
        "inProgress": FLAGS,
        "metadata": EXTENSIONS,
        "section": FILLED,
    },
    optional={"textScore": st.one_of(st.none(), TEXTS)},
)
ANY = st.one_of(st.tuples(st.just(KINDS["lineItems"]), LINE_ITEMS), st.tuples(st.just(KINDS["results"]), RESULTS))


def _shown(kind: Kind, data: Json) -> Json:
    """Return what a server makes of what is put: over the wire, with its own fields, in its own spelling."""
    body: Json = json.loads(json.dumps(kind.body(change("k", data), ADDRESSES)))
    shown = {"status": "active", "dateLastModified": "2026-10-01T00:00:00.000Z", **body[kind.word]}
    for field in ("score", "resultValueMin", "resultValueMax"):
        if field in shown:
            shown[field] = float(shown[field])
    for field in ("assignDate", "dueDate"):
        if field in shown:
            elsewhere = datetime.fromisoformat(shown[field]).astimezone(timezone(timedelta(hours=-4)))
            shown[field] = elsewhere.isoformat(timespec="milliseconds")
    return shown


@given(ANY)
def test_what_is_put_is_as_the_specification_wants_it(given_one: tuple[Kind, Json]) -> None:
    kind, data = given_one

    body = kind.body(change("k", data), ADDRESSES)

    assert set(body) == {kind.word}
    FORMS[kind.collection].check(body[kind.word], kind.word)


@given(ANY)
def test_what_is_put_is_found_as_matching(given_one: tuple[Kind, Json]) -> None:
    kind, data = given_one

    assert kind.matches(change("k", data), _shown(kind, data))


@given(ANY, st.data())
def test_what_was_changed_at_the_target_does_not_match(given_one: tuple[Kind, Json], draw: st.DataObject) -> None:
    kind, data = given_one
    field = draw.draw(st.sampled_from([name for name in kind.fields if name in data]))
    shown = _shown(kind, data)
    others: dict[str, Any] = {"score": 1001, "resultValueMin": 1001, "resultValueMax": 1001}
    reference = {"href": "https://x", "sourcedId": "another thing altogether", "type": "x"}
    is_reference = isinstance(shown.get(field), dict) and field != "metadata"
    shown[field] = reference if is_reference else others.get(field, "another thing altogether")

    assert not kind.matches(change("k", data), shown)


@given(ANY, st.data())
def test_what_should_have_been_cleared_does_not_match(given_one: tuple[Kind, Json], draw: st.DataObject) -> None:
    kind, data = given_one
    field = draw.draw(st.sampled_from([name for name in kind.fields if name in data]))
    shown = _shown(kind, data)
    was_there = field in shown

    assert kind.matches(change("k", {**data, field: None}), shown) is not was_there


@pytest.mark.parametrize("shown", ["2026-10-01T03:59:00.0000000Z", "2026-09-30T23:59:00-04:00"])
def test_one_moment_in_two_spellings_is_the_same(shown: str) -> None:
    wanted = change("k", {"dueDate": "2026-10-01T03:59:00Z"})

    assert KINDS["lineItems"].matches(wanted, {"dueDate": shown})


@pytest.mark.parametrize("shown", ["soon", "", None, 7, {"sourcedId": "x"}])
def test_what_is_no_moment_is_another_one(shown: object) -> None:
    wanted = change("k", {"dueDate": "2026-10-01T03:59:00Z"})

    assert not KINDS["lineItems"].matches(wanted, {"dueDate": shown})


@pytest.mark.parametrize("field", ["comment", "metadata", "score"])
@pytest.mark.parametrize(
    "shown", [{}, {"comment": "", "metadata": {}}, {"comment": None, "metadata": None, "score": None}]
)
@pytest.mark.parametrize("wanted", ["", {}, None])
def test_nothing_is_the_same_in_every_spelling_and_is_never_sent(wanted: object, shown: Json, field: str) -> None:
    change_to_nothing = change("k", {"sourcedId": "r", field: wanted})

    assert KINDS["results"].matches(change_to_nothing, {"sourcedId": "r", **shown})
    assert KINDS["results"].body(change_to_nothing, ADDRESSES) == {"result": {"sourcedId": "r"}}


def test_an_id_is_escaped_in_the_address_of_a_reference() -> None:
    body = KINDS["results"].body(change("k", {"sourcedId": "r", "student": "a/b c"}), ADDRESSES)

    assert body["result"]["student"] == {
        "href": "https://sis.example/rostering/users/a%2Fb%20c",
        "sourcedId": "a/b c",
        "type": "user",
    }
