"""What goes wrong between Rollbook and the SIS: tokens, rights, versions, limits, and answers that do not come."""

from typing import Any

import pytest
from pydantic import ValidationError

from rollbook.connectors import load
from rollbook.connectors.sis.settings import Settings
from rollbook.model.errors import (
    ContractError,
    CredentialsError,
    OutcomeUnknownError,
    RateLimitedError,
    SystemUnavailableError,
)
from tests.contract.connectors.office import FIRST, FREE, Office, meeting, section, update

# ------------------------------------------------------------------------------------------------------------- tokens


def test_a_token_serves_many_calls(office: Office) -> None:
    office.read("sections")

    assert office.tokens == 1


def test_a_token_whose_life_is_over_is_renewed_once(office: Office) -> None:
    client = office.client()
    office.meanwhile("instructional-events", lambda: office.simulator.perform("revoke_tokens", {}))
    change = section()

    (written,) = client.write("sections", [change])

    assert written.reason is None
    assert office.tokens == 2
    assert office.calls.count("POST instructional-events 401") == 1
    assert office.calls.count("POST instructional-events 201") == 1


def test_a_key_that_is_not_accepted_is_told_without_it(office: Office) -> None:
    office.credentials["api_key"] = "wrong-key"

    with pytest.raises(CredentialsError, match=r"does not accept the credentials for POST /auth \(401") as refused:
        office.read("terms")

    assert "wrong-key" not in str(refused.value)
    assert office.calls == []


@pytest.mark.parametrize("kind", ["html", "malformed"])
def test_what_is_no_token_is_not_used(office: Office, kind: str) -> None:
    office.fail(kind, "POST", "/auth")

    with pytest.raises((ContractError, CredentialsError)):
        office.read("terms")


# ------------------------------------------------------------------------------------------------- rights and versions


def test_a_right_that_the_key_lacks_ends_the_run(office: Office) -> None:
    office.simulator.perform("forbid", {"calls": ["POST sections"]})

    with pytest.raises(CredentialsError, match=r"POST /api/sections \(403: Access_Denied\)"):
        office.write(section())


def test_a_version_that_is_not_offered_is_told_and_no_record_is_blamed(office: Office) -> None:
    told = r"does not offer the version in which {} /api/sections was sent \(406\). .* media_types"

    with pytest.raises(ContractError, match=told.format("GET")):
        office.read("sections", media_types={"sections": "15.0.0"})
    with pytest.raises(ContractError, match=told.format("POST")):
        office.client(media_types={"sections": "15.0.0"}).write("sections", [section()])

    assert not office.holds(FREE)


def test_a_version_may_be_its_major_number(office: Office) -> None:
    assert len(office.read("sections", media_types={"sections": "16", "rooms": "10.0.0"})) == 400


@pytest.mark.parametrize("given", [{"students": "16"}, {"sections": "16.1"}, {"sections": "v16"}, {"sections": ""}])
def test_versions_are_of_resources_that_are_used(given: dict[str, str]) -> None:
    with pytest.raises(ValidationError):
        Settings(media_types=given)


def test_the_limit_is_a_hundred_calls_in_ten_seconds_unless_set() -> None:
    connector = load("sis")
    limits = connector.limits(connector.settings())

    assert limits
    assert (limits.allowance, limits.window_seconds, limits.read_cost, limits.write_cost) == (100, 10, 1, 1)


# ------------------------------------------------------------------------------------------------------ limits and time


@pytest.mark.parametrize(("more", "waits"), [({"seconds": 3}, [3.0, 3.0]), ({}, [1.0, 1.0])])
@pytest.mark.parametrize("method", ["GET", "POST", "PUT"])
def test_a_call_that_was_told_to_wait_is_repeated(
    office: Office, method: str, more: dict[str, Any], waits: list[float]
) -> None:
    before = office.section()
    office.fail("429", method, "/api/", times=2, **more)

    written = office.write(section(), update(before, title="x"))

    assert [one.reason for one in written] == [None, None]
    assert office.pace.penalties == waits


def test_too_long_a_wait_ends_the_step(office: Office) -> None:
    office.fail("429", "POST", "/api/", seconds=600)

    with pytest.raises(RateLimitedError):
        office.write(section())


@pytest.mark.parametrize("kind", ["lost", "timeout", "500", "malformed", "html"])
def test_a_post_is_never_repeated_when_its_answer_does_not_come(office: Office, kind: str) -> None:
    office.fail(kind, "POST", "/api/sections", times=1)

    with pytest.raises(OutcomeUnknownError, match="read back"):
        office.write(section(times=[]))

    assert sum(call.startswith("POST sections") for call in office.writes) == 1
    assert office.holds(FREE) == (kind in {"lost", "malformed"})


@pytest.mark.parametrize("kind", ["lost", "500", "503"])
def test_a_put_and_a_removal_are_repeated(office: Office, kind: str) -> None:
    before = office.section()
    office.fail(kind, "PUT", times=1)
    office.fail(kind, "DELETE", times=1)

    written = office.write(update(before, title="x", times=[]))

    assert [one.reason for one in written] == [None]
    assert (office.held(FIRST)["title"], office.held(FIRST)["times"]) == ("x", [])


def test_a_meeting_whose_answer_was_lost_is_not_made_twice(office: Office) -> None:
    change = section(times=[meeting(), meeting(days="S")])
    office.fail("lost", "POST", "instructional-events", times=1)
    with pytest.raises(OutcomeUnknownError):
        office.write(change)
    (found,) = office.client().find("sections", [change])

    (written,) = office.write(update(office.section(FREE), **(change.data or {})["fields"]))

    assert (found.matches, written.reason) == (False, None)
    (found,) = office.client().find("sections", [change])
    assert found.matches


def test_a_system_that_is_not_there_ends_the_step(office: Office) -> None:
    office.credentials["base_url"] = "http://127.0.0.1:1"

    with pytest.raises(SystemUnavailableError):
        office.client().write("sections", [section()])


# -------------------------------------------------------------------------------------------------------------- check


def test_a_check_looks_at_every_resource_and_changes_nothing(office: Office) -> None:
    before = office.simulator.snapshot()

    check = office.client().check()

    assert check.healthy
    assert check.sentence == ("The SIS works: the key is accepted, and shows 3 terms, 120 courses and 490 sections.")
    assert office.simulator.snapshot() == before
    assert len(office.calls) == len(set(office.calls)) == 17


def test_a_right_that_is_missing_is_found_by_the_check(office: Office) -> None:
    office.simulator.perform("forbid", {"calls": ["GET rooms"]})

    check = office.client().check()

    assert not check.healthy
    assert "GET /api/rooms" in check.sentence


@pytest.mark.parametrize("kind", ["html", "malformed", "500", "timeout"])
def test_whatever_goes_wrong_a_check_never_raises(office: Office, kind: str) -> None:
    office.fail(kind)

    check = office.client().check()

    assert not check.healthy
    assert check.sentence.startswith("The SIS ")
