"""What becomes of the iterations of an inline Map when one of them fails."""

import uuid
from typing import Any

import pytest

from tests.cloud.embedded import Cloud

COUNT = {
    "Type": "Task",
    "Resource": "arn:aws:states:::dynamodb:updateItem",
    "Arguments": {
        "TableName": "{% $states.input.table %}",
        "Key": {"name": {"S": "{% $states.input.name %}"}},
        "UpdateExpression": "ADD times :one",
        "ExpressionAttributeValues": {":one": {"N": "1"}},
    },
    "Output": "{% $states.input %}",
    "End": True,
}
CATCH = {"ErrorEquals": ["States.ALL"], "Output": "{% $states.errorOutput %}", "Next": "Caught"}
FAIL_BAD = {
    "Which": {
        "Type": "Choice",
        "Choices": [{"Condition": "{% $contains($states.input.name, 'bad') %}", "Next": "Fail"}],
        "Default": "Count",
    },
    "Fail": {"Type": "Fail", "Error": "{% 'Error-' & $states.input.name %}", "Cause": "A bad one."},
    "Count": COUNT,
}


@pytest.fixture
def table(cloud: Cloud) -> str:
    name = f"table-{uuid.uuid4().hex[:8]}"
    cloud.client("dynamodb").create_table(
        TableName=name,
        BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[{"AttributeName": "name", "AttributeType": "S"}],
        KeySchema=[{"AttributeName": "name", "KeyType": "HASH"}],
    )
    return name


def each(table: str, names: list[str], states: dict[str, Any], **fields: Any) -> dict[str, Any]:
    processor = {"ProcessorConfig": {"Mode": "INLINE"}, "StartAt": next(iter(states)), "States": states}
    items = [{"table": table, "name": name} for name in names]
    return {"Type": "Map", "Items": items, "ItemProcessor": processor, "End": True, **fields}


def counted(cloud: Cloud, table: str) -> dict[str, int]:
    items = cloud.client("dynamodb").scan(TableName=table)["Items"]
    return {item["name"]["S"]: int(item["times"]["N"]) for item in items}


def test_iterations_that_have_not_begun_never_do_once_one_has_failed(cloud: Cloud, table: str) -> None:
    state = each(table, ["a", "bad-1", "b", "bad-2", "c"], FAIL_BAD, MaxConcurrency=1)

    execution = cloud.run(cloud.machine({"Each": state}))

    assert (execution["status"], execution["error"], execution["cause"]) == ("FAILED", "Error-bad-1", "A bad one.")
    assert counted(cloud, table) == {"a": 1}


def test_iterations_that_run_enter_no_other_state_and_the_first_error_is_the_maps(cloud: Cloud, table: str) -> None:
    states = {
        "Slow": {
            "Type": "Choice",
            "Choices": [{"Condition": "{% $contains($states.input.name, 'slow') %}", "Next": "Wait"}],
            "Default": "Which",
        },
        "Wait": {"Type": "Wait", "Seconds": 1, "Next": "Which"},
        **FAIL_BAD,
    }
    state = each(table, ["slow", "slow-and-bad", "bad"], states, Catch=[CATCH])

    output = cloud.output({"Each": state, "Caught": {"Type": "Succeed"}})

    assert output["Error"] == "Error-bad"
    assert counted(cloud, table) == {}


def test_a_map_that_is_tried_again_begins_all_its_iterations_again(cloud: Cloud, table: str) -> None:
    retry = {"ErrorEquals": ["States.ALL"], "IntervalSeconds": 1, "MaxAttempts": 1}
    state = each(table, ["a", "bad", "b"], FAIL_BAD, MaxConcurrency=1, Retry=[retry])

    execution = cloud.run(cloud.machine({"Each": state}))

    assert execution["error"] == "Error-bad"
    assert counted(cloud, table) == {"a": 2}


def test_without_a_failure_every_iteration_gives_its_result_in_order(cloud: Cloud, table: str) -> None:
    state = each(table, ["a", "b", "c"], FAIL_BAD, MaxConcurrency=2, Output="{% $states.result.name %}")

    assert cloud.output({"Each": state}) == ["a", "b", "c"]
    assert counted(cloud, table) == {"a": 1, "b": 1, "c": 1}
