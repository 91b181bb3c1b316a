"""What holds for calls to every system: who is asked, and what is signed."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
import requests
from werkzeug.wrappers import Request, Response

from rollbook.connectors.answers import Answer, Refused, Vendor
from rollbook.connectors.calls import Call
from rollbook.connectors.patience import Patience
from rollbook.connectors.schoology.signing import Signature
from rollbook.connectors.transport import Transport
from rollbook.model.errors import (
    BatchRefusedError,
    ContractError,
    OutcomeUnknownError,
    RateLimitedError,
    RollbookError,
    SystemUnavailableError,
)
from sandbox.simulators.serving import serving
from tests.contract.connectors.pace import RecordingPace
from tests.contract.connectors.school import School


@contextmanager
def system(answer: Callable[[Request], Response]) -> Iterator[Transport]:
    with serving(Request.application(answer)) as url:
        vendor = Vendor("The system", f"{url}/api", lambda _: "")
        yield Transport(vendor, Signature("key", "secret"), Patience(read_seconds=5), RecordingPace(), None)


def test_a_redirect_within_the_system_is_followed_with_a_fresh_signature() -> None:
    seen: list[str] = []

    def answer(request: Request) -> Response:
        seen.append(request.headers["Authorization"])
        if request.path == "/api/me":
            return Response(status=303, headers={"Location": "/api/users/7?full=1"})
        return Response(request.full_path)

    with system(answer) as transport:
        answer_seen = transport.ask(Call("GET", "/me"))

    assert answer_seen.content == b"/api/users/7?full=1"
    assert "users" not in repr(answer_seen), "a body may hold people, so it is not shown"
    assert len(set(seen)) == 2


@pytest.mark.parametrize(
    ("location", "calls"),
    [("https://elsewhere.example/users/7", 1), ("//elsewhere.example/", 1), ("/api/me", 4)],
)
def test_a_redirect_elsewhere_or_without_end_is_not_followed(location: str, calls: int) -> None:
    with system(lambda _: Response(status=302, headers={"Location": location})) as transport:
        with pytest.raises(ContractError, match="sends GET /me on to another place"):
            transport.ask(Call("GET", "/me"))
        assert transport.calls == calls


@pytest.mark.parametrize(("status", "error"), [(303, OutcomeUnknownError), (405, ContractError), (410, ContractError)])
def test_a_write_that_is_answered_with_neither_yes_nor_no_is_not_taken_for_either(
    status: int, error: type[RollbookError]
) -> None:
    with system(lambda _: Response(status=status, headers={"Location": "/"})) as transport, pytest.raises(error):
        transport.ask(Call("POST", "/things", body={"name": "x"}))


@pytest.mark.parametrize(
    ("call", "attempts"),
    [
        (Call("GET", "/things"), 4),
        (Call("POST", "/things", harmless=True), 4),
        (Call("PUT", "/things/{id}", at={"id": "7"}, idempotent=True), 4),
        (Call("PUT", "/things/{id}", at={"id": "7"}), 1),
    ],
    ids=["a read", "harmless", "idempotent", "any other write"],
)
def test_what_may_have_arrived_is_repeated_only_where_twice_is_the_same_as_once(call: Call, attempts: int) -> None:
    expected = OutcomeUnknownError if attempts == 1 else SystemUnavailableError
    with system(lambda _: Response(status=503)) as transport, pytest.raises(expected):
        transport.ask(call)
    assert transport.calls == attempts


@pytest.mark.parametrize(("waits", "attempts"), [(True, 4), (False, 1)])
def test_too_many_calls_are_waited_for_unless_the_call_would_rather_be_refused(waits: bool, attempts: int) -> None:
    call = Call("PUT", "/things", body={"name": "x"}, waits=waits)

    with system(lambda _: Response(b"busy", status=429)) as transport:
        if waits:
            with pytest.raises(RateLimitedError):
                transport.submit(call)
        else:
            assert transport.submit(call) == Refused(429, b"busy")
        assert transport.calls == attempts


def test_a_write_that_may_be_repeated_is_still_a_write_when_its_answer_is_judged() -> None:
    call = Call("PUT", "/things/{id}", at={"id": "7"}, body={"name": "x"}, idempotent=True)

    with system(lambda _: Response(status=409)) as transport:
        assert transport.submit(call) == Refused(409, b"")
        with pytest.raises(BatchRefusedError):
            transport.ask(call)
    with system(lambda _: Response(status=303, headers={"Location": "/elsewhere"})) as transport:
        with pytest.raises(OutcomeUnknownError):
            transport.submit(call)
        assert transport.calls == 1, "a write is not sent on to another address"
    with system(lambda _: Response(b"<html>")) as transport:
        answer = transport.submit(call)
        assert isinstance(answer, Answer)
        assert isinstance(answer.unfit("it is no JSON"), OutcomeUnknownError)


def test_a_refusal_quotes_nothing_of_what_was_sent() -> None:
    vendor_says = "Jane Doe (00417) is known already"
    with serving(Request.application(lambda _: Response(vendor_says, status=409))) as url:
        vendor = Vendor("The system", url, lambda content: content.decode())
        transport = Transport(vendor, Signature("key", "secret"), Patience(), RecordingPace(), None)

        with pytest.raises(RollbookError) as write:
            transport.ask(Call("POST", "/people", body={"people": [{"name": "Jane Doe", "uid": "00417"}]}))
        with pytest.raises(RollbookError) as read:
            transport.ask(Call("GET", "/people/{person}", at={"person": "00417"}))

    assert str(write.value) == "The system refused POST /people with 409: […] ([…]) is known already."
    assert "GET /people/{person} with 409." in str(read.value)


def test_ids_in_a_path_are_escaped_and_never_named() -> None:
    call = Call("GET", "/users/{user}/x", at={"user": "a/b?c"}, query={"uids": "1,2", "limit": 5})

    assert call.target == "/users/a%2Fb%3Fc/x?uids=1%2C2&limit=5"
    assert call.name == "GET /users/{user}/x"


def test_a_write_that_is_held_too_long_leaves_its_outcome_unknown(school: School) -> None:
    client = school.client(read_seconds=0.2)
    school.fail("hold", "POST", "/users")

    with pytest.raises(OutcomeUnknownError, match="did not answer after POST /users was sent"):
        client.write("users", [school.user()])

    school.simulator.faults.clear()
    assert [found.matches for found in client.find("users", [school.user()])] == [True]


def test_each_attempt_is_signed_with_its_own_nonce_and_an_empty_token() -> None:
    signature = Signature("the-key", "the-secret")
    request = requests.Request("GET", "https://api.example/v1/users?school_uids=1%2C2", auth=signature)

    headers = {str(request.prepare().headers["Authorization"]) for _ in range(3)}

    assert len(headers) == 3
    for header in headers:
        assert 'OAuth realm="Schoology API", ' in header
        assert 'oauth_token=""' in header
        assert 'oauth_signature_method="HMAC-SHA1"' in header
        assert "the-secret" not in header


def test_no_proxy_and_no_netrc_of_the_machine_changes_who_is_called(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    monkeypatch.delenv("NO_PROXY", raising=False)
    monkeypatch.delenv("no_proxy", raising=False)

    with system(lambda _: Response(b"direct")) as transport:
        assert transport.ask(Call("GET", "/me")).content == b"direct"
