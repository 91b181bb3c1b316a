import copy
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sandbox.institution.college import COLLECTIONS
from sandbox.simulators.faults import Fault
from tests.contract.apis.wire import Caller, attendance_item, gegi_caller


@pytest.fixture(scope="module")
def gegi() -> Caller:
    """Return a GEGI that is only read."""
    return gegi_caller()


def every(gegi: Caller, path: str, limit: int) -> list[dict[str, Any]]:
    """Follow a list to its end."""
    found, after = [], ""
    while True:
        page = gegi.get(f"{path}?limit={limit}{after}")
        found += page["items"]
        if page["next"] is None:
            assert len(found) == page["total"]
            return found
        after = f"&after={page['next']}"


@pytest.mark.parametrize("name", COLLECTIONS)
def test_a_list_is_read_whole_in_the_order_of_its_ids(gegi: Caller, name: str) -> None:
    found = every(gegi, f"/{name}", 500)

    assert found == gegi.simulator.snapshot()[name]
    assert [one["id"] for one in found] == sorted(one["id"] for one in found)


@settings(max_examples=20, deadline=None)
@given(limit=st.integers(1, 90))
def test_any_size_of_page_gives_the_same_list(gegi: Caller, limit: int) -> None:
    assert every(gegi, "/courses", limit) == gegi.get("/courses?limit=500")["items"]


def test_a_page_has_100_records_unless_asked_for_others(gegi: Caller) -> None:
    assert len(gegi.get("/classes")["items"]) == 100


def test_a_page_that_is_just_filled_is_the_last_one(gegi: Caller) -> None:
    assert gegi.get("/campuses?limit=2")["next"] is None


def test_a_page_may_begin_after_an_id_that_is_gone(gegi: Caller) -> None:
    page = gegi.get("/courses?limit=1&after=crs-001-and-a-half")

    assert [one["id"] for one in page["items"]] == ["crs-002"]


@pytest.mark.parametrize(
    "query",
    ["limit=0", "limit=501", "limit=ten", "limit=", "limit=1&limit=2", "after=", "offset=1", "id=crs-001"],
)
def test_a_parameter_that_is_not_as_agreed_is_malformed(gegi: Caller, query: str) -> None:
    answer = gegi.call("GET", f"/courses?{query}")

    assert (answer.status_code, answer.get_json()["error"]["code"]) == (400, "malformed")


@pytest.mark.parametrize("key", ["", "wrong", "maple-ridge-gegi-keys", "Maple-Ridge-GEGI-Key"])
def test_without_the_key_nothing_is_told(gegi: Caller, key: str) -> None:
    answer = gegi.call("GET", "/school", **{"X-Api-Key": key})

    assert (answer.status_code, answer.get_json()["error"]["code"]) == (401, "unauthorized")


def test_who_calls_too_fast_is_told_how_long_to_wait() -> None:
    gegi = gegi_caller(calls_per_window=2)

    assert [gegi.call("GET", "/school").status_code for _ in range(3)] == [200, 200, 429]
    assert gegi.call("GET", "/school").headers["Retry-After"] == "5"


def test_a_truncated_page_has_a_record_less_and_says_nothing_of_it() -> None:
    gegi = gegi_caller()
    whole = gegi.get("/courses?limit=10")
    gegi.simulator.faults.add(Fault("truncated", path="/courses", times=1))

    assert gegi.get("/courses?limit=10") == {**whole, "items": whole["items"][:-1]}


def test_a_list_that_drifts_shows_one_record_twice_and_another_never() -> None:
    gegi = gegi_caller()
    gegi.simulator.faults.add(Fault("drift", path="after", times=1))

    found = [one["id"] for one in every(gegi, "/groups", 7)]

    assert (len(found), len(set(found))) == (14, 13)


def test_a_poisoned_item_lets_its_body_be_refused_whole_and_unwritten() -> None:
    gegi = gegi_caller()
    item = attendance_item(status="P")
    gegi.simulator.faults.add(Fault("poison", key=f"{item['classId']}/{item['studentId']}"))

    assert gegi.call("PUT", "/attendance", {"items": [item]}).status_code == 422
    assert gegi.simulator.snapshot()["attendance"] == []


def test_scripts_change_a_copy_and_reset_goes_back() -> None:
    gegi = gegi_caller()
    before = copy.deepcopy(gegi.simulator.snapshot())
    gegi.script("day_of_changes")
    gegi.script("lose_agreements")
    gegi.script("edit", collection="students", record_id="stu-0001", email=None)
    gegi.script("remove", collection="classes", record_id="cls-0001")
    gegi.put("/attendance", attendance_item(status="P"))

    assert gegi.simulator.snapshot() != before
    gegi.script("reset")
    assert gegi.simulator.snapshot() == before


@pytest.mark.parametrize(
    "wish",
    [
        {"collection": "students", "record_id": "nobody"},
        {"collection": "nothing", "record_id": "stu-0001"},
        {"collection": "students", "record_id": "stu-0001", "shoe_size": 44},
    ],
)
def test_an_edit_of_what_is_not_there_is_refused(wish: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="no"):
        gegi_caller().script("edit", **wish)
