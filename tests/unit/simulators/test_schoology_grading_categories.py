from typing import Any

import pytest

from tests.unit.simulators.callers import Schoology


@pytest.fixture
def section(schoology: Schoology) -> str:
    return schoology.open_section()


@pytest.fixture
def path(section: str) -> str:
    return f"{section}/grading_categories"


def body(*items: dict[str, Any]) -> dict[str, Any]:
    return {"grading_categories": {"grading_category": list(items)}}


def test_one_category_is_answered_with_201_and_has_the_usual_values(
    schoology: Schoology, section: str, path: str
) -> None:
    created = schoology.call("POST", path, {"title": "Homework"})

    assert created.status_code == 201
    assert schoology.get(f"{path}/{created.get_json()['id']}") == {
        "id": created.get_json()["id"],
        "title": "Homework",
        "calculation_type": 2,
        "default_max_points": 100,
        "default_grading_scale_id": 0,
        "drop_lowest": 0,
        "weight": 100,
        "delta": 0,
        "realm": "course",
        "realm_id": section.rsplit("/", 1)[1],
    }


def test_several_are_created_at_once_each_with_its_outcome(schoology: Schoology, path: str) -> None:
    answer = schoology.call("POST", path, body({"title": "Tests", "calculation_type": 1}, {"weight": 20}))

    created, refused = answer.get_json()["grading_category"]
    assert (answer.status_code, created["response_code"], refused["response_code"]) == (200, 201, 400)
    assert isinstance(created["id"], str)
    assert created["default_grading_scale"] == 0
    assert [shown["title"] for shown in schoology.get(path)["grading_category"]] == ["Tests"]


def test_a_list_is_in_the_order_of_delta_and_has_numbers_for_ids(schoology: Schoology, section: str, path: str) -> None:
    for title, delta in (("Last", 2), ("First", 0), ("Middle", 1)):
        schoology.add_category(section, title=title, delta=delta)

    answer = schoology.get(path)

    assert list(answer) == ["grading_category"]
    assert [shown["title"] for shown in answer["grading_category"]] == ["First", "Middle", "Last"]
    assert all(isinstance(shown["id"], int) for shown in answer["grading_category"])


@pytest.mark.parametrize(
    "change",
    [
        {"title": ""},
        {"title": None},
        {"calculation_type": 3},
        {"calculation_type": ""},
        {"drop_lowest": 11},
        {"drop_lowest": -1},
        {"weight": "heavy"},
        {"delta": 1.5},
        {"default_max_points": "NaN"},
        {"default_max_points": -1},
        {"default_grading_scale_id": 7},
    ],
)
def test_a_value_that_is_out_of_range_is_refused(schoology: Schoology, path: str, change: dict[str, Any]) -> None:
    assert schoology.call("POST", path, {"title": "Homework", **change}).status_code == 400
    assert schoology.get(path)["grading_category"] == []


def test_a_change_of_one_is_answered_with_texts(schoology: Schoology, section: str, path: str) -> None:
    category = schoology.add_category(section)

    changed = schoology.call("PUT", f"{path}/{category}", {"drop_lowest": "3", "weight": 30})

    assert changed.status_code == 200
    assert (changed.get_json()["drop_lowest"], changed.get_json()["weight"]) == ("3", "30")
    assert schoology.get(f"{path}/{category}")["drop_lowest"] == 3
    assert schoology.call("PUT", f"{path}/{category}", {"title": ""}).status_code == 400


def test_a_change_of_several_reports_204_and_mixes_texts_and_numbers(
    schoology: Schoology, section: str, path: str
) -> None:
    category = schoology.add_category(section)
    elsewhere = schoology.add_category(schoology.open_section("s-2"))

    answer = schoology.call("PUT", path, body({"id": category, "drop_lowest": 2}, {"id": elsewhere}, {"id": 1}))

    changed, foreign, unknown = answer.get_json()["grading_category"]
    assert answer.status_code == 200
    assert [changed["response_code"], foreign["response_code"], unknown["response_code"]] == [204, 404, 404]
    assert (changed["id"], changed["drop_lowest"], changed["weight"]) == (str(category), 2, "100")


def test_a_deleted_category_leaves_its_items_ungraded(schoology: Schoology, section: str, path: str) -> None:
    category = schoology.add_category(section)
    item = schoology.add_assignment(section, grading_category=category)

    assert schoology.call("DELETE", f"{path}/{category}").status_code == 204
    assert schoology.call("GET", f"{path}/{category}").status_code == 404
    assert schoology.get(f"{section}/assignments/{item}")["grading_category"] == "0"


def test_a_category_is_found_only_below_its_own_section(schoology: Schoology, section: str) -> None:
    category = schoology.add_category(section)
    other = schoology.open_section("s-2")

    assert schoology.call("GET", f"{other}/grading_categories/{category}").status_code == 404
    assert schoology.call("DELETE", f"{other}/grading_categories/{category}").status_code == 404
    assert schoology.call("GET", "/v1/sections/1/grading_categories").status_code == 404


def test_a_deleted_section_takes_its_categories_along(schoology: Schoology, section: str) -> None:
    schoology.add_category(section)
    schoology.call("DELETE", section)

    assert schoology.state()["grading_categories"] == []
