"""Every operation of the two contracts is called, well and badly, and nothing that is answered breaks its contract."""

from typing import Any

import pytest

from sandbox.simulators.credentials import COURSEKEY
from sandbox.simulators.faults import Fault
from tests.contract.apis.wire import (
    ITEMS,
    SOURCE,
    WEBHOOK,
    Caller,
    attendance_item,
    coursekey_caller,
    document,
    fill,
    gegi_caller,
)

Call = tuple[str, str, Any, dict[str, str]]
LOG = [{"in": "2026-09-15T08:00:00-04:00", "out": "2026-09-15T09:50:00-04:00"}]


@pytest.fixture
def coursekey() -> Caller:
    return coursekey_caller()


@pytest.fixture
def gegi() -> Caller:
    return gegi_caller()


def test_all_operations_of_coursekey_are_asked_and_answered_as_agreed(coursekey: Caller) -> None:
    coursekey.get("")
    assert coursekey.call("PUT", "/webhook", WEBHOOK).get_json() == {"url": WEBHOOK["url"]}
    fill(coursekey)
    for collection, item in ITEMS.items():
        assert coursekey.put(f"/{collection}", item)[0]["status"] == 200
        page = coursekey.get(f"/{collection}?limit=1&externalId={item['externalId']},none")
        assert (page["total"], page["data"][0]["externalId"]) == (1, item["externalId"])
    coursekey.script("class_day", day="2026-09-15")
    assert coursekey.get("/attendance?updatedSince=2026-09-01T00:00:00Z&class=k1")["total"] == 1

    assert coursekey.witness.operations == {one.id for one in document("coursekey").operations}
    assert coursekey.witness.bad_requests == []
    assert coursekey.witness.bad_answers == []


def test_all_operations_of_gegi_are_asked_and_answered_as_agreed(gegi: Caller) -> None:
    status = attendance_item(status="P")
    log = attendance_item("Attendance Log", entries=LOG)
    for _ in range(2):
        gegi.put("/attendance", status)
        gegi.put("/attendanceLog", log)
    for one in document("gegi").operations:
        if one.method == "get":
            gegi.get(f"{one.template}?limit=500")
            gegi.get(f"{one.template}?limit=1&after=a")

    assert gegi.witness.operations == {one.id for one in document("gegi").operations}
    assert gegi.witness.bad_requests == []
    assert gegi.witness.bad_answers == []


def test_what_scripts_leave_behind_is_shown_as_agreed(coursekey: Caller) -> None:
    fill(coursekey)
    others = [{**ITEMS["students"], "externalId": f"s{n}", "email": f"{n}@college.example"} for n in range(2, 60)]
    coursekey.put("/students", *others)
    coursekey.put(
        "/enrollments",
        *({**ITEMS["enrollments"], "externalId": f"c1.s{n}", "student": f"s{n}"} for n in range(2, 60)),
    )
    coursekey.script("class_day", day="2026-09-15")
    coursekey.script("bad_records", day="2026-09-15")
    coursekey.script("adjust", count=5)

    assert coursekey.get("/attendance?limit=200")["total"] == 61
    coursekey.get("/classes")
    coursekey.get("/students")

    assert coursekey.witness.bad_answers == []


@pytest.mark.parametrize(
    ("call", "status"),
    [
        (("GET", "", None, {"Authorization": "AuthKey wrong"}), 401),
        (("GET", "", None, {"Authorization": f"AuthKey {COURSEKEY.keys['4712']}"}), 403),
        (("GET", "/nothing", None, {}), 404),
        (("DELETE", "/classes", None, {}), 405),
        (("GET", "/classes?limit=0", None, {}), 400),
        (("GET", "/classes?cursor=x", None, {}), 400),
        (("GET", "/attendance?updatedSince=2026-09-14", None, {}), 400),
        (("PUT", "/classes", {"items": []}, {}), 422),
        (("PUT", "/classes", {"items": [{}]}, {}), 422),
        (("PUT", "/classes", {"items": [ITEMS["classes"]] * 101}, {}), 413),
        (("PUT", "/webhook", {"url": "here", "key": WEBHOOK["key"]}, {}), 422),
    ],
)
def test_coursekey_refuses_whole_calls_with_the_error_of_all(coursekey: Caller, call: Call, status: int) -> None:
    method, path, json, headers = call
    assert coursekey.call(method, path, json, **headers).status_code == status

    assert coursekey.witness.bad_answers == []


@pytest.mark.parametrize(
    ("call", "status"),
    [
        (("GET", "/school", None, {"X-Api-Key": "wrong"}), 401),
        (("GET", "/nothing", None, {}), 404),
        (("POST", "/classes", {}, {}), 405),
        (("GET", "/classes?limit=501", None, {}), 400),
        (("GET", "/classes?id=cls-0001", None, {}), 400),
        (("PUT", "/attendance", {"items": []}, {}), 422),
        (("PUT", "/attendance", {"items": [{"classId": "a/b", "studentId": "s"}]}, {}), 422),
        (("PUT", "/attendance", {"items": [{}] * 101}, {}), 413),
    ],
)
def test_gegi_refuses_whole_calls_with_the_error_of_all(gegi: Caller, call: Call, status: int) -> None:
    method, path, json, headers = call
    assert gegi.call(method, path, json, **headers).status_code == status

    assert gegi.witness.bad_answers == []


@pytest.mark.parametrize("kind", ["429", "500", "503"])
def test_faults_answer_as_agreed_too(gegi: Caller, coursekey: Caller, kind: str) -> None:
    for caller, path in ((gegi, "/school"), (coursekey, "")):
        caller.simulator.faults.add(Fault(kind, seconds=2))
        answer = caller.call("GET", path)
        assert (answer.status_code, answer.headers["Retry-After"]) == (int(kind), "2")
        assert caller.witness.bad_answers == []


def test_single_items_are_refused_as_agreed(gegi: Caller, coursekey: Caller) -> None:
    fill(coursekey)
    wrong = {**ITEMS["classes"], "timeZone": "Mars/Olympus"}
    (refused,) = coursekey.put("/classes", wrong)
    assert (refused["status"], refused["error"]["code"]) == (422, "invalid_time_zone")
    (refused,) = gegi.put("/attendance", {"classId": "none", "studentId": "none", "status": "P", "source": SOURCE})
    assert (refused["status"], refused["error"]["code"]) == (404, "unknown_class")

    assert coursekey.witness.bad_answers == gegi.witness.bad_answers == []
