import random
from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.simulators.coursekey.behaviours import BEHAVIOURS, Occasion, shared_out
from tests.contract.apis.wire import ITEMS, Caller, coursekey_caller, fill
from tests.unit.simulators.callers import Hand

STUDENTS = 100
START, END = datetime(2026, 9, 16, 2, tzinfo=UTC), datetime(2026, 9, 16, 5, 30, tzinfo=UTC)
LATE, EARLY = timedelta(minutes=15), timedelta(minutes=10)


@pytest.fixture
def clock() -> Hand:
    return Hand((START - timedelta(days=2)).timestamp())


@pytest.fixture
def coursekey(clock: Hand) -> Caller:
    """Return a CourseKey with 100 students in a class that is not over; two were dropped."""
    caller = coursekey_caller(clock)
    fill(caller)
    students = [{**ITEMS["students"], "externalId": f"s{n}", "email": f"{n}@x.example"} for n in range(2, STUDENTS + 3)]
    for first in range(0, len(students), 100):
        caller.put("/students", *students[first : first + 100])
        caller.put("/enrollments", *(enrollment(one["externalId"]) for one in students[first : first + 100]))
    caller.put("/enrollments", enrollment("s2", dropped=True), enrollment("s3", dropped=True))
    return caller


def enrollment(student: str, *, dropped: bool = False) -> dict[str, Any]:
    return {"externalId": f"c1.{student}", "course": "c1", "student": student, "isDropped": dropped}


def attendance(coursekey: Caller, query: str = "") -> list[dict[str, Any]]:
    page = coursekey.get(f"/attendance?limit=200{query}")
    assert page["nextCursor"] is None
    records: list[dict[str, Any]] = page["data"]
    return records


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


def test_when_a_class_ends_those_who_did_not_come_have_a_record_without_sessions(
    coursekey: Caller, clock: Hand
) -> None:
    coursekey.script("scan", class_id="k1", student="s1", at="2026-09-15T21:55:00-04:00")
    assert [one["student"] for one in attendance(coursekey)] == ["s1"]

    clock.now = END.timestamp()
    records = attendance(coursekey)

    assert len(records) == STUDENTS
    assert {one["student"] for one in records if one["sessions"]} == {"s1"}
    assert not {"s2", "s3"} & {one["student"] for one in records}
    assert attendance(coursekey) == records


@pytest.mark.parametrize(
    ("date_and_times", "zone", "end"),
    [
        ("2026-09-16 08:00 09:50", "America/Phoenix", "2026-09-16T16:50:00Z"),
        ("2026-09-16 22:00 01:30", "America/Phoenix", "2026-09-17T08:30:00Z"),
        ("2026-11-01 00:30 02:30", "America/New_York", "2026-11-01T07:30:00Z"),
        ("2026-10-31 22:00 01:30", "America/New_York", "2026-11-01T05:30:00Z"),
        ("2027-03-13 22:00 03:30", "America/New_York", "2027-03-14T07:30:00Z"),
    ],
)
def test_a_class_ends_by_the_clock_of_its_zone(
    coursekey: Caller, clock: Hand, date_and_times: str, zone: str, end: str
) -> None:
    fields = dict(zip(("date", "startTime", "endTime"), date_and_times.split(), strict=True))
    coursekey.put("/classes", {**ITEMS["classes"], **fields, "timeZone": zone})

    clock.now = moment(end).timestamp() - 1
    assert attendance(coursekey) == []
    clock.now += 1
    assert len(attendance(coursekey)) == STUDENTS


def test_a_class_that_is_cancelled_or_was_sent_after_its_end_has_no_absent_students(
    coursekey: Caller, clock: Hand
) -> None:
    cancelled = {**ITEMS["classes"], "externalId": "k2", "status": "cancelled"}
    coursekey.put("/classes", cancelled)
    clock.now = END.timestamp()
    attendance(coursekey)
    coursekey.put("/classes", {**ITEMS["classes"], "externalId": "k3"})
    clock.now += 60

    assert {one["class"]["externalId"] for one in attendance(coursekey)} == {"k1"}


def test_who_is_enrolled_after_the_end_was_not_absent(coursekey: Caller, clock: Hand) -> None:
    clock.now = END.timestamp() + 1
    coursekey.put("/enrollments", enrollment("s2"))

    assert "s2" not in {one["student"] for one in attendance(coursekey)}


def test_attendance_can_be_asked_for_by_change_and_class(coursekey: Caller, clock: Hand) -> None:
    coursekey.script("scan", class_id="k1", student="s1")
    clock.now += 60
    coursekey.script("scan", class_id="k1", student="s4")
    changed = datetime.fromtimestamp(clock.now, UTC).isoformat().replace("+00:00", "Z")

    assert [one["student"] for one in attendance(coursekey, f"&updatedSince={changed}")] == ["s4"]
    assert [one["student"] for one in attendance(coursekey, "&class=k1,none")] == ["s1", "s4"]
    assert attendance(coursekey, "&class=none") == []


def test_a_scan_is_an_arrival_and_the_next_one_a_departure(coursekey: Caller) -> None:
    for minute in ("00", "30", "45"):
        coursekey.script("scan", class_id="k1", student="s1", at=f"2026-09-15T22:{minute}:00-04:00")

    (record,) = attendance(coursekey)
    assert [(one["checkIn"][14:16], one["checkOut"] and one["checkOut"][14:16]) for one in record["sessions"]] == [
        ("00", "30"),
        ("45", None),
    ]
    with pytest.raises(ValueError, match="No school has both"):
        coursekey.script("scan", class_id="k1", student="nobody")


def test_attendance_changes_with_its_class_and_the_mode_of_its_course(coursekey: Caller, clock: Hand) -> None:
    coursekey.script("scan", class_id="k1", student="s1")
    (before,) = attendance(coursekey)
    clock.now += 60
    coursekey.put("/classes", {**ITEMS["classes"], "room": "Annex"})
    assert attendance(coursekey) == [before]

    coursekey.put("/classes", {**ITEMS["classes"], "endTime": "01:00"})
    (moved,) = attendance(coursekey)
    assert (moved["class"]["endTime"], moved["updatedAt"] > before["updatedAt"]) == ("01:00", True)

    clock.now += 60
    coursekey.put("/courses", {**ITEMS["courses"], "attendanceMode": "log"})
    (logged,) = attendance(coursekey)
    assert (logged["class"]["attendanceMode"], logged["updatedAt"] > moved["updatedAt"]) == ("log", True)


def test_on_a_class_day_everybody_behaves_in_fixed_shares(coursekey: Caller) -> None:
    day = coursekey.script("class_day", day="2026-09-15")

    assert day["classes"] == 1
    assert day["behaviours"] == {name: share for name, (share, _) in BEHAVIOURS.items()}
    assert Counter(one["behaviour"] for one in day["records"]) == day["behaviours"]
    assert {one["id"] for one in day["records"]} == {one["id"] for one in attendance(coursekey)}


def test_a_class_day_does_the_same_for_the_same_seed_and_asks_nobody_twice(coursekey: Caller, clock: Hand) -> None:
    first = coursekey.script("class_day", day="2026-09-15", seed=7)
    records = attendance(coursekey)

    assert coursekey.script("class_day", day="2026-09-15", seed=8)["records"] == []
    assert attendance(coursekey) == records
    again = coursekey_caller(clock)
    fill(again)
    again.put("/students", {**ITEMS["students"], "externalId": "s4", "email": "4@x.example"})
    again.put("/enrollments", enrollment("s4"))
    assert len(again.script("class_day", day="2026-09-15")["records"]) == 2
    assert len(first["records"]) == STUDENTS


def test_the_sessions_of_a_class_day_are_what_the_behaviour_says(coursekey: Caller) -> None:
    behaved = {one["id"]: one["behaviour"] for one in coursekey.script("class_day", day="2026-09-15")["records"]}

    for record in attendance(coursekey):
        sessions = [(moment(one["checkIn"]), one["checkOut"] and moment(one["checkOut"])) for one in record["sessions"]]
        assert fits(behaved[record["id"]], sessions), (behaved[record["id"]], sessions)


def fits(behaviour: str, sessions: list[tuple[datetime, Any]]) -> bool:
    """Read the behaviours a second time, from their names."""
    if behaviour == "absent":
        return sessions == []
    (begun, _), (_, ended) = sessions[0], sessions[-1]
    if behaviour == "back_again":
        return len(sessions) == 2 and begun <= START and ended >= END and sessions[0][1] < sessions[1][0]
    if behaviour == "no_check_out":
        return begun <= START and ended is None
    arrived = {
        "late": START < begun <= START + LATE,
        "too_late": begun > START + LATE,
        "day_before": ended < START - timedelta(hours=12),
    }.get(behaviour, begun <= START)
    left = {
        "early": END - EARLY <= ended < END,
        "too_early": ended < END - EARLY,
        "day_before": True,
    }.get(behaviour, ended >= END)
    return len(sessions) == 1 and arrived and left


def test_corrections_make_flawed_records_whole(coursekey: Caller, clock: Hand) -> None:
    behaved = {one["id"]: one["behaviour"] for one in coursekey.script("class_day", day="2026-09-15")["records"]}
    clock.now += 60
    corrected = coursekey.script("adjust", count=10)

    changed = datetime.fromtimestamp(clock.now, UTC).isoformat().replace("+00:00", "Z")
    records = {one["id"]: one for one in attendance(coursekey, f"&updatedSince={changed}")}
    assert records.keys() == {one["id"] for one in corrected}
    assert len(records) == 10
    for name, record in records.items():
        assert behaved[name] != "on_time"
        (session,) = record["sessions"]
        assert fits("on_time", [(moment(session["checkIn"]), moment(session["checkOut"]))])


def test_more_corrections_than_there_are_flaws_are_refused(coursekey: Caller) -> None:
    coursekey.script("class_day", day="2026-09-15")
    with pytest.raises(ValueError, match="38 others can be corrected"):
        coursekey.script("adjust", count=39)


def test_bad_records_are_bad_each_in_its_own_way_and_corrected_only_by_name(coursekey: Caller) -> None:
    coursekey.script("class_day", day="2026-09-15")
    bad = coursekey.script("bad_records", day="2026-09-15")
    records = {one["id"]: one for one in attendance(coursekey)}

    assert bad.keys() == {"check_out_first", "no_zone", "unknown_student", "unknown_class"}
    (session,) = records[bad["check_out_first"]["id"]]["sessions"]
    assert moment(session["checkOut"]) < moment(session["checkIn"])
    (session,) = records[bad["no_zone"]["id"]]["sessions"]
    assert moment(session["checkIn"]).tzinfo is None
    assert bad["unknown_student"]["student"] == "walk-in-1"
    assert bad["unknown_class"]["class"] == "by-hand-1"
    ids = {one["id"] for one in bad.values()}
    assert not ids & {one["id"] for one in coursekey.script("adjust", count=30)}
    (mended,) = coursekey.script("adjust", ids=[bad["no_zone"]["id"]])
    assert mended["id"] == bad["no_zone"]["id"]


@given(count=st.integers(0, 2_000), dice=st.randoms())
def test_shares_never_take_more_than_there_are_and_never_less_than_their_part(count: int, dice: random.Random) -> None:
    shares = Counter(shared_out(count, dice))

    assert sum(shares.values()) == count
    for name, (share, _) in BEHAVIOURS.items():
        assert shares[name] >= count * share // 100
        assert name == "on_time" or shares[name] == count * share // 100


@given(
    behaviour=st.sampled_from(sorted(BEHAVIOURS)),
    minutes=st.integers(60, 600),
    late=st.integers(0, 20),
    early=st.integers(0, 20),
    dice=st.randoms(),
)
def test_nobody_leaves_before_they_came(
    behaviour: str, minutes: int, late: int, early: int, dice: random.Random
) -> None:
    occasion = Occasion(START, START + timedelta(minutes=minutes), ZoneInfo("America/Phoenix"), late, early, dice)

    for session in BEHAVIOURS[behaviour][1](occasion):
        assert session["checkIn"] is not None
        assert session["checkOut"] is None or moment(session["checkOut"]) >= moment(session["checkIn"])
