import json
import threading
from typing import Any

import pytest

from sandbox.simulators.faults import Fault, FaultQueue
from sandbox.simulators.serving import ConnectionClosedError
from tests.unit.simulators.callers import Eschoolplus, Schoology

USER = {"school_uid": "u1", "name_first": "A", "name_last": "B", "username": "u1"}


def ask(caller: Eschoolplus | Schoology, **fault: Any) -> None:
    assert caller.http.post("/_control/faults", json=fault).status_code == 200


def post_user(schoology: Schoology) -> Any:
    return schoology.call("POST", "/v1/users", {**USER, "role_id": schoology.role("Student")})


def users(schoology: Schoology) -> int:
    return len(schoology.state()["users"])


@pytest.mark.parametrize("kind", ["429", "500", "503"])
def test_a_status_comes_before_any_effect_and_carries_retry_after(schoology: Schoology, kind: str) -> None:
    ask(schoology, kind=kind, method="POST", seconds=7, times=1)

    answer = post_user(schoology)

    assert (answer.status_code, answer.headers["Retry-After"]) == (int(kind), "7")
    assert users(schoology) == 1
    assert post_user(schoology).status_code == 201


@pytest.mark.parametrize(
    ("kind", "minor"), [("429", "server_busy"), ("500", "internal_server_error"), ("503", "server_busy")]
)
def test_a_status_of_oneroster_comes_with_its_status_object(eschoolplus: Eschoolplus, kind: str, minor: str) -> None:
    ask(eschoolplus, kind=kind, path="/users")

    assert eschoolplus.minor_code("users") == (int(kind), minor)


def test_a_timeout_does_nothing_and_gives_no_answer(schoology: Schoology) -> None:
    ask(schoology, kind="timeout", seconds=30, method="POST")

    with pytest.raises(ConnectionClosedError):
        post_user(schoology)
    assert users(schoology) == 1


def test_a_lost_answer_has_had_its_effect(schoology: Schoology) -> None:
    ask(schoology, kind="lost", method="POST")

    with pytest.raises(ConnectionClosedError):
        post_user(schoology)
    assert users(schoology) == 2
    journal = schoology.http.get("/_control/calls").get_json()["journal"]
    assert (journal[-1]["status"], journal[-1]["fault"]) == (0, "lost")


def test_a_held_answer_has_had_its_effect_and_comes_when_released(schoology: Schoology) -> None:
    ask(schoology, kind="hold", method="POST")
    answers: list[int] = []
    caller = threading.Thread(target=lambda: answers.append(post_user(schoology).status_code))
    caller.start()
    while users(schoology) == 1:
        pass

    assert answers == []
    while caller.is_alive():
        schoology.http.post("/_control/release")
        caller.join(0.01)
    assert answers == [201]


def test_a_hold_ends_by_itself_after_its_seconds(schoology: Schoology) -> None:
    ask(schoology, kind="hold", method="POST", seconds=0.01)

    assert post_user(schoology).status_code == 201


def test_a_web_page_instead_of_an_answer_means_that_nothing_was_done(schoology: Schoology) -> None:
    ask(schoology, kind="html", method="POST")

    answer = post_user(schoology)

    assert (answer.status_code, answer.mimetype, users(schoology)) == (200, "text/html", 1)


def test_malformed_json_is_cut_off_under_a_good_status(eschoolplus: Eschoolplus) -> None:
    ask(eschoolplus, kind="malformed", path="/users")

    answer = eschoolplus.call("users")

    assert (answer.status_code, answer.mimetype) == (200, "application/json")
    with pytest.raises(json.JSONDecodeError):
        answer.get_json()


def test_a_truncated_page_lacks_a_record_and_keeps_its_total(eschoolplus: Eschoolplus, schoology: Schoology) -> None:
    for caller in (eschoolplus, schoology):
        ask(caller, kind="truncated", path="/users")

    page = eschoolplus.call("users", limit=50)

    assert (len(page.get_json()["users"]), page.headers["X-Total-Count"]) == (49, "1290")
    assert 'rel="next"' in page.headers["Link"]
    listing = schoology.get("/v1/users")
    assert (listing["user"], listing["total"]) == ([], "1")


def test_drift_repeats_one_record_and_hides_another_under_the_same_total(eschoolplus: Eschoolplus) -> None:
    ask(eschoolplus, kind="drift", path="/classes", after=1)

    pages = [eschoolplus.call("classes", limit=100, offset=offset) for offset in (0, 100, 200)]

    ids = [record["sourcedId"] for page in pages for record in page.get_json()["classes"]]
    assert {page.headers["X-Total-Count"] for page in pages} == {"250"}
    assert len(ids) == 250
    assert len(set(ids)) == 249


def test_a_fault_lets_the_first_calls_pass_and_meets_as_many_as_it_says(eschoolplus: Eschoolplus) -> None:
    ask(eschoolplus, kind="500", path="/orgs", after=2, times=1)

    assert [eschoolplus.call("orgs").status_code for _ in range(4)] == [200, 200, 500, 200]


def test_a_fault_is_for_its_method_and_path_and_query(eschoolplus: Eschoolplus) -> None:
    ask(eschoolplus, kind="500", method="GET", path=r"/users\?.*offset=100")

    assert eschoolplus.call("orgs").status_code == 200
    assert eschoolplus.call("users", offset=0).status_code == 200
    assert eschoolplus.call("users", offset=100).status_code == 500


def test_faults_meet_calls_in_the_order_in_which_they_were_asked_for(eschoolplus: Eschoolplus) -> None:
    ask(eschoolplus, kind="503", path="/orgs", times=1)
    ask(eschoolplus, kind="500", path="/orgs", times=1)

    assert [eschoolplus.call("orgs").status_code for _ in range(3)] == [503, 500, 200]


def test_faults_are_shown_and_cleared(eschoolplus: Eschoolplus) -> None:
    ask(eschoolplus, kind="500", path="/orgs")
    eschoolplus.call("orgs")

    (shown,) = eschoolplus.http.get("/_control/faults").get_json()
    assert (shown["kind"], shown["seen"], shown["met"]) == ("500", 1, 1)
    eschoolplus.http.delete("/_control/faults")
    assert eschoolplus.call("orgs").status_code == 200


@pytest.mark.parametrize(
    "wish",
    [{"kind": "earthquake"}, {"kind": "500", "pth": "/"}, {"kind": "500", "path": "("}, {"kind": "poison"}, []],
)
def test_a_fault_that_makes_no_sense_is_refused_with_the_reason(eschoolplus: Eschoolplus, wish: Any) -> None:
    answer = eschoolplus.http.post("/_control/faults", json=wish)

    assert answer.status_code == 400
    assert answer.get_json()["error"]


def test_clearing_the_faults_lets_go_of_held_calls() -> None:
    faults = FaultQueue()
    faults.add(Fault("hold"))
    held = threading.Thread(target=faults.hold, args=(0,))
    held.start()
    while held.is_alive():
        faults.clear()
        held.join(0.01)

    assert faults.as_json() == []
