"""Which courses go to CourseKey, as what, and why every other one does not (CK2, CK4)."""

from itertools import product
from typing import Any

import pytest

from rollbook.model.errors import SettingsError
from rollbook.model.records import Desired, LeftOut, Reference, Refusal
from tests.unit.flows.college import College, campus, course, group, meeting


def test_a_course_goes_with_its_title_dates_and_instructors() -> None:
    (item,) = College(courses=[course(title=" Anatomy I ", instructorIds=["i2", "i1"])]).made("courses")

    assert (item.key, item.scope) == ("4711/c1", "4711")
    assert item.data == {
        "school": "4711",
        "externalId": "c1",
        "title": "Anatomy I",
        "startDate": "2026-09-01",
        "endDate": "2026-12-18",
        "instructors": ["i1", "i2"],
        "attendanceMode": "status",
    }
    assert item.requires == (Reference("instructors", "4711/i1"), Reference("instructors", "4711/i2"))


def test_a_course_of_the_attendance_log_says_so() -> None:
    (item,) = College(courses=[course(hoursType="Attendance Log")]).made("courses")

    assert item.data["attendanceMode"] == "log"


def test_a_course_ends_when_it_was_completed() -> None:
    (item,) = College(courses=[course(completedDate="2026-11-30")]).made("courses")

    assert item.data["endDate"] == "2026-11-30"


def test_a_course_belongs_to_the_school_of_its_groups_campus() -> None:
    college = College(
        courses=[course(), course("c2", groupId="g2")], classes=[meeting(), meeting("cl2", courseId="c2")]
    )

    assert college.keys("courses") == ["4711/c1", "4712/c2"]


@pytest.mark.parametrize(
    ("instructors", "classes", "title", "words"),
    [
        ([], [meeting()], "Anatomy", "It has no instructor."),
        (["i1"], [], "Anatomy", "It has no scheduled class."),
        (["i1"], [meeting(status="cancelled")], "Anatomy", "It has no scheduled class."),
        (["i1"], [meeting(courseId="c9")], "Anatomy", "It has no scheduled class."),
        ([], [], "Anatomy", "It has no instructor and no scheduled class."),
        (["i1"], [meeting()], " ", "It has no title."),
    ],
)
def test_a_course_that_only_lacks_something_is_refused_in_one_sentence(
    instructors: list[str], classes: list[Any], title: str, words: str
) -> None:
    college = College(courses=[course(instructorIds=instructors, title=title)], classes=classes)

    (item,) = college.all("courses")

    assert isinstance(item, Refusal)
    assert (item.key, item.reason.sentence) == ("4711/c1", words)
    assert item.reason.remedy == "Add what is missing to the course in GEGI."


def test_a_course_that_ends_before_it_starts_is_refused() -> None:
    college = College(courses=[course(startDate="2026-10-10", endDate="2026-10-01")])

    assert college.refused("courses") == {
        "4711/c1": "It starts on 2026-10-10 and ends on 2026-10-01, which is before that."
    }


def test_everything_that_keeps_a_course_is_said_of_one_that_nobody_has_to_mend() -> None:
    far = course(sendToCourseKey=False, startDate="2026-11-30", groupId="g3", instructorIds=[])
    college = College(courses=[far], classes=[], groups=[group("g3", "island")])
    college.campuses.append(campus("island"))

    (item,) = college.all("courses")

    assert isinstance(item, LeftOut)
    assert item.undecided_since is None
    assert item.reason.sentence == (
        "Send to CourseKey is off at the course. It starts on 2026-11-30, and courses are sent from 3 weeks before "
        "their start: from 2026-11-09 on. Its campus, Island, has no School ID of CourseKey. It has no instructor and "
        "no scheduled class."
    )
    assert item.reason.remedy == (
        "If the course shall be sent, turn Send to CourseKey on for it in GEGI. It is sent by itself then. If courses "
        "of the campus shall be sent, add it under campuses in coursekey.roster.yaml. Add what is missing to the "
        "course in GEGI."
    )


def test_a_course_on_a_campus_that_settings_do_not_name_is_left_out() -> None:
    college = College(settings={"campuses": [{"campus": "desert", "school": "4712"}]})

    assert college.left_out() == {"c1": "Its campus, North, has no School ID of CourseKey."}


@pytest.mark.parametrize(
    ("groups", "campuses"),
    [([], [campus(), campus("desert")]), ([group(campus_id="gone")], [campus(), campus("desert")])],
)
def test_a_course_whose_campus_cannot_be_found_is_refused(groups: list[Any], campuses: list[Any]) -> None:
    (words,) = College(groups=groups, campuses=campuses).refused("courses").values()

    assert words.startswith("GEGI does not say on which campus it is")


def test_a_campus_with_a_time_zone_that_nobody_knows_is_named() -> None:
    college = College(campuses=[campus(zone="Eastern"), campus("desert")])

    assert college.refused("courses") == {"c1": "Its campus, North, has a time zone that nobody knows: 'Eastern'."}
    assert college.keys("classes") == []


def test_a_campus_of_the_settings_that_gegi_does_not_have_is_named_with_those_that_it_has() -> None:
    college = College(settings={"campuses": [{"campus": "nort", "school": "4711"}]})

    with pytest.raises(SettingsError, match=r"GEGI has no campus nort. Accepted are: desert, north."):
        college.all("courses")


TITLES, FLAGS = ("Anatomy", ""), (True, False)


@pytest.mark.parametrize("known", [(), ("4711/c1",)])
def test_every_course_goes_or_has_a_reason_with_a_remedy(known: tuple[str, ...]) -> None:
    """Whatever comes together: exactly one end for each course, and words for everything but going."""
    for sends, begins, has_instructor, has_class, mapped, title in product(
        FLAGS, ("2026-09-01", "2027-03-01"), FLAGS, FLAGS, FLAGS, TITLES
    ):
        one = course(
            sendToCourseKey=sends,
            startDate=begins,
            endDate="2027-06-01",
            instructorIds=["i1"] if has_instructor else [],
            title=title,
            groupId="g1" if mapped else "g3",
        )
        college = College(courses=[one], classes=[meeting()] if has_class else [], known=known)
        college.groups.append(group("g3", "island"))
        college.campuses.append(campus("island"))
        goes = (
            (sends or (bool(known) and mapped))
            and begins < "2027"
            and has_instructor
            and has_class
            and mapped
            and title
        )

        (item,) = college.all("courses")

        assert isinstance(item, Desired) == bool(goes)
        if not isinstance(item, Desired):
            assert item.reason.sentence
            assert item.reason.remedy


class TestWhatBelongsToACourse:
    """People and classes go with their course, and stay as they are when it does not go any more."""

    @pytest.mark.parametrize(
        "more",
        [{"sendToCourseKey": False}, {"startDate": "2027-01-01"}, {"endDate": "2026-09-10"}, {"groupId": "gone"}],
    )
    def test_nothing_goes_of_a_course_that_does_not(self, more: Any) -> None:
        college = College(courses=[course(**more)])

        assert [college.keys(name) for name in ("instructors", "students", "courses", "enrollments", "classes")] == [
            []
        ] * 5

    @pytest.mark.parametrize(
        ("more", "classes"), [({"instructorIds": []}, [meeting()]), ({}, [meeting(status="cancelled")])]
    )
    def test_what_belongs_to_a_course_that_must_be_mended_goes_on_once_coursekey_holds_it(
        self, more: Any, classes: list[Any]
    ) -> None:
        new = College(courses=[course(**more)], classes=classes)
        held = College(courses=[course(**more)], classes=classes, known={"4711/c1"})

        assert [new.keys(name) for name in ("students", "enrollments", "classes")] == [[], [], []]
        assert [held.keys(name) for name in ("students", "enrollments", "classes")] == [
            ["4711/s1"],
            ["4711/c1/s1"],
            ["4711/cl1"],
        ]
        assert held.refused("courses") == new.refused("courses") != {}

    @pytest.mark.parametrize("name", ["enrollments", "classes"])
    @pytest.mark.parametrize(
        ("more", "stays"),
        [
            ({}, False),
            ({"endDate": "2026-09-10"}, True),
            ({"startDate": "2027-01-01", "endDate": "2027-02-01"}, True),
            ({"groupId": "g2"}, True),
            ({"groupId": "gone"}, True),
            ({"sendToCourseKey": False}, True),
        ],
    )
    def test_what_left_gegi_stays_where_its_course_does_not_go(self, name: str, more: Any, *, stays: bool) -> None:
        college = College(courses=[course(**more)])

        assert college.stays(name, {"school": "4711", "course": "c1"}) is stays

    @pytest.mark.parametrize("data", [{}, {"school": "4711", "course": "c9"}])
    def test_what_belonged_to_a_course_that_is_gone_stays(self, data: Any) -> None:
        assert College().stays("enrollments", data)
        assert College().stays("classes", data)
