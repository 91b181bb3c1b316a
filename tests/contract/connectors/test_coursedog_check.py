"""The connection check of Coursedog, the credentials and settings that it is given, and the contract as a whole."""

from datetime import UTC, datetime
from typing import Any

import pytest
from pydantic import ValidationError

from rollbook.connectors import load
from rollbook.connectors.coursedog.settings import Credentials
from rollbook.model.records import Scope
from sandbox.institution.university import User
from tests.contract.apis.wire import document
from tests.contract.connectors.scheduler import COURSE, FIRST, TERM, Scheduler, course, crosslist, removal, section

ADMIN, PLAIN = ("Admin", "Scheduling"), ("Scheduling",)
GIVEN = {"school": "state_banner_ethos", "email": "integration@example.edu", "password": "the-secret"}
_THE_VENDORS_OTHER_WAYS = {"searchCoursesByFilters", "listSectionsOfCourse"}


@pytest.mark.parametrize("admins", [0, 1, 2, 3, 5])
def test_more_than_two_accounts_that_may_do_everything_are_told_of_and_no_failure(
    scheduler: Scheduler, monkeypatch: pytest.MonkeyPatch, admins: int
) -> None:
    users = tuple(
        User(f"u-{n}", "Zoë", "O'Neill", f"u-{n}@example.edu", ("scheduler",), ADMIN if n < admins else PLAIN)
        for n in range(6)
    )
    monkeypatch.setattr(scheduler.simulator.schools[GIVEN["school"]], "users", users)
    before = scheduler.simulator.snapshot()

    check = scheduler.client().check()

    assert check.healthy
    assert check.sentence.startswith("Coursedog works: the account is accepted, and shows 3 terms.")
    assert (f"{admins} accounts hold the product Admin; at most two should." in check.sentence) == (admins > 2)
    assert "example.edu" not in check.sentence
    assert scheduler.calls == ["GET terms 200", "GET users 200"]
    assert scheduler.simulator.snapshot() == before


@pytest.mark.parametrize(
    ("name", "given", "said"),
    [
        ("password", "a-wrong-password", "POST /sessions (401: unauthorized)"),
        ("school", "another_school", "GET /{school}/general/terms (403: wrong_school)"),
    ],
)
def test_an_account_that_is_not_accepted_is_told(scheduler: Scheduler, name: str, given: str, said: str) -> None:
    scheduler.credentials[name] = given

    check = scheduler.client().check()

    assert not check.healthy
    assert f"Coursedog does not accept the credentials for {said}" in check.sentence
    assert given not in check.sentence


@pytest.mark.parametrize("kind", ["html", "malformed", "500", "timeout"])
@pytest.mark.parametrize("path", ["/sessions", "/terms", "/users"])
def test_whatever_goes_wrong_a_check_never_raises(scheduler: Scheduler, kind: str, path: str) -> None:
    scheduler.fail(kind, path=path)

    check = scheduler.client().check()

    assert not check.healthy
    assert check.sentence.startswith("Coursedog ")


def test_a_coursedog_that_is_not_there_is_told(scheduler: Scheduler) -> None:
    scheduler.credentials["base_url"] = "http://127.0.0.1:1/api/v1"

    assert not scheduler.client().check().healthy


@pytest.mark.parametrize(
    "wrong",
    [
        {"school": ""},
        {"school": "State Banner"},
        {"school": "../state"},
        {"school": "state\n"},
        {"email": ""},
        {"password": ""},
        {"password": None},
        {"base_url": "http://coursedog.example/api/v1"},
        {"token": "the-secret"},
    ],
)
def test_credentials_that_cannot_be_are_told_by_their_field_alone(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError) as refused:
        Credentials.model_validate({**GIVEN, **wrong})

    assert {error["loc"] for error in refused.value.errors()} == {(name,) for name in wrong}
    assert "the-secret" not in str(refused.value)


def test_the_limit_is_a_hundred_calls_in_ten_seconds_unless_set() -> None:
    coursedog = load("coursedog")
    for given, allowance in (({}, 100), ({"allowance": 20}, 20)):
        limits = coursedog.limits(coursedog.settings.model_validate(given))

        assert limits
        assert (limits.allowance, limits.window_seconds, limits.read_cost, limits.write_cost) == (allowance, 10, 1, 1)


@pytest.mark.parametrize("size", [0, 1, 201])
def test_a_page_is_long_enough_to_join_on_to_the_next_and_no_longer_than_coursedog_gives(size: int) -> None:
    with pytest.raises(ValidationError):
        load("coursedog").settings.model_validate({"page_size": size})


def test_every_operation_of_the_contract_is_used_but_two_that_the_vendor_has_besides(scheduler: Scheduler) -> None:
    client, coursedog = scheduler.client(), load("coursedog")
    wanted = {
        "courses": [course()],
        "sections": [section("001"), section("002")],
        "relationships": [crosslist()],
    }
    for entity in coursedog.writes:
        client.write(entity, wanted[entity])
        assert len(client.find(entity, wanted[entity])) == len(wanted[entity])
    for entity in coursedog.reads:
        assert list(client.read(entity, Scope()))
        assert list(client.read(entity, Scope(parts=(FIRST,), terms=(TERM,))))
    for entity, key in (("relationships", f"{TERM}/XL01"), ("sections", FIRST), ("courses", COURSE)):
        client.write(entity, [removal(scheduler.current(entity, key))])
    assert coursedog.subscribe
    coursedog.subscribe(client, "https://inbox.example/v1/webhooks/coursedog", "A" * 48)
    scheduler.edit(f"{TERM}/{COURSE}/002", "maxEnrollment", 31)
    assert coursedog.poll
    assert coursedog.poll(client, datetime(2026, 9, 14, 12, tzinfo=UTC))

    operations = {one.id for one in document("coursedog").operations}
    assert scheduler.witness.operations == operations - _THE_VENDORS_OTHER_WAYS
    assert scheduler.witness.bad_answers == []
