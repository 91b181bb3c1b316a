"""The simulator reads items field by field, the contract by schemas: both must think the same of every item."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.contract.apis.wire import document
from tests.unit.simulators.scheduling import DATA, LOGIN, PROFESSOR, TIME, WEBHOOK, Coursedog, changeable

SCHEMAS = {"courses": "Course", "sections": "Section", "relationships": "Relationship"}
ODD: st.SearchStrategy[Any] = st.sampled_from(
    [
        *(None, True, False, 0, 1, 1.0, 1.5, -1, 100, 101, "", "a", "a,b", "a/b", "a-b", "a-b-c", "-b", "a-"),
        *("x" * 64, "x" * 65, "x" * 200, "x" * 201, "x" * 300, "x" * 301, "a-" + "x" * 63, "x" * 10_001),
        *("2026-09-14", "2026-02-30", "20260914", "08:30", "24:00", "8:30", "MWF", "FM", "active", "inactive", "open"),
        *("primary", "combined", "crosslist", [], {}, ["a"], ["a", "b"], ["a", "a"], ["a", 1], [None], [""]),
        *([TIME], [TIME, TIME], [{**TIME, "days": "Th"}], [{**TIME, "room": ""}], [{**TIME, "startTime": None}]),
        *([{**TIME, "classroom": None}], [{**TIME, "endTime": "9:50"}], [{"id": ""}], [{**TIME, "startDate": ""}]),
        *([PROFESSOR], [{**PROFESSOR, "percentage": None}], [{**PROFESSOR, "percentage": 101}]),
        *([{**PROFESSOR, "role": "both"}], [{**PROFESSOR, "instructorId": ""}], [{"instructorId": "1"}]),
        *("create", "update", "delete", WEBHOOK["url"], "here", "whsec_", "whsec_short"),
    ]
)


@st.composite
def bent(draw: st.DrawFn, item: dict[str, Any]) -> dict[str, Any]:
    """Draw an item with a few of its fields replaced, gone, or joined by others."""
    names = st.sampled_from([*item, "more"])
    bends = draw(st.dictionaries(names, ODD, max_size=3))
    gone = draw(st.sets(names, max_size=1))
    return {name: value for name, value in {**item, **bends}.items() if name not in gone}


@pytest.fixture(scope="module")
def coursedog() -> Coursedog:
    return Coursedog.opened(rate_scale=1_000_000)


def is_as_its_schema_says(coursedog: Coursedog, kind: str, item: dict[str, Any]) -> bool:
    """Say whether the simulator takes an item for one, whatever the rules say then."""
    return coursedog.code(kind, item)[1] != "INVALID"


@pytest.mark.parametrize("kind", SCHEMAS)
@settings(deadline=None)
@given(data=st.data())
def test_new_data_is_refused_exactly_where_its_schema_refuses_it(
    coursedog: Coursedog, kind: str, data: st.DataObject
) -> None:
    item = {"operation": "create", "data": data.draw(bent(DATA[kind]))}
    coursedog.script("reset")

    assert is_as_its_schema_says(coursedog, kind, item) == (
        document("coursedog").faults_of(f"New{SCHEMAS[kind]}", item) == []
    )


@pytest.mark.parametrize("kind", SCHEMAS)
@settings(deadline=None)
@given(data=st.data())
def test_changed_data_is_refused_exactly_where_its_schema_refuses_it(
    coursedog: Coursedog, kind: str, data: st.DataObject
) -> None:
    changed = data.draw(bent(changeable(kind)))
    coursedog.script("reset")
    coursedog.fill()
    identifier = coursedog.simulator.snapshot()["schools"][coursedog.school][kind][0]["id"]
    item = {"operation": "update", "id": identifier, "version": 1, "data": changed}

    assert is_as_its_schema_says(coursedog, kind, item) == (
        document("coursedog").faults_of(f"Changed{SCHEMAS[kind]}", item) == []
    )


AROUND: dict[str, dict[str, Any]] = {
    "NewCourse": {"operation": "create", "data": DATA["courses"]},
    "ChangedCourse": {"operation": "update", "id": "none", "version": 1, "data": changeable("courses")},
    "Removal": {"operation": "delete", "id": "none", "version": 1},
}


@pytest.mark.parametrize("schema", AROUND)
@settings(deadline=None)
@given(data=st.data())
def test_what_is_around_the_data_is_refused_exactly_where_every_schema_refuses_it(
    coursedog: Coursedog, schema: str, data: st.DataObject
) -> None:
    whole = AROUND[schema]
    item = data.draw(bent({name: value for name, value in whole.items() if name != "data"}))
    item |= {"data": whole["data"]} if "data" in whole else {}
    coursedog.script("reset")

    good = any(document("coursedog").faults_of(one, item) == [] for one in AROUND)
    assert is_as_its_schema_says(coursedog, "courses", item) == good


@settings(deadline=None)
@given(body=bent(WEBHOOK))
def test_no_webhook_is_taken_that_its_schema_refuses(coursedog: Coursedog, body: dict[str, Any]) -> None:
    answer = coursedog.call("PUT", "/webhook", body)

    assert answer.status_code in {200, 422}
    if answer.status_code == 200:
        assert document("coursedog").faults_of("Webhook", body) == []


@settings(deadline=None)
@given(body=bent({**LOGIN, "plaintextPassword": LOGIN["password"]}))
def test_no_log_in_is_taken_that_its_schema_refuses(coursedog: Coursedog, body: dict[str, Any]) -> None:
    answer = coursedog.caller.call("POST", "/sessions", body)

    assert (answer.status_code == 422) == (document("coursedog").faults_of("Login", body) != [])
