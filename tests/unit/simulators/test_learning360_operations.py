from datetime import UTC, datetime
from typing import Any

import pytest
from werkzeug.test import Client

from sandbox.simulators.faults import Fault
from sandbox.simulators.serving import ConnectionClosedError
from tests.unit.simulators.learning import NOON, Learning, course


@pytest.fixture
def learning() -> Learning:
    return Learning.opened()


def test_an_operation_waits_then_runs_object_by_object_and_ends_by_the_simulators_clock(learning: Learning) -> None:
    operation = learning.begin("PUT", "courses", *map(course, range(8)))
    seen = []
    for seconds in (0, 0.15, 0.6, 10):
        learning.clock.now = NOON + seconds
        shown = learning.get(f"/bulk/operations/{operation}")
        seen.append((shown["status"], shown.get("progress", {}).get("index"), len(learning.get("/courses"))))

    assert seen == [("pending", None, 0), ("queued", None, 0), ("running", 2, 2), ("completed", 8, 8)]
    shown = learning.get(f"/bulk/operations/{operation}")
    assert shown["endedAt"] == "2026-09-16T12:00:01.800Z"
    assert learning.witness.bad_answers == []


def test_nothing_is_read_of_results_before_the_end(learning: Learning) -> None:
    operation = learning.begin("PUT", "courses", course(1))

    assert learning.code("GET", f"/bulk/operations/{operation}/results") == (400, "bulkOperationNotRun")
    learning.clock.now += 60
    (result,) = learning.results(operation)
    assert result == {"input": course(1), "status": "success", "resourceId": learning.course_id("c-1")}


def test_a_fourth_operation_is_turned_away_until_one_has_ended(learning: Learning) -> None:
    for number in range(3):
        learning.begin("PUT", "courses", course(number))
    path = f"/bulk/integrations/{learning.integration}/courses"

    refused = learning.code("PUT", path, {"input": [course(4)]})
    assert refused == (429, "bulkOperationsConcurrencyLimitReached")
    learning.clock.now += 60
    learning.begin("PUT", "courses", course(4))
    state = learning.simulator.snapshot()
    assert (state["most_at_once"], state["turned_away"]) == (3, 1)


def test_operations_of_others_take_places_and_stand_in_the_list(learning: Learning) -> None:
    for _ in range(3):
        learning.script("begin_other", operation_type="upsertSkills")
    path = f"/bulk/integrations/{learning.integration}/courses"

    assert learning.code("PUT", path, {"input": []})[0] == 429
    assert {one["type"] for one in learning.get("/bulk/operations")} == {"upsertSkills"}
    assert learning.get("/bulk/operations?type[eq]=importExternalCourses") == []


def test_operations_side_by_side_do_their_objects_in_the_order_in_which_they_are_due(learning: Learning) -> None:
    slow = learning.begin("PUT", "courses", *[course(1, name=f"slow {number}") for number in range(100)])
    learning.clock.now += 1
    learning.script("pace", operation_seconds=1, item_seconds=0)
    fast = learning.begin("PUT", "courses", course(1, name="fast"))
    learning.clock.now += 1.01
    assert (learning.status(slow), learning.status(fast)) == ("running", "completed")
    assert learning.simulator.snapshot()["courses"]["c-1"]["fields"]["name"] == "fast"
    learning.clock.now += 1

    assert learning.simulator.snapshot()["courses"]["c-1"]["fields"]["name"].startswith("slow")


def test_time_can_be_let_pass_from_the_control_door(learning: Learning) -> None:
    operation = learning.begin("PUT", "courses", course(1))
    learning.script("pass_time", seconds=5)

    assert learning.status(operation) == "completed"


def test_the_pace_can_be_set_for_what_begins_from_then_on_and_set_back(learning: Learning) -> None:
    learning.script("pace", operation_seconds=600)
    slow = learning.begin("PUT", "courses", course(1))
    learning.script("pace")
    fast = learning.begin("PUT", "courses", course(2))
    learning.clock.now += 5

    assert (learning.status(slow), learning.status(fast)) == ("pending", "completed")


def test_operations_are_listed_newest_first_in_pages_of_twenty_that_keep_their_filters(learning: Learning) -> None:
    begun = []
    for number in range(45):
        begun.append(learning.begin("PUT", "courses", course(number)))
        learning.clock.now += 60
    learning.begin("DELETE", "courses", {"externalId": "c-1"})
    path, found, sizes = "/bulk/operations?type[eq]=importExternalCourses", [], []
    while path:
        answer = learning.call("GET", path)
        found += [one["_id"] for one in answer.get_json()]
        sizes.append(len(answer.get_json()))
        path = answer.headers.get("Link", "").partition("<")[2].partition(">")[0]

    assert (found, sizes) == (begun[::-1], [20, 20, 5])
    assert learning.witness.bad_answers == []


def test_operations_since_a_moment_are_asked_for_by_it(learning: Learning) -> None:
    learning.begin("PUT", "courses", course(1))
    learning.clock.now += 600
    late = learning.begin("PUT", "courses", course(2))
    moment = datetime.fromtimestamp(NOON + 300, UTC).isoformat().replace("+00:00", ".000Z")

    assert [one["_id"] for one in learning.get(f"/bulk/operations?createdAt[gte]={moment}")] == [late]


def test_a_call_whose_location_is_lost_has_begun_its_operation(learning: Learning) -> None:
    learning.script("lose_location")
    path = f"/bulk/integrations/{learning.integration}/courses"
    answers = [learning.call("PUT", path, {"input": [course(number)]}) for number in (1, 2)]

    assert [(one.status_code, "Location" in one.headers) for one in answers] == [(202, False), (202, True)]
    assert len(learning.get("/bulk/operations")) == 2


def test_a_connection_that_is_cut_after_the_call_was_taken_has_begun_the_operation_too(learning: Learning) -> None:
    learning.simulator.faults.add(Fault("lost", path="/bulk/integrations", times=1))
    with pytest.raises(ConnectionClosedError):
        Client(learning.simulator).put(
            f"/api/v2/bulk/integrations/{learning.integration}/courses",
            json={"input": [course(1)]},
            headers=learning.headers,
        )

    assert len(learning.get("/bulk/operations")) == 1


@pytest.mark.parametrize(("wish", "done"), [({}, 5), ({"after": 3}, 3), ({"after": 0}, 0), ({"after": 99}, 10)])
def test_an_operation_that_breaks_off_keeps_what_it_did(learning: Learning, wish: dict[str, Any], done: int) -> None:
    learning.script("break_off", **wish)
    operation = learning.begin("PUT", "courses", *map(course, range(10)))
    learning.clock.now += 60
    shown = learning.get(f"/bulk/operations/{operation}")

    assert (shown["status"], shown["progress"]["index"]) == ("error", done)
    assert shown["errorMessage"]
    assert len(learning.results(operation)) == len(learning.get("/courses")) == done
    assert learning.status(learning.begin("PUT", "courses", course(1))) == "pending"
    assert learning.witness.bad_answers == []


def test_an_operation_that_broke_off_ended_there_and_then(learning: Learning) -> None:
    learning.script("break_off", after=3)
    operation = learning.begin("PUT", "courses", *map(course, range(10)))
    learning.clock.now += 60

    shown = learning.get(f"/bulk/operations/{operation}")
    assert shown["endedAt"] == shown["progress"]["updatedAt"] == "2026-09-16T12:00:00.740Z"


def test_the_bulk_api_can_be_disabled_and_enabled(learning: Learning) -> None:
    path = f"/bulk/integrations/{learning.integration}/courses"
    learning.script("disable_bulk")
    assert learning.code("PUT", path, {"input": []}) == (503, "bulkAPIDisabled")
    learning.script("disable_bulk", disabled=False)

    assert learning.call("PUT", path, {"input": []}).status_code == 202


def test_results_can_be_paged() -> None:
    paged = Learning.opened(results_per_page=4)
    operation = paged.begin("PUT", "courses", *map(course, range(10)))
    paged.clock.now += 60
    path, sizes = f"/bulk/operations/{operation}/results", []
    while path:
        answer = paged.call("GET", path)
        sizes.append(len(answer.get_json()))
        path = answer.headers.get("Link", "").partition("<")[2].partition(">")[0]

    assert sizes == [4, 4, 2]


@pytest.mark.parametrize(
    ("method", "what", "most"), [("PUT", "courses", 10_000), ("DELETE", "courses", 1_000), ("POST", "stats", 10_000)]
)
def test_an_input_is_an_array_of_so_many_objects_at_most(learning: Learning, method: str, what: str, most: int) -> None:
    path = f"/bulk/integrations/{learning.integration}/{what}"
    simulator = Client(learning.simulator)
    too_long = simulator.open(
        f"/api/v2{path}", method=method, json={"input": [0] * (most + 1)}, headers=learning.headers
    )

    assert too_long.get_json()["error"]["code"] == "inputTooLong"
    assert learning.code(method, path, {"input": {}}) == (400, "invalidInput")
    assert learning.code(method, path, []) == (400, "invalidRequest")
    assert learning.code(method, f"/bulk/integrations/{'0' * 24}/{what}", {"input": []}) == (404, "integrationNotFound")
    assert learning.get("/bulk/operations") == []


def test_a_poisoned_object_spoils_the_whole_call(learning: Learning) -> None:
    learning.simulator.faults.add(Fault("poison", key="c-2"))
    path = f"/bulk/integrations/{learning.integration}/courses"

    assert learning.code("PUT", path, {"input": [course(1), course(2)]}) == (400, "invalidInput")
    assert learning.call("PUT", path, {"input": [course(1)]}).status_code == 202


def test_an_operation_over_nothing_ends_too(learning: Learning) -> None:
    assert learning.done("PUT", "courses") == []
