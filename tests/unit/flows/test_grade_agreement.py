"""What the grade settings of both sides do not agree in is told before the first sync (SG13)."""

from typing import Any

import pytest

from rollbook.model.records import Json
from tests.unit.flows.classroom import TESTS, Classroom, category, category_of_class, gradebook, item
from tests.unit.flows.district import course_class


def told(classroom: Classroom) -> list[str]:
    return [reason.sentence for reason in classroom.differences()]


def test_sides_that_agree_have_no_difference(classroom: Classroom) -> None:
    classroom.categories = [
        category_of_class("HOMEWORK", weight="30.00", metadata={"dropLowest": "2", "calculation": "totalPoints"}),
        category_of_class("Tests", weight=70),
    ]
    own = category(weight=30, drop_lowest="2", calculation_type="2")
    classroom.rows(categories=[own, category(TESTS, "tests ", weight="70")])

    assert told(classroom) == []


def test_a_category_that_only_one_side_has_is_told_with_what_to_do(classroom: Classroom) -> None:
    classroom.rows(categories=[category(), category(TESTS, "Quizzes")])
    classroom.categories = [category_of_class(), category_of_class("Tests"), category_of_class("Labs", of="class-2")]

    ours, theirs = classroom.differences()

    assert (
        ours.sentence == "Section class-1, category Quizzes: it exists in Schoology alone, so items in it are refused."
    )
    assert ours.remedy.startswith("Add the category to the class in eSchoolPLUS")
    assert theirs.sentence == "Section class-1, category Tests: it exists in eSchoolPLUS alone."
    assert theirs.remedy.startswith("Add the category to the section in Schoology")


@pytest.mark.parametrize(
    ("own", "held", "sentence"),
    [
        ({"weight": 40}, {}, "the weight is 40 in Schoology and 30 in eSchoolPLUS."),
        ({"weight": "40.50"}, {}, "the weight is 40.5 in Schoology and 30 in eSchoolPLUS."),
        ({"weight": None}, {}, "the weight is 0 in Schoology and 30 in eSchoolPLUS."),
        (
            {"drop_lowest": 1},
            {"metadata": {"dropLowest": "2"}},
            "the number of lowest grades that are dropped is 1 in Schoology and 2 in eSchoolPLUS.",
        ),
        (
            {"drop_lowest": None},
            {"metadata": {"dropLowest": "1"}},
            "the number of lowest grades that are dropped is 0 in Schoology and 1 in eSchoolPLUS.",
        ),
        (
            {"calculation_type": "2"},
            {"metadata": {"calculation": "percent"}},
            "the calculation is totalPoints in Schoology and percent in eSchoolPLUS.",
        ),
        (
            {"calculation_type": 1},
            {"metadata": {"calculation": "totalPoints"}},
            "the calculation is percent in Schoology and totalPoints in eSchoolPLUS.",
        ),
    ],
)
def test_a_setting_that_differs_is_told_with_both_values(
    classroom: Classroom, own: Json, held: Json, sentence: str
) -> None:
    classroom.rows(categories=[category(**own)])
    classroom.categories = [category_of_class(**held)]

    (reason,) = classroom.differences()

    assert reason.sentence == f"Section class-1, category Homework: {sentence}"
    assert reason.remedy


@pytest.mark.parametrize(
    ("own", "held"),
    [
        ({"drop_lowest": 3}, {}),
        ({"drop_lowest": 3}, {"metadata": {}}),
        ({"drop_lowest": 3, "calculation_type": 2}, {"metadata": "percent"}),
        ({"drop_lowest": 3}, {"metadata": {"dropLowest": ""}}),
        ({"calculation_type": 3}, {"metadata": {"calculation": "percent"}}),
        ({"calculation_type": None}, {"metadata": {"calculation": "percent"}}),
        ({"weight": 40}, {"weight": None}),
    ],
)
def test_what_one_side_does_not_tell_is_no_difference(classroom: Classroom, own: Json, held: Json) -> None:
    classroom.rows(categories=[category(**own)])
    classroom.categories = [category_of_class(**held)]

    assert told(classroom) == []


SILENT = [{"id": 7, "options": {}}, {"id": 7, "options": []}, {"id": 7}, None]
"""Sections that do not tell whether they weigh their categories."""


@pytest.mark.parametrize("weighs", ["0", 0, False])
def test_weights_do_not_matter_in_a_section_that_does_not_weigh(classroom: Classroom, weighs: Any) -> None:
    classroom.rows(
        section={"id": 7, "options": {"weighted_grading_categories": weighs}}, categories=[category(weight=99)]
    )

    assert told(classroom) == []


@pytest.mark.parametrize("section", SILENT)
def test_a_section_that_does_not_tell_weighs_when_a_category_has_a_weight(classroom: Classroom, section: Any) -> None:
    classroom.rows(section=section, categories=[category(weight=99)])

    assert told(classroom) == [
        "Section class-1, category Homework: the weight is 99 in Schoology and 30 in eSchoolPLUS."
    ]


@pytest.mark.parametrize("section", SILENT)
@pytest.mark.parametrize("weight", [None, 0, "0", ""])
def test_a_section_that_does_not_tell_does_not_weigh_when_none_has(
    classroom: Classroom, section: Any, weight: Any
) -> None:
    classroom.rows(section=section, categories=[category(weight=weight)])

    assert told(classroom) == []


def test_only_sections_that_flow_and_have_an_item_are_compared(classroom: Classroom) -> None:
    classroom.categories = []
    classroom.classes.append(course_class("class-3", school="west"))
    classroom.gradebooks = [gradebook(items=[]), gradebook("class-3"), gradebook("class-9")]

    assert told(classroom) == []


def test_factors_are_told_once_for_a_section(classroom: Classroom) -> None:
    rows = [item(1, factor="2"), item(2, factor=0.5), item(3), item(4, factor=None), item(5, factor=3, published=0)]
    classroom.rows(items=rows)

    (reason,) = classroom.differences()

    assert reason.sentence == "Section class-1: 2 of its items have a factor, which cannot be sent."
    assert "to 1" in reason.remedy
