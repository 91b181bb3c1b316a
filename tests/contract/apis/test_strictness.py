"""The simulators check what they are sent by hand, the documents by schemas: both must think the same of every item."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.contract.apis.wire import (
    ENTITIES,
    ITEMS,
    SOURCE,
    WEBHOOK,
    Caller,
    attendance_item,
    coursekey_caller,
    document,
    ethosce_caller,
    fill,
    gegi_caller,
)

LOG = [{"in": "2026-09-15T08:00:00-04:00", "out": None}]
ODD: st.SearchStrategy[Any] = st.sampled_from(
    [
        *(
            None,
            True,
            0,
            1,
            1.5,
            "",
            "a",
            "a,b",
            "a/b",
            "a.b",
            "x" * 61,
            "x" * 101,
            "x" * 129,
            "x" * 255,
            "x" * 501,
            [],
            {},
        ),
        *(["i1"], ["i1", "i1"], ["i1", 2], [{}], [None], "P", "A", "X", "scheduled", "log", "true"),
        *(
            "2026-09-14",
            "2026-02-30",
            "20260914",
            "2026-W38-1",
            "24:00",
            "8:00",
            "08:00",
            "08:00:00",
            "America/Phoenix",
        ),
        *("2026-09-14T08:00:00", "2026-09-14T08:00:00Z", "2026-09-14T08:00Z", "2026-09-14 08:00:00Z", "ada@b.example"),
        *(
            "2026-09-14T08:00:00+00:00",
            "2026-09-14T08:00:00+02:00",
            "2026-09-14T08:00:00z",
            "17",
            "0",
            "017",
            "1.",
            ".5",
        ),
        *("1.25", "1.255", "12345.1", "9999.99", "1e3", False, "course", "page", "x" * 65, "x" * 256, "12345678901"),
        *(SOURCE, {**SOURCE, "more": 1}, {**SOURCE, "reason": ""}, {"system": "CourseKey"}, LOG, LOG * 51),
        *([{"in": "2026-09-15T08:00:00Z"}], [{"in": "2026-09-15", "out": None}], WEBHOOK["url"], "here", "/x", "ftp:x"),
        *(WEBHOOK["key"], "whsec_", "whsec_short", "whsec_" + "!" * 24, "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"),
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
def coursekey() -> Caller:
    caller = coursekey_caller(rate_scale=1_000_000)
    fill(caller)
    return caller


@pytest.fixture(scope="module")
def gegi() -> Caller:
    return gegi_caller()


def is_as_its_schema_says(caller: Caller, path: str, item: dict[str, Any]) -> bool:
    """Say whether a simulator takes an item for one, whatever the rules say then."""
    answer = caller.call("PUT", path, {"items": [item]})
    if answer.status_code == 422:
        return False
    assert answer.status_code == 200, answer.text
    (result,) = answer.get_json()["results"]
    return bool(result.get("error", {}).get("code") != "invalid")


@pytest.mark.parametrize("collection", ITEMS)
@settings(deadline=None)
@given(data=st.data())
def test_coursekey_refuses_exactly_what_its_schema_refuses(
    coursekey: Caller, collection: str, data: st.DataObject
) -> None:
    item = data.draw(bent(ITEMS[collection]))
    schema = {"classes": "Class"}.get(collection, collection.removesuffix("s").capitalize())

    assert is_as_its_schema_says(coursekey, f"/{collection}", item) == (
        document("coursekey").faults_of(schema, item) == []
    )


@settings(deadline=None)
@given(body=bent(WEBHOOK))
def test_coursekey_takes_no_webhook_that_its_schema_refuses(coursekey: Caller, body: dict[str, Any]) -> None:
    answer = coursekey.call("PUT", "/webhook", body)

    assert answer.status_code in {200, 422}
    if answer.status_code == 200:
        assert document("coursekey").faults_of("Webhook", body) == []


@pytest.mark.parametrize(
    ("schema", "path", "item"),
    [
        ("Attendance", "/attendance", attendance_item(status="P")),
        ("AttendanceLog", "/attendanceLog", attendance_item("Attendance Log", entries=LOG)),
    ],
)
@settings(deadline=None)
@given(data=st.data())
def test_gegi_refuses_exactly_what_its_schema_refuses(
    gegi: Caller, schema: str, path: str, item: dict[str, Any], data: st.DataObject
) -> None:
    sent = data.draw(bent(item))

    assert is_as_its_schema_says(gegi, path, sent) == (document("gegi").faults_of(schema, sent) == [])


@pytest.fixture(scope="module")
def ethosce() -> Caller:
    return ethosce_caller()


@pytest.mark.parametrize("name", ENTITIES)
@settings(deadline=None)
@given(data=st.data())
def test_ethosce_refuses_exactly_what_its_schema_refuses(ethosce: Caller, name: str, data: st.DataObject) -> None:
    entity = data.draw(bent(ENTITIES[name]))
    schema = {"node": "NewCourse", "course_credit_awarded": "NewCredit"}.get(
        name, f"New{name.removeprefix('course_').capitalize()}"
    )

    _, told = ethosce.post(f"/{name}", entity)

    assert (told != "invalid") == (document("ethosce").faults_of(schema, entity) == [])
