from typing import Any

import pytest

from tests.unit.simulators.callers import Schoology

DUE = "2026-09-25 23:59:00"


@pytest.fixture
def section(schoology: Schoology) -> str:
    return schoology.open_section()


@pytest.fixture
def category(schoology: Schoology, section: str) -> int:
    return schoology.add_category(section)


def test_a_new_assignment_mixes_numbers_and_texts_as_in_the_documents(schoology: Schoology, section: str) -> None:
    created = schoology.call("POST", f"{section}/assignments", {"title": "Essay", "type": "discussion", "due": DUE})

    assert created.status_code == 201
    shown = created.get_json()
    period = schoology.get("/v1/gradingperiods")["gradingperiods"][0]["id"]
    assert shown.pop("links") == {"self": f"http://localhost{section}/assignments/{shown['id']}"}
    assert shown == {
        "id": shown["id"],
        "title": "Essay",
        "description": "",
        "due": DUE,
        "grading_scale": "0",
        "grading_period": str(period),
        "grading_category": "0",
        "max_points": "100",
        "factor": "1",
        "is_final": "0",
        "show_comments": "0",
        "grade_stats": "0",
        "allow_dropbox": "1",
        "allow_discussion": "1",
        "published": 1,
        "type": "assignment",
        "grade_item_id": shown["id"],
        "available": 1,
        "completed": 0,
        "dropbox_locked": 0,
        "grading_scale_type": 0,
        "show_rubric": False,
        "auto_publish_grades": 1,
        "num_assignees": 0,
        "assignees": [],
        "completion_status": "",
    }
    assert isinstance(shown["id"], int)
    assert schoology.get(f"{section}/assignments/{shown['id']}") == shown


def test_the_flags_about_counting_are_shown_only_when_one_is_unusual(schoology: Schoology, section: str) -> None:
    usual = schoology.add_assignment(section)
    practice = schoology.add_assignment(section, count_in_grade=0, grading_group_ids=[534])

    assert "count_in_grade" not in schoology.get(f"{section}/assignments/{usual}")
    shown = schoology.get(f"{section}/assignments/{practice}")
    assert (shown["count_in_grade"], shown["collected_only"], shown["grading_group_ids"]) == (0, 0, [534])


def test_fractions_are_kept_and_whole_amounts_come_without_a_point(schoology: Schoology, section: str) -> None:
    item = schoology.add_assignment(section, max_points="12.50", factor=2.0)

    shown = schoology.get(f"{section}/assignments/{item}")
    assert (shown["max_points"], shown["factor"]) == ("12.5", "2")


@pytest.mark.parametrize(
    "change",
    [
        {"title": ""},
        {"title": None},
        {"due": "2026-09-25"},
        {"due": "2026-02-30 10:00:00"},
        {"due": "2026-09-25T10:00:00"},
        {"max_points": "many"},
        {"max_points": -1},
        {"factor": "Infinity"},
        {"published": 2},
        {"is_final": ""},
        {"grading_scale": 5},
        {"grading_period": 1},
        {"grading_category": 1},
        {"grading_category": "Homework"},
        {"assignees": "everybody"},
        {"assignees": ["me"]},
        {"assignees": [1]},
    ],
)
def test_a_bad_assignment_is_refused(schoology: Schoology, section: str, change: dict[str, Any]) -> None:
    assert schoology.call("POST", f"{section}/assignments", {"title": "Essay", **change}).status_code == 400
    assert schoology.get(f"{section}/assignments")["total"] == 0


def test_a_category_or_assignee_of_another_section_is_refused(
    schoology: Schoology, section: str, category: int
) -> None:
    other = schoology.open_section("s-2")
    stranger = schoology.enrollment(section, "u1")

    for change in ({"grading_category": category}, {"assignees": [stranger]}):
        assert schoology.call("POST", f"{other}/assignments", {"title": "Essay", **change}).status_code == 400


def test_assignees_are_counted(schoology: Schoology, section: str) -> None:
    enrollment = schoology.enrollment(section, "u1")
    item = schoology.add_assignment(section, assignees=[str(enrollment)])

    shown = schoology.get(f"{section}/assignments/{item}")
    assert (shown["assignees"], shown["num_assignees"]) == ([enrollment], 1)


def test_a_change_leaves_what_it_does_not_name(schoology: Schoology, section: str, category: int) -> None:
    item = schoology.add_assignment(section, grading_category=category, due=DUE, max_points=40)
    path = f"{section}/assignments/{item}"

    changed = schoology.call("PUT", path, {"title": "Essay, again", "due": ""})

    assert (changed.status_code, changed.data) == (204, b"")
    shown = schoology.get(path)
    assert (shown["title"], shown["due"], shown["max_points"]) == ("Essay, again", "", "40")
    assert shown["grading_category"] == str(category)
    assert schoology.call("PUT", path, {"title": ""}).status_code == 400


def test_a_list_has_finals_last_the_earliest_due_first_and_a_number_as_total(
    schoology: Schoology, section: str
) -> None:
    for title, due, final in (("c", "", 0), ("d", DUE, 1), ("b", DUE, 0), ("a", "2026-09-01 08:00:00", 0)):
        schoology.add_assignment(section, title=title, due=due, is_final=final)

    first = schoology.get(f"{section}/assignments?limit=3")
    rest = schoology.get(first["links"]["next"].removeprefix("http://localhost"))

    assert (first["total"], [shown["title"] for shown in first["assignment"]]) == (4, ["a", "b", "c"])
    assert [shown["title"] for shown in rest["assignment"]] == ["d"]
    assert "next" not in rest["links"]


def test_all_that_is_graded_is_among_the_grade_items_and_only_assignments_among_the_assignments(
    schoology: Schoology, section: str
) -> None:
    assignment = schoology.add_assignment(section)
    discussion = schoology.script("add_item", section_school_code="s-1", title="Why?", type="discussion")

    items = {shown["id"]: shown for shown in schoology.get(f"{section}/grade_items")["assignment"]}
    assert set(items) == {assignment, discussion}
    assert [shown["id"] for shown in schoology.get(f"{section}/assignments")["assignment"]] == [assignment]
    assert items[discussion]["grade_item_id"] != discussion
    assert schoology.get(f"{section}/grade_items/{discussion}")["type"] == "discussion"
    for method in ("GET", "PUT", "DELETE"):
        assert schoology.call(method, f"{section}/assignments/{discussion}", {}).status_code == 404


def test_a_deleted_assignment_is_gone_with_its_grades(schoology: Schoology, section: str, category: int) -> None:
    item, kept = (schoology.add_assignment(section, grading_category=category) for _ in range(2))
    enrollment = schoology.enrollment(section, "u1")
    schoology.grade(section, *({"assignment_id": one, "enrollment_id": enrollment, "grade": 5} for one in (item, kept)))

    assert schoology.call("DELETE", f"{section}/assignments/{item}").status_code == 204
    assert schoology.call("GET", f"{section}/grade_items/{item}").status_code == 404
    assert [grade["assignment_id"] for grade in schoology.state()["grades"]] == [kept]


def test_an_item_is_found_only_below_its_own_section(schoology: Schoology, section: str) -> None:
    item = schoology.add_assignment(section)
    other = schoology.open_section("s-2")

    assert schoology.call("GET", f"{other}/assignments/{item}").status_code == 404
    assert schoology.call("POST", "/v1/sections/1/assignments", {"title": "Essay"}).status_code == 404


def test_the_state_names_items_by_section_and_category(schoology: Schoology, section: str, category: int) -> None:
    schoology.add_assignment(section, grading_category=category)
    schoology.add_assignment(section)

    assert [(row["section_school_code"], row["category_title"]) for row in schoology.state()["grade_items"]] == [
        ("s-1", "Homework"),
        ("s-1", ""),
    ]
