"""Every operation of the contracts is called, well and badly, and nothing that is answered breaks its contract."""

from typing import Any

import pytest

from sandbox.simulators.credentials import COURSEKEY
from sandbox.simulators.faults import Fault
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

Call = tuple[str, str, Any, dict[str, str]]
ID_FIELDS = {
    "user": "uid",
    "node": "nid",
    "course_enrollment": "eid",
    "course_report": "crid",
    "course_credit_awarded": "ccaid",
}
LOG = [{"in": "2026-09-15T08:00:00-04:00", "out": "2026-09-15T09:50:00-04:00"}]


@pytest.fixture
def coursekey() -> Caller:
    return coursekey_caller()


@pytest.fixture
def gegi() -> Caller:
    return gegi_caller()


@pytest.fixture
def ethosce() -> Caller:
    return ethosce_caller()


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


def test_all_operations_of_ethosce_are_asked_and_answered_as_agreed(ethosce: Caller) -> None:
    posted = {name: ethosce.post(f"/{name}", entity) for name, entity in ENTITIES.items()}
    assert {status for status, _ in posted.values()} == {201}
    for one in document("ethosce").operations:
        if one.method == "get" and "{" not in one.template:
            name = one.template.removesuffix(".json").strip("/")
            number = posted.get(name, (200, "2"))[1]
            assert ethosce.get(f"{one.template}?limit=7&page=0")["list"]
            assert ethosce.get(f"{one.template}?{ID_FIELDS[name]}={number}&direction=DESC")["count"] == 1
            assert ethosce.get(f"/{name}/{number}.json")[ID_FIELDS[name]] == number

    assert ethosce.witness.operations == {one.id for one in document("ethosce").operations}
    assert ethosce.witness.bad_requests == []
    assert ethosce.witness.bad_answers == []


def test_every_row_of_ethosces_sample_is_shown_as_agreed(ethosce: Caller) -> None:
    ethosce.script("appear", email="robin@other.example")
    for page in range(5):
        ethosce.get(f"/user.json?page={page}")
    assert ethosce.get("/node.json")["count"] == 41

    assert ethosce.witness.bad_answers == []


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


@pytest.mark.parametrize(
    ("call", "status"),
    [
        (("GET", "/user.json", None, {"Authorization": "Basic cmVzdHdzX3JvbGxib29rOndyb25n"}), 401),
        (("GET", "/user.json", None, {"Authorization": "Bearer wrong"}), 401),
        (("GET", "/nothing.json", None, {}), 404),
        (("GET", "/user/9999.json", None, {}), 404),
        (("GET", "/user/me.json", None, {}), 404),
        (("DELETE", "/user/2.json", None, {}), 405),
        (("GET", "/user.json?limit=101", None, {}), 400),
        (("GET", "/user.json?page=x", None, {}), 400),
        (("GET", "/user.json?sort=created", None, {}), 400),
        (("GET", "/user.json?direction=down", None, {}), 400),
        (("GET", "/node.json?uid=2", None, {}), 400),
        (("POST", "/node", [], {}), 422),
        (("POST", "/node", {**ENTITIES["node"], "field_external_id": "CE-001"}, {}), 409),
        (("POST", "/course_report", {**ENTITIES["course_report"], "nid": "9999"}, {}), 404),
        (("POST", "/course_report", {**ENTITIES["course_report"], "uid": "9999"}, {}), 404),
        (("POST", "/course_credit_awarded", {**ENTITIES["course_credit_awarded"], "credit_type": "other"}, {}), 422),
    ],
)
def test_ethosce_refuses_with_the_error_of_all(ethosce: Caller, call: Call, status: int) -> None:
    method, path, json, headers = call
    assert ethosce.call(method, path, json, **headers).status_code == status

    assert ethosce.witness.bad_answers == []


@pytest.mark.parametrize("kind", ["429", "500", "503"])
def test_faults_answer_as_agreed_too(gegi: Caller, coursekey: Caller, ethosce: Caller, kind: str) -> None:
    for caller, path in ((gegi, "/school"), (coursekey, ""), (ethosce, "/user.json")):
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
