from collections.abc import Iterator
from typing import Any

import pytest

from sandbox.simulators.faults import Fault
from tests.contract.apis.wire import document
from tests.unit.simulators.scheduling import (
    BANNER,
    COURSE,
    DATA,
    LOGIN,
    NOON,
    PEOPLESOFT,
    TERM,
    WEBHOOK,
    Coursedog,
    changeable,
    create,
    university,
)

FILTER = {"id": "1", "name": "subjectCode", "inputType": "select", "group": "course", "type": "is", "value": "BIO"}
KEY = f"{TERM}/{COURSE}/001"


@pytest.fixture
def coursedog() -> Iterator[Coursedog]:
    caller = Coursedog.opened()
    yield caller
    assert caller.witness.bad_answers == []


def many_sections(coursedog: Coursedog, count: int = 7) -> list[str]:
    """Send so many sections and return their numbers."""
    numbers = [f"{number:03d}" for number in range(count, 0, -1)]
    coursedog.put("courses", create("courses"))
    coursedog.put("sections", *(create("sections", sectionNumber=one) for one in numbers))
    return numbers


def numbers_of(page: Any) -> list[str]:
    return [one["sectionNumber"] for one in page["items"]]


def test_all_operations_are_asked_and_answered_as_agreed(coursedog: Coursedog) -> None:
    coursedog.fill()
    course, relationship = coursedog.search()["data"][0], coursedog.relationships()[0]
    section = coursedog.sections()[0]
    for kind, held in {"courses": course, "sections": section, "relationships": relationship}.items():
        update = {"operation": "update", "id": held["id"], "version": 1, "data": changeable(kind)}
        assert coursedog.code(kind, update) == (200, "", "")
    coursedog.edit(KEY, "title", "Cells")
    coursedog.caller.get(f"/{BANNER}/general/terms")
    coursedog.caller.get(f"/ca/{BANNER}/sections/{TERM}/{course['id']}")
    coursedog.caller.call("POST", f"/cm/{BANNER}/courses/search/$filters", {"condition": "AND", "filters": [FILTER]})
    coursedog.get("/users")
    assert coursedog.get("/changes?since=2026-01-01T00:00:00Z")["total"] == 1
    assert coursedog.call("PUT", "/webhook", WEBHOOK).get_json() == {"url": WEBHOOK["url"]}
    for kind, held in {"relationships": relationship, "sections": section}.items():
        assert coursedog.code(kind, {"operation": "delete", "id": held["id"]}) == (200, "", "")

    assert coursedog.witness.operations == {one.id for one in document("coursedog").operations}
    assert coursedog.witness.bad_requests == []


def test_a_session_opens_with_either_name_of_the_password(coursedog: Coursedog) -> None:
    older = {"email": LOGIN["email"], "plaintextPassword": LOGIN["password"]}

    answer = coursedog.caller.call("POST", "/sessions", older)

    assert answer.status_code == 201
    assert answer.get_json()["token"] != coursedog.log_in()


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({**LOGIN, "password": "wrong"}, 401),
        ({**LOGIN, "email": "nobody@college.example"}, 401),
        ({"email": LOGIN["email"]}, 422),
        ({**LOGIN, "plaintextPassword": LOGIN["password"]}, 422),
        ({**LOGIN, "password": 1}, 422),
        ([], 422),
    ],
)
def test_a_log_in_that_is_no_good_opens_nothing(coursedog: Coursedog, body: Any, status: int) -> None:
    assert coursedog.caller.call("POST", "/sessions", body).status_code == status


def test_a_session_is_over_after_its_time_and_others_go_on(coursedog: Coursedog) -> None:
    coursedog.clock.now += 3599
    later = {"Authorization": f"Bearer {coursedog.log_in()}"}
    assert coursedog.call("GET", "/users").status_code == 200
    coursedog.clock.now += 1

    assert coursedog.call("GET", "/users").status_code == 401
    assert coursedog.call("GET", "/users", **later).status_code == 200
    coursedog.script("end_sessions")
    assert coursedog.call("GET", "/users", **later).status_code == 401


@pytest.mark.parametrize("header", ["", "Bearer ", "Bearer none", "Basic none"])
def test_without_a_session_nothing_is_told(coursedog: Coursedog, header: str) -> None:
    answer = coursedog.call("GET", "/users", Authorization=header)

    assert (answer.status_code, answer.get_json()["error"]["code"]) == (401, "unauthorized")


@pytest.mark.parametrize(
    ("method", "path", "json", "status"),
    [
        ("GET", "/int/other_school/users", None, 403),
        ("GET", f"/int/{BANNER}/nothing", None, 404),
        ("DELETE", f"/int/{BANNER}/sections", None, 405),
        ("GET", f"/int/{BANNER}/courses", None, 405),
        ("GET", f"/int/{BANNER}/users?limit=201", None, 400),
        ("GET", f"/int/{BANNER}/users?limit=0", None, 400),
        ("GET", f"/int/{BANNER}/users?skip=-1", None, 400),
        ("GET", f"/int/{BANNER}/users?page=1", None, 400),
        ("GET", f"/int/{BANNER}/sections", None, 400),
        ("GET", f"/int/{BANNER}/sections?term={TERM}&keys={KEY}", None, 400),
        ("GET", f"/int/{BANNER}/sections?keys={','.join([KEY] * 51)}", None, 400),
        ("GET", f"/int/{BANNER}/relationships?keys={KEY}", None, 400),
        ("GET", f"/int/{BANNER}/changes", None, 400),
        ("GET", f"/int/{BANNER}/changes?since=yesterday", None, 400),
        ("GET", f"/cm/{BANNER}/courses/search/$filters?effectiveDatesRange=2026-01-01", None, 400),
        ("POST", f"/cm/{BANNER}/courses/search/$filters", {"filters": []}, 422),
        ("POST", f"/cm/{BANNER}/courses/search/$filters", {"condition": "OR", "filters": []}, 422),
        ("POST", f"/cm/{BANNER}/courses/search/$filters", {"condition": "AND", "filters": [{}]}, 422),
        ("PUT", f"/int/{BANNER}/sections", {"items": []}, 422),
        ("PUT", f"/int/{BANNER}/sections", {"items": ["x"]}, 422),
        ("PUT", f"/int/{BANNER}/sections", {"items": [{}], "more": 1}, 422),
        ("PUT", f"/int/{BANNER}/sections", {"items": [{}] * 101}, 413),
        ("PUT", f"/int/{BANNER}/webhook", {"url": WEBHOOK["url"]}, 422),
        ("PUT", f"/int/{BANNER}/webhook", {**WEBHOOK, "url": "here"}, 422),
        ("PUT", f"/int/{BANNER}/webhook", {**WEBHOOK, "signingSecret": "whsec_c2hvcnQ="}, 422),
    ],
)
def test_a_call_that_cannot_be_answered_is_refused_whole(
    coursedog: Coursedog, method: str, path: str, json: Any, status: int
) -> None:
    assert coursedog.caller.call(method, path, json).status_code == status


@pytest.mark.parametrize(("says_how_long", "told"), [(True, "1"), (False, None)])
def test_a_school_that_is_called_too_often_has_to_wait_whether_it_is_told_how_long_or_not(
    says_how_long: bool, told: str | None
) -> None:
    coursedog = Coursedog.opened(rate_scale=0.03, says_how_long=says_how_long)
    statuses = [coursedog.call("GET", "/users").status_code for _ in range(4)]
    refused = coursedog.call("GET", "/users")

    assert statuses == [200, 200, 200, 429]
    assert (refused.headers.get("Retry-After") is None) == (told is None)
    other = coursedog.caller.call("GET", f"/int/{PEOPLESOFT}/users")
    assert other.status_code == 200
    coursedog.clock.now += 10
    assert coursedog.call("GET", "/users").status_code == 200
    assert coursedog.witness.bad_answers == []


@pytest.mark.parametrize("kind", ["429", "500", "503"])
@pytest.mark.parametrize("seconds", [0, 2])
def test_faults_are_answered_as_agreed_with_a_time_to_wait_and_without(
    coursedog: Coursedog, kind: str, seconds: int
) -> None:
    coursedog.simulator.faults.add(Fault(kind, times=1, seconds=seconds))

    answer = coursedog.call("GET", "/users")

    assert (answer.status_code, answer.headers.get("Retry-After")) == (int(kind), "2" if seconds else None)


def test_calls_are_counted_by_school_and_outcome(coursedog: Coursedog) -> None:
    coursedog.simulator.calls.clear()
    coursedog.fill()
    coursedog.put("courses", create("courses"))

    told = coursedog.simulator.calls.summary()
    assert told["items"]["PUT /api/v1/int/<school>/courses"] == {"sent": 2, "201": 1, "409": 1}
    assert {one["actor"] for one in told["journal"]} == {BANNER}


def test_terms_are_the_universitys_and_those_that_are_over_are_historical(coursedog: Coursedog) -> None:
    terms = coursedog.caller.get(f"/{BANNER}/general/terms")["terms"]

    assert [one["id"] for one in terms] == [term.code for term in university().terms]
    assert [one["historical"] for one in terms] == [True, False, False]


def test_a_term_can_be_rolled_and_end() -> None:
    coursedog = Coursedog.opened(session_seconds=500 * 86_400)
    coursedog.script("set_term", code="202720", title="Summer 2027", start="2027-05-01", end="2027-08-31")
    coursedog.clock.now = NOON + 400 * 86_400

    terms = coursedog.caller.get(f"/{BANNER}/general/terms")["terms"]
    assert (terms[-1]["id"], {one["historical"] for one in terms}) == ("202720", {True})
    assert len(coursedog.caller.get(f"/{PEOPLESOFT}/general/terms")["terms"]) == 3


def test_a_term_is_not_historical_on_its_last_day() -> None:
    coursedog = Coursedog.opened()
    coursedog.script("set_term", code="202710", title="Short", start="2026-09-01", end="2026-09-16")

    assert coursedog.caller.get(f"/{BANNER}/general/terms")["terms"][-1]["historical"] is False


def test_users_have_roles_and_products_and_no_more_is_told_of_them(coursedog: Coursedog) -> None:
    users = coursedog.get("/users?limit=200")["items"]

    assert sum("Admin" in one["products"] for one in users) == 3
    assert {name for one in users for name in one} == {"id", "email", "roles", "products"}


def test_lists_come_in_the_order_of_creation_page_by_page(coursedog: Coursedog) -> None:
    numbers = many_sections(coursedog)
    pages = [coursedog.get(f"/sections?term={TERM}&skip={skip}&limit=3") for skip in (0, 3, 6, 9)]

    assert [number for page in pages for number in numbers_of(page)] == numbers
    assert {page["total"] for page in pages} == {7}
    assert coursedog.get("/sections?term=202620") == {"items": [], "total": 0}


def test_sections_can_be_asked_for_by_keys_and_relationships_by_sections(coursedog: Coursedog) -> None:
    coursedog.fill()
    asked = coursedog.get(f"/sections?keys={TERM}/{COURSE}/002,{TERM}/{COURSE}/001,{TERM}/{COURSE}/999&limit=1")

    assert (numbers_of(asked), asked["total"]) == (["001"], 2)
    assert coursedog.get(f"/relationships?sections={KEY},{TERM}/{COURSE}/002") == coursedog.get(
        f"/relationships?term={TERM}"
    )
    assert coursedog.get(f"/relationships?sections={TERM}/{COURSE}/999")["total"] == 0


def test_a_page_can_be_truncated_and_a_list_can_move(coursedog: Coursedog) -> None:
    numbers = many_sections(coursedog)
    for kind, expected in (("truncated", numbers[:2]), ("drift", [numbers[-1], *numbers[:2]])):
        coursedog.simulator.faults.add(Fault(kind, path="/sections", times=1))
        page = coursedog.get(f"/sections?term={TERM}&limit=3")
        assert (numbers_of(page), page["total"]) == (expected, 7)


def test_courses_are_found_by_filters_and_by_the_days_on_which_they_are_in_effect(coursedog: Coursedog) -> None:
    coursedog.put(
        "courses",
        create("courses", effectiveEndDate="2026-12-31"),
        create("courses", code="ART-101", effectiveStartDate="2027-01-01"),
        create("courses", code="BIO-102", effectiveStartDate=None),
    )

    def found(query: str = "", *filters: dict[str, str]) -> list[str]:
        path, body = f"/cm/{BANNER}/courses/search/$filters{query}", {"condition": "AND", "filters": list(filters)}
        page = coursedog.caller.call("POST", path, body).get_json()
        assert page["listLength"] == len(page["data"])
        return [one["code"] for one in page["data"]]

    assert found() == [one["code"] for one in coursedog.search()["data"]] == ["BIO-101", "ART-101", "BIO-102"]
    assert found("?effectiveDatesRange=2027-01-01,2027-04-30") == ["ART-101", "BIO-102"]
    assert found("?effectiveDatesRange=2026-09-01,2026-12-31") == ["BIO-101", "BIO-102"]
    assert found("?effectiveDatesRange=2026-12-31,2027-01-01") == ["BIO-101", "ART-101", "BIO-102"]
    assert found("", FILTER) == ["BIO-101", "BIO-102"]
    assert found("", FILTER, {**FILTER, "name": "code", "value": "BIO-102"}) == ["BIO-102"]
    assert found("", FILTER, {**FILTER, "value": "ART"}) == []


def test_the_sections_of_a_course_in_a_term_are_shown_as_in_the_list(coursedog: Coursedog) -> None:
    coursedog.fill()
    course = coursedog.search()["data"][0]["id"]

    assert coursedog.caller.get(f"/ca/{BANNER}/sections/{TERM}/{course}")["sections"] == coursedog.sections()
    assert coursedog.caller.get(f"/ca/{BANNER}/sections/202640/{course}") == {"sections": []}
    assert coursedog.caller.get(f"/ca/{BANNER}/sections/{TERM}/none") == {"sections": []}


def test_what_is_sent_is_shown_with_what_coursedog_adds(coursedog: Coursedog) -> None:
    coursedog.fill()
    section, relationship = coursedog.sections()[0], coursedog.relationships()[0]

    assert section.items() >= DATA["sections"].items()
    assert (section["maxWaitlist"], section["version"], section["courseId"]) == (
        None,
        1,
        coursedog.search()["data"][0]["id"],
    )
    assert relationship.items() >= {**DATA["relationships"], "type": "crosslist"}.items()
    assert relationship["sectionIds"] == [one["id"] for one in coursedog.sections()]


def test_reset_brings_back_the_start(coursedog: Coursedog) -> None:
    before = coursedog.simulator.snapshot()
    coursedog.fill()
    coursedog.call("PUT", "/webhook", WEBHOOK)
    coursedog.script("reset")

    assert coursedog.simulator.snapshot() == before
