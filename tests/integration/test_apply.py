from typing import Any

import pytest

from rollbook.aws.clock import SystemClock
from rollbook.model.changes import Operation, OutcomeKind
from rollbook.model.errors import CredentialsError, LeaseLostError, SystemUnavailableError
from tests.contract.architecture.repository import sample
from tests.contract.stores.samples import FLOW, change, digest, mapping
from tests.integration.conftest import Invoke
from tests.integration.stack import GENERATED, Stack

NOBODY_LISTENS = "http://127.0.0.1:1/v1"
CHUNK = sample("apply", "changes")["chunk"]


@pytest.fixture
def run(stack: Stack, invoke: Invoke) -> dict[str, Any]:
    """Return the reference of a run whose target cannot be reached: whatever ends well has made no call."""
    credentials = {"base_url": NOBODY_LISTENS, "consumer_key": "key", "consumer_secret": "consumer secret"}
    stack.put_secret("schoology", credentials)
    begun: dict[str, Any] = invoke("begin", sample("begin", "by_hand"))["run"]
    return begun


def test_what_an_earlier_attempt_has_applied_is_not_sent_again(
    stack: Stack, invoke: Invoke, run: dict[str, Any]
) -> None:
    stores = stack.stores()
    stores.plans.put_chunk(run["run"], CHUNK["stream"], CHUNK["chunk"], [change(1)])
    stores.mappings.put([mapping(1, fence=run["fence"], run=run["run"])])
    said = invoke("apply", sample("apply", "changes") | {"run": run})
    assert (said["counts"]["created"], said["calls"], said["system"]) == (1, 0, "schoology")
    (outcome,) = stores.plans.outcomes(run["run"], CHUNK["stream"])
    assert (outcome.kind, outcome.operation, outcome.digest) == (OutcomeKind.APPLIED, Operation.CREATE, digest(1))


def test_a_target_that_cannot_be_reached_is_tried_again_and_its_intent_and_words_are_kept(
    stack: Stack, invoke: Invoke, run: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(SystemClock, "sleep", lambda _clock, _seconds: None)
    stores = stack.stores()
    data: dict[str, Any] = {
        "schoolUid": "u1",
        "username": "kokonkwo",
        "givenName": "Keala",
        "middleName": None,
        "familyName": "Okonkwo",
        "preferredGivenName": None,
        "email": None,
        "roleId": 5000007,
        "building": 5000002,
        "additionalBuildings": [],
    }
    stores.plans.put_chunk(
        run["run"], CHUNK["stream"], CHUNK["chunk"], [change(1).model_copy(update={"data": data, "content": digest(2)})]
    )
    with pytest.raises(SystemUnavailableError) as ended:
        invoke("apply", sample("apply", "changes") | {"run": run})
    (note,) = stores.plans.notes(run["run"], "failures/")
    assert (note["error"], note["sentence"]) == ("SystemUnavailableError", str(ended.value))
    assert "Okonkwo" not in str(note)
    assert [found.digests for found in stores.intents.of_stream(FLOW, CHUNK["stream"])] == [(digest(1),)]


def test_a_worker_of_a_run_that_was_overtaken_sends_nothing(stack: Stack, invoke: Invoke, run: dict[str, Any]) -> None:
    stack.stores().plans.put_chunk(run["run"], CHUNK["stream"], CHUNK["chunk"], [change(1)])
    with pytest.raises(LeaseLostError, match=run["run"]):
        invoke("apply", sample("apply", "changes") | {"run": run | {"fence": run["fence"] - 1}})
    assert stack.stores().intents.of_stream(FLOW, CHUNK["stream"]) == []


def test_credentials_that_nobody_has_filled_in_yet_are_named_by_field(stack: Stack, invoke: Invoke) -> None:
    run = invoke("begin", sample("begin", "by_hand"))["run"]
    stack.stores().plans.put_chunk(run["run"], CHUNK["stream"], CHUNK["chunk"], [change(1)])
    with pytest.raises(CredentialsError, match=r"look at .*consumer_key") as refused:
        invoke("apply", sample("apply", "changes") | {"run": run})
    assert GENERATED not in str(refused.value)
