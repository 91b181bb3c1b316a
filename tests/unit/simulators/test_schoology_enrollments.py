from typing import Any

import pytest

from sandbox.institution import Institution
from sandbox.simulators.schoology import Knobs
from tests.unit.simulators.callers import Schoology
from tests.unit.simulators.conftest import schoology_with

IMPORT = "/v1/enrollments/import/course"
SEAT = {"section_school_code": "s-1", "school_uid": "u1"}


@pytest.fixture
def school(schoology: Schoology) -> Schoology:
    furnish(schoology)
    return schoology


def furnish(schoology: Schoology) -> None:
    """Put two students and one section into a school."""
    role = schoology.role("Student")
    schoology.bulk(
        "/v1/users",
        [
            {"school_uid": uid, "name_first": "A", "name_last": "B", "username": uid, "role_id": role}
            for uid in ("u1", "u2")
        ],
    )
    (course,) = schoology.bulk("/v1/courses", [{"title": "Art", "course_code": "art"}])
    (period,) = schoology.get("/v1/gradingperiods")["gradingperiods"]
    section = {"title": "Art 1", "section_school_code": "s-1", "grading_periods": [period["id"]]}
    schoology.bulk(f"/v1/courses/{course['id']}/sections", [section])


def seats(schoology: Schoology) -> list[tuple[str, str, int]]:
    rows = schoology.state()["enrollments"]
    return [(row["section_school_code"], row["school_uid"], row["admin"]) for row in rows]


def test_an_import_enrolls_by_natural_keys_under_the_documented_words(school: Schoology) -> None:
    answer = school.call("POST", IMPORT, {"enrollments": {"enrollment": [SEAT]}}).get_json()

    (entry,) = answer["enrollments"]["enrollment"]
    assert (entry["response_code"], entry["course_code"], entry["school_uid"]) == (201, "art", "u1")
    assert school.get(entry["location"].removeprefix("http://localhost"))["school_uid"] == "u1"


def test_the_same_person_is_never_enrolled_twice(school: Schoology) -> None:
    codes = [school.bulk(IMPORT, [{**SEAT, "admin": admin}])[0]["response_code"] for admin in ("0", "1", "1")]

    assert codes == [201, 200, 200]
    assert seats(school) == [("s-1", "u1", 1)]


def test_the_same_item_twice_in_one_body_is_one_enrollment(school: Schoology) -> None:
    entries = school.bulk(IMPORT, [SEAT, SEAT])

    assert [entry["response_code"] for entry in entries] == [201, 200]
    assert len(seats(school)) == 1


def test_a_deletion_removes_the_enrollment_and_a_second_one_finds_none(school: Schoology) -> None:
    school.bulk(IMPORT, [SEAT, {**SEAT, "school_uid": "u2"}])

    codes = [school.bulk(IMPORT, [{**SEAT, "delete": "1"}])[0]["response_code"] for _ in range(2)]

    assert codes == [200, 404]
    assert seats(school) == [("s-1", "u2", 0)]


@pytest.mark.parametrize(
    ("change", "code", "said"),
    [
        ({"section_school_code": "s-9"}, 404, "section"),
        ({"school_uid": "nobody"}, 404, "user"),
        ({"school_uid": ""}, 400, "school_uid"),
        ({"admin": "yes"}, 400, "admin"),
        ({"delete": "true"}, 400, "delete"),
    ],
)
def test_a_bad_enrollment_is_refused_alone_with_the_reason(
    school: Schoology, change: dict[str, Any], code: int, said: str
) -> None:
    refused, created = school.bulk(IMPORT, [{**SEAT, **change}, {**SEAT, "school_uid": "u2"}])

    assert refused["response_code"] == code
    assert said in refused["message"]
    assert created["response_code"] == 201


def test_the_code_of_a_created_item_can_be_set_to_that_of_the_samples(institution: Institution) -> None:
    schoology = schoology_with(institution, Knobs(rate_scale=1_000, bulk_created_code=200))
    furnish(schoology)

    assert schoology.bulk(IMPORT, [SEAT])[0]["response_code"] == 200


def test_enrollments_of_a_section_are_listed_and_narrowed_by_user(school: Schoology) -> None:
    school.bulk(IMPORT, [{**SEAT, "admin": "1"}, {**SEAT, "school_uid": "u2"}])
    section = school.state()["sections"][0]["id"]
    listed = school.get(f"/v1/sections/{section}/enrollments")
    uid = listed["enrollment"][1]["uid"]

    assert [(row["school_uid"], row["admin"], row["status"]) for row in listed["enrollment"]] == [
        ("u1", 1, "1"),
        ("u2", 0, "1"),
    ]
    assert school.get(f"/v1/sections/{section}/enrollments?uid={uid}")["total"] == "1"
    assert school.get(f"/v1/sections/{section}/enrollments?enrollment_status=2")["total"] == "0"
    assert school.call("GET", "/v1/sections/1/enrollments").status_code == 404


def test_an_enrollment_is_shown_only_below_its_own_section(school: Schoology) -> None:
    school.bulk(IMPORT, [SEAT])
    enrollment = school.state()["enrollments"][0]["id"]

    assert school.call("GET", f"/v1/sections/1/enrollments/{enrollment}").status_code == 404


def test_enrollments_are_changed_and_deleted_by_id(school: Schoology) -> None:
    school.bulk(IMPORT, [SEAT])
    enrollment = school.state()["enrollments"][0]["id"]
    body = {"enrollments": {"enrollment": [{"id": enrollment, "status": "5", "admin": "1"}, {"id": "1"}]}}

    changed = school.call("PUT", "/v1/enrollments", body).get_json()["enrollments"]["enrollment"]
    assert [item["response_code"] for item in changed] == [200, 404]
    assert (school.state()["enrollments"][0]["status"], seats(school)) == ("5", [("s-1", "u1", 1)])

    school.call("DELETE", f"/v1/enrollments?enrollment_ids={enrollment}")
    assert seats(school) == []


def test_a_deletion_that_names_nothing_is_refused(school: Schoology) -> None:
    assert school.call("DELETE", "/v1/enrollments").status_code == 400


def test_a_deleted_user_leaves_no_enrollment_behind(school: Schoology) -> None:
    school.bulk(IMPORT, [SEAT])
    user = next(row["id"] for row in school.state()["users"] if row["school_uid"] == "u1")
    school.call("DELETE", f"/v1/users/{user}")

    assert seats(school) == []


def test_a_poisoned_item_spoils_its_whole_body_without_a_hint(school: Schoology) -> None:
    school.http.post("/_control/faults", json={"kind": "poison", "key": "s-1/u2"})
    poisoned = {**SEAT, "school_uid": "u2"}

    answer = school.call("POST", IMPORT, {"enrollments": {"enrollment": [SEAT, poisoned]}})

    assert (answer.status_code, answer.data) == (400, b"")
    assert seats(school) == []
    assert school.bulk(IMPORT, [SEAT])[0]["response_code"] == 201
    assert school.call("POST", IMPORT, {"enrollments": {"enrollment": [poisoned]}}).status_code == 400


def test_a_poison_may_be_meant_for_one_path_only(school: Schoology) -> None:
    school.http.post("/_control/faults", json={"kind": "poison", "key": "u1", "path": "/v1/users$"})

    assert school.bulk(IMPORT, [SEAT])[0]["response_code"] == 201
