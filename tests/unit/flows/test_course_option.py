"""Send to CourseKey: a course's own, else its program course's, else the school's; never off once sent (CK3)."""

from itertools import product

import pytest

from tests.unit.flows.college import College, course

CHOICES = (True, False, None)


def college(own: bool | None, inherited: bool | None, default: bool, program_course: str | None = "pc1") -> College:
    return College(
        school=[{"id": "1", "name": "College", "sendNewProgramCourses": default}],
        programCourses=[{"id": "pc1", "programId": "p1", "title": "Anatomy", "sendToCourseKey": inherited}],
        courses=[course(sendToCourseKey=own, programCourseId=program_course)],
    )


@pytest.mark.parametrize(("own", "inherited", "default"), list(product(CHOICES, CHOICES, (True, False))))
def test_the_nearest_choice_decides(own: bool | None, inherited: bool | None, *, default: bool) -> None:
    expected = next(choice for choice in (own, inherited, default) if choice is not None)

    assert college(own, inherited, default).keys("courses") == (["4711/c1"] if expected else [])


@pytest.mark.parametrize(("own", "default"), list(product(CHOICES, (True, False))))
@pytest.mark.parametrize("program_course", [None, "pc9"])
def test_a_course_without_a_program_course_goes_by_its_own_choice_or_the_schools(
    program_course: str | None, own: bool | None, *, default: bool
) -> None:
    expected = default if own is None else own

    made = college(own, not expected, default, program_course).keys("courses")

    assert made == (["4711/c1"] if expected else [])


@pytest.mark.parametrize(
    ("own", "inherited", "place"),
    [
        (False, True, "at the course"),
        (None, False, "at its program course"),
        (None, None, "in the school settings, for new courses of programs"),
    ],
)
class TestOff:
    """The option is off, said at one of three places."""

    def test_a_course_is_left_out_and_it_is_said_where_that_was_chosen(
        self, own: bool | None, inherited: bool | None, place: str
    ) -> None:
        school = college(own, inherited, default=False)

        assert school.left_out() == {"4711/c1": f"Send to CourseKey is off {place}."}
        assert school.refused("courses") == {}

    def test_a_course_that_coursekey_holds_goes_on_and_a_person_is_told(
        self, own: bool | None, inherited: bool | None, place: str
    ) -> None:
        school = college(own, inherited, default=False)
        school.known = {"4711/c1"}

        (item,) = school.made("courses")

        assert item.notice is not None
        assert item.notice.sentence.startswith(f"Send to CourseKey is off {place}, but it cannot be turned off")
        assert item.notice.remedy == "Turn Send to CourseKey on again for the course in GEGI."
        assert school.keys("enrollments") == ["4711/c1/s1"]
        assert school.keys("classes") == ["4711/cl1"]
        assert school.keys("students") == ["4711/s1"]


def test_a_course_whose_option_is_on_goes_without_a_notice() -> None:
    (item,) = College(known={"4711/c1"}).made("courses")

    assert item.notice is None


def test_a_course_that_another_school_of_coursekey_holds_can_be_turned_off() -> None:
    moved = College(courses=[course(sendToCourseKey=False, groupId="g2")], known={"4711/c1"})

    assert moved.keys("courses") == []


def test_a_course_that_is_held_ends_with_its_window_and_nobody_is_told_of_its_option() -> None:
    over = College(courses=[course(sendToCourseKey=False, endDate="2026-09-10")], known={"4711/c1"})

    assert over.left_out() == {
        "4711/c1": "It ended on 2026-09-10, and courses are sent until 2 weeks after that: until 2026-09-24."
    }
