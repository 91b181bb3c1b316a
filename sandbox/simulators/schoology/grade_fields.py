"""Which fields a grade has, what Schoology accepts in them, and how it shows them (documents: Grade/Grades)."""

from sandbox.simulators.schoology.bulk import ItemRefusedError, amount_of, one_of, text_of
from sandbox.simulators.schoology.tables import Row, School

# 1 is excused, 2 is incomplete.
_EXCEPTIONS = ("0", "1", "2")
# Locations are shown, but lead nowhere: events are made where no request says under which address we were asked.
_API_ROOT = "https://api.schoology.example/v1"
EMPTY_GRADE: Row = {
    "grade": None,
    "exception": 0,
    "comment": "",
    "comment_status": None,
    "override": None,
    "calculated_grade": None,
}


def read_grade(wish: Row) -> Row:
    """Return the fields that a save sets: an exception takes the grade away, a grade without one takes it back."""
    fields: Row = {}
    if "comment" in wish:
        fields["comment"] = text_of(wish, "comment")
    if text_of(wish, "comment_status"):
        fields["comment_status"] = int(one_of(wish, "comment_status", ("0", "1"), default=""))
    if "grade" in wish:
        fields["grade"] = amount_of(wish, "grade") if text_of(wish, "grade") else None
        fields["exception"] = 0
    if text_of(wish, "exception"):
        fields["exception"] = int(one_of(wish, "exception", _EXCEPTIONS, default=""))
    if not fields:
        raise ItemRefusedError(400, "Required: grade, exception or comment.")
    return {**fields, "grade": None} if fields.get("exception") else fields


def show_grade(school: School, row: Row) -> Row:
    """Return a grade as the API shows it: all ids are numbers here, and so are grades, maxima and timestamps."""
    item = school.grade_items.get(row["assignment_id"])
    assert item is not None
    return {
        "enrollment_id": row["enrollment_id"],
        "assignment_id": row["assignment_id"],
        "grade": row["grade"],
        "exception": row["exception"],
        "max_points": item["max_points"],
        "is_final": item["is_final"],
        "timestamp": row["timestamp"],
        "comment": row["comment"],
        "comment_status": row["comment_status"],
        "override": row["override"],
        "calculated_grade": row["calculated_grade"],
        "pending": None,
        "type": item["type"],
        "location": f"{_API_ROOT}/sections/{item['section_id']}/{item['type']}s/{item['grade_item_id']}",
        "scale_id": item["grading_scale"],
        "scale_type": 0,
        "category_id": item["grading_category"],
    }
