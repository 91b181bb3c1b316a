from typing import Any

import pytest

from tests.contract.apis.wire import ITEMS, Caller, coursekey_caller, fill

OTHER = {**ITEMS["students"], "externalId": "s2", "email": "other@college.example"}


@pytest.fixture
def coursekey() -> Caller:
    caller = coursekey_caller()
    fill(caller)
    return caller


@pytest.mark.parametrize("collection", ITEMS)
def test_what_is_sent_again_is_replaced_under_the_same_id(coursekey: Caller, collection: str) -> None:
    (held,) = coursekey.get(f"/{collection}")["data"]
    (result,) = coursekey.put(f"/{collection}", ITEMS[collection])

    assert result == {"externalId": ITEMS[collection]["externalId"], "status": 200, "id": held["id"]}
    assert coursekey.get(f"/{collection}")["data"] == [held] == [{"id": held["id"], **ITEMS[collection]}]


@pytest.mark.parametrize(
    ("collection", "fields", "refusal"),
    [
        ("students", {"email": "nobody"}, (422, "invalid_email")),
        ("students", {"email": "a@b"}, (422, "invalid_email")),
        ("students", {"email": "x@y@z.example"}, (422, "invalid_email")),
        ("students", {"email": ""}, (422, "invalid")),
        ("students", {"lastName": ""}, (422, "invalid")),
        ("courses", {"instructors": ["i1", "nobody"]}, (422, "unknown_instructor")),
        ("courses", {"instructors": []}, (422, "invalid")),
        ("courses", {"endDate": "2026-08-31"}, (422, "invalid_dates")),
        ("courses", {"endDate": "2026-09-01"}, (200, "")),
        ("enrollments", {"course": "none"}, (422, "unknown_course")),
        ("enrollments", {"student": "none"}, (422, "unknown_student")),
        ("classes", {"course": "none"}, (422, "unknown_course")),
        ("classes", {"instructor": "none"}, (422, "unknown_instructor")),
        ("classes", {"timeZone": "EST5"}, (422, "invalid_time_zone")),
        ("classes", {"endTime": "22:00"}, (422, "invalid_times")),
        ("classes", {"endTime": "14:01"}, (422, "invalid_times")),
        ("classes", {"endTime": "14:00"}, (200, "")),
        ("classes", {"instructor": None}, (200, "")),
        ("classes", {"date": "2026-02-30"}, (422, "invalid")),
    ],
)
def test_an_item_that_cannot_be_is_refused_and_changes_nothing(
    coursekey: Caller, collection: str, fields: dict[str, Any], refusal: tuple[int, str]
) -> None:
    before = coursekey.get(f"/{collection}")

    assert coursekey.code(f"/{collection}", {**ITEMS[collection], **fields}) == refusal
    assert (coursekey.get(f"/{collection}") == before) == bool(refusal[1])


@pytest.mark.parametrize("email", ["zoe@college.example", "ZOE@College.Example", "ada@college.example"])
def test_an_email_belongs_to_one_person_whatever_its_case_and_their_role(coursekey: Caller, email: str) -> None:
    assert coursekey.code("/students", {**OTHER, "email": email}) == (409, "email_taken")


def test_an_email_that_was_given_up_is_free(coursekey: Caller) -> None:
    moved = {**ITEMS["students"], "email": "zoe.new@college.example"}

    results = coursekey.put("/students", moved, {**OTHER, "email": "zoe@college.example"})
    assert [one["status"] for one in results] == [200, 201]


def test_the_same_email_at_another_school_is_no_matter() -> None:
    coursekey = coursekey_caller()
    fill(coursekey)
    schools = coursekey.simulator.snapshot()["schools"]

    assert len(schools["4711"]["students"]) == 1
    assert schools["4712"]["students"] == []


def test_each_item_has_its_own_end_in_the_order_of_the_items(coursekey: Caller) -> None:
    bad = {**OTHER, "externalId": "s3", "email": "none"}
    results = coursekey.put("/students", OTHER, bad, ITEMS["students"])

    assert [(one["externalId"], one["status"]) for one in results] == [("s2", 201), ("s3", 422), ("s1", 200)]
