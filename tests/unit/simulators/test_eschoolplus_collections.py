import re
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sandbox.institution import Institution
from tests.unit.simulators.callers import Eschoolplus


def test_a_page_holds_100_records_unless_asked_for_more(eschoolplus: Eschoolplus) -> None:
    assert len(eschoolplus.get("users")["users"]) == 100


def test_a_limit_that_is_too_large_is_clamped(eschoolplus: Eschoolplus) -> None:
    assert len(eschoolplus.get("users", limit=9_999)["users"]) == 500


@settings(deadline=None, max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(limit=st.integers(min_value=20, max_value=600))
def test_the_pages_together_are_the_collection_in_order(
    eschoolplus: Eschoolplus, institution: Institution, limit: int
) -> None:
    read: list[str] = []
    for offset in range(0, len(institution.classes), min(limit, 500)):
        read += [record["sourcedId"] for record in eschoolplus.get("classes", limit=limit, offset=offset)["classes"]]

    assert read == list(institution.classes)


def test_headers_tell_the_total_and_the_way_to_the_other_pages(eschoolplus: Eschoolplus) -> None:
    answer = eschoolplus.call("classes", limit=100, offset=100)

    links = re.findall(r'offset=(\d+)>; rel="(\w+)"', answer.headers["Link"])
    assert answer.headers["X-Total-Count"] == "250"
    assert sorted(links) == [("0", "first"), ("0", "prev"), ("200", "last"), ("200", "next")]


def test_the_last_page_has_no_next(eschoolplus: Eschoolplus) -> None:
    assert "next" not in eschoolplus.call("classes", limit=100, offset=200).headers["Link"]


@pytest.mark.parametrize(
    ("query", "minor_code"),
    [
        ({"limit": "0"}, "invaliddata"),
        ({"limit": "many"}, "invaliddata"),
        ({"offset": "-1"}, "invaliddata"),
        ({"orderBy": "up", "sort": "title"}, "invaliddata"),
        ({"sort": "shoeSize"}, "invalid_sort_field"),
        ({"fields": "title,shoeSize"}, "invalid_selection_field"),
        ({"filter": "shoeSize='44'"}, "invalid_filter_field"),
        ({"filter": "title=Art"}, "invalid_filter_field"),
        ({"filter": "title='a' AND title='b' AND title='c'"}, "invalid_filter_field"),
        ({"filter": "title='a' XOR title='b'"}, "invalid_filter_field"),
    ],
)
def test_a_query_that_cannot_be_understood_is_refused(
    eschoolplus: Eschoolplus, query: dict[str, str], minor_code: str
) -> None:
    assert eschoolplus.minor_code("classes", **query) == (400, minor_code)


@pytest.mark.parametrize(
    ("text", "fits"),
    [
        ("status='tobedeleted'", lambda user: user["status"] == "tobedeleted"),
        ("status!='active'", lambda user: user["status"] != "active"),
        ("familyName~'SMITH'", lambda user: "smith" in user["familyName"].casefold()),
        ("identifier>='00500'", lambda user: user["identifier"] >= "00500"),
        ("identifier<'00500'", lambda user: user["identifier"] < "00500"),
        ("roles.role='teacher'", lambda user: any(role["role"] == "teacher" for role in user["roles"])),
        (
            "givenName='Ana' OR familyName='Kim'",
            lambda user: user["givenName"] == "Ana" or user["familyName"] == "Kim",
        ),
        (
            "status='active' AND familyName='Kim'",
            lambda user: user["status"] == "active" and user["familyName"] == "Kim",
        ),
    ],
)
def test_a_filter_shows_exactly_the_records_that_fit(
    eschoolplus: Eschoolplus, institution: Institution, text: str, fits: Any
) -> None:
    answer = eschoolplus.call("users", filter=text)

    expected = [user["sourcedId"] for user in institution.users.values() if fits(user)]
    assert expected
    assert [user["sourcedId"] for user in answer.get_json()["users"]] == expected[:100]
    assert answer.headers["X-Total-Count"] == str(len(expected))


@pytest.mark.parametrize(("order", "descending"), [("asc", False), ("desc", True)])
def test_records_come_in_the_order_asked_for(eschoolplus: Eschoolplus, order: str, *, descending: bool) -> None:
    users = eschoolplus.get("users", sort="identifier", orderBy=order)["users"]

    numbers = [user["identifier"] for user in users]
    assert numbers == sorted(numbers, reverse=descending)


def test_fields_leaves_only_what_was_asked_for_and_the_id(eschoolplus: Eschoolplus) -> None:
    users = eschoolplus.get("users", fields="familyName,roles")["users"]

    assert {frozenset(user) for user in users} == {frozenset({"sourcedId", "familyName", "roles"})}


@pytest.mark.parametrize(
    ("path", "word", "total"),
    [
        ("academicSessions", "academicSessions", 12),
        ("terms", "academicSessions", 3),
        ("gradingPeriods", "academicSessions", 5),
        ("orgs", "orgs", 4),
        ("schools", "orgs", 3),
        ("courses", "courses", 100),
        ("classes", "classes", 250),
        ("students", "users", 1_200),
        ("teachers", "users", 79),
    ],
)
def test_a_view_carries_the_word_of_its_collection(eschoolplus: Eschoolplus, path: str, word: str, total: int) -> None:
    answer = eschoolplus.call(path)

    assert list(answer.get_json()) == [word]
    assert answer.headers["X-Total-Count"] == str(total)


@pytest.mark.parametrize("path", ["classes", "courses", "enrollments", "students", "teachers", "terms"])
def test_a_school_shows_only_its_own_part(eschoolplus: Eschoolplus, path: str) -> None:
    school, *_ = eschoolplus.get("schools")["orgs"]
    whole = int(eschoolplus.call(path).headers["X-Total-Count"])
    own = int(eschoolplus.call(f"schools/{school['sourcedId']}/{path}").headers["X-Total-Count"])

    assert 0 < own <= whole
    assert own < whole or path == "terms"


def test_one_object_is_wrapped_in_the_singular_and_takes_a_field_selection(eschoolplus: Eschoolplus) -> None:
    one = eschoolplus.get("classes")["classes"][0]["sourcedId"]

    assert set(eschoolplus.get(f"classes/{one}", fields="title")["class"]) == {"sourcedId", "title"}


@pytest.mark.parametrize("path", ["users/nobody", "schools/nobody", "schools/nobody/classes", "nonsense"])
def test_what_is_not_there_is_an_unknown_object(eschoolplus: Eschoolplus, path: str) -> None:
    assert eschoolplus.minor_code(path) == (404, "unknownobject")


def test_a_teacher_is_no_student(eschoolplus: Eschoolplus) -> None:
    teacher = eschoolplus.get("teachers")["users"][0]["sourcedId"]

    assert eschoolplus.call(f"students/{teacher}").status_code == 404


def test_rostering_cannot_be_written(eschoolplus: Eschoolplus) -> None:
    eschoolplus.log_in()
    answer = eschoolplus.http.post(
        "/ims/oneroster/rostering/v1p2/users", json={}, headers={"Authorization": f"Bearer {eschoolplus.token}"}
    )

    assert (answer.status_code, answer.headers["Allow"]) == (405, "GET, HEAD")


def test_a_script_changes_the_institution_and_reset_takes_it_back(
    eschoolplus: Eschoolplus, institution: Institution
) -> None:
    changes = eschoolplus.http.post("/_control/script", json={"script": "day_of_changes"}).get_json()
    assert eschoolplus.get(f"users/{changes['nameless_user_id']}")["user"]["familyName"] == ""

    loss = eschoolplus.http.post("/_control/script", json={"script": "lose_enrollments", "percent": 100}).get_json()
    assert eschoolplus.call(f"enrollments/{loss['enrollment_ids'][0]}").status_code == 404

    eschoolplus.http.post("/_control/script", json={"script": "reset"})
    state = eschoolplus.http.get("/_control/state").get_json()
    assert {name: state[name] for name in institution.as_json()} == institution.as_json()
