"""What only AWS can do to us: put work off, lose an answer, let things expire; and what stands in its keys."""

import io
import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from rollbook.aws import session
from rollbook.aws.baselines import S3Baselines
from rollbook.aws.coordination import DynamoIntents, DynamoRegisters
from rollbook.aws.mappings import DynamoMappings
from rollbook.model.changes import OutcomeKind
from rollbook.model.descriptors import Profile
from rollbook.model.errors import IncompleteReadError, LeaseLostError, SystemUnavailableError
from rollbook.model.messages import RunReference
from rollbook.model.ports import Finding, Match, Proof, Standing
from rollbook.model.records import Reason
from rollbook.steps import holding
from rollbook.sync.lease import LIFETIME
from sandbox.twins.stores import VirtualClock
from tests.contract.architecture.template import Json, template
from tests.contract.stores.samples import FLOW, MIDNIGHT, change, digest, intent, mapping, outcome, record
from tests.integration.stack import Stack

PERSON = "Keala Okonkwo-Reyes"


class Client:
    """A client of AWS with some of its operations replaced."""

    def __init__(self, inner: Any, **operations: Callable[..., Any]) -> None:
        self._inner = inner
        self._operations = operations

    def __getattr__(self, name: str) -> Any:
        return self._operations.get(name) or getattr(self._inner, name)


def putting_off(times: int) -> Client:
    """Return a DynamoDB that leaves the second half of every batch read unprocessed, so many times."""
    left = times

    def batch_get_item(*, RequestItems: dict[str, Any]) -> Any:  # noqa: N803 - its name in boto3
        nonlocal left
        table, wanted = next(iter(RequestItems.items()))
        keys = wanted["Keys"]
        if not left:
            return session.dynamodb().batch_get_item(RequestItems=RequestItems)
        left -= 1
        now, later = keys[: len(keys) // 2], keys[len(keys) // 2 :]
        unprocessed = {table: wanted | {"Keys": later}}
        if not now:
            return {"Responses": {}, "UnprocessedKeys": unprocessed}
        answer = session.dynamodb().batch_get_item(RequestItems={table: wanted | {"Keys": now}})
        return answer | {"UnprocessedKeys": unprocessed}

    return Client(session.dynamodb(), batch_get_item=batch_get_item)


def losing_an_answer(client: Any, operation: str) -> Client:
    """Return a service whose first answer is lost after its effect, so that the SDK sends the same request again."""
    lost = False

    def call(**request: Any) -> Any:
        nonlocal lost
        if not lost:
            lost = True
            getattr(client, operation)(**request)
        return getattr(client, operation)(**request)

    return Client(client, **{operation: call})


def test_records_that_dynamodb_puts_off_are_asked_for_again(stack: Stack) -> None:
    stack.stores().mappings.put([mapping(number) for number in range(120)])
    known: Any = putting_off(times=4)
    found = DynamoMappings(known, stack.names["MappingsTable"]).get(FLOW, "users", [digest(n) for n in range(120)])
    assert len(found) == 120


def test_a_dynamodb_that_puts_reads_off_for_ever_is_unavailable(stack: Stack) -> None:
    stack.stores().mappings.put([mapping(1)])
    known: Any = putting_off(times=1000)
    with pytest.raises(SystemUnavailableError, match="Run again"):
        DynamoMappings(known, stack.names["MappingsTable"]).get(FLOW, "users", [digest(1)])


def test_a_mapping_that_is_written_twice_for_a_lost_answer_is_no_late_write(stack: Stack) -> None:
    client: Any = losing_an_answer(session.dynamodb(), "put_item")
    DynamoMappings(client, stack.names["MappingsTable"]).put([mapping(1)])
    assert stack.stores().mappings.get(FLOW, "users", [digest(1)]) == {digest(1): mapping(1)}


def test_a_lease_whose_answer_was_lost_is_still_taken_kept_and_given_back(stack: Stack) -> None:
    client: Any = losing_an_answer(session.dynamodb(), "put_item")
    registers = DynamoRegisters(client, stack.names["CoordinationTable"])
    lease = holding.take(registers, FLOW, "run", MIDNIGHT)
    assert lease
    assert (lease.holder, stack.holder(FLOW)) == ("run", "run")
    run = RunReference(
        run="run",
        flow=FLOW,
        fence=lease.token,
        as_of=MIDNIGHT,
        started_at=MIDNIGHT,
        trigger="manual",
        by="registrar",
    )
    holding.keep(registers, run, MIDNIGHT + LIFETIME * 0.9)
    holding.give_back(registers, run)
    assert stack.holder(FLOW) == ""
    with pytest.raises(LeaseLostError):
        holding.keep(registers, run, MIDNIGHT)


@pytest.mark.parametrize("before", [0, 1], ids=["the first baseline", "a later one"])
def test_a_baseline_whose_answer_was_lost_is_committed(stack: Stack, before: int) -> None:
    for number in range(before + 1):
        client: Any = losing_an_answer(session.s3(), "put_object")
        baselines = S3Baselines(client, stack.names["DataBucket"])
        seen = baselines.manifest(FLOW, "users")
        baselines.commit(FLOW, "users", seen.model_copy(update={"entries": number + 1}), [])
    assert stack.stores().baselines.manifest(FLOW, "users").entries == before + 1


def test_a_snapshot_whose_part_has_expired_before_its_seal_is_incomplete(stack: Stack) -> None:
    snapshots = stack.stores().snapshots
    snapshots.write("run", "users", [{"sourcedId": "u1"}])
    snapshots.seal("run", "users", Proof(declared=1, read=1, pages=1))
    bucket = stack.names["DataBucket"]
    (part,) = [key for key in stored_keys(stack) if "part-" in key]
    session.s3().delete_object(Bucket=bucket, Key=part)
    with pytest.raises(IncompleteReadError):
        list(snapshots.read("run", "users"))


def test_the_list_of_chunks_is_json_that_a_distributed_map_can_read(stack: Stack) -> None:
    plans = stack.stores().plans
    chunks = [plans.put_chunk("run", "users", f"changes-{number:05d}", [change(number)]) for number in range(2)]
    key = plans.put_chunks("run", "users", "changes", chunks)
    body = session.s3().get_object(Bucket=stack.names["DataBucket"], Key=key)["Body"].read()
    assert json.loads(body) == [chunk.model_dump() for chunk in chunks]


def test_everything_lies_where_the_bucket_lets_it_expire(stack: Stack) -> None:
    fill(stack)
    bucket = template().resources["DataBucket"].properties
    prefixes = {rule["Prefix"] for rule in bucket["LifecycleConfiguration"]["Rules"] if "Prefix" in rule}
    assert {key.partition("/")[0] + "/" for key in stored_keys(stack)} == prefixes


def test_what_expires_in_a_table_says_when_under_the_name_of_the_template(stack: Stack) -> None:
    fill(stack)
    for resource in template().of_kind("AWS::DynamoDB::Table"):
        rule = resource.properties.get("TimeToLiveSpecification")
        expiring = [item for item in items(stack, resource.name) if "expires" in item]
        if rule is None:
            assert not expiring
        else:
            assert (rule["AttributeName"], rule["Enabled"]) == ("expires", True)
            assert expiring
            assert all(int(item["expires"]["N"]) > MIDNIGHT.timestamp() for item in expiring)


def test_an_open_intent_is_kept_as_long_as_the_chunk_that_it_points_at(stack: Stack) -> None:
    table = stack.names["CoordinationTable"]
    DynamoIntents(session.dynamodb(), table, VirtualClock(MIDNIGHT)).open(intent(1))
    (item,) = items(stack, "CoordinationTable")
    rules = template().resources["DataBucket"].properties["LifecycleConfiguration"]["Rules"]
    (days,) = [rule["ExpirationInDays"] for rule in rules if rule.get("Prefix") == "plans/"]
    assert int(item["expires"]["N"]) == int((MIDNIGHT + timedelta(days=days)).timestamp())


def test_leases_never_expire_because_their_tokens_only_grow(stack: Stack) -> None:
    stack.stores().registers.swap("lease/flow", None, {"token": 1})
    (item,) = items(stack, "CoordinationTable")
    assert "expires" not in item


def test_no_key_names_a_person(stack: Stack) -> None:
    fill(stack)
    assert len(stored_keys(stack)) > 5
    assert not [key for key in stored_keys(stack) if PERSON in key]
    for resource in template().of_kind("AWS::DynamoDB::Table"):
        names = {part["AttributeName"] for part in resource.properties["KeySchema"]}
        found = items(stack, resource.name)
        assert found
        assert not [item for item in found if any(PERSON in str(item[name]) for name in names)]


def fill(stack: Stack) -> None:
    """Store something of every kind; the record's own key is a person's name."""
    stores = stack.stores()
    stores.snapshots.write("run", "users", [{"sourcedId": PERSON}])
    stores.snapshots.seal("run", "users", Proof(declared=1, read=1, pages=1))
    named = change(1).model_copy(update={"key": PERSON})
    chunk = stores.plans.put_chunk("run", "users", "changes-00000", [named])
    stores.plans.put_chunks("run", "users", "changes", [chunk])
    stores.plans.put_held("run", "users", [named])
    stores.plans.put_outcomes("run", "users", "changes-00000", [outcome(1).model_copy(update={"key": PERSON})])
    stores.plans.put_note("run", "plan/users", {"unchanged": 0})
    shard = stores.baselines.put_shard(FLOW, "users", b"entries")
    stores.baselines.commit(FLOW, "users", stores.baselines.manifest(FLOW, "users"), [])
    assert shard
    stores.mappings.put([mapping(1).model_copy(update={"key": PERSON})])
    stores.intents.open(intent(1))
    stores.registers.swap("lease/flow", None, {"token": 1})
    stores.runs.put(record("run"))
    stores.uploads.put(f"uploads/{FLOW}/global/history.csv", io.BytesIO(PERSON.encode()))
    stores.uploads.put_result(FLOW, "run", [PERSON.encode()])
    reason = Reason(sentence="It is not wanted.", remedy="Change it.")
    standing = Standing(kind=OutcomeKind.REFUSED, reason=reason, run="run", since=MIDNIGHT)
    stores.standings.write(FLOW, "users", {PERSON: (standing,)})
    stores.reports.write("run", "users", [Finding(match=Match.NEW, wanted=Profile(id=PERSON, marks=((),)))])


def stored_keys(stack: Stack) -> list[str]:
    found = session.s3().list_objects_v2(Bucket=stack.names["DataBucket"]).get("Contents", [])
    return [item["Key"] for item in found]


def items(stack: Stack, table: str) -> list[Json]:
    found: list[Json] = session.dynamodb().scan(TableName=stack.names[table])["Items"]
    return found
