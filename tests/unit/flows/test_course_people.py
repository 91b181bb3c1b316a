"""Instructors, students and enrollments of the courses that go (CK5-CK7), and their classes (CK8)."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rollbook.flows.coursekey.roster import FLOW
from rollbook.model.descriptors import Removal
from rollbook.model.records import Json, Reference
from tests.unit.flows.college import College, agreement, by_key, course, group, meeting, person


def two_campuses() -> College:
    """Return a college with a course on each campus."""
    return College(courses=[course(), course("c2", groupId="g2")], classes=[meeting(), meeting("cl2", courseId="c2")])


class TestPeople:
    """CK5 and CK6."""

    def test_a_person_goes_with_a_name_and_an_address(self) -> None:
        college = College(instructors=[person(firstName=" Zoë ")])

        (item,) = college.made("instructors")

        assert (item.key, item.scope, item.requires) == ("4711/i1", "4711", ())
        assert item.data == {
            "school": "4711",
            "externalId": "i1",
            "firstName": "Zoë",
            "lastName": "O'Neill",
            "email": "i1@college.example",
        }

    def test_people_of_courses_that_do_not_go_stay_away(self) -> None:
        college = College(
            courses=[course(), course("c2", sendToCourseKey=False, instructorIds=["i2"])],
            instructors=[person("i1"), person("i2"), person("i3")],
            students=[person("s1"), person("s2")],
            agreements=[agreement(), agreement("a2", "s2", "c2")],
        )

        assert (college.keys("instructors"), college.keys("students")) == (["4711/i1"], ["4711/s1"])

    def test_somebody_on_two_campuses_is_in_both_schools_and_in_each_once(self) -> None:
        college = two_campuses()
        college.courses.append(course("c3"))
        college.classes.append(meeting("cl3", courseId="c3"))
        college.agreements = [agreement("a1", "s1", "c1", "c3"), agreement("a2", "s1", "c2")]

        assert college.keys("instructors") == ["4711/i1", "4712/i1"]
        assert college.keys("students") == ["4711/s1", "4712/s1"]

    @pytest.mark.parametrize("status", ["scheduled", "cancelled"])
    def test_who_gives_a_class_without_being_an_instructor_of_the_course_goes_too(self, status: str) -> None:
        college = College(
            instructors=[person("i1"), person("i2")],
            classes=[meeting(), meeting("cl2", instructorId="i2", status=status), meeting("cl3", instructorId=None)],
        )

        assert college.keys("instructors") == ["4711/i1", "4711/i2"]
        assert Reference("instructors", "4711/i2") in college.made("classes")[1].requires

    @pytest.mark.parametrize("stream", ["instructors", "students"])
    @pytest.mark.parametrize(
        ("more", "words"),
        [
            ({"email": None}, "no e-mail address"),
            ({"email": "  "}, "no e-mail address"),
            ({"firstName": ""}, "no first name"),
            ({"lastName": "", "email": None}, "no last name and e-mail address"),
        ],
    )
    def test_somebody_without_a_name_or_an_address_is_refused(self, stream: str, more: Json, words: str) -> None:
        college = College(instructors=[person("i1", **more)], students=[person("s1", **more)])

        (words_said,) = college.refused(stream).values()

        assert words in words_said
        assert "college.example" not in words_said

    def test_a_refused_person_whom_no_course_needs_is_not_mentioned(self) -> None:
        college = College(students=[person("s1"), person("s9", email=None)])

        assert college.refused("students") == {}

    def test_nobody_is_ever_removed(self) -> None:
        removals = {stream.name: stream.removal for stream in FLOW.streams}

        assert removals == {
            "instructors": Removal.NEVER,
            "students": Removal.NEVER,
            "courses": Removal.NEVER,
            "enrollments": Removal.DROP,
            "classes": Removal.DROP,
        }


class TestEnrollments:
    """CK7."""

    def test_an_enrollment_has_an_id_of_its_course_and_its_student(self) -> None:
        (item,) = College().made("enrollments")

        assert (item.key, item.scope) == ("4711/c1/s1", "4711")
        assert item.data == {
            "school": "4711",
            "externalId": "c1.s1",
            "course": "c1",
            "student": "s1",
            "isDropped": False,
        }
        assert item.requires == (Reference("courses", "4711/c1"), Reference("students", "4711/s1"))

    @pytest.mark.parametrize(("status", "goes"), [("active", True), ("completed", True), ("stopped", False)])
    def test_agreements_count_until_they_are_stopped(self, status: str, *, goes: bool) -> None:
        college = College(agreements=[agreement(status=status)])

        assert bool(college.keys("enrollments")) is goes
        assert bool(college.keys("students")) is goes

    def test_one_stopped_agreement_does_not_undo_another(self) -> None:
        college = College(agreements=[agreement(), agreement("a2", status="stopped")])

        assert college.keys("enrollments") == ["4711/c1/s1"]

    def test_a_student_whom_gegi_does_not_list_has_an_enrollment_that_waits(self) -> None:
        college = College(students=[])

        assert college.made("enrollments")[0].requires[1] == Reference("students", "4711/s1")

    @settings(max_examples=60)
    @given(
        agreements=st.lists(
            st.tuples(
                st.sampled_from(["s1", "s2", "s3"]),
                st.sampled_from(["active", "stopped", "completed"]),
                st.lists(st.sampled_from(["c1", "c2", "c3", "c4"]), unique=True),
            ),
            max_size=8,
        ),
        sent=st.sets(st.sampled_from(["c1", "c2", "c3"])),
    )
    def test_enrollments_are_the_pairs_that_some_agreement_in_force_lists(
        self, agreements: list[tuple[str, str, list[str]]], sent: set[str]
    ) -> None:
        college = College(
            courses=[course(name, sendToCourseKey=name in sent) for name in ("c1", "c2", "c3")],
            classes=[meeting(f"cl-{name}", courseId=name) for name in ("c1", "c2", "c3")],
            students=[person(name) for name in ("s1", "s2", "s3")],
            agreements=[
                {**agreement(f"a{number}", student, status=status), "courseIds": courses}
                for number, (student, status, courses) in enumerate(agreements)
            ],
        )
        pairs = {
            f"4711/{name}/{student}"
            for student, status, courses in agreements
            for name in courses
            if status != "stopped" and name in sent
        }

        made = college.made("enrollments")

        assert by_key(made).keys() == pairs
        assert all(data["isDropped"] is False for data in by_key(made).values())
        assert college.keys("students") == sorted({f"4711/{pair.split('/')[2]}" for pair in pairs})
        assert {item.requires[0].key for item in made} <= set(college.keys("courses"))


class TestClasses:
    """CK8."""

    def test_a_class_goes_with_its_time_room_and_instructor(self) -> None:
        (item,) = College().made("classes")

        assert (item.key, item.scope) == ("4711/cl1", "4711")
        assert item.data == {
            "school": "4711",
            "externalId": "cl1",
            "course": "c1",
            "date": "2026-10-05",
            "startTime": "09:00",
            "endTime": "10:00",
            "timeZone": "America/New_York",
            "room": "B 12",
            "instructor": "i1",
            "status": "scheduled",
        }
        assert item.requires == (Reference("courses", "4711/c1"), Reference("instructors", "4711/i1"))

    def test_a_class_has_the_time_zone_of_its_campus(self) -> None:
        zones = [item.data["timeZone"] for item in two_campuses().made("classes")]

        assert zones == ["America/New_York", "America/Phoenix"]

    @pytest.mark.parametrize(
        ("more", "sent"),
        [
            ({"status": "cancelled"}, {"status": "cancelled"}),
            ({"room": ""}, {"room": None}),
            ({"room": None}, {"room": None}),
            ({"instructorId": None}, {"instructor": None}),
            ({"startTime": "22:00", "endTime": "01:00"}, {"startTime": "22:00", "endTime": "01:00"}),
            ({"date": "2026-09-02"}, {"date": "2026-09-02"}),
        ],
    )
    def test_a_class_goes_as_gegi_has_it(self, more: Json, sent: Json) -> None:
        college = College(classes=[meeting("other"), meeting("cl1", **more)])

        assert sent.items() <= by_key(college.made("classes"))["4711/cl1"].items()

    def test_a_class_without_an_instructor_waits_for_its_course_alone(self) -> None:
        (item,) = College(classes=[meeting(instructorId=None)]).made("classes")

        assert item.requires == (Reference("courses", "4711/c1"),)


@pytest.mark.parametrize("stream", [stream.name for stream in FLOW.streams])
def test_a_course_that_moves_to_another_campus_goes_to_the_other_school(stream: str) -> None:
    college = College(groups=[group(campus_id="desert")])

    assert {key.partition("/")[0] for key in college.keys(stream)} == {"4712"}


@pytest.mark.parametrize("stream", [stream.name for stream in FLOW.streams])
def test_rules_take_their_records_one_by_one(stream: str) -> None:
    """The first record comes out before the second was read."""
    college: Any = two_campuses()
    described = FLOW.stream(stream)
    records = iter(getattr(college, described.reads) * 2)

    next(described.desired(records, college.context(described)))

    assert list(records)
