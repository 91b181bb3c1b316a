import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.simulators.schoology.overall import overall_grade
from sandbox.simulators.schoology.tables import School, new_school

ENROLLMENT = {"id": 1, "section_id": 2}
PERCENT, TOTAL = 1, 2


def school_with(*categories: tuple[int, int, int, list[tuple[float, float]]]) -> School:
    """Make a school from (calculation type, weight, drop lowest, [(grade, maximum), ...]) per category."""
    school = new_school("A school", 1_000)
    for kind, weight, drop, marks in categories:
        category = next(school.ids)
        settings = {"calculation_type": kind, "weight": weight, "drop_lowest": drop}
        school.grading_categories.add({"id": category, "section_id": 2, **settings})
        for grade, most in marks:
            add_mark(school, category, grade, most)
    return school


def add_mark(school: School, category: int, grade: float | None, most: float = 100, counts: int = 1) -> None:
    item, row = next(school.ids), next(school.ids)
    worth = {"max_points": most, "factor": 1, "count_in_grade": counts, "grading_category": category}
    school.grade_items.add({"id": item, "section_id": 2, **worth})
    school.grades.add({"id": row, "enrollment_id": 1, "assignment_id": item, "grade": grade})


@pytest.mark.parametrize(
    ("categories", "expected"),
    [
        ([], None),
        ([(PERCENT, 30, 0, [])], None),
        ([(PERCENT, 0, 0, [(5, 10)])], None),
        ([(PERCENT, 30, 0, [(5, 10), (100, 100)])], 75),
        ([(TOTAL, 30, 0, [(5, 10), (100, 100)])], 95.45),
        ([(PERCENT, 30, 0, [(5, 10)]), (PERCENT, 70, 0, [(10, 10)])], 85),
        ([(PERCENT, 30, 0, [(5, 10)]), (PERCENT, 70, 0, [])], 50),
        ([(PERCENT, 30, 1, [(0, 10), (8, 10)])], 80),
        ([(PERCENT, 30, 10, [(0, 10), (8, 10)])], 80),
        ([(PERCENT, 30, 0, [(5, 0)])], None),
    ],
)
def test_the_course_grade_weighs_categories_that_have_marks(
    categories: list[tuple[int, int, int, list[tuple[float, float]]]], expected: float | None
) -> None:
    assert overall_grade(school_with(*categories), ENROLLMENT) == expected


def test_what_is_not_graded_or_does_not_count_changes_nothing() -> None:
    school = school_with((PERCENT, 30, 0, [(5, 10)]))
    (category,) = school.grading_categories
    add_mark(school, category["id"], None)
    add_mark(school, category["id"], 0, counts=0)
    add_mark(school, 0, 0)

    assert overall_grade(school, ENROLLMENT) == 50


@given(
    marks=st.lists(st.tuples(st.integers(0, 100), st.integers(1, 10)), min_size=1, max_size=8),
    kind=st.sampled_from([PERCENT, TOTAL]),
    drop=st.integers(0, 10),
)
def test_dropping_the_lowest_never_harms(marks: list[tuple[int, int]], kind: int, drop: int) -> None:
    most: list[tuple[float, float]] = [(share * full / 100, full) for share, full in marks]

    all_counted = overall_grade(school_with((kind, 100, 0, most)), ENROLLMENT)
    some_dropped = overall_grade(school_with((kind, 100, drop, most)), ENROLLMENT)

    assert all_counted is not None
    assert some_dropped is not None
    assert 0 <= all_counted <= some_dropped <= 100
