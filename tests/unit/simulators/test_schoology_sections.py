from typing import Any

import pytest

from tests.unit.simulators.callers import Schoology

COURSE = {"title": "Algebra I", "course_code": "0012001"}


@pytest.fixture
def sections(schoology: Schoology) -> str:
    """Return the path of the sections of a course."""
    (entry,) = schoology.bulk("/v1/courses", [COURSE])
    return f"/v1/courses/{entry['id']}/sections"


@pytest.fixture
def period(schoology: Schoology) -> int:
    identifier: int = schoology.get("/v1/gradingperiods")["gradingperiods"][0]["id"]
    return identifier


def section(period: int, **changes: Any) -> dict[str, Any]:
    return {"title": "Algebra 1", "section_school_code": "s-1", "grading_periods": [period], **changes}


def test_an_existing_course_code_is_updated_only_when_asked(schoology: Schoology) -> None:
    codes = [
        schoology.bulk(path, [COURSE])[0]["response_code"]
        for path in ("/v1/courses", "/v1/courses", "/v1/courses?update_existing=1")
    ]

    assert codes == [201, 409, 200]
    assert len(schoology.state()["courses"]) == 1


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"title": ""}, 400),
        ({"course_code": ""}, 400),
        ({"title": "x" * 256}, 400),
        ({"building_id": "1"}, 400),
        ({"sections": {}}, 400),
    ],
)
def test_a_bad_course_is_refused_alone(schoology: Schoology, change: dict[str, Any], code: int) -> None:
    refused, created = schoology.bulk("/v1/courses", [{**COURSE, **change}, {**COURSE, "course_code": "other"}])

    assert (refused["response_code"], created["response_code"]) == (code, 201)


def test_courses_are_read_changed_and_deleted_with_their_sections(
    schoology: Schoology, sections: str, period: int
) -> None:
    schoology.bulk(sections, [section(period)])
    (course,) = schoology.get("/v1/courses")["course"]

    assert schoology.call("PUT", f"/v1/courses/{course['id']}", {"title": "Algebra II"}).status_code == 204
    assert schoology.get(f"/v1/courses/{course['id']}")["title"] == "Algebra II"
    assert schoology.call("DELETE", f"/v1/courses/{course['id']}").status_code == 204
    assert schoology.state()["sections"] == []


def test_a_section_is_matched_by_its_school_code(schoology: Schoology, sections: str, period: int) -> None:
    (first,) = schoology.bulk(sections, [section(period)])
    (refused,) = schoology.bulk(sections, [section(period)])
    (again,) = schoology.bulk(f"{sections}?update_existing=1", [section(period, title="Algebra 2")])

    assert [first["response_code"], refused["response_code"], again["response_code"]] == [201, 409, 200]
    assert again["id"] == first["id"]
    assert schoology.get(f"/v1/sections/{first['id']}")["section_title"] == "Algebra 2"


def test_a_section_without_a_school_code_is_matched_by_its_code_and_grading_periods(
    schoology: Schoology, sections: str, period: int
) -> None:
    item = {"title": "One", "section_code": "01", "grading_periods": [period]}
    other = schoology.call(
        "POST", "/v1/gradingperiods", {"title": "Spring 2027", "start": "2027-01-25", "end": "2027-06-18"}
    ).get_json()

    (first,) = schoology.bulk(f"{sections}?update_existing=1", [item])
    (again,) = schoology.bulk(f"{sections}?update_existing=1", [item])
    (another,) = schoology.bulk(f"{sections}?update_existing=1", [{**item, "grading_periods": [other["id"]]}])

    assert first["id"] == again["id"] != another["id"]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"title": ""}, 400),
        ({"title": "x" * 256}, 400),
        ({"section_school_code": ""}, 400),
        ({"grading_periods": []}, 400),
        ({"grading_periods": [1]}, 400),
        ({"grading_periods": "Fall"}, 400),
    ],
)
def test_a_bad_section_is_refused_alone(
    schoology: Schoology, sections: str, period: int, change: dict[str, Any], code: int
) -> None:
    good = section(period, section_school_code="s-2")

    refused, created = schoology.bulk(sections, [section(period, **change), good])

    assert (refused["response_code"], created["response_code"]) == (code, 201)


def test_a_school_code_stays_with_its_course(schoology: Schoology, sections: str, period: int) -> None:
    schoology.bulk(sections, [section(period)])
    (other,) = schoology.bulk("/v1/courses", [{**COURSE, "course_code": "other"}])

    (entry,) = schoology.bulk(f"/v1/courses/{other['id']}/sections?update_existing=1", [section(period)])

    assert entry["response_code"] == 409


def test_an_unknown_course_has_no_sections(schoology: Schoology, period: int) -> None:
    answer = schoology.call("POST", "/v1/courses/1/sections", {"sections": {"section": [section(period)]}})

    assert (answer.status_code, answer.data) == (404, b"")


def test_sections_of_past_grading_periods_are_listed_only_when_asked(
    schoology: Schoology, sections: str, period: int
) -> None:
    past = schoology.call(
        "POST", "/v1/gradingperiods", {"title": "Summer 2026", "start": "2026-06-29", "end": "2026-08-14"}
    ).get_json()
    schoology.bulk(sections, [section(period), section(int(past["id"]), section_school_code="s-2")])

    for path in (f"{sections}?", "/v1/sections?section_school_codes=s-1,s-2&"):
        assert [shown["section_school_code"] for shown in schoology.get(path)["section"]] == ["s-1"]
        everything = schoology.get(f"{path}include_past=1")["section"]
        assert [(shown["section_school_code"], shown["active"]) for shown in everything] == [("s-1", 1), ("s-2", 0)]


def test_51_section_school_codes_are_too_many(schoology: Schoology) -> None:
    codes = ",".join(str(number) for number in range(51))

    assert schoology.call("GET", f"/v1/sections?section_school_codes={codes}").status_code == 400


def test_a_section_is_found_by_its_school_code_through_a_redirect(
    schoology: Schoology, sections: str, period: int
) -> None:
    (entry,) = schoology.bulk(sections, [section(period)])

    assert schoology.call("GET", "/v1/sections/ext/s-1").headers["Location"] == entry["location"]
    assert schoology.call("GET", "/v1/sections/ext/s-9").status_code == 404


def test_sections_are_changed_by_id_and_deleted_in_bulk(schoology: Schoology, sections: str, period: int) -> None:
    (entry,) = schoology.bulk(sections, [section(period)])
    body = {"sections": {"section": [{"id": entry["id"], "location": "Room 7"}, {"id": "1"}]}}

    changed = schoology.call("PUT", "/v1/sections", body).get_json()["section"]
    assert [item["response_code"] for item in changed] == [200, 404]
    assert schoology.state()["sections"][0]["location"] == "Room 7"

    schoology.call("DELETE", f"/v1/sections?section_ids={entry['id']}")
    assert schoology.state()["sections"] == []


def test_a_course_takes_another_code_by_its_id_unless_it_is_taken(schoology: Schoology) -> None:
    first, _ = schoology.bulk("/v1/courses", [COURSE, {**COURSE, "course_code": "taken"}])
    path = f"/v1/courses/{first['id']}"

    assert schoology.call("PUT", path, {"course_code": "Taken"}).status_code == 409
    assert schoology.call("PUT", path, {"course_code": "new"}).status_code == 204
    assert schoology.call("PUT", "/v1/courses/1", {"course_code": "newer"}).status_code == 404

    (again,) = schoology.bulk("/v1/courses?update_existing=1", [{**COURSE, "course_code": "new"}])
    assert again["id"] == first["id"]
    assert [course["course_code"] for course in schoology.state()["courses"]] == ["new", "taken"]


def test_a_section_takes_another_school_code_by_its_id_and_stays_in_its_course(
    schoology: Schoology, sections: str, period: int
) -> None:
    first, _ = schoology.bulk(sections, [section(period), section(period, section_school_code="taken")])
    path = f"/v1/sections/{first['id']}"

    assert schoology.call("PUT", path, {"section_school_code": "taken"}).status_code == 409
    assert schoology.call("PUT", path, {"section_school_code": "new", "course_id": "1"}).status_code == 204
    assert schoology.call("PUT", "/v1/sections/1", {"section_school_code": "newer"}).status_code == 404

    assert schoology.call("GET", "/v1/sections/ext/new").headers["Location"].endswith(path)
    assert schoology.call("GET", "/v1/sections/ext/s-1").status_code == 404
    assert schoology.get(path)["course_code"] == COURSE["course_code"]


def test_the_state_names_sections_by_natural_keys(schoology: Schoology, sections: str, period: int) -> None:
    schoology.bulk(sections, [section(period)])

    (shown,) = schoology.state()["sections"]
    assert (shown["course_code"], shown["grading_period_titles"]) == ("0012001", ["Fall 2026"])
