from typing import Any

import pytest

from rollbook import connectors
from rollbook.aws import session
from rollbook.model.errors import CredentialsError, SettingsError
from tests.contract.architecture.repository import sample
from tests.integration.conftest import Invoke, Rewrite
from tests.integration.stack import GENERATED, Stack
from tests.integration.systems import Systems

ALL, OF_A_RUN = sample("check", "all_systems"), sample("check", "before_the_first_run")
WRONG = "a-secret-that-nobody-made"


def by_system(said: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {check["system"]: check for check in said["systems"]}


@pytest.mark.parametrize(
    ("event", "names"),
    [(ALL, set(connectors.names())), (OF_A_RUN, {"eschoolplus", "schoology"})],
    ids=["all systems", "before the first run"],
)
def test_systems_that_are_ready_are_said_to_be(
    stack: Stack, invoke: Invoke, systems: Systems, event: dict[str, Any], names: set[str]
) -> None:
    systems.introduce(stack)
    found = by_system(invoke("check", event))
    assert found.keys() == names
    assert [check["sentence"] for check in found.values() if not check["healthy"]] == []


def test_systems_of_flows_that_are_off_are_not_tried(
    stack: Stack, rewrite: Rewrite, invoke: Invoke, systems: Systems
) -> None:
    systems.introduce(stack)
    rewrite("\nenabled: true\n\n# Bring", "\nenabled: false\n\n# Bring")
    assert by_system(invoke("check", ALL)).keys() == set(connectors.names()), "one flow of each two is left"

    rewrite("\nenabled: true\n", "\nenabled: false\n")
    assert by_system(invoke("check", ALL)) == {}


def test_runs_of_a_flow_are_checked_until_one_has_found_its_systems_ready(
    stack: Stack, invoke: Invoke, systems: Systems
) -> None:
    begin = sample("begin", "by_hand")
    begun = invoke("begin", begin)
    systems.introduce(stack)
    invoke("check", ALL)
    assert invoke("begin", begin)["first"], "whoever tries them all is no run"
    invoke("check", {"run": begun["run"]})
    assert not invoke("begin", begin)["first"]


def test_nothing_is_changed_by_looking(stack: Stack, invoke: Invoke, systems: Systems) -> None:
    systems.introduce(stack)
    before = systems.states()
    invoke("check", ALL)
    assert systems.methods() == {"GET"}
    assert systems.states() == before


def test_a_system_that_is_not_ready_is_told_beside_those_that_are(
    stack: Stack, invoke: Invoke, systems: Systems
) -> None:
    systems.introduce(stack)
    stack.put_secret("schoology", systems.credentials["schoology"] | {"consumer_secret": WRONG})
    found = by_system(invoke("check", ALL))
    assert (found["eschoolplus"]["healthy"], found["schoology"]["healthy"]) == (True, False)
    assert "does not accept the credentials" in found["schoology"]["sentence"]
    assert WRONG not in str(found)


def test_a_run_does_not_go_on_when_one_of_its_systems_is_not_ready(
    stack: Stack, invoke: Invoke, systems: Systems
) -> None:
    systems.introduce(stack)
    stack.put_secret("eschoolplus", systems.credentials["eschoolplus"] | {"client_secret": WRONG})
    with pytest.raises(CredentialsError, match=r"eschoolplus: .*Nothing was sent.*rollbook check") as refused:
        invoke("check", OF_A_RUN)
    assert WRONG not in str(refused.value)


def test_an_acting_user_who_may_not_act_is_found_before_anything_is_sent(
    stack: Stack, rewrite: Rewrite, invoke: Invoke, systems: Systems
) -> None:
    systems.introduce(stack)
    rewrite("schoology:\n", 'schoology:\n  acting_user: "4999999"\n')
    with pytest.raises(CredentialsError, match=r"schoology: .*no user 4999999"):
        invoke("check", OF_A_RUN)


def test_what_nobody_has_filled_in_yet_is_named_by_system_and_field(invoke: Invoke) -> None:
    found = by_system(invoke("check", ALL))
    assert not any(check["healthy"] for check in found.values())
    assert "client_id" in found["eschoolplus"]["sentence"]
    assert "consumer_key" in found["schoology"]["sentence"]
    assert "base_url" in found["gegi"]["sentence"]
    assert "keys" in found["coursekey"]["sentence"]
    assert GENERATED not in str(found)


def test_a_secret_that_is_gone_ends_the_check(stack: Stack, invoke: Invoke, systems: Systems) -> None:
    systems.introduce(stack)
    session.secretsmanager().delete_secret(SecretId=stack.names["SchoologySecret"], ForceDeleteWithoutRecovery=True)
    with pytest.raises(SettingsError, match="ResourceNotFoundException"):
        invoke("check", ALL)
