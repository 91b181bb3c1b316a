from typing import Any

import pytest

from rollbook.aws import session
from rollbook.model.errors import ContractError, CredentialsError, IncompleteReadError, LeaseLostError, SettingsError
from rollbook.model.records import Hint
from rollbook.steps import looking
from tests.contract.architecture.repository import sample
from tests.integration.conftest import Invoke
from tests.integration.stack import GENERATED, Stack
from tests.integration.systems import Systems


@pytest.fixture
def run(stack: Stack, invoke: Invoke, systems: Systems) -> dict[str, Any]:
    """Return the reference of a run that may begin to read: the administrator has put the source's credentials in."""
    stack.put_secret("eschoolplus", systems.credentials["eschoolplus"])
    begun: dict[str, Any] = invoke("begin", sample("begin", "by_hand"))["run"]
    return begun


@pytest.fixture
def look(stack: Stack, invoke: Invoke, systems: Systems) -> dict[str, Any]:
    """Return the reference of a look at nothing as yet: the administrator has put the target's credentials in."""
    stack.put_secret("eschoolplus", systems.credentials["eschoolplus"])
    begun: dict[str, Any] = invoke("begin", sample("begin", "live"))["run"]
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


def test_of_the_target_a_look_reads_the_sections_that_were_named(
    stack: Stack, invoke: Invoke, systems: Systems, look: dict[str, Any]
) -> None:
    wanted, *others = systems.eschoolplus.institution.classes
    assert others
    looking.leave(
        stack.stores().plans, look["run"], [Hint(entity="grade", part=wanted, ids={"item": "1", "user": "u"})]
    )
    event = sample("extract", "classes_of_the_target") | {"run": look}
    said = invoke("extract", event)
    (record,) = stack.stores().snapshots.read(look["run"], event["entity"])
    assert (record["sourcedId"], said["entity"], said["records"]) == (wanted, "target/classes", 1)
    assert said["system"] == "eschoolplus"
    assert stack.stores().plans.notes(look["run"], "calls/") == [{"system": "eschoolplus", "calls": said["calls"]}]


def test_the_target_is_read_with_its_own_credentials_and_the_source_with_its_own(
    stack: Stack, invoke: Invoke, systems: Systems, look: dict[str, Any]
) -> None:
    looking.leave(stack.stores().plans, look["run"], [Hint(entity="section", part="of-nowhere")])
    gradebooks = sample("extract", "changed_gradebooks") | {"run": look}
    with pytest.raises(CredentialsError, match="rollbook/schoology"):
        invoke("extract", gradebooks)
    stack.put_secret("schoology", systems.credentials["schoology"])
    assert (invoke("extract", gradebooks)["system"], invoke("extract", gradebooks)["records"]) == ("schoology", 0)


def test_sections_that_a_person_named_and_that_there_are_not_are_a_mistake(
    stack: Stack, invoke: Invoke, systems: Systems
) -> None:
    systems.introduce(stack)
    by_hand = invoke("begin", sample("begin", "one_section"))["run"]
    looking.leave(stack.stores().plans, by_hand["run"], [Hint(entity="section", part="of-nowhere")])
    with pytest.raises(SettingsError, match="Of the 1 sections that were named, schoology has only 0"):
        invoke("extract", sample("extract", "changed_gradebooks") | {"run": by_hand})
    with pytest.raises(IncompleteReadError):
        list(stack.stores().snapshots.read(by_hand["run"], "gradebooks"))
    assert invoke("extract", sample("extract", "classes_of_the_target") | {"run": by_hand})["records"] == 0


def test_a_look_that_nobody_left_anything_for_reads_nothing(stack: Stack, invoke: Invoke, look: dict[str, Any]) -> None:
    event = sample("extract", "classes_of_the_target") | {"run": look}
    with pytest.raises(ContractError, match=look["run"]):
        invoke("extract", event)
    with pytest.raises(IncompleteReadError):
        list(stack.stores().snapshots.read(look["run"], event["entity"]))


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
