from typing import Any

import pytest

from rollbook.aws import session
from rollbook.model.changes import Operation
from rollbook.model.errors import IncompleteReadError, SystemUnavailableError
from sandbox.institution import sample_institution
from tests.contract.architecture.repository import sample
from tests.integration.conftest import Invoke
from tests.integration.stack import GENERATED, Stack

FEW = 25


def test_a_first_plan_creates_everybody_in_chunks_that_a_worker_can_read(
    stack: Stack, invoke: Invoke, read_run: dict[str, Any]
) -> None:
    said = invoke("plan", sample("plan", "users") | {"run": read_run})
    plans = stack.stores().plans
    changes = [
        change
        for chunk in plans.chunks(read_run["run"], "users")
        for change in plans.changes(read_run["run"], "users", chunk)
    ]
    assert said["counts"]["created"] == len(changes) > FEW
    assert {change.operation for change in changes} == {Operation.CREATE}
    assert said["chunks"] == len(plans.chunks(read_run["run"], "users"))
    assert session.s3().head_object(Bucket=stack.names["DataBucket"], Key=said["changes"])
    assert said["calls"] * 3 * 0.1 == pytest.approx(said["seconds"], abs=0.06)


def test_the_same_plan_is_made_again_when_step_functions_repeats_it(invoke: Invoke, read_run: dict[str, Any]) -> None:
    event = sample("plan", "users") | {"run": read_run}
    assert invoke("plan", event) == invoke("plan", event)


def test_neither_the_answer_nor_a_key_of_the_bucket_names_a_person(
    stack: Stack, invoke: Invoke, read_run: dict[str, Any]
) -> None:
    said = invoke("plan", sample("plan", "users") | {"run": read_run})
    listed = session.s3().list_objects_v2(Bucket=stack.names["DataBucket"])["Contents"]
    seen = str(said) + " ".join(item["Key"] for item in listed)
    people = list(sample_institution().users.values())
    assert len(people) > FEW
    assert not [person["sourcedId"] for person in people if person["sourcedId"] in seen or person["familyName"] in seen]
    assert GENERATED not in seen


def test_a_baseline_that_moves_on_while_a_preview_reads_it_is_no_matter_for_a_person(
    stack: Stack, invoke: Invoke, read_run: dict[str, Any]
) -> None:
    baselines = stack.stores().baselines
    shard = baselines.put_shard(read_run["flow"], "users", b"\0" * 32)
    manifest = baselines.manifest(read_run["flow"], "users").model_copy(update={"shards": (shard,), "entries": 1})
    baselines.commit(read_run["flow"], "users", manifest, stale=[shard])
    with pytest.raises(SystemUnavailableError, match="moved on while it was read"):
        invoke("plan", sample("plan", "users") | {"run": read_run | {"preview": True, "fence": 0}})


def test_a_collection_that_was_not_read_cannot_be_planned(invoke: Invoke) -> None:
    run = invoke("begin", sample("begin", "single_stream"))["run"]
    with pytest.raises(IncompleteReadError, match="Run again"):
        invoke("plan", sample("plan", "users") | {"run": run})
