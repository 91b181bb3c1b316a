"""What goes wrong on the way to the gradebook of eSchoolPLUS, and what is known of the outcome then."""

from collections.abc import Callable
from typing import Any

import pytest
from werkzeug.wrappers import Request, Response

from rollbook.model.errors import (
    ContractError,
    OutcomeUnknownError,
    RateLimitedError,
    RollbookError,
    SystemUnavailableError,
)
from sandbox.simulators.serving import serving
from tests.contract.connectors.gradebook import Gradebook
from tests.contract.connectors.school import removal

PUT_ITEM = "PUT /lineItems/<sourced_id>"
PUT_RESULT = "PUT /results/<sourced_id>"
DELETE_RESULT = "DELETE /results/<sourced_id>"


@pytest.mark.parametrize("kind", ["lost", "500", "503", "timeout"])
def test_a_put_without_an_answer_is_sent_again_because_that_does_no_harm(gradebook: Gradebook, kind: str) -> None:
    gradebook.fail(kind, "PUT", "/lineItems", times=1)

    written = gradebook.client().write("lineItems", [gradebook.item(1), gradebook.item(2)])

    assert [one.reason for one in written] == [None, None]
    assert sorted(gradebook.held("lineItems")) == ["schoology-1", "schoology-2"]
    assert gradebook.calls(PUT_ITEM) == 3
    assert gradebook.pace.penalties == [1.0]


def test_a_deletion_whose_answer_was_lost_is_done_all_the_same(gradebook: Gradebook) -> None:
    client = gradebook.client()
    client.write("lineItems", [gradebook.item()])
    client.write("results", [gradebook.result()])
    gradebook.fail("lost", "DELETE", "/results", times=1)

    (removed,) = client.write("results", [removal(gradebook.result(), None)])

    assert removed.reason is None
    assert gradebook.held("results") == {}
    assert gradebook.calls(DELETE_RESULT) == 2, "the second found nothing, and that is what was wanted"


def test_a_gradebook_that_keeps_failing_is_unavailable_and_what_arrived_is_found(gradebook: Gradebook) -> None:
    client = gradebook.client()
    changes = [gradebook.item(number) for number in range(3)]
    gradebook.fail("503", "PUT", "/lineItems", after=2)

    with pytest.raises(SystemUnavailableError, match=r"answered with 503 to PUT /lineItems/\{id\}, attempt 4"):
        client.write("lineItems", changes)

    assert [found.target for found in client.find("lineItems", changes)] == ["schoology-0", "schoology-1"]


def test_a_demand_to_wait_is_obeyed(gradebook: Gradebook) -> None:
    gradebook.fail("429", "PUT", "/lineItems", times=2, seconds=7)

    (written,) = gradebook.client().write("lineItems", [gradebook.item()])

    assert written.reason is None
    assert gradebook.pace.penalties == [7.0, 7.0]


def test_a_demand_to_wait_that_never_ends_ends_the_step(gradebook: Gradebook) -> None:
    gradebook.fail("429", "PUT", "/lineItems")

    with pytest.raises(RateLimitedError):
        gradebook.client().write("lineItems", [gradebook.item()])


@pytest.mark.parametrize("kind", ["html", "malformed"])
def test_an_answer_that_cannot_be_trusted_leaves_the_outcome_unknown_until_it_is_read_back(
    gradebook: Gradebook, kind: str
) -> None:
    client = gradebook.client()
    gradebook.fail(kind, "PUT", "/lineItems", times=1)

    with pytest.raises(OutcomeUnknownError, match="read back before anything is sent again"):
        client.write("lineItems", [gradebook.item()])

    arrived = kind == "malformed"
    assert [found.matches for found in client.find("lineItems", [gradebook.item()])] == [True] * arrived
    assert gradebook.calls(PUT_ITEM) == 1


@pytest.mark.parametrize("kind", ["html", "malformed"])
def test_an_object_that_cannot_be_read_back_is_against_the_contract(gradebook: Gradebook, kind: str) -> None:
    client = gradebook.client()
    client.write("lineItems", [gradebook.item()])
    gradebook.fail(kind, "GET", "/lineItems")

    with pytest.raises(ContractError, match="the body is no JSON"):
        client.find("lineItems", [gradebook.item()])


def test_a_token_that_is_not_accepted_any_more_is_renewed_in_the_middle_of_a_batch(gradebook: Gradebook) -> None:
    client = gradebook.client()
    client.write("lineItems", [gradebook.item(1)])
    gradebook.simulator.perform("expire_tokens", {})

    (written,) = client.write("lineItems", [gradebook.item(2)])

    assert written.reason is None
    assert gradebook.calls(PUT_ITEM) == 3


def _answering(status: int, body: bytes = b"", **headers: str) -> Callable[[Request], Response]:
    def answer(request: Request) -> Response:
        if request.path == "/oauth/token":
            return Response('{"access_token": "t", "expires_in": 3600}', content_type="application/json")
        return Response(body, status, headers=headers)

    return answer


def _sent(gradebook: Gradebook, answer: Callable[[Request], Response]) -> Any:
    with serving(Request.application(answer)) as url:
        at = {"base_url": f"{url}/rostering/v1p2", "token_url": f"{url}/oauth/token"}
        gradebook.credentials = gradebook.credentials.model_copy(update=at)
        return gradebook.client().write("lineItems", [gradebook.item()])


@pytest.mark.parametrize("status", [200, 201, 204])
@pytest.mark.parametrize("body", [b"", b'{"imsx_codeMajor": "success"}', b'{"lineItem": {"sourcedId": "schoology-1"}}'])
def test_a_put_is_done_when_the_status_says_so_and_the_body_says_nothing_else(
    gradebook: Gradebook, status: int, body: bytes
) -> None:
    (written,) = _sent(gradebook, _answering(status, body))

    assert (written.target, written.reason) == ("schoology-1", None)


@pytest.mark.parametrize(
    ("status", "body"),
    [(202, b""), (206, b""), (200, b'{"imsx_codeMajor": "failure"}'), (201, b'{"imsx_codeMajor": "processing"}')],
)
def test_a_put_that_may_not_be_done_leaves_its_outcome_unknown(gradebook: Gradebook, status: int, body: bytes) -> None:
    with pytest.raises(OutcomeUnknownError):
        _sent(gradebook, _answering(status, body))


@pytest.mark.parametrize("status", [400, 404, 409, 413, 422])
def test_a_judgement_on_the_record_is_its_reason_and_no_error(gradebook: Gradebook, status: int) -> None:
    (refused,) = _sent(gradebook, _answering(status))

    assert refused.reason
    assert refused.reason.sentence == f"eSchoolPLUS refused this lineItem ({status})"
    assert refused.target == "schoology-1"


@pytest.mark.parametrize(("status", "error"), [(405, ContractError), (415, ContractError), (303, OutcomeUnknownError)])
def test_an_answer_that_judges_no_record_ends_the_batch(
    gradebook: Gradebook, status: int, error: type[RollbookError]
) -> None:
    with pytest.raises(error):
        _sent(gradebook, _answering(status, Location="/"))


@pytest.mark.parametrize("kind", ["429", "500", "timeout", "lost", "html", "malformed"])
def test_no_error_names_a_secret_or_a_person(gradebook: Gradebook, kind: str) -> None:
    client = gradebook.client(attempts=1)
    result = gradebook.result()
    gradebook.fail(kind)
    student = (result.data or {})["student"]

    for attempt in (lambda: client.write("results", [result]), lambda: client.find("results", [result])):
        with pytest.raises(RollbookError) as failed:
            attempt()
        link: BaseException | None = failed.value
        while link is not None:
            told = f"{link!s} {link!r}"
            assert not [
                one for one in (student, "Zoë", gradebook.credentials.client_secret.get_secret_value()) if one in told
            ]
            link = link.__cause__ or link.__context__
