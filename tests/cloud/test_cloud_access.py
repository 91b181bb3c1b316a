import pytest

from sandbox.world.cloud_access import CloudAccess

CLOUD = CloudAccess("http://127.0.0.1:4700")


def test_an_api_address_becomes_one_on_this_machine() -> None:
    url = "https://4b610977.execute-api.us-east-1.amazonaws.com/v1"
    assert CLOUD.reachable(url) == "http://127.0.0.1:4700/_aws/execute-api/4b610977/v1"


def test_any_other_output_stays_as_it_is() -> None:
    assert CLOUD.reachable("rollbook-databucket-a38a") == "rollbook-databucket-a38a"


def test_nothing_of_the_callers_aws_settings_reaches_a_program(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_PROFILE", "production")
    environment = CLOUD.environment()
    assert "AWS_PROFILE" not in environment
    assert environment["AWS_ENDPOINT_URL"] == CLOUD.endpoint
