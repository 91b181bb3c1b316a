from typing import Any

import pytest

from tests.unit.simulators.callers import Schoology


@pytest.fixture
def student(schoology: Schoology) -> dict[str, Any]:
    return {
        "school_uid": "0012345",
        "name_first": "Zoë",
        "name_last": "O'Brien",
        "username": "zobrien",
        "primary_email": "zoe@students.example",
        "role_id": str(schoology.role("Student")),
    }


def test_a_bulk_creates_users_and_says_where_they_are(schoology: Schoology, student: dict[str, Any]) -> None:
    (entry,) = schoology.bulk("/v1/users", [student])

    assert entry["response_code"] == 201
    assert entry["location"] == f"http://localhost/v1/users/{entry['id']}"
    shown = schoology.get(f"/v1/users/{entry['id']}")
    assert shown["name_display"] == "Zoë O'Brien"
    assert (shown["uid"], shown["id"]) == (entry["id"], int(entry["id"]))


def test_one_user_alone_is_answered_with_201_and_the_user(schoology: Schoology, student: dict[str, Any]) -> None:
    answer = schoology.call("POST", "/v1/users", student)

    assert answer.status_code == 201
    assert answer.get_json()["school_uid"] == "0012345"


def test_an_existing_school_uid_is_updated_only_when_asked(schoology: Schoology, student: dict[str, Any]) -> None:
    (first,) = schoology.bulk("/v1/users", [student])
    (refused,) = schoology.bulk("/v1/users", [student])
    (again,) = schoology.bulk("/v1/users?update_existing=1", [{**student, "name_last": "Kim"}])

    assert (refused["response_code"], refused["school_uid"]) == (409, "0012345")
    assert (again["response_code"], again["id"]) == (200, first["id"])
    assert [user["name_last"] for user in schoology.state()["users"]] == ["Maple Ridge", "Kim"]


@pytest.mark.parametrize(
    ("change", "code", "said"),
    [
        ({"school_uid": ""}, 400, "school_uid"),
        ({"name_first": None}, 400, "name_first"),
        ({"name_last": ""}, 400, "name_last"),
        ({"username": "", "primary_email": ""}, 400, "username or primary_email"),
        ({"primary_email": "not-an-address"}, 400, "e-mail"),
        ({"primary_email": "registrar@maple-ridge.example"}, 409, "primary_email"),
        ({"username": "Registrar"}, 409, "username"),
        ({"role_id": "1"}, 400, "role"),
        ({"role_id": "student"}, 400, "role_id"),
        ({"building_id": "1"}, 400, "building"),
        ({"additional_buildings": "1"}, 400, "building"),
    ],
)
def test_a_bad_user_is_refused_alone_with_the_reason(
    schoology: Schoology, student: dict[str, Any], change: dict[str, Any], code: int, said: str
) -> None:
    good = {**student, "school_uid": "2", "username": "good", "primary_email": ""}

    refused, created = schoology.bulk("/v1/users?update_existing=1", [{**student, **change}, good])

    assert refused["response_code"] == code
    assert said in refused["message"]
    assert created["response_code"] == 201
    assert [user["school_uid"] for user in schoology.state()["users"]] == ["sgy-admin", "2"]


def test_an_email_of_the_same_school_is_not_ignored_as_a_conflict(
    schoology: Schoology, student: dict[str, Any]
) -> None:
    taken = {**student, "primary_email": "registrar@maple-ridge.example"}

    (entry,) = schoology.bulk("/v1/users?ignore_email_conflicts=1", [taken])

    assert entry["response_code"] == 409


def test_an_email_of_another_school_is_left_out_when_conflicts_are_ignored(
    schoology: Schoology, student: dict[str, Any]
) -> None:
    taken = {**student, "primary_email": "taken@elsewhere.example", "username": ""}
    (refused,) = schoology.bulk("/v1/users", [taken])
    (created,) = schoology.bulk("/v1/users?ignore_email_conflicts=1", [taken])

    assert (refused["response_code"], created["response_code"]) == (409, 201)
    shown = schoology.get(f"/v1/users/{created['id']}")
    assert (shown["primary_email"], shown["username"]) == ("", "0012345")


def test_an_email_conflict_can_be_resolved_by_an_account_with_a_username(
    schoology: Schoology, student: dict[str, Any]
) -> None:
    taken = {**student, "primary_email": "registrar@maple-ridge.example", "username": "zoe"}

    (entry,) = schoology.bulk("/v1/users?email_conflict_resolution=1", [taken])

    assert schoology.get(f"/v1/users/{entry['id']}")["username"] == "zoe"


def test_51_items_are_refused_whole(schoology: Schoology, student: dict[str, Any]) -> None:
    users = [{**student, "school_uid": str(number), "username": f"u{number}"} for number in range(51)]

    answer = schoology.call("POST", "/v1/users", {"users": {"user": users}})

    assert answer.status_code == 400
    assert len(schoology.state()["users"]) == 1


@pytest.mark.parametrize("body", [{"users": {}}, {"users": {"user": []}}, {"users": {"user": ["x"]}}, [], "text"])
def test_a_malformed_body_is_refused_whole(schoology: Schoology, body: Any) -> None:
    assert schoology.call("POST", "/v1/users", body).status_code == 400


def test_a_list_comes_in_pages_of_20_with_a_link_to_the_next(schoology: Schoology, student: dict[str, Any]) -> None:
    schoology.bulk(
        "/v1/users",
        [{**student, "school_uid": str(n), "username": f"u{n}", "primary_email": ""} for n in range(30)],
    )

    first = schoology.get("/v1/users")
    second = schoology.get(first["links"]["next"].removeprefix("http://localhost"))

    assert (len(first["user"]), first["total"]) == (20, "31")
    assert len(second["user"]) == 11
    assert "next" not in second["links"]


def test_a_list_is_narrowed_by_school_uid_role_and_building(schoology: Schoology, student: dict[str, Any]) -> None:
    building = schoology.state()["buildings"][0]["id"]
    schoology.bulk("/v1/users", [{**student, "building_id": building}])

    for query in ("school_uids=0012345,nobody", f"role_ids={student['role_id']}", f"building_id={building}"):
        assert [user["school_uid"] for user in schoology.get(f"/v1/users?{query}")["user"]] == ["0012345"]


def test_51_school_uids_are_too_many(schoology: Schoology) -> None:
    query = ",".join(str(number) for number in range(51))

    assert schoology.call("GET", f"/v1/users?school_uids={query}").status_code == 400


def test_a_user_is_found_by_school_uid_through_a_redirect(schoology: Schoology, student: dict[str, Any]) -> None:
    (entry,) = schoology.bulk("/v1/users", [student])

    answer = schoology.call("GET", "/v1/users/ext/0012345")

    assert (answer.status_code, answer.headers["Location"]) == (303, entry["location"])
    assert schoology.call("GET", "/v1/users/ext/nobody").status_code == 404


def test_users_are_changed_by_id_alone_and_in_bulk(schoology: Schoology, student: dict[str, Any]) -> None:
    (entry,) = schoology.bulk("/v1/users", [student])
    alone = schoology.call("PUT", f"/v1/users/{entry['id']}", {"name_middle": "Ann"})
    body = {"users": {"user": [{"id": entry["id"], "position": "Captain"}, {"id": "1", "position": "None"}]}}
    in_bulk = schoology.call("PUT", "/v1/users", body).get_json()["user"]

    assert (alone.status_code, alone.data) == (204, b"")
    assert [item["response_code"] for item in in_bulk] == [200, 404]
    shown = schoology.get(f"/v1/users/{entry['id']}")
    assert (shown["name_middle"], shown["position"], shown["name_last"]) == ("Ann", "Captain", "O'Brien")


def test_a_deleted_user_is_gone_and_the_deletion_is_counted(schoology: Schoology, student: dict[str, Any]) -> None:
    (entry,) = schoology.bulk("/v1/users", [student])

    deleted = schoology.call("DELETE", f"/v1/users?uids={entry['id']},1").get_json()["user"]

    assert [item["response_code"] for item in deleted] == [200, 404]
    assert schoology.call("GET", f"/v1/users/{entry['id']}").status_code == 404
    calls = schoology.http.get("/_control/calls").get_json()
    assert calls["items"]["DELETE /v1/users"] == {"sent": 2, "200": 1, "404": 1}


def test_reset_brings_the_first_school_back(schoology: Schoology, student: dict[str, Any]) -> None:
    before = schoology.state()
    schoology.bulk("/v1/users", [student])
    schoology.http.post("/_control/script", json={"script": "reset"})

    assert schoology.state() == before
    assert schoology.bulk("/v1/users", [student])[0]["response_code"] == 201


def test_a_user_takes_another_school_uid_by_id_unless_it_is_taken(
    schoology: Schoology, student: dict[str, Any]
) -> None:
    other = {**student, "school_uid": "taken", "username": "other", "primary_email": "other@students.example"}
    first, _ = schoology.bulk("/v1/users", [student, other])
    path = f"/v1/users/{first['id']}"

    assert schoology.call("PUT", path, {**student, "school_uid": "taken"}).status_code == 409
    assert schoology.call("PUT", path, {**student, "school_uid": "new"}).status_code == 204
    assert schoology.call("PUT", "/v1/users/1", {"school_uid": "newer"}).status_code == 404

    assert schoology.call("GET", "/v1/users/ext/new").headers["Location"].endswith(path)
    assert schoology.call("GET", "/v1/users/ext/0012345").status_code == 404
    assert schoology.get(path)["primary_email"] == student["primary_email"]
