from collections import Counter
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sandbox.institution.college import (
    CHANGES,
    College,
    college_day,
    day_of_changes,
    lose_agreements,
    one_change,
    sample_college,
)

TODAY = date(2026, 9, 16)


@pytest.fixture
def college() -> College:
    return sample_college(TODAY)


def classes_on(college: College, day: date) -> list[dict[str, Any]]:
    return [one for one in college.collections["classes"].values() if one["date"] == day.isoformat()]


def test_it_has_the_size_that_it_promises(college: College) -> None:
    assert {name: len(records) for name, records in college.collections.items()} == {
        "school": 1,
        "campuses": 2,
        "programs": 8,
        "programCourses": 40,
        "groups": 14,
        "courses": 70,
        "instructors": 30,
        "students": 480,
        "agreements": 481,
        "classes": 1294,
    }
    assert len(college.sent) == 54
    assert sum(len(college.classes_of(course)) for course in college.sent) == 1026


@settings(max_examples=20, deadline=None)
@given(today=st.dates(date(2000, 1, 1), date(2100, 1, 1)))
def test_on_any_day_yesterday_was_a_class_day_of_300_students(today: date) -> None:
    college = sample_college(today)

    yesterday = classes_on(college, today - timedelta(days=1))
    students = [student for one in yesterday for student in college.takers_of(one["courseId"])]
    assert len(yesterday) == 10
    assert {one["status"] for one in yesterday} == {"scheduled"}
    assert {one["courseId"] for one in yesterday} <= college.sent
    assert len(students) == len(set(students)) == 300


def test_the_same_day_and_seed_make_the_same_college(college: College) -> None:
    assert sample_college(TODAY) == college
    assert sample_college(TODAY, seed=1) != college


def test_every_reference_leads_somewhere(college: College) -> None:
    held = college.collections
    for course in held["courses"].values():
        assert course["groupId"] in held["groups"]
        assert course["programCourseId"] in held["programCourses"]
        assert set(course["instructorIds"]) <= held["instructors"].keys()
    for group in held["groups"].values():
        assert group["campusId"] in held["campuses"]
        assert group["programId"] in held["programs"]
    for agreement in held["agreements"].values():
        assert agreement["studentId"] in held["students"]
        assert agreement["groupId"] in held["groups"]
        assert set(agreement["courseIds"]) <= held["courses"].keys()
    for meeting in held["classes"].values():
        assert meeting["courseId"] in held["courses"]
        assert meeting["instructorId"] is None or meeting["instructorId"] in held["instructors"]


def effective_option(college: College, course: dict[str, Any]) -> bool:
    program_course = college.get("programCourses", course["programCourseId"])
    school = college.get("school", "school")
    chain = (course["sendToCourseKey"], program_course["sendToCourseKey"], school["sendNewProgramCourses"])
    return bool(next(option for option in chain if option is not None))


def test_what_belongs_into_coursekey_is_on_in_its_window_taught_and_scheduled(college: College) -> None:
    reasons: Counter[str] = Counter()
    for course in college.collections["courses"].values():
        start = date.fromisoformat(course["startDate"])
        end = date.fromisoformat(course["completedDate"] or course["endDate"])
        wrong = {
            "off": not effective_option(college, course),
            "early": (start - TODAY) > timedelta(weeks=3),
            "over": (TODAY - end) > timedelta(weeks=2),
            "nobody": not course["instructorIds"],
            "no class": all(one["status"] == "cancelled" for one in college.classes_of(course["id"])),
        }
        assert (course["id"] in college.sent) == (not any(wrong.values()))
        reasons.update(name for name, holds in wrong.items() if holds)

    assert reasons == {"off": 6, "early": 3, "over": 3, "nobody": 2, "no class": 2}


def test_two_courses_stand_on_the_edges_of_the_window(college: College) -> None:
    sent = [college.get("courses", one) for one in college.sent]

    assert [one["startDate"] for one in sent].count((TODAY + timedelta(weeks=3)).isoformat()) == 1
    assert [one["endDate"] for one in sent].count((TODAY - timedelta(weeks=2)).isoformat()) == 1


def test_all_that_is_odd_is_there(college: College) -> None:
    held = college.collections
    sent = [college.get("courses", one) for one in college.sent]

    assert Counter(one["status"] for one in held["agreements"].values()) == {
        "active": 471,
        "stopped": 6,
        "completed": 4,
    }
    assert [one["id"] for one in held["students"].values() if one["email"] is None] == ["stu-0436"]
    assert {one["hoursType"] for one in sent} == {"Attendance", "Attendance Log"}
    assert any(one["endTime"] < one["startTime"] for one in held["classes"].values())
    assert {college.zone_of(one) for one in college.sent} == {"America/New_York", "America/Phoenix"}
    assert any(
        one["instructorId"] not in college.get("courses", one["courseId"])["instructorIds"]
        for one in held["classes"].values()
        if one["courseId"] in college.sent
    )
    assert sum(one["status"] == "cancelled" for one in held["classes"].values() if one["courseId"] in college.sent) == 6


def test_yesterday_is_over_on_every_campus_at_any_hour() -> None:
    for hour in range(48):
        now = datetime(2026, 9, 16, tzinfo=UTC) + timedelta(hours=hour)
        # Ten in the evening in Phoenix, the last end of a class that does not go on into the next day.
        last_end = datetime.combine(college_day(now), datetime.min.time(), UTC) + timedelta(hours=5)
        assert last_end <= now + timedelta(hours=22)
        assert datetime.combine(college_day(now), datetime.min.time(), UTC) + timedelta(hours=7) <= now


@pytest.mark.parametrize("name", CHANGES)
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_one_change_touches_records_of_courses_that_are_sent_and_yesterday_never(
    college: College, name: str, seed: int
) -> None:
    before = college.copy()
    yesterday = classes_on(before, TODAY - timedelta(days=1))
    students = [list(before.takers_of(one["courseId"])) for one in yesterday]

    touched = one_change(college, name, seed)

    assert college != before
    assert touched.get("course") is None or touched["course"] in college.sent
    assert classes_on(college, TODAY - timedelta(days=1)) == yesterday
    assert [list(college.takers_of(one["courseId"])) for one in yesterday] == students
    assert {key for key in college.collections if college.collections[key] != before.collections[key]} <= {
        "courses",
        "classes",
        "agreements",
    }


def test_a_day_lets_every_change_happen_once_each_to_another_course(college: College) -> None:
    touched = day_of_changes(college)

    courses = [one["course"] for one in touched.values() if "course" in one]
    assert touched.keys() == CHANGES.keys()
    assert len(courses) == len(set(courses)) == 8


def test_each_change_does_what_it_is_called(college: College) -> None:
    before = college.copy()
    touched = day_of_changes(college)

    def both(name: str, collection: str, field: str, word: str) -> tuple[Any, Any]:
        record = touched[name][word]
        return before.get(collection, record)[field], college.get(collection, record)[field]

    assert both("cancel_class", "classes", "status", "class") == ("scheduled", "cancelled")
    assert both("restore_class", "classes", "status", "class") == ("cancelled", "scheduled")
    assert both("stop_student", "agreements", "status", "agreement") == ("active", "stopped")
    assert both("return_student", "agreements", "status", "agreement") == ("stopped", "active")
    assert both("switch_off", "courses", "sendToCourseKey", "course")[1] is False
    assert both("move_class", "classes", "startTime", "class")[1] == "07:30"
    assert both("change_room", "classes", "room", "class")[1].startswith("Annex")
    old, new = both("retitle", "courses", "title", "course")
    assert (old != new, new.startswith(old)) == (True, True)
    old, new = both("replace_instructor", "courses", "instructorIds", "course")
    assert (touched["replace_instructor"]["old"] in old, touched["replace_instructor"]["new"] in new) == (True, True)
    assert touched["add_class"]["class"] not in before.collections["classes"]
    assert touched["add_class"]["class"] in college.collections["classes"]


def test_a_day_can_come_again_until_nothing_is_left_to_change(college: College) -> None:
    for seed in range(6):
        day_of_changes(college, seed)
    for meeting in college.collections["classes"].values():
        meeting["status"] = "scheduled"

    with pytest.raises(ValueError, match="no class to come that is cancelled"):
        one_change(college, "restore_class")


def test_an_export_that_went_wrong_loses_the_same_share_of_every_group(college: College) -> None:
    before = Counter(one["groupId"] for one in college.collections["agreements"].values() if one["status"] == "active")
    lost = lose_agreements(college, percent=50)
    after = Counter(one["groupId"] for one in college.collections["agreements"].values() if one["status"] == "active")

    assert len(lost) == sum((before - after).values())
    for group, count in before.items():
        assert after[group] == count - round(count / 2)
