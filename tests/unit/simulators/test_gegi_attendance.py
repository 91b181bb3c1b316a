from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.contract.apis.wire import SOURCE, Caller, attendance_item, college, gegi_caller

STUDENT_OF_ANOTHER_GROUP = "stu-0300"
EIGHT, NINE, TEN = (f"2026-09-15T{hour}:00:00-04:00" for hour in ("08", "09", "10"))


@pytest.fixture
def gegi() -> Caller:
    return gegi_caller()


def status_item(**fields: Any) -> dict[str, Any]:
    return attendance_item(**{"status": "P", **fields})


def log_item(*entries: tuple[str, str | None]) -> dict[str, Any]:
    return attendance_item("Attendance Log", entries=[{"in": begun, "out": ended} for begun, ended in entries])


def journal(gegi: Caller) -> list[dict[str, Any]]:
    entries: list[dict[str, Any]] = gegi.get("/journal")["items"]
    return entries


def test_what_is_written_is_held_and_journalled_with_who_when_old_new_and_source(gegi: Caller) -> None:
    item = status_item()
    (first,) = gegi.put("/attendance", item)
    (second,) = gegi.put("/attendance", {**item, "status": "L", "source": {**SOURCE, "reason": "in 3 min late"}})

    name = f"{item['classId']}/{item['studentId']}"
    assert (first["id"], first["status"], second["status"]) == (name, 201, 200)
    assert gegi.get(f"/attendance?id={name}")["items"][0]["status"] == "L"
    entry = journal(gegi)[1]
    assert entry["id"] == second["journal"] != first["journal"]
    assert (entry["who"], entry["at"]) == ("Rollbook integration", "2026-09-16T12:00:00+00:00")
    assert (entry["what"], entry["about"], entry["old"], entry["new"]) == ("attendance", name, "P", "L")
    assert entry["source"] == {**SOURCE, "reason": "in 3 min late"}
    assert journal(gegi)[0]["old"] is None


def test_what_is_there_already_changes_nothing_and_is_not_journalled(gegi: Caller) -> None:
    gegi.put("/attendance", status_item())
    (again,) = gegi.put("/attendance", status_item())

    assert again == {"id": again["id"], "status": 204}
    assert len(journal(gegi)) == 1


def test_the_same_value_for_another_reason_is_journalled(gegi: Caller) -> None:
    gegi.put("/attendance", status_item(status="L"))
    gegi.put("/attendance", status_item(status="L", source={**SOURCE, "reason": "left 2 min early"}))

    assert [(one["old"], one["new"]) for one in journal(gegi)] == [(None, "L"), ("L", "L")]


@pytest.mark.parametrize(
    ("fields", "refusal"),
    [
        ({"classId": "cls-none"}, (404, "unknown_class")),
        ({"studentId": "stu-none"}, (404, "unknown_student")),
        ({"studentId": STUDENT_OF_ANOTHER_GROUP}, (409, "not_enrolled")),
        ({"status": "X"}, (422, "invalid")),
        ({"source": {"system": "CourseKey"}}, (422, "invalid")),
    ],
)
def test_an_item_that_the_rules_forbid_is_refused_alone(
    gegi: Caller, fields: dict[str, Any], refusal: tuple[int, str]
) -> None:
    bad, good = gegi.put("/attendance", status_item(**fields), status_item())

    assert (bad["status"], bad["error"]["code"]) == refusal
    assert good["status"] == 201
    assert len(journal(gegi)) == 1


def test_a_cancelled_class_has_no_attendance(gegi: Caller) -> None:
    gegi.script("edit", collection="classes", record_id=status_item()["classId"], status="cancelled")

    assert gegi.code("/attendance", status_item()) == (409, "class_cancelled")


def test_each_hours_type_takes_its_own_kind(gegi: Caller) -> None:
    status, log = status_item(), log_item((EIGHT, NINE))
    swapped = {**{name: log[name] for name in ("classId", "studentId", "source")}, "status": "P"}

    assert gegi.code("/attendance", swapped) == (409, "wrong_hours_type")
    swapped = {**{name: status[name] for name in ("classId", "studentId", "source")}, "entries": []}
    assert gegi.code("/attendanceLog", swapped) == (409, "wrong_hours_type")


def test_a_closed_period_is_locked(gegi: Caller) -> None:
    meeting = college().get("classes", status_item()["classId"])
    gegi.script("lock", before="2099-01-01")
    assert gegi.code("/attendance", status_item()) == (409, "locked")
    gegi.script("lock", before=meeting["date"])
    assert gegi.code("/attendance", status_item()) == (201, "")


def test_a_student_who_stopped_was_enrolled_and_may_have_attendance(gegi: Caller) -> None:
    agreement = next(one for one in college().collections["agreements"].values() if one["status"] == "stopped")
    meeting = next(
        one
        for one in college().collections["classes"].values()
        if one["courseId"] in agreement["courseIds"]
        and one["status"] == "scheduled"
        and college().get("courses", one["courseId"])["hoursType"] == "Attendance"
    )

    item = status_item(classId=meeting["id"], studentId=agreement["studentId"])
    assert gegi.code("/attendance", item) == (201, "")


@pytest.mark.parametrize(
    ("entries", "refusal"),
    [
        ([], (201, "")),
        ([(EIGHT, None)], (201, "")),
        ([(EIGHT, NINE), (NINE, None)], (201, "")),
        ([(EIGHT, EIGHT)], (201, "")),
        ([(NINE, EIGHT)], (422, "invalid_log")),
        ([(NINE, TEN), (EIGHT, NINE)], (422, "invalid_log")),
        ([(EIGHT, TEN), (NINE, TEN)], (422, "invalid_log")),
        ([(EIGHT, None), (NINE, TEN)], (422, "invalid_log")),
        ([(EIGHT, "2026-09-15T09:00:00")], (422, "invalid")),
    ],
)
def test_a_log_runs_forward_without_overlaps_and_is_open_only_at_its_end(
    gegi: Caller, entries: list[tuple[str, str | None]], refusal: tuple[int, str]
) -> None:
    assert gegi.code("/attendanceLog", log_item(*entries)) == refusal


def test_a_log_takes_the_place_of_the_one_before(gegi: Caller) -> None:
    gegi.put("/attendanceLog", log_item((EIGHT, NINE)))
    gegi.put("/attendanceLog", log_item((EIGHT, NINE), (NINE, TEN)))

    (held,) = gegi.get("/attendanceLog")["items"]
    assert [one["out"] for one in held["entries"]] == [NINE, TEN]
    assert [len(one["new"]) for one in journal(gegi)] == [1, 2]


@settings(max_examples=30, deadline=None)
@given(writes=st.lists(st.tuples(st.integers(0, 3), st.sampled_from(["P", "L", "A", "X"])), max_size=30))
def test_the_journal_tells_the_whole_story_of_what_is_held(writes: list[tuple[int, str]]) -> None:
    gegi = gegi_caller()
    students = list(college().takers_of(college().get("classes", status_item()["classId"])["courseId"]))
    for number, status in writes:
        gegi.put("/attendance", status_item(studentId=students[number], status=status))

    told: dict[str, str] = {}
    for entry in journal(gegi):
        assert entry["old"] == told.get(entry["about"]) != entry["new"]
        told[entry["about"]] = entry["new"]
    assert told == {one["id"]: one["status"] for one in gegi.simulator.snapshot()["attendance"]}
