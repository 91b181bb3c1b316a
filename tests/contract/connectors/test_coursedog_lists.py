"""Lists of Coursedog that move while they are read, answers that fail, and sessions that end."""

from itertools import count

import pytest

from rollbook.model.errors import (
    ContractError,
    CredentialsError,
    IncompleteReadError,
    RateLimitedError,
    SystemUnavailableError,
)
from rollbook.model.records import Json, Scope
from tests.contract.connectors.scheduler import (
    COURSE,
    FIRST,
    SECOND,
    TERM,
    Scheduler,
    course,
)

KINDS = ("courses", "sections", "relationships")


def test_pages_join_on_to_each_other(scheduler: Scheduler) -> None:
    scheduler.plan(sections=7)

    pages = list(scheduler.client(page_size=3).read("sections", Scope(terms=(TERM,))))

    assert [len(page.records) for page in pages] == [3, 3, 1]
    assert {page.declared for page in pages} == {7}
    assert scheduler.calls == ["GET sections 200"] * 3


@pytest.mark.parametrize("entity", ["sections", "courses"])
def test_a_list_that_changed_while_it_was_read_is_read_again(scheduler: Scheduler, entity: str) -> None:
    scheduler.plan(sections=7)
    scheduler.write("courses", *(course(f"CHM-10{number}") for number in range(6)))
    key = {"sections": FIRST, "courses": "CHM-100"}[entity]
    path = {"sections": "/sections", "courses": "/courses/search"}[entity]
    scheduler.meanwhile(path, lambda: scheduler.edit(key, action="delete"), after=1)

    found = scheduler.keys(entity, page_size=3)

    assert len(found) == 6
    assert key not in found


def test_one_that_came_for_one_that_went_is_no_secret(scheduler: Scheduler) -> None:
    scheduler.plan(sections=7)

    def swap() -> None:
        scheduler.edit(FIRST, action="delete")
        scheduler.edit(f"{TERM}/{COURSE}/099", action="create", value={"title": "Late"})

    scheduler.meanwhile("/sections", swap, after=1)

    assert scheduler.keys("sections", page_size=3)[-1] == f"{TERM}/{COURSE}/099"
    assert len(scheduler.calls) > 4


def test_a_list_that_never_stands_still_is_no_list(scheduler: Scheduler) -> None:
    scheduler.plan(sections=7)
    numbers = count(100)

    def grow() -> None:
        scheduler.edit(f"{TERM}/{COURSE}/{next(numbers)}", action="create", value={"title": "Late"})

    scheduler.meanwhile("/sections", grow, times=1000)

    with pytest.raises(IncompleteReadError, match="Coursedog's list of sections was not read completely"):
        scheduler.read("sections", page_size=3)


@pytest.mark.parametrize("kind", ["truncated", "drift"])
def test_a_page_that_lost_something_is_noticed_and_made_good(scheduler: Scheduler, kind: str) -> None:
    scheduler.plan(sections=7)
    scheduler.fail(kind, "GET", "/sections", after=1, times=1)

    assert len(scheduler.keys("sections", page_size=3)) == 7


# ------------------------------------------------------------------------------------------------- answers that fail


@pytest.mark.parametrize("kind", ["500", "503", "timeout", "lost"])
def test_a_page_that_did_not_come_is_asked_for_again(scheduler: Scheduler, kind: str) -> None:
    scheduler.plan(sections=7)
    scheduler.fail(kind, "GET", "/sections", after=1, times=2)

    assert len(scheduler.keys("sections", page_size=3)) == 7
    assert scheduler.pace.penalties == [1, 2]


@pytest.mark.parametrize(("seconds", "waits"), [(7, [7, 7]), (0, [1, 1])])
def test_coursedog_is_waited_for_as_long_as_it_asks_if_it_does(
    scheduler: Scheduler, seconds: float, waits: list[float]
) -> None:
    scheduler.plan()
    scheduler.fail("429", "GET", "/sections", times=2, seconds=seconds)

    assert scheduler.keys("sections") == [FIRST, SECOND]
    assert scheduler.pace.penalties == waits


@pytest.mark.parametrize(
    ("kind", "error"),
    [
        ("429", RateLimitedError),
        ("503", SystemUnavailableError),
        ("malformed", ContractError),
        ("html", ContractError),
    ],
)
def test_what_does_not_pass_ends_the_reading(scheduler: Scheduler, kind: str, error: type[Exception]) -> None:
    scheduler.fail(kind, "GET", "/users")

    with pytest.raises(error, match=r"Coursedog .* GET /int/\{school\}/users"):
        scheduler.read("users")


# ---------------------------------------------------------------------------------------------------------- sessions


def test_one_session_serves_all_calls_of_a_client(scheduler: Scheduler) -> None:
    client = scheduler.client()
    for entity in ("terms", *KINDS, "users"):
        list(client.read(entity, Scope()))

    assert scheduler.logins == 1
    assert client.calls == len(scheduler.calls) + 1
    assert scheduler.pace.taken == [1] * client.calls


def test_a_session_that_is_over_is_opened_anew_and_nothing_is_missed(scheduler: Scheduler) -> None:
    scheduler.plan(sections=7)
    scheduler.meanwhile("/sections", lambda: scheduler.simulator.perform("end_sessions", {}), after=1)

    assert len(scheduler.keys("sections", page_size=3)) == 7
    assert scheduler.logins == 2
    assert scheduler.calls.count("GET sections 401") == 1


def test_a_session_that_never_lasts_is_told(scheduler: Scheduler) -> None:
    scheduler.meanwhile("/terms", lambda: scheduler.simulator.perform("end_sessions", {}), times=100)

    with pytest.raises(CredentialsError, match=r"401: unauthorized"):
        scheduler.read("terms")
    assert scheduler.logins == 2


@pytest.mark.parametrize(
    ("name", "given", "said"),
    [
        ("password", "a-wrong-password", r"POST /sessions .401: unauthorized"),
        ("email", "nobody@example.edu", r"POST /sessions .401: unauthorized"),
        ("school", "another_school_ethos", r"403: wrong_school"),
    ],
)
def test_an_account_that_is_not_accepted_is_told_without_itself(
    scheduler: Scheduler, name: str, given: str, said: str
) -> None:
    scheduler.credentials[name] = given

    with pytest.raises(CredentialsError, match=said) as refused:
        scheduler.read("terms")

    for secret in (given, scheduler.credentials["password"], scheduler.credentials["email"]):
        assert secret not in str(refused.value)
    assert scheduler.logins == 1


@pytest.mark.parametrize("kind", ["500", "503", "timeout", "lost"])
def test_a_log_in_that_got_no_answer_is_tried_again(scheduler: Scheduler, kind: str) -> None:
    scheduler.fail(kind, "POST", "/sessions", times=2)

    assert scheduler.read("terms")


@pytest.mark.parametrize("kind", ["html", "malformed"])
def test_a_log_in_that_cannot_be_read_quotes_nothing(scheduler: Scheduler, kind: str) -> None:
    scheduler.fail(kind, "POST", "/sessions")

    with pytest.raises(ContractError, match=r"answered POST /sessions in a form that was not agreed on") as odd:
        scheduler.read("terms")

    assert odd.value.__cause__ is odd.value.__context__ is None


def test_what_is_read_is_json_that_a_file_can_hold(scheduler: Scheduler) -> None:
    scheduler.plan()

    def plain(value: object) -> bool:
        if isinstance(value, dict):
            return all(map(plain, value.values()))
        return all(map(plain, value)) if isinstance(value, list) else isinstance(value, str | int | float | None)

    records: list[Json] = [record for entity in ("terms", *KINDS, "users") for record in scheduler.read(entity)]
    assert all(map(plain, records))
