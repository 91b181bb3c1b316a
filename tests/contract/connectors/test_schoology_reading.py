"""Reading whole lists of Schoology, or saying that they were not read completely."""

from collections.abc import Iterator

import pytest

from rollbook.connectors import load
from rollbook.model.errors import ContractError, CredentialsError, IncompleteReadError, SystemUnavailableError
from rollbook.model.records import Page, Scope
from rollbook.sync.completeness import Reading
from sandbox.simulators.schoology import API_PATH, Knobs
from sandbox.simulators.schoology.removal import remove_course
from sandbox.simulators.serving import serving
from tests.contract.connectors.pace import RecordingPace
from tests.contract.connectors.restless import RestlessSimulator
from tests.contract.connectors.school import School

LISTS = ["users", "courses", "sections"]


@pytest.fixture
def used(school: School) -> School:
    """Return a school that was in use before."""
    school.simulator.perform("old_accounts", {"users": 400})
    school.simulator.calls.clear()
    return school


@pytest.fixture
def stingy(school: School, pace: RecordingPace) -> Iterator[School]:
    """Return a school whose server gives twenty rows at most."""
    simulator = RestlessSimulator(knobs=Knobs(rate_scale=1000, max_limit=20))
    simulator.perform("old_accounts", {"users": 90})
    with serving(simulator) as url:
        yield School(simulator, {**school.credentials, "base_url": url + API_PATH}, pace)


def records(pages: Iterator[Page]) -> list[dict[str, object]]:
    reading = Reading("schoology", pages)
    found = list(reading.records())
    assert reading.complete().read == len(found)
    return found


@pytest.mark.parametrize("entity", LISTS)
def test_a_list_is_read_completely(used: School, entity: str) -> None:
    found = records(used.client().read(entity, Scope()))

    assert sorted(str(row["id"]) for row in found) == sorted(str(row["id"]) for row in used.rows(entity))


def test_users_are_read_two_hundred_at_a_time_and_join_on_by_one(used: School) -> None:
    pages = list(used.client().read("users", Scope()))

    assert [len(page.records) for page in pages] == [200, 199, len(used.rows("users")) - 399]
    assert used.calls("GET /v1/users") == 3


def test_users_come_as_schoology_shows_them(used: School) -> None:
    found = {row["username"]: row for row in records(used.client().read("users", Scope()))}

    account = used.rows("users")[-1]
    shown = found[account["username"]]
    fields = ("school_uid", "primary_email", "name_first", "name_last", "role_id", "building_id")
    assert {field: shown[field] for field in fields} == {field: account[field] for field in fields}


def test_sections_name_their_course_and_come_from_ended_grading_periods_too(used: School) -> None:
    client = used.client()
    used.written(client, "sections", used.section(client, "in-spring"))
    ended = used.term("Long ago", startDate="2001-09-01", endDate="2002-01-25")
    period = used.written(client, "terms", ended)
    past = used.section(client, "long-ago")
    past.resolved["terms/term-Spring 2027"] = period
    client.write("sections", [past])

    found = {row["section_school_code"]: row for row in records(client.read("sections", Scope()))}

    assert {"in-spring", "long-ago"} <= set(found)
    assert found["long-ago"]["course_code"] == "ALG1"
    assert str(found["long-ago"]["course_id"]) == str(used.row("courses", course_code="ALG1")["id"])


@pytest.mark.parametrize("entity", LISTS)
def test_a_server_that_gives_smaller_pages_than_asked_for_is_read_completely(stingy: School, entity: str) -> None:
    found = records(stingy.client().read(entity, Scope()))

    assert len(found) == len(stingy.rows(entity)) > 20


@pytest.mark.parametrize("entity", ["courses", "sections"])
def test_a_school_without_any_is_one_empty_page(school: School, entity: str) -> None:
    assert list(school.client().read(entity, Scope())) == [Page([], 0)]


@pytest.mark.parametrize(("kind", "after"), [("truncated", 0), ("truncated", 2), ("drift", 0)])
def test_a_page_that_loses_a_row_or_moves_once_costs_no_row(used: School, kind: str, after: int) -> None:
    used.fail(kind, "GET", "/courses", times=1, after=after)

    assert len(records(used.client().read("courses", Scope()))) == len(used.rows("courses"))


@pytest.mark.parametrize("after", [1, 2])
def test_users_that_move_between_two_pages_are_noticed(used: School, after: int) -> None:
    used.fail("drift", "GET", "/users", after=after)

    with pytest.raises(IncompleteReadError, match="does not join on"):
        records(used.client().read("users", Scope()))


def test_an_account_that_is_made_while_users_are_read_is_noticed(used: School) -> None:
    client = used.client()
    pages = client.read("users", Scope())
    next(pages)
    client.write("users", [used.user()])

    with pytest.raises(IncompleteReadError, match="405 rows, then 406"):
        list(pages)


def test_a_course_that_goes_while_sections_are_read_is_noticed(used: School) -> None:
    last = list(used.simulator.school.courses)[-1]
    used.meanwhile("/courses/[0-9]+/sections", lambda: remove_course(used.simulator.school, last))

    with pytest.raises(IncompleteReadError, match="for one that it has just listed"):
        records(used.client().read("sections", Scope()))


def test_a_section_that_goes_to_another_course_while_sections_are_read_is_noticed(used: School) -> None:
    sections = used.simulator.school.sections
    first, *_, last = used.simulator.school.courses
    moving = sections.where("course_id", first["id"])[0]
    used.meanwhile(f"/courses/{last['id']}/sections", lambda: sections.change(moving, {"course_id": last["id"]}))

    with pytest.raises(IncompleteReadError, match="changed its course"):
        records(used.client().read("sections", Scope()))


def test_what_cannot_be_read_is_said_before_anything_is_asked(school: School) -> None:
    client = school.client()

    with pytest.raises(ContractError, match=r"enrollments cannot be read\. What can be: users, courses, sections"):
        client.read("enrollments", Scope())
    with pytest.raises(ContractError, match="users cannot be narrowed by role_ids"):
        client.read("users", Scope({"role_ids": "1"}))
    assert school.journal == []


def test_every_collection_that_the_connector_names_can_be_read(school: School) -> None:
    for entity in load("schoology").reads:
        assert records(school.client().read(entity, Scope())) is not None


@pytest.mark.parametrize("kind", ["500", "503", "timeout", "lost"])
def test_a_page_that_fails_once_is_asked_for_again(used: School, kind: str) -> None:
    used.fail(kind, "GET", "/courses", times=1)

    assert len(records(used.client().read("courses", Scope()))) == len(used.rows("courses"))
    assert used.pace.penalties


def test_a_page_that_keeps_failing_ends_the_reading(used: School) -> None:
    used.fail("503", "GET", "/users", after=1)

    with pytest.raises(SystemUnavailableError, match="GET /users"):
        records(used.client().read("users", Scope()))


@pytest.mark.parametrize("kind", ["html", "malformed"])
def test_a_page_that_is_no_page_ends_the_reading(used: School, kind: str) -> None:
    used.fail(kind, "GET", "/users", after=1)

    with pytest.raises(ContractError, match="no JSON"):
        records(used.client().read("users", Scope()))


def test_every_page_is_paid_for_as_a_read(used: School) -> None:
    records(used.client().read("users", Scope()))

    assert used.pace.taken == [1, 1, 1]


def test_lists_are_read_as_the_acting_user(used: School) -> None:
    with pytest.raises(CredentialsError, match="GET /users"):
        records(used.client(acting_user="4999999").read("users", Scope()))
