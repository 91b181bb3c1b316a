"""Which sections' grades flow, and to which class."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from rollbook.model.errors import SettingsError
from rollbook.model.records import Desired, Json, Refusal
from tests.unit.flows.classroom import Classroom, category_of_class, gradebook, item
from tests.unit.flows.district import NEW_YORK, course_class, reference, session

SUMMER = session("summer", startDate="2026-06-29", endDate="2026-08-14")
SPRING = session("spring", startDate="2026-01-26", endDate="2026-06-18")


@pytest.mark.parametrize(("choice", "code"), [("sourcedId", "class-1"), ("classCode", "code of class-1")])
def test_a_section_is_the_class_whose_code_provisioning_gave_it(classroom: Classroom, choice: str, code: str) -> None:
    classroom.provisioning["section_school_code"] = choice
    classroom.gradebooks = [gradebook(f" {code} "), gradebook("another")]

    found = classroom.one("lineItems")

    assert (found.data["class"], found.data["section"]) == ("class-1", code)


def test_a_code_is_the_same_in_upper_and_lower_case(classroom: Classroom) -> None:
    classroom.gradebooks = [gradebook("CLASS-1")]

    found = classroom.one("lineItems")

    assert (found.data["class"], found.data["section"]) == ("class-1", "CLASS-1")
    assert classroom.spares("lineItems", found.data)


@pytest.mark.parametrize(
    "left_out",
    [
        course_class("class-9"),
        course_class(school="west"),
        course_class(school="nowhere"),
        course_class(status="tobedeleted"),
        {**course_class(), "school": None},
    ],
)
def test_sections_without_an_active_class_in_a_selected_school_do_not_flow(
    classroom: Classroom, left_out: Json
) -> None:
    classroom.classes = [left_out]

    assert classroom.found("lineItems") == []
    assert classroom.found("results") == []
    assert classroom.differences() == []


def test_sections_of_a_school_whose_sections_are_switched_off_do_not_flow(classroom: Classroom) -> None:
    classroom.provisioning["schools"] = [{"identifier": "0012", "building": 12, "sections": False}]

    assert classroom.found("lineItems") == []


@pytest.mark.parametrize("code", [None, "", " ", 7, ["class-1"]])
def test_a_section_without_a_code_does_not_flow(classroom: Classroom, code: Any) -> None:
    classroom.gradebooks = [{**gradebook(), "section_school_code": code}]

    assert classroom.found("lineItems") == []


def test_grades_go_on_after_the_term_has_ended(classroom: Classroom) -> None:
    classroom.now = datetime(2027, 3, 1, 10, tzinfo=NEW_YORK)

    assert classroom.keys("lineItems") == ["11"]
    assert classroom.keys("results") == ["11/00user-1"]


def test_a_school_that_eschoolplus_does_not_have_is_a_mistake_in_the_settings_of_provisioning(
    classroom: Classroom,
) -> None:
    classroom.provisioning["schools"] = [{"identifier": "12", "building": 12}]

    with pytest.raises(SettingsError, match=r"schoology.provisioning.yaml, schools: eSchoolPLUS has no school 12\."):
        classroom.found("lineItems")


class TestCodesOfSeveralClasses:
    """A code that was used before belongs to the class of today; one that is contested, to none."""

    @pytest.fixture
    def coded(self, classroom: Classroom) -> Classroom:
        classroom.provisioning["section_school_code"] = "classCode"
        classroom.academicSessions += [SUMMER, SPRING]
        classroom.categories = [category_of_class(of=f"class-{number}") for number in (1, 2, 3)]
        classroom.gradebooks = [gradebook("ALG-1", items=[item(due="")])]
        return classroom

    def with_terms(self, coded: Classroom, *terms: str) -> list[Desired | Refusal]:
        coded.classes = [
            course_class(f"class-{number}", classCode="ALG-1", terms=[reference(term)] if term else [])
            for number, term in enumerate(terms, start=1)
        ]
        return coded.found("lineItems")

    @pytest.mark.parametrize(
        ("terms", "winner"),
        [
            (("summer", "fall"), "class-2"),
            (("fall", "summer", "spring"), "class-1"),
            (("spring", "summer"), "class-2"),
            (("summer", "spring"), "class-1"),
        ],
    )
    def test_the_class_that_runs_has_it_or_else_the_one_that_ended_last(
        self, coded: Classroom, terms: tuple[str, ...], winner: str
    ) -> None:
        (found,) = self.with_terms(coded, *terms)

        assert isinstance(found, Desired)
        assert found.data["class"] == winner

    @pytest.mark.parametrize("terms", [("fall", "fall"), ("summer", "summer"), ("fall", ""), ("", "", "summer")])
    def test_several_that_could_have_it_are_refused(self, coded: Classroom, terms: tuple[str, ...]) -> None:
        (refusal,) = self.with_terms(coded, *terms)
        (grade,) = coded.found("results")

        assert isinstance(refusal, Refusal)
        assert isinstance(grade, Refusal)
        assert "Several classes of eSchoolPLUS" in refusal.reason.sentence
        assert grade.reason == refusal.reason

    def test_nothing_is_removed_from_a_section_whose_class_is_contested(self, coded: Classroom) -> None:
        self.with_terms(coded, "fall")
        (item_sent,), (result_sent,) = coded.desired("lineItems"), coded.desired("results")
        self.with_terms(coded, "fall", "fall")
        coded.gradebooks = [gradebook("ALG-1", items=[], grades=[])]

        assert coded.spares("lineItems", item_sent.data)
        assert coded.spares("results", result_sent.data)

    def test_codes_that_differ_in_upper_and_lower_case_alone_are_contested(self, coded: Classroom) -> None:
        coded.classes = [course_class("class-1", classCode="ALG-1"), course_class("class-2", classCode="alg-1")]

        assert "Several classes of eSchoolPLUS" in coded.refused("lineItems").reason.sentence

    def test_a_class_that_the_source_lists_twice_is_one(self, coded: Classroom) -> None:
        coded.classes = [course_class(classCode="ALG-1")] * 2

        assert coded.keys("lineItems") == ["11"]

    def test_the_last_day_of_a_term_belongs_to_it(self, coded: Classroom) -> None:
        coded.now = datetime(2026, 8, 14, 23, 59, tzinfo=NEW_YORK)
        assert isinstance(self.with_terms(coded, "summer", "fall")[0], Refusal)

        coded.now += timedelta(minutes=1)
        assert isinstance(self.with_terms(coded, "summer", "fall")[0], Desired)
