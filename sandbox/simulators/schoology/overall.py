"""The course grade: what a section's gradebook makes of one student's marks, in percent."""

from collections.abc import Sequence

from sandbox.simulators.schoology.tables import Row, School

_TOTAL_POINTS = 2
# Points, the most there are, and how much the item weighs in its category.
_Mark = tuple[float, float, float]


def overall_grade(school: School, enrollment: Row) -> float | None:
    """Return the course grade of an enrollment, with two decimals; nothing while no mark counts.

    Categories weigh among those that have marks. How Schoology rounds is not documented.
    """
    marks = _marks(school, enrollment)
    weighted = [
        (category["weight"], _category_grade(category, marks[category["id"]]))
        for category in school.grading_categories.where("section_id", enrollment["section_id"])
        if category["id"] in marks
    ]
    weights = sum(weight for weight, _ in weighted)
    return round(sum(weight * grade for weight, grade in weighted) / weights, 2) if weights else None


def _marks(school: School, enrollment: Row) -> dict[int, list[_Mark]]:
    """Return the marks that count, by category; an item without a category, points or a grade does not."""
    found: dict[int, list[_Mark]] = {}
    for item in school.grade_items.where("section_id", enrollment["section_id"]):
        grade = school.grades.find("pair", (enrollment["id"], item["id"]))
        worth = item["max_points"] * item["factor"] * item["count_in_grade"] * item["grading_category"]
        if grade is not None and grade["grade"] is not None and worth:
            mark = (grade["grade"], item["max_points"], item["factor"])
            found.setdefault(item["grading_category"], []).append(mark)
    return found


def _category_grade(category: Row, marks: Sequence[_Mark]) -> float:
    """Return a category's percentage; of the lowest marks so many are dropped as it says, but never all."""
    by_share = sorted(marks, key=lambda mark: mark[0] / mark[1])
    kept = by_share[min(category["drop_lowest"], len(by_share) - 1) :]
    if category["calculation_type"] == _TOTAL_POINTS:
        points = sum(grade * factor for grade, _, factor in kept)
        return 100 * points / sum(most * factor for _, most, factor in kept)
    return 100 * sum(grade / most * factor for grade, most, factor in kept) / sum(factor for *_, factor in kept)
