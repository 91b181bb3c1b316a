"""What goes wrong on the way to Schoology, and what is known of the outcome then."""

import pytest

from rollbook.model.errors import (
    BatchRefusedError,
    CredentialsError,
    OutcomeUnknownError,
    RateLimitedError,
    RollbookError,
    SystemUnavailableError,
)
from tests.contract.connectors.school import School, removal

USERS = "POST /v1/users"


@pytest.mark.parametrize("kind", ["500", "503", "timeout"])
def test_a_write_whose_fate_is_unknown_is_not_repeated(school: School, kind: str) -> None:
    school.fail(kind, "POST", "/users")

    with pytest.raises(OutcomeUnknownError, match="POST /users"):
        school.client().write("users", [school.user()])
    assert school.calls(USERS) == 1


@pytest.mark.parametrize("kind", ["lost", "malformed"])
def test_a_write_whose_answer_was_lost_is_found_afterwards(school: School, kind: str) -> None:
    client = school.client()
    school.fail(kind, "POST", "/users")

    with pytest.raises(OutcomeUnknownError, match="read back before anything is sent again"):
        client.write("users", [school.user()])

    assert [found.matches for found in client.find("users", [school.user()])] == [True]
    assert school.calls(USERS) == 1


def test_a_lost_removal_is_gone_afterwards(school: School) -> None:
    client = school.client()
    enrollment = school.enrollment(client)
    (created,) = client.write("enrollments", [enrollment])
    leaving = removal(enrollment, created.target)
    school.fail("lost", "POST", "/enrollments", times=1)

    with pytest.raises(OutcomeUnknownError):
        client.write("enrollments", [leaving])

    assert client.find("enrollments", [leaving]) == []


def test_a_web_page_after_a_write_leaves_its_outcome_unknown(school: School) -> None:
    client = school.client()
    school.fail("html", "POST", "/users")

    with pytest.raises(OutcomeUnknownError, match=r"no JSON \(text/html\)"):
        client.write("users", [school.user()])

    assert client.find("users", [school.user()]) == []


def test_a_term_whose_answer_was_lost_is_found_by_its_title(school: School) -> None:
    client = school.client()
    school.fail("lost", "POST", "/gradingperiods")

    with pytest.raises(OutcomeUnknownError):
        client.write("terms", [school.term()])

    (found,) = client.find("terms", [school.term()])
    assert (found.target, found.matches) == (str(school.row("gradingperiods", title="Spring 2027")["id"]), True)


def test_a_refused_write_waits_as_asked_and_is_signed_afresh(school: School) -> None:
    school.fail("429", "POST", "/users", times=2, seconds=3)

    (written,) = school.client().write("users", [school.user()])

    assert written.target
    assert school.pace.penalties == [3.0, 3.0]
    assert school.pace.taken == [3, 3, 3]
    assert [entry["status"] for entry in school.journal] == [429, 429, 200]


def test_a_write_that_is_always_asked_to_wait_ends_the_step(school: School) -> None:
    school.fail("429", "POST", "/users")

    with pytest.raises(RateLimitedError):
        school.client().write("users", [school.user()])


def test_a_failing_read_is_repeated(school: School) -> None:
    client = school.client()
    school.fail("500", "GET", "/users", times=2)

    assert client.find("users", [school.user()]) == []
    assert school.pace.taken == [1, 1, 1]
    assert school.pace.penalties == [1.0, 2.0]


def test_a_read_costs_one_credit_and_a_write_three(school: School) -> None:
    client = school.client()
    client.find("users", [school.user()])
    client.write("users", [school.user()])

    assert school.pace.taken == [1, 3]
    assert [entry["credits"] for entry in school.journal] == [1, 3]


def test_a_write_that_never_arrived_is_repeated_and_then_given_up(school: School) -> None:
    school.credentials["base_url"] = "http://127.0.0.1:1/v1"
    client = school.client()

    with pytest.raises(SystemUnavailableError, match="did not answer to POST /users, attempt 4"):
        client.write("users", [school.user()])
    assert client.calls == 4


def test_a_wrong_secret_is_a_matter_of_credentials(school: School) -> None:
    school.credentials["consumer_secret"] = "a-wrong-secret"

    with pytest.raises(CredentialsError, match="does not accept the credentials for POST /users") as refused:
        school.client().write("users", [school.user()])
    assert "a-wrong-secret" not in str(refused.value)


def test_an_acting_user_who_does_not_exist_is_a_matter_of_credentials(school: School) -> None:
    with pytest.raises(CredentialsError, match="403"):
        school.client(acting_user="4999999").write("users", [school.user()])


@pytest.mark.parametrize("kind", ["429", "500", "timeout", "lost", "html", "malformed"])
def test_no_error_names_a_secret_or_a_person(school: School, kind: str) -> None:
    client = school.client(attempts=1)
    school.fail(kind)
    person = school.user()

    for attempt in (lambda: client.write("users", [person]), lambda: client.find("users", [person])):
        with pytest.raises(RollbookError) as failed:
            attempt()
        _names_nobody(failed.value, school)


def test_a_batch_refusal_names_nobody(school: School) -> None:
    school.fail("poison", key="00417")

    with pytest.raises(BatchRefusedError) as refused:
        school.client().write("users", [school.user()])
    _names_nobody(refused.value, school)


def test_no_secret_shows_in_any_representation(school: School) -> None:
    client = school.client()
    client.write("users", [school.user()])

    assert school.credentials["consumer_secret"] not in f"{client!r} {vars(client)!r}"


def _names_nobody(error: BaseException, school: School) -> None:
    """Look at an error and at all that travels with it into a traceback."""
    told = []
    link: BaseException | None = error
    while link is not None:
        told.append(f"{link!s} {link!r}")
        link = link.__cause__ or link.__context__
    for secret in ("00417", "Zoë", "Neill", "@students", school.credentials["consumer_secret"]):
        assert secret not in " ".join(told)
