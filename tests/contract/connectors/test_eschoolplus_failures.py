"""What eSchoolPLUS does wrong, and the sentence that an administrator reads of it."""

import pytest
from pydantic import SecretStr
from werkzeug.wrappers import Request, Response

from rollbook.connectors.answers import Vendor
from rollbook.connectors.eschoolplus.bearer import BearerToken, ClientBasic
from rollbook.connectors.eschoolplus.client import EschoolplusClient
from rollbook.connectors.eschoolplus.settings import Credentials, Settings
from rollbook.connectors.eschoolplus.wire import minor_code, reader_of
from rollbook.connectors.transport import Transport
from rollbook.model.errors import (
    ContractError,
    CredentialsError,
    RateLimitedError,
    RetryMayHelpError,
    SystemUnavailableError,
)
from rollbook.model.records import Json, Scope
from sandbox.simulators.eschoolplus import EschoolplusSimulator
from sandbox.simulators.faults import Fault
from tests.contract.connectors.pace import RecordingPace


def _read(client: EschoolplusClient) -> list[Json]:
    return [record for page in client.read("orgs", Scope()) for record in page.records]


def test_a_wrong_secret_is_a_matter_of_credentials(
    eschoolplus: EschoolplusSimulator, eschoolplus_credentials: Credentials, pace: RecordingPace
) -> None:
    wrong = eschoolplus_credentials.model_copy(update={"client_secret": SecretStr("a-wrong-secret")})
    client = EschoolplusClient(wrong, Settings(), pace)

    with pytest.raises(CredentialsError, match="invalid_client") as refused:
        _read(client)

    assert "a-wrong-secret" not in str(refused.value)
    assert client.check().healthy is False
    assert eschoolplus.calls.summary()["calls"] == {"POST /oauth/token": {"401": 2}}


def test_a_token_that_is_not_accepted_any_more_is_renewed_once(
    eschoolplus: EschoolplusSimulator, reader: EschoolplusClient
) -> None:
    _read(reader)
    eschoolplus.perform("expire_tokens", {})

    assert len(_read(reader)) == 4
    assert eschoolplus.calls.summary()["calls"]["POST /oauth/token"] == {"200": 2}


def test_a_server_that_accepts_no_token_ends_as_a_matter_of_credentials(
    eschoolplus: EschoolplusSimulator, reader: EschoolplusClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    issue = eschoolplus.tokens.issue

    def issue_and_forget(request: Request) -> Response:
        response = issue(request)
        eschoolplus.tokens.revoke_all()
        return response

    monkeypatch.setattr(eschoolplus.tokens, "issue", issue_and_forget)

    with pytest.raises(CredentialsError, match=r"GET /orgs \(401: unauthorisedrequest\)"):
        _read(reader)


def test_a_token_is_kept_until_shortly_before_it_expires(
    eschoolplus: EschoolplusSimulator, eschoolplus_credentials: Credentials, pace: RecordingPace
) -> None:
    now = 1000.0
    client = EschoolplusClient(eschoolplus_credentials, Settings(), pace, clock=lambda: now)
    _read(client)
    now += 3569
    _read(client)
    assert eschoolplus.calls.summary()["calls"]["POST /oauth/token"] == {"200": 1}

    now += 1
    _read(client)
    assert eschoolplus.calls.summary()["calls"]["POST /oauth/token"] == {"200": 2}


@pytest.mark.parametrize("kind", ["500", "503", "timeout"])
def test_a_failing_read_is_repeated_after_growing_waits(
    eschoolplus: EschoolplusSimulator, reader: EschoolplusClient, pace: RecordingPace, kind: str
) -> None:
    eschoolplus.faults.add(Fault(kind=kind, path="/orgs", times=2))

    assert len(_read(reader)) == 4
    assert pace.penalties == [1.0, 2.0]
    assert len(pace.taken) == reader.calls == 4


def test_a_system_that_keeps_failing_is_unavailable(
    eschoolplus: EschoolplusSimulator, reader: EschoolplusClient
) -> None:
    eschoolplus.faults.add(Fault(kind="503", path="/orgs"))

    with pytest.raises(SystemUnavailableError, match="answered with 503 to GET /orgs, attempt 4"):
        _read(reader)


def test_a_failing_system_that_asks_for_a_long_wait_is_not_asked_again(
    eschoolplus: EschoolplusSimulator, reader: EschoolplusClient, pace: RecordingPace
) -> None:
    eschoolplus.faults.add(Fault(kind="503", path="/orgs", seconds=600))

    with pytest.raises(SystemUnavailableError, match="attempt 1"):
        _read(reader)
    assert pace.penalties == []


def test_an_unreachable_system_is_unavailable(eschoolplus_credentials: Credentials, pace: RecordingPace) -> None:
    nowhere = eschoolplus_credentials.model_copy(update={"token_url": "http://127.0.0.1:1/oauth/token"})

    with pytest.raises(SystemUnavailableError, match="did not answer to POST"):
        _read(EschoolplusClient(nowhere, Settings(), pace))


def test_a_demand_to_wait_is_obeyed(
    eschoolplus: EschoolplusSimulator, reader: EschoolplusClient, pace: RecordingPace
) -> None:
    eschoolplus.faults.add(Fault(kind="429", path="/orgs", times=1, seconds=7))
    eschoolplus.faults.add(Fault(kind="429", path="/orgs", times=1))

    assert len(_read(reader)) == 4
    assert pace.penalties == [7.0, 1.0]


def test_a_demand_to_wait_longer_than_a_step_may_ends_the_step(
    eschoolplus: EschoolplusSimulator, reader: EschoolplusClient, pace: RecordingPace
) -> None:
    eschoolplus.faults.add(Fault(kind="429", path="/orgs", seconds=61))

    with pytest.raises(RateLimitedError, match="asks to wait 61 s before GET /orgs"):
        _read(reader)
    assert pace.penalties == []


def test_a_system_that_never_stops_asking_to_wait_ends_the_step(
    eschoolplus: EschoolplusSimulator, reader: EschoolplusClient
) -> None:
    eschoolplus.faults.add(Fault(kind="429", path="/orgs", seconds=1))

    with pytest.raises(RateLimitedError, match="4 times because of its rate limit"):
        _read(reader)


def test_a_web_page_instead_of_an_answer_is_against_the_contract(
    eschoolplus: EschoolplusSimulator, reader: EschoolplusClient
) -> None:
    eschoolplus.faults.add(Fault(kind="html", path="/orgs"))

    with pytest.raises(ContractError, match=r"the body is no JSON \(text/html\)"):
        _read(reader)


def test_an_answer_that_is_cut_off_is_against_the_contract(
    eschoolplus: EschoolplusSimulator, reader: EschoolplusClient
) -> None:
    eschoolplus.faults.add(Fault(kind="malformed", path="/orgs"))

    with pytest.raises(ContractError, match="the body is no JSON"):
        _read(reader)


def test_a_record_without_sourced_id_is_against_the_contract(
    eschoolplus: EschoolplusSimulator, reader: EschoolplusClient
) -> None:
    eschoolplus.institution = eschoolplus.institution.copy()
    org = next(iter(eschoolplus.institution.orgs.values()))
    eschoolplus.institution.orgs["odd"] = {**org, "sourcedId": 17, "name": "Somebody's School"}

    with pytest.raises(ContractError, match=r"\.sourcedId is wrong \(string_type\)") as refused:
        _read(reader)
    assert "Somebody" not in str(refused.value)


def test_an_unknown_path_names_the_code_of_the_refusal(
    eschoolplus_credentials: Credentials, pace: RecordingPace
) -> None:
    wrong = eschoolplus_credentials.model_copy(update={"base_url": eschoolplus_credentials.base_url + "/v9"})

    with pytest.raises(ContractError, match="GET /orgs with 404: unknownobject"):
        _read(EschoolplusClient(wrong, Settings(), pace))


def test_all_that_retrying_may_heal_says_so(eschoolplus: EschoolplusSimulator, reader: EschoolplusClient) -> None:
    eschoolplus.faults.add(Fault(kind="500", path="/orgs"))

    with pytest.raises(RetryMayHelpError):
        _read(reader)


def test_no_secret_shows_in_any_representation(
    eschoolplus_credentials: Credentials, reader: EschoolplusClient, pace: RecordingPace
) -> None:
    _read(reader)
    secret = eschoolplus_credentials.client_secret.get_secret_value()
    desk = Transport(Vendor("x", "http://127.0.0.1:1", minor_code), ClientBasic("id", secret), Settings(), pace, None)
    shown = [repr(thing) for thing in (reader, eschoolplus_credentials, desk, BearerToken(desk, (), lambda: 0.0))]

    assert not [text for text in shown if secret in text or "esp-token" in text]
    assert secret not in str(eschoolplus_credentials)


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b'{"error": "invalid_scope", "error_description": "Jane Doe may not"}', "invalid_scope"),
        (b'{"error": "Jane Doe may not"}', ""),
        (b'{"imsx_CodeMinor": {"imsx_codeMinorField": [{"imsx_codeMinorFieldValue": "forbidden"}]}}', "forbidden"),
        (b"<html>", ""),
        (b"[]", ""),
        (b"", ""),
    ],
)
def test_of_a_refusal_only_its_code_is_read(body: bytes, code: str) -> None:
    assert minor_code(body) == code


def test_records_pass_through_as_they_came() -> None:
    body = b'{"orgs": [{"sourcedId": "1", "name": "A", "metadata": {"x": [1, null]}}]}'

    assert reader_of("orgs")(body) == [{"sourcedId": "1", "name": "A", "metadata": {"x": [1, None]}}]
