from collections import Counter
from typing import Any

import pytest

from tests.unit.simulators.callers import Schoology

URL = "http://target.example/"
CODES = ("s-1", "s-2", "s-3")


@pytest.fixture
def school(schoology: Schoology) -> Schoology:
    for code in CODES:
        schoology.open_section(code)
    return schoology


def refusal(school: Schoology, name: str, **arguments: Any) -> str:
    answer = school.http.post("/_control/script", json={"script": name, **arguments})
    assert answer.status_code == 400
    text: str = answer.get_json()["error"]
    return text


def values(school: Schoology) -> dict[tuple[int, int], Any]:
    names = ("grade", "exception", "comment", "override", "calculated_grade")
    return {
        (row["enrollment_id"], row["assignment_id"]): [row[name] for name in names] for row in school.state()["grades"]
    }


def test_gradebooks_are_opened_in_the_order_of_codes_without_an_event(school: Schoology) -> None:
    school.subscribe(URL, "grades", "grade_item")

    opened = school.script("open_gradebooks", sections=2, items=3)

    assert list(opened) == ["s-1", "s-2"]
    assert [len(items) for items in opened.values()] == [3, 3]
    assert school.script("outbox") == []
    state = school.state()
    assert [
        (row["title"], row["weight"], row["calculation_type"], row["drop_lowest"])
        for row in state["grading_categories"]
        if row["section_school_code"] == "s-1"
    ] == [("Homework", 30, 1, 0), ("Tests", 50, 1, 0), ("Participation", 20, 1, 0)]


def test_items_are_short_and_unique_by_title_and_due_in_their_grading_period(school: Schoology) -> None:
    school.script("open_gradebooks", items=40)
    school.script("open_gradebooks", items=5, seed=2)

    state = school.state()
    (period,) = state["gradingperiods"]
    for code in CODES:
        items = [row for row in state["grade_items"] if row["section_school_code"] == code]
        titles = {row["title"].casefold() for row in items}
        assert (len(items), len(titles)) == (45, 45)
        assert max(map(len, titles)) <= 50
        assert all(period["start"] <= row["due"][:10] <= period["end"] for row in items)
        assert all(10 <= row["max_points"] <= 100 and row["category_title"] for row in items)
    assert len(state["grading_categories"]) == 9


def test_sections_without_a_school_code_or_an_active_student_take_no_part(schoology: Schoology) -> None:
    section = schoology.open_section("s-1", students=("u1",))
    (course,) = schoology.get("/v1/courses")["course"]
    period = schoology.get("/v1/gradingperiods")["gradingperiods"][0]["id"]
    nameless = {"title": "By hand", "section_code": "1", "grading_periods": [period]}
    schoology.bulk(f"/v1/courses/{course['id']}/sections", [nameless])
    seat = {"id": schoology.enrollment(section, "u1"), "status": 5}
    schoology.call("PUT", "/v1/enrollments", {"enrollments": {"enrollment": [seat]}})

    assert schoology.script("open_gradebooks") == {}


def test_the_same_seed_does_the_same_and_another_one_something_else(school: Schoology) -> None:
    school.script("open_gradebooks", sections=3)
    school.script("give_grades", events=20, per_event=3, seed=7)
    first = values(school)
    again = school.script("give_grades", events=20, per_event=3, seed=7)

    assert (again["changed_pairs"], values(school)) == (0, first)
    assert school.script("give_grades", events=20, per_event=3, seed=8)["changed_pairs"] > 0


def test_grading_tells_how_many_pairs_differ_and_how_many_letters_came_of_it(school: Schoology) -> None:
    school.subscribe(URL, "grades")
    school.script("open_gradebooks", sections=3)
    before = values(school)

    done = school.script("give_grades", events=40, per_event=4)

    after = values(school)
    letters = school.script("outbox")
    assert done == {
        "changed_pairs": sum(after[pair] != before.get(pair) for pair in after),
        "saves": 40,
        "letters": len(letters),
    }
    assert [letter["event"]["type"] for letter in letters] == ["grades.update"] * 40
    assert {len(letter["event"]["data"]) for letter in letters} == {4}
    entries = Counter(
        (str(entry["enrollment_id"]), str(entry["object"]["assignment_id"]))
        for letter in letters
        for entry in letter["event"]["data"]
    )
    assert (len(entries), max(entries.values()) > 1) == (len(after), True)


def test_an_event_has_no_more_grades_than_its_section_has_pairs(school: Schoology) -> None:
    school.subscribe(URL, "grades")
    school.script("open_gradebooks", sections=1, items=2)
    school.script("give_grades", events=1, per_event=100)

    (letter,) = school.script("outbox")
    assert len(letter["event"]["data"]) == 4


def test_grades_are_of_every_kind_and_never_above_the_maximum(school: Schoology) -> None:
    school.script("open_gradebooks", sections=3, items=100)
    school.script("give_grades", events=600)

    rows = school.state()["grades"]
    most = {row["id"]: row["max_points"] for row in school.state()["grade_items"]}
    given = [row for row in rows if row["grade"] is not None]
    assert Counter(row["exception"] for row in rows).keys() == {0, 1, 2}
    assert all((row["grade"] is None) == (row["exception"] > 0) for row in rows)
    assert all(0 <= row["grade"] <= most[row["assignment_id"]] for row in given)
    assert len(given) > len(rows) * 0.8
    assert any(isinstance(row["grade"], float) for row in given)
    assert any(row["override"] == "1" and row["calculated_grade"] is not None for row in given)
    assert any(row["comment"] for row in rows)


def test_the_teacher_of_the_section_is_who_did_it(school: Schoology) -> None:
    school.subscribe(URL, "grade_item")
    school.script("add_item", section_school_code="s-1", title="Essay")

    (letter,) = school.script("outbox")
    teacher = next(row["id"] for row in school.state()["users"] if row["school_uid"] == "t1")
    assert int(letter["event"]["uid"]) == teacher


def test_one_grade_can_be_given_excused_and_cleared(school: Schoology) -> None:
    school.subscribe(URL, "grades")
    item = school.script("open_gradebooks", sections=1, items=1)["s-1"][0]
    pair = {"section_school_code": "s-1", "item": item, "school_uid": "u1"}
    seen = []
    for wish in ({"grade": 7.5, "comment": "Fine"}, {"exception": 1}, {}):
        assert school.script("regrade", **pair, **wish) == {"letters": 1}
        (row,) = school.state()["grades"]
        seen.append((row["grade"], row["exception"], row["comment"]))

    assert seen == [(7.5, 0, "Fine"), (None, 1, ""), (None, 0, "")]


def test_an_override_lasts_until_the_next_save(school: Schoology) -> None:
    school.script("open_gradebooks", sections=3, items=20)
    school.script("give_grades", events=400)
    state = school.state()
    row = next(row for row in state["grades"] if row["override"])
    keys = {name: row[name] for name in ("section_school_code", "school_uid")}
    school.script("regrade", **keys, item=row["assignment_id"], grade=1)

    (again,) = (one for one in school.state()["grades"] if one["id"] == row["id"])
    assert (again["override"], again["calculated_grade"]) == (None, None)


def test_items_are_added_changed_and_deleted_with_events(school: Schoology) -> None:
    school.subscribe(URL, "grade_item")
    item = school.script("add_item", section_school_code="s-1", title="Quiz", type="assessment", max_points=5)
    school.script("change_item", item=item, title="Quiz 1")
    school.script("delete_item", item=item)

    events = [letter["event"] for letter in school.script("outbox")]
    assert [(event["type"], event["data"][0]["object"]["title"]) for event in events] == [
        ("grade_item.update", "Quiz"),
        ("grade_item.update", "Quiz 1"),
        ("grade_item.delete", "Quiz 1"),
    ]
    assert {event["data"][0]["grade_item_type"] for event in events} == {"assessment"}
    assert school.state()["grade_items"] == []


@pytest.mark.parametrize(
    ("name", "arguments", "said"),
    [
        ("give_grades", {}, "open_gradebooks"),
        ("add_item", {"section_school_code": "s-9", "title": "Essay"}, "s-9"),
        ("add_item", {"section_school_code": "s-1"}, "title"),
        ("add_item", {"section_school_code": "s-1", "title": "Essay", "type": "poem"}, "type"),
        ("add_item", {"section_school_code": "s-1", "title": "Essay", "grading_category": 1}, "grading_category"),
        ("change_item", {"item": 1, "title": "Essay"}, "item 1"),
        ("delete_item", {"item": 1}, "item 1"),
        ("regrade", {"section_school_code": "s-1", "item": 1, "school_uid": "u1"}, "assignment_id"),
        ("regrade", {"section_school_code": "s-1", "item": 1, "school_uid": "u9"}, "u9"),
        ("regrade", {"section_school_code": "s-1", "item": 1, "school_uid": "t1"}, "teacher"),
    ],
)
def test_what_cannot_be_done_is_refused_with_the_reason(
    school: Schoology, name: str, arguments: dict[str, Any], said: str
) -> None:
    assert said in refusal(school, name, **arguments)
