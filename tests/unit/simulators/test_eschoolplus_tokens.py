import pytest

from sandbox.simulators.eschoolplus import CORE_SCOPE, ROSTERING_PATH, TOKEN_PATH
from tests.unit.simulators.callers import Eschoolplus


def test_a_known_client_gets_a_bearer_token_with_its_life_in_seconds(eschoolplus: Eschoolplus) -> None:
    answer = eschoolplus.ask_for_token()

    assert answer.status_code == 200
    assert answer.get_json()["token_type"] == "Bearer"
    assert answer.get_json()["expires_in"] == 3600


def test_a_wrong_secret_is_an_invalid_client(eschoolplus: Eschoolplus) -> None:
    answer = eschoolplus.http.post(
        TOKEN_PATH, data={"grant_type": "client_credentials"}, auth=("OneRoster_MRD_001", "wrong")
    )

    assert (answer.status_code, answer.get_json()) == (401, {"error": "invalid_client"})


def test_credentials_in_the_form_are_not_accepted_in_place_of_basic(eschoolplus: Eschoolplus) -> None:
    answer = eschoolplus.http.post(TOKEN_PATH, data={"grant_type": "client_credentials", "client_id": "x"})

    assert answer.status_code == 401


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"grant_type": "password"}, "unsupported_grant_type"),
        ({"scope": ""}, "invalid_scope"),
        ({"scope": "roster"}, "invalid_scope"),
    ],
)
def test_a_bad_grant_or_scope_is_refused(eschoolplus: Eschoolplus, changes: dict[str, str], error: str) -> None:
    answer = eschoolplus.ask_for_token(**changes)

    assert (answer.status_code, answer.get_json()) == (400, {"error": error})


def test_a_call_without_a_token_gets_the_status_object_of_the_specification(eschoolplus: Eschoolplus) -> None:
    answer = eschoolplus.http.get(f"{ROSTERING_PATH}/users")

    assert answer.status_code == 401
    assert answer.get_json() == {
        "imsx_codeMajor": "failure",
        "imsx_severity": "error",
        "imsx_description": "The request carries no bearer token that is known here.",
        "imsx_CodeMinor": {
            "imsx_codeMinorField": [
                {"imsx_codeMinorFieldName": "TargetEndSystem", "imsx_codeMinorFieldValue": "unauthorisedrequest"}
            ]
        },
    }


def test_a_token_ends_when_its_life_is_over(eschoolplus: Eschoolplus) -> None:
    eschoolplus.get("orgs")
    eschoolplus.clock.now += 3600

    assert eschoolplus.minor_code("orgs") == (401, "unauthorisedrequest")


def test_tokens_can_be_made_to_end_in_the_middle_of_a_run(eschoolplus: Eschoolplus) -> None:
    eschoolplus.get("orgs")
    eschoolplus.http.post("/_control/script", json={"script": "expire_tokens"})

    assert eschoolplus.minor_code("orgs") == (401, "unauthorisedrequest")


def test_the_views_of_one_school_need_the_wider_scope(eschoolplus: Eschoolplus) -> None:
    eschoolplus.log_in(scope=CORE_SCOPE)
    school = eschoolplus.get("schools")["orgs"][0]["sourcedId"]

    assert eschoolplus.minor_code(f"schools/{school}/classes") == (403, "forbidden")
