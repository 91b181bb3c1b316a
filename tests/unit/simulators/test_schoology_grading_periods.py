from typing import Any

import pytest

from tests.unit.simulators.callers import Schoology

PATH = "/v1/gradingperiods"
SPRING = {"title": "Spring 2027", "start": "2027-01-25", "end": "2027-06-18"}


def test_one_grading_period_is_there_from_the_start(schoology: Schoology) -> None:
    answer = schoology.get(PATH)

    assert answer["total"] == 1
    (period,) = answer["gradingperiods"]
    assert (period["title"], period["start"], period["active"]) == ("Fall 2026", "2026-08-24", "1")


def test_a_new_one_is_answered_with_201_and_itself(schoology: Schoology) -> None:
    answer = schoology.call("POST", PATH, SPRING)

    assert answer.status_code == 201
    assert answer.get_json()["active"] == "0"
    assert schoology.get(f"{PATH}/{answer.get_json()['id']}")["title"] == "Spring 2027"


@pytest.mark.parametrize(
    "change",
    [{"title": "fall 2026"}, {"title": ""}, {"start": None}, {"end": "June"}, {"end": "2027-01-01"}],
)
def test_a_title_that_is_taken_or_a_bad_date_is_refused(schoology: Schoology, change: dict[str, Any]) -> None:
    assert schoology.call("POST", PATH, {**SPRING, **change}).status_code == 400


def test_titles_are_searched_whole_or_by_their_start(schoology: Schoology) -> None:
    schoology.call("POST", PATH, SPRING)

    assert schoology.get(f"{PATH}?title=Spring%202027")["total"] == 1
    assert schoology.get(f"{PATH}?title=Spring")["total"] == 0
    assert schoology.get(f"{PATH}?title=Spring&startswith=1")["total"] == 1


def test_one_is_changed_and_deleted_by_id(schoology: Schoology) -> None:
    period = schoology.call("POST", PATH, SPRING).get_json()["id"]

    assert schoology.call("PUT", f"{PATH}/{period}", {"end": "2027-06-30"}).status_code == 204
    assert schoology.get(f"{PATH}/{period}")["end"] == "2027-06-30"
    assert schoology.call("DELETE", f"{PATH}/{period}").status_code == 204
    assert schoology.call("GET", f"{PATH}/{period}").status_code == 404


def test_one_with_sections_is_not_deleted(schoology: Schoology) -> None:
    (period,) = schoology.get(PATH)["gradingperiods"]
    (course,) = schoology.bulk("/v1/courses", [{"title": "Art", "course_code": "art"}])
    section = {"title": "Art 1", "section_school_code": "s-1", "grading_periods": [period["id"]]}
    schoology.bulk(f"/v1/courses/{course['id']}/sections", [section])

    assert schoology.call("DELETE", f"{PATH}/{period['id']}").status_code == 400


def test_roles_school_and_buildings_are_there_from_the_start(schoology: Schoology) -> None:
    (school,) = schoology.get("/v1/schools")["school"]
    buildings = schoology.get(f"/v1/schools/{school['id']}/buildings")["building"]

    assert [role["title"] for role in schoology.get("/v1/roles")["role"]] == [
        "School Admin",
        "Teacher",
        "Student",
        "Parent",
    ]
    assert schoology.get(f"/v1/schools/{school['id']}") == school
    assert [building["building_code"] for building in buildings] == ["0012", "0034", "0107"]
    assert schoology.call("GET", "/v1/schools/1/buildings").status_code == 404


@pytest.mark.parametrize(("method", "path", "status"), [("GET", "/v1/nonsense", 404), ("PATCH", "/v1/users", 405)])
def test_what_is_not_offered_is_refused_with_an_empty_body(
    schoology: Schoology, method: str, path: str, status: int
) -> None:
    answer = schoology.call(method, path)

    assert (answer.status_code, answer.data) == (status, b"")
