import json
import uuid
from typing import Any

import pytest

from tests.cloud.embedded import Cloud

PAIR = {"Type": "Pass", "Output": "{% $states.input.value * 2 %}", "End": True}
FAIL_ODD = {
    "Odd": {
        "Type": "Choice",
        "Choices": [{"Condition": "{% $states.input % 2 = 1 %}", "Next": "No"}],
        "Default": "Yes",
    },
    "Yes": {"Type": "Succeed"},
    "No": {"Type": "Fail", "Error": "Odd", "Cause": "An odd number."},
}


def distributed(states: dict[str, Any], **fields: Any) -> dict[str, Any]:
    mode = {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}
    processor = {"ProcessorConfig": mode, "StartAt": next(iter(states)), "States": states}
    return {"Type": "Map", "ItemProcessor": processor, "End": True, **fields}


@pytest.fixture
def bucket(cloud: Cloud) -> str:
    name = f"bucket-{uuid.uuid4().hex[:8]}"
    cloud.client("s3").create_bucket(Bucket=name)
    return name


def test_items_are_taken_selected_and_passed_on_in_jsonata(cloud: Cloud) -> None:
    state = distributed(
        {"Double": PAIR},
        Items="{% $states.input.numbers %}",
        ItemSelector={"value": "{% $states.context.Map.Item.Value + $states.input.more %}"},
        Output={"doubled": "{% $states.result %}"},
        Assign={"count": "{% $count($states.result) %}"},
        MaxConcurrency="{% $states.input.more %}",
    )
    last = {"Type": "Pass", "Output": {"doubled": "{% $states.input.doubled %}", "count": "{% $count %}"}, "End": True}
    del state["End"]
    states = {"Each": {**state, "Next": "Last"}, "Last": last}
    assert cloud.output(states, {"numbers": [1, 2, 3], "more": 1}) == {"doubled": [4, 6, 8], "count": 3}


def test_items_are_read_from_a_file_and_batched(cloud: Cloud, bucket: str) -> None:
    lines = "".join(json.dumps({"batch": number}) + "\n" for number in range(5))
    cloud.client("s3").put_object(Bucket=bucket, Key="batches.jsonl", Body=lines.encode())
    state = distributed(
        {"Same": {"Type": "Pass", "End": True}},
        ItemReader={
            "Resource": "arn:aws:states:::s3:getObject",
            "ReaderConfig": {"InputType": "JSONL"},
            "Arguments": {"Bucket": "{% $states.input.bucket %}", "Key": "batches.jsonl"},
        },
        ItemBatcher={"MaxItemsPerBatch": 2, "BatchInput": {"run": "{% $states.input.run %}"}},
    )
    batches = cloud.output({"Each": state}, {"bucket": bucket, "run": "r1"})
    assert [[item["batch"] for item in batch["Items"]] for batch in batches] == [[0, 1], [2, 3], [4]]
    assert {batch["BatchInput"]["run"] for batch in batches} == {"r1"}


def test_batches_are_bounded_in_bytes(cloud: Cloud) -> None:
    state = distributed(
        {"Same": {"Type": "Pass", "End": True}}, Items=["a" * 8] * 3, ItemBatcher={"MaxInputBytesPerBatch": 25}
    )
    assert [len(batch["Items"]) for batch in cloud.output({"Each": state})] == [2, 1]


@pytest.mark.parametrize(("tolerated", "status"), [(50, "SUCCEEDED"), (49, "FAILED")])
def test_the_tolerated_share_of_failures_may_be_an_expression(cloud: Cloud, tolerated: int, status: str) -> None:
    state = distributed(FAIL_ODD, Items=[1, 2], ToleratedFailurePercentage="{% $states.input.tolerated %}")
    execution = cloud.run(cloud.machine({"Each": state}), {"tolerated": tolerated})
    assert execution["status"] == status
    assert execution.get("error") == (None if status == "SUCCEEDED" else "States.ExceedToleratedFailureThreshold")


@pytest.mark.parametrize(("tolerated", "status"), [(1, "SUCCEEDED"), (0, "FAILED")])
def test_results_are_written_whether_or_not_the_map_succeeds(
    cloud: Cloud, bucket: str, tolerated: int, status: str
) -> None:
    writer = {"Resource": "arn:aws:states:::s3:putObject", "Arguments": {"Bucket": bucket, "Prefix": "results"}}
    state = distributed(FAIL_ODD, Items=[1, 2], ToleratedFailureCount=tolerated, ResultWriter=writer)
    execution = cloud.run(cloud.machine({"Each": state}))
    assert execution["status"] == status
    s3 = cloud.client("s3")
    keys = {entry["Key"].rsplit("/", 1)[-1]: entry["Key"] for entry in s3.list_objects_v2(Bucket=bucket)["Contents"]}
    assert set(keys) == {"manifest.json", "SUCCEEDED_0.json", "FAILED_0.json"}
    [failure] = json.loads(s3.get_object(Bucket=bucket, Key=keys["FAILED_0.json"])["Body"].read())
    assert (failure["Error"], failure["Input"]) == ("Odd", "1")
    if status == "SUCCEEDED":
        details = json.loads(execution["output"])["ResultWriterDetails"]
        assert details == {"Bucket": bucket, "Key": keys["manifest.json"]}


def test_children_do_not_see_the_variables_of_their_parent(cloud: Cloud) -> None:
    tells = {"Type": "Pass", "Output": "{% $exists($secret) %}", "End": True}
    states = {
        "Start": {"Type": "Pass", "Assign": {"secret": 1}, "Next": "Each"},
        "Each": distributed({"Tell": tells}, Items=[1]),
    }
    assert cloud.output(states) == [False]


def test_the_fields_of_jsonpath_work_as_well(cloud: Cloud) -> None:
    state = distributed(
        {"Same": {"Type": "Pass", "End": True}},
        ItemsPath="$.numbers",
        ItemSelector={"number.$": "$$.Map.Item.Value", "run.$": "$.run"},
        ResultPath="$.results",
        ToleratedFailureCountPath="$.none",
    )
    output = cloud.output({"Each": state}, {"numbers": [7], "run": "r1", "none": 0}, language="JSONPath")
    assert output["results"] == [{"number": 7, "run": "r1"}]
