from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sandbox.simulators.credentials import COURSEKEY
from sandbox.simulators.faults import Fault
from tests.contract.apis.wire import ITEMS, WEBHOOK, Caller, coursekey_caller, fill
from tests.unit.simulators.callers import Hand

STUDENTS = 25


@pytest.fixture(scope="module")
def coursekey() -> Caller:
    """Return a CourseKey with 25 students that is only read."""
    return with_students(coursekey_caller())


def with_students(coursekey: Caller) -> Caller:
    items = [{**ITEMS["students"], "externalId": f"s{n}", "email": f"{n}@x.example"} for n in range(STUDENTS)]
    coursekey.put("/students", *items)
    return coursekey


def every(coursekey: Caller, path: str) -> list[dict[str, Any]]:
    """Follow a list to its end."""
    found, cursor, total = [], "", None
    while True:
        page = coursekey.get(f"{path}{cursor}")
        found += page["data"]
        assert page["total"] == (page["total"] if total is None else total)
        total = page["total"]
        if page["nextCursor"] is None:
            return found
        cursor = f"&cursor={page['nextCursor']}"


@pytest.mark.parametrize(
    "given_key", ["", "AuthKey", "AuthKey wrong", "maple-ridge-north-key", "Bearer maple-ridge-north-key"]
)
def test_without_a_key_that_is_known_nothing_is_told(coursekey: Caller, given_key: str) -> None:
    answer = coursekey.call("GET", "", Authorization=given_key)

    assert (answer.status_code, answer.get_json()["error"]["code"]) == (401, "unauthorized")


def test_the_key_of_another_school_opens_nothing(coursekey: Caller) -> None:
    answer = coursekey.call("GET", "/students", Authorization=f"AuthKey {COURSEKEY.keys['4712']}")

    assert (answer.status_code, answer.get_json()["error"]["code"]) == (403, "wrong_school")


def test_a_school_says_what_it_is(coursekey: Caller) -> None:
    assert coursekey.get("") == {
        "id": "4711",
        "name": "Maple Ridge Career College, North",
        "timeZone": "America/New_York",
    }


def test_a_school_may_be_called_100_times_in_10_seconds_whatever_the_other_does() -> None:
    clock = Hand()
    coursekey = coursekey_caller(clock, rate_scale=1)

    assert {coursekey.call("GET", "").status_code for _ in range(100)} == {200}
    refused = coursekey.call("GET", "")
    assert (refused.status_code, refused.headers["Retry-After"]) == (429, "1")
    other = coursekey.call("GET", "", Authorization=f"AuthKey {COURSEKEY.keys['4712']}")
    assert other.status_code == 403
    clock.now += 0.125
    assert [coursekey.call("GET", "").status_code for _ in range(2)] == [200, 429]


@settings(max_examples=20, deadline=None)
@given(limit=st.integers(1, 200))
def test_any_size_of_page_gives_the_same_list_in_the_order_of_creation(coursekey: Caller, limit: int) -> None:
    found = every(coursekey, f"/students?limit={limit}")

    assert [one["externalId"] for one in found] == [f"s{n}" for n in range(STUDENTS)]


def test_a_page_that_is_just_filled_is_the_last_one(coursekey: Caller) -> None:
    assert coursekey.get(f"/students?limit={STUDENTS}")["nextCursor"] is None


def test_a_replaced_record_stays_in_its_place() -> None:
    coursekey = with_students(coursekey_caller())
    coursekey.put("/students", {**ITEMS["students"], "externalId": "s0", "email": "new@x.example"})

    assert every(coursekey, "/students?limit=7")[0]["email"] == "new@x.example"


def test_records_can_be_asked_for_by_external_id(coursekey: Caller) -> None:
    found = every(coursekey, "/students?externalId=s3,none,s1&limit=1")

    assert [one["externalId"] for one in found] == ["s1", "s3"]


def test_a_cursor_belongs_to_its_question(coursekey: Caller) -> None:
    cursor = coursekey.get("/students?limit=5")["nextCursor"]
    assert coursekey.call("GET", f"/students?limit=6&cursor={cursor}").status_code == 200

    for path in (f"/students?externalId=s1&cursor={cursor}", f"/classes?cursor={cursor}", "/students?cursor=e30="):
        answer = coursekey.call("GET", path)
        assert (answer.status_code, answer.get_json()["error"]["code"]) == (400, "invalid_cursor")


@pytest.mark.parametrize(
    "path",
    [
        "/students?limit=0",
        "/students?limit=201",
        "/students?limit=",
        "/students?updatedSince=2026-09-14T00:00:00Z",
        "/students?externalId=",
        "/students?externalId=a,,b",
        f"/students?externalId={','.join(map(str, range(101)))}",
        f"/attendance?class={','.join(map(str, range(51)))}",
        "/attendance?updatedSince=2026-09-14T00:00:00",
        "/attendance?updatedSince=2026-09-14T00:00:00+00:00",
        "?limit=1",
    ],
)
def test_a_parameter_that_is_not_as_agreed_is_malformed(coursekey: Caller, path: str) -> None:
    answer = coursekey.call("GET", path)

    assert (answer.status_code, answer.get_json()["error"]["code"]) == (400, "malformed")


@pytest.mark.parametrize(
    ("body", "refusal"),
    [
        ({"items": [ITEMS["students"]] * 101}, (413, "too_many_items")),
        ({"items": []}, (422, "invalid")),
        ({"items": ["s1"]}, (422, "invalid")),
        ({"items": [ITEMS["students"]], "more": 1}, (422, "invalid")),
        ({"items": [{**ITEMS["students"], "externalId": "a,b"}]}, (422, "invalid")),
        ([], (422, "invalid")),
    ],
)
def test_a_body_without_items_to_answer_is_refused_whole(
    coursekey: Caller, body: Any, refusal: tuple[int, str]
) -> None:
    answer = coursekey.call("PUT", "/students", body)

    assert (answer.status_code, answer.get_json()["error"]["code"]) == refusal


def test_faults_meet_pages_and_answers() -> None:
    coursekey = with_students(coursekey_caller())
    whole = coursekey.get("/students?limit=10")
    for kind in ("truncated", "drift"):
        coursekey.simulator.faults.add(Fault(kind, path="/students", times=1))

    assert coursekey.get("/students?limit=10")["data"] == whole["data"][:-1]
    drifted = coursekey.get("/students?limit=10")
    assert [one["externalId"] for one in drifted["data"]] == ["s24", *(f"s{n}" for n in range(9))]
    assert drifted["nextCursor"] == whole["nextCursor"]


@pytest.mark.parametrize(
    "body",
    [
        {**WEBHOOK, "url": "hooks.example.edu"},
        {**WEBHOOK, "url": "ftp://hooks.example.edu"},
        {**WEBHOOK, "key": WEBHOOK["key"].removeprefix("whsec_")},
        {**WEBHOOK, "key": "whsec_c2hvcnQ="},
        {**WEBHOOK, "key": "whsec_" + "!" * 24},
        {"url": WEBHOOK["url"]},
    ],
)
def test_a_webhook_needs_an_address_and_a_key_that_signs(coursekey: Caller, body: dict[str, str]) -> None:
    assert coursekey.call("PUT", "/webhook", body).status_code == 422


def test_reset_empties_the_schools() -> None:
    coursekey = coursekey_caller()
    before = coursekey.simulator.snapshot()
    fill(coursekey)
    coursekey.script("reset")

    assert coursekey.simulator.snapshot() == before
