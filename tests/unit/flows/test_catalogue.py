from datetime import datetime
from typing import Any

import pytest

from rollbook.model.records import Reference, Refusal
from tests.unit.flows.district import NEW_YORK, District, course, course_class, reference, session


class TestTerms:
    """Terms become grading periods (SG6)."""

    def test_a_term_is_a_grading_period(self, district: District) -> None:
        found = district.one("terms")

        assert (found.key, found.scope) == ("fall", "district")
        assert found.data == {"title": "Fall 2026", "startDate": "2026-09-01", "endDate": "2027-01-22"}

    def test_a_term_that_settings_map_is_one_that_exists(self, district: District) -> None:
        district.set(grading_periods={"Fall 2026": 42}, create_grading_periods=False)

        assert district.one("terms").data["existing"] == "42"

    def test_a_term_that_settings_do_not_map_is_refused_when_none_may_be_created(self, district: District) -> None:
        district.set(create_grading_periods=False)

        assert "creating them is switched off" in district.refused("terms").reason.sentence

    @pytest.mark.parametrize("missing", [{"title": ""}, {"startDate": None}, {"startDate": " "}])
    def test_a_term_without_title_or_dates_is_refused(self, district: District, missing: dict[str, Any]) -> None:
        district.academicSessions = [session(**missing)]

        assert "a title, a start and an end date" in district.refused("terms").reason.sentence

    @pytest.mark.parametrize("left_out", [session(type="semester"), session(type=None), session(status="tobedeleted")])
    def test_only_active_terms_of_the_chosen_types_flow(self, district: District, left_out: dict[str, Any]) -> None:
        district.academicSessions = [left_out]

        assert district.items("terms") == []

    def test_other_types_can_be_chosen(self, district: District) -> None:
        district.set(term_types=["semester", "gradingPeriod"])
        district.academicSessions = [session("a", type="semester"), session("b", type="gradingPeriod"), session("c")]

        assert district.keys("terms") == ["a", "b"]

    @pytest.mark.parametrize(
        ("now", "flows"),
        [
            (datetime(2027, 1, 22, 0, 0, tzinfo=NEW_YORK), True),
            (datetime(2027, 1, 22, 23, 59, 59, tzinfo=NEW_YORK), True),
            (datetime(2027, 1, 23, 0, 0, tzinfo=NEW_YORK), False),
            (datetime(2026, 1, 1, 0, 0, tzinfo=NEW_YORK), True),
        ],
    )
    def test_a_term_flows_until_its_last_day_ends_where_the_school_is(
        self, district: District, now: datetime, *, flows: bool
    ) -> None:
        district.now = now

        assert bool(district.items("terms")) is flows
        assert bool(district.items("sections")) is flows
        assert bool(district.items("enrollments")) is flows

    @pytest.mark.parametrize("end", [None, "", "soon", "2027-02-30", 20270122])
    def test_a_class_goes_on_in_a_term_whose_end_is_not_known(self, district: District, end: object) -> None:
        district.academicSessions = [session(endDate=end)]
        district.now = datetime(2030, 1, 1, tzinfo=NEW_YORK)

        assert district.keys("sections") == ["class-1"]

    def test_an_end_with_a_time_of_day_ends_with_that_day(self, district: District) -> None:
        district.academicSessions = [session(endDate="2026-09-14T00:00:00.000Z")]

        assert district.keys("sections") == ["class-1"]


class TestCourses:
    """Courses of selected schools flow (SG9)."""

    def test_a_course_is_what_schoology_should_hold(self, district: District) -> None:
        found = district.one("courses")

        assert (found.key, found.scope) == ("course-1", "0012")
        assert found.data == {
            "courseCode": "code of course-1",
            "title": "Algebra I",
            "department": "Mathematics",
            "building": 12,
        }

    @pytest.mark.parametrize("subjects", [None, [], "Mathematics", {}])
    def test_a_course_may_have_no_department(self, district: District, subjects: object) -> None:
        district.courses = [course(subjects=subjects)]

        assert district.one("courses").data["department"] is None

    @pytest.mark.parametrize(
        "left_out", [course(status="tobedeleted"), course(school="west"), course(org=None), course(org="north")]
    )
    def test_courses_that_are_deleted_or_elsewhere_do_not_flow(
        self, district: District, left_out: dict[str, Any]
    ) -> None:
        district.courses = [left_out]

        assert district.items("courses") == []

    def test_courses_of_a_school_can_be_switched_off(self, district: District) -> None:
        district.set(schools=[{"identifier": "0012", "building": 12, "courses": False}])

        assert district.items("courses") == []
        assert district.keys("users") == ["user-1"]

    @pytest.mark.parametrize("missing", [{"courseCode": ""}, {"title": None}])
    def test_a_course_without_code_or_title_is_refused(self, district: District, missing: dict[str, Any]) -> None:
        district.courses = [course(**missing)]

        assert "a course code and a title" in district.refused("courses").reason.sentence

    def test_a_code_of_several_courses_is_refused_for_all_of_them(self, district: District) -> None:
        district.courses = [
            course("a", courseCode="ALG"),
            course("b", "south", courseCode="alg"),
            course("c", "west", courseCode="GEO"),
            course("d", courseCode="GEO"),
        ]

        first, second, third = district.items("courses")

        assert isinstance(first, Refusal)
        assert isinstance(second, Refusal)
        assert "Schoology would merge them" in second.reason.sentence
        assert third.key == "d"


class TestSections:
    """Classes in running terms of selected schools become sections (SG10)."""

    def test_a_class_is_a_section_of_its_course_in_its_terms(self, district: District) -> None:
        found = district.one("sections")

        assert (found.key, found.scope) == ("class-1", "0012")
        assert found.data == {
            "sectionSchoolCode": "class-1",
            "sectionCode": "code of class-1",
            "title": "Algebra I, period 2",
            "course": "course-1",
            "terms": ["fall"],
            "location": "Room 12",
        }
        assert found.requires == (Reference("courses", "course-1"), Reference("terms", "fall"))

    def test_a_section_has_only_the_terms_that_run(self, district: District) -> None:
        district.academicSessions = [session("a"), session("b", endDate="2026-09-13"), session("c", status="inactive")]
        terms = [reference(name) for name in ("c", "b", "a", "unknown")]
        district.classes = [course_class(terms=terms)]

        found = district.one("sections")

        assert found.data["terms"] == ["a"]
        assert Reference("terms", "a") in found.requires

    def test_the_order_of_terms_changes_nothing(self, district: District) -> None:
        district.academicSessions = [session("a"), session("b")]
        either = [reference("a"), reference("b")]
        district.classes = [course_class("x", terms=either), course_class("y", terms=either[::-1])]

        assert [item.data["terms"] for item in district.desired("sections")] == [["a", "b"]] * 2

    @pytest.mark.parametrize(
        "left_out",
        [
            course_class(status="tobedeleted"),
            course_class(school="west"),
            {**course_class(), "school": None},
            course_class(terms=[]),
            course_class(terms=None),
            course_class(terms=[reference("unknown")]),
            course_class(terms=["fall", None, {"href": "fall"}]),
        ],
    )
    def test_classes_without_a_running_term_at_a_selected_school_do_not_flow(
        self, district: District, left_out: dict[str, Any]
    ) -> None:
        district.classes = [left_out]

        assert district.items("sections") == []

    @pytest.mark.parametrize("missing", [{"course": None}, {"classCode": " "}, {"title": ""}])
    def test_a_class_without_course_code_or_title_is_refused(self, district: District, missing: dict[str, Any]) -> None:
        district.classes = [course_class(**missing)]

        assert "a course, a class code and a title" in district.refused("sections").reason.sentence

    def test_schoology_can_match_by_the_class_code(self, district: District) -> None:
        district.set(section_school_code="classCode")

        assert district.one("sections").data["sectionSchoolCode"] == "code of class-1"

    def test_a_class_code_of_several_matters_only_where_schoology_matches_by_it(self, district: District) -> None:
        district.classes = [course_class("a", classCode="ALG-1"), course_class("b", "south", classCode="ALG-1")]

        assert district.keys("sections") == ["a", "b"]
        district.set(section_school_code="classCode")
        assert [type(item).__name__ for item in district.items("sections")] == ["Refusal", "Refusal"]
