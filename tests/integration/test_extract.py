from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

import pytest

from rollbook.aws import session
from rollbook.model.errors import CredentialsError, IncompleteReadError, LeaseLostError, SettingsError
from sandbox.simulators.credentials import ESCHOOLPLUS
from sandbox.simulators.eschoolplus import ROSTERING_PATH, TOKEN_PATH, EschoolplusSimulator
from sandbox.simulators.serving import serving
from tests.contract.architecture.repository import sample
from tests.integration.conftest import Invoke
from tests.integration.stack import GENERATED, Stack


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with serving(EschoolplusSimulator()) as url:
        yield url


@pytest.fixture
def run(stack: Stack, invoke: Invoke, address: str) -> dict[str, Any]:
    """Return the reference of a run that may begin to read: the administrator has put the credentials in."""
    stack.put_secret(
        "eschoolplus",
        {"base_url": address + ROSTERING_PATH, "token_url": address + TOKEN_PATH, **asdict(ESCHOOLPLUS)},
    )
    begun: dict[str, Any] = invoke("begin", sample("begin", "by_hand"))["run"]
    return begun


@pytest.mark.parametrize("name", ["users", "academic_sessions"])
def test_a_collection_is_read_whole_into_a_sealed_snapshot(
    stack: Stack, invoke: Invoke, run: dict[str, Any], name: str
) -> None:
    event = sample("extract", name) | {"run": run}
    said = invoke("extract", event)
    records = list(stack.stores().snapshots.read(run["run"], event["entity"]))
    assert len(records) == said["records"] > 0
    assert len({record["sourcedId"] for record in records}) == len(records)
    assert (said["entity"], said["system"]) == (event["entity"], "eschoolplus")
    assert stack.stores().plans.notes(run["run"], "calls/") == [{"system": "eschoolplus", "calls": said["calls"]}]


def test_credentials_that_nobody_has_filled_in_yet_are_named_by_field(stack: Stack, invoke: Invoke) -> None:
    run = invoke("begin", sample("begin", "by_hand"))["run"]
    with pytest.raises(CredentialsError, match="base_url, client_id, token_url") as refused:
        invoke("extract", sample("extract", "users") | {"run": run})
    assert GENERATED not in str(refused.value)
    with pytest.raises(IncompleteReadError):
        list(stack.stores().snapshots.read(run["run"], "users"))


def test_a_secret_that_is_gone_is_no_matter_of_trying_again(stack: Stack, invoke: Invoke) -> None:
    run = invoke("begin", sample("begin", "by_hand"))["run"]
    session.secretsmanager().delete_secret(SecretId=stack.names["EschoolplusSecret"], ForceDeleteWithoutRecovery=True)
    with pytest.raises(SettingsError, match="ResourceNotFoundException"):
        invoke("extract", sample("extract", "users") | {"run": run})


def test_a_run_that_does_not_hold_its_flow_reads_nothing(stack: Stack, invoke: Invoke, run: dict[str, Any]) -> None:
    with pytest.raises(LeaseLostError):
        invoke("extract", sample("extract", "users") | {"run": run | {"fence": run["fence"] + 1}})
    with pytest.raises(IncompleteReadError):
        list(stack.stores().snapshots.read(run["run"], "users"))
