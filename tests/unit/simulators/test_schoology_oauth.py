import re
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from oauthlib.oauth1 import SIGNATURE_HMAC_SHA256, SIGNATURE_PLAINTEXT

from sandbox.institution import Institution
from sandbox.simulators.schoology import Knobs
from tests.unit.simulators.callers import Schoology, sign
from tests.unit.simulators.conftest import schoology_with

PATH = "/v1/roles"
URL = f"http://localhost{PATH}"


def test_a_correctly_signed_call_is_let_in(schoology: Schoology) -> None:
    assert schoology.call("GET", PATH).status_code == 200


def test_the_plaintext_method_is_let_in(schoology: Schoology) -> None:
    assert schoology.call("GET", PATH, signature_method=SIGNATURE_PLAINTEXT).status_code == 200


def test_another_method_of_signing_is_refused(schoology: Schoology) -> None:
    assert schoology.call("GET", PATH, signature_method=SIGNATURE_HMAC_SHA256).status_code == 401


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(title=st.text(alphabet=st.characters(codec="utf-8"), max_size=20))
def test_the_signature_covers_the_query_whatever_is_in_it(schoology: Schoology, title: str) -> None:
    path = f"/v1/gradingperiods?title={quote(title)}&startswith=1"

    assert schoology.call("GET", path).status_code == 200


def test_one_flipped_bit_in_the_signature_is_refused(schoology: Schoology) -> None:
    header = sign(URL, timestamp=_now(schoology))["Authorization"]
    first = re.search('oauth_signature="(.)', header)
    assert first is not None
    flipped = header.replace(first[0], first[0][:-1] + ("A" if first[1] != "A" else "B"))

    assert schoology.http.get(PATH, headers={"Authorization": flipped}).status_code == 401


@pytest.mark.parametrize(
    ("method", "url"),
    [
        ("PUT", URL),
        ("GET", "http://localhost/v1/schools"),
        ("GET", f"{URL}?start=1"),
        ("GET", "http://elsewhere/v1/roles"),
    ],
)
def test_a_signature_for_another_call_is_refused(schoology: Schoology, method: str, url: str) -> None:
    headers = sign(url, method, timestamp=_now(schoology))

    assert schoology.http.get(PATH, headers=headers).status_code == 401


def test_another_secret_is_refused(schoology: Schoology) -> None:
    assert schoology.call("GET", PATH, client_secret="another").status_code == 401


@pytest.mark.parametrize(
    "name",
    [
        "realm",
        "oauth_consumer_key",
        "oauth_token",
        "oauth_nonce",
        "oauth_timestamp",
        "oauth_signature_method",
        "oauth_version",
        "oauth_signature",
    ],
)
def test_every_parameter_has_to_be_there(schoology: Schoology, name: str) -> None:
    header = sign(URL, timestamp=_now(schoology))["Authorization"]
    without = re.sub(rf'{name}="[^"]*"(, )?', "", header)

    answer = schoology.http.get(PATH, headers={"Authorization": without})

    assert answer.status_code == 401
    assert name in answer.get_json()


def test_a_token_that_is_not_empty_is_refused(schoology: Schoology) -> None:
    assert schoology.call("GET", PATH, token="somebody").status_code == 401


def test_a_parameter_that_is_given_twice_is_refused(schoology: Schoology) -> None:
    header = sign(URL, timestamp=_now(schoology))["Authorization"]
    doubled = header.replace('oauth_token=""', 'oauth_token="", oauth_token=""')

    assert schoology.http.get(PATH, headers={"Authorization": doubled}).status_code == 401


def test_no_header_at_all_is_refused(schoology: Schoology) -> None:
    assert schoology.http.get(PATH).status_code == 401


@pytest.mark.parametrize(("seconds", "status"), [(-301, 401), (-299, 200), (299, 200), (301, 401)])
def test_a_timestamp_may_be_five_minutes_off(schoology: Schoology, seconds: int, status: int) -> None:
    timestamp = str(int(schoology.wall_clock()) + seconds)

    assert schoology.call("GET", PATH, timestamp=timestamp).status_code == status


def test_a_replayed_call_is_refused_in_the_documented_words(schoology: Schoology) -> None:
    headers = sign(URL, timestamp=_now(schoology))
    schoology.http.get(PATH, headers=headers)

    answer = schoology.http.get(PATH, headers=headers)

    assert answer.status_code == 401
    assert answer.get_json() == "Duplicate timestamp/nonce combination, possible replay attack. Request rejected."


def test_a_nonce_may_come_again_with_another_timestamp(schoology: Schoology) -> None:
    assert schoology.call("GET", PATH, nonce="once").status_code == 200
    schoology.wall_clock.now += 1
    assert schoology.call("GET", PATH, nonce="once").status_code == 200


@pytest.mark.parametrize(("strict", "status"), [(False, 200), (True, 401)])
def test_an_older_timestamp_after_a_newer_one_is_refused_only_when_strict(
    institution: Institution, *, strict: bool, status: int
) -> None:
    schoology = schoology_with(institution, Knobs(strict_sequence=strict))
    schoology.call("GET", PATH)
    older = str(int(schoology.wall_clock()) - 1)

    assert schoology.call("GET", PATH, timestamp=older).status_code == status


def test_a_redirect_has_to_be_signed_afresh(schoology: Schoology) -> None:
    headers = sign("http://localhost/v1/users/me", timestamp=_now(schoology))
    redirect = schoology.http.get("/v1/users/me", headers=headers)

    assert redirect.status_code == 303
    assert schoology.http.get(redirect.headers["Location"], headers=headers).status_code == 401
    assert schoology.call("GET", redirect.headers["Location"].removeprefix("http://localhost")).status_code == 200


def test_an_acting_user_who_does_not_exist_is_forbidden(schoology: Schoology) -> None:
    answer = schoology.call("GET", PATH, headers={"X-Schoology-Run-As": "1"})

    assert (answer.status_code, answer.data) == (403, b"")


def test_an_acting_user_who_is_no_administrator_may_read_but_not_write(schoology: Schoology) -> None:
    (entry,) = schoology.bulk("/v1/users", [_teacher(schoology)])
    acting = {"X-Schoology-Run-As": entry["id"]}

    assert schoology.call("GET", PATH, headers=acting).status_code == 200
    assert schoology.call("POST", "/v1/users", _teacher(schoology), headers=acting).status_code == 403


def test_the_journal_names_the_acting_user(schoology: Schoology) -> None:
    schoology.call("GET", PATH, headers={"X-Schoology-Run-As": str(schoology.simulator.school.owner_id)})

    journal = schoology.http.get("/_control/calls").get_json()["journal"]
    assert journal[-1]["actor"] == str(schoology.simulator.school.owner_id)


def _now(schoology: Schoology) -> str:
    return str(int(schoology.wall_clock()))


def _teacher(schoology: Schoology) -> dict[str, object]:
    return {
        "school_uid": "t1",
        "name_first": "Ada",
        "name_last": "Byron",
        "username": "ada",
        "role_id": schoology.role("Teacher"),
    }
