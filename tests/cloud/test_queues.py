import json
import uuid
from typing import Any

from tests.cloud.embedded import Cloud

COUNTS = """
    def handler(event, context):
        bodies = sorted(int(record["body"]) for record in event["Records"])
        print("took", len(bodies), flush=True)
        unlucky = [record["messageId"] for record in event["Records"] if record["body"] == "13"]
        return {"batchItemFailures": [{"itemIdentifier": name} for name in unlucky]}
"""


def a_queue(cloud: Cloud, messages: int, **attributes: str) -> tuple[str, str]:
    """Make a queue with so many messages and return its address and its name for AWS."""
    sqs = cloud.client("sqs")
    url = str(sqs.create_queue(QueueName=f"queue-{uuid.uuid4().hex[:8]}", Attributes=attributes)["QueueUrl"])
    for number in range(messages):
        sqs.send_message(QueueUrl=url, MessageBody=str(number))
    told = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]
    return url, str(told["QueueArn"])


def a_reader(cloud: Cloud, queue: str, **mapping: Any) -> str:
    """Have a function read a queue."""
    function = cloud.function(COUNTS)
    cloud.client("logs").create_log_group(logGroupName=f"/aws/lambda/{function}")
    cloud.client("lambda").create_event_source_mapping(EventSourceArn=queue, FunctionName=function, **mapping)
    return function


def batches(cloud: Cloud, function: str, wanted: int) -> list[int]:
    """Return the sizes of the batches, once there are as many as wanted."""

    def look() -> list[int] | None:
        found = cloud.client("logs").filter_log_events(logGroupName=f"/aws/lambda/{function}", filterPattern="took")
        sizes = [int(event["message"].split()[-1]) for event in found["events"]]
        return sizes if len(sizes) >= wanted else None

    return cloud.until(look)


def test_a_batch_has_more_than_ten_messages_when_its_mapping_says_so(cloud: Cloud) -> None:
    _, queue = a_queue(cloud, 25)
    function = a_reader(cloud, queue, BatchSize=1000, MaximumBatchingWindowInSeconds=1)
    assert batches(cloud, function, 1) == [25]


def test_a_full_batch_goes_out_at_once_and_the_rest_is_gathered(cloud: Cloud) -> None:
    _, queue = a_queue(cloud, 13)
    function = a_reader(cloud, queue, BatchSize=10, MaximumBatchingWindowInSeconds=300)
    assert batches(cloud, function, 1) == [10]


def test_only_the_message_that_failed_stays_in_the_queue(cloud: Cloud) -> None:
    url, queue = a_queue(cloud, 15, VisibilityTimeout="600")
    function = a_reader(
        cloud,
        queue,
        BatchSize=100,
        MaximumBatchingWindowInSeconds=1,
        FunctionResponseTypes=["ReportBatchItemFailures"],
    )
    assert batches(cloud, function, 1) == [15]

    def left() -> int | None:
        names = ["ApproximateNumberOfMessagesNotVisible"]
        told = cloud.client("sqs").get_queue_attributes(QueueUrl=url, AttributeNames=names)["Attributes"]
        hidden = int(told[names[0]])
        return hidden if hidden < 15 else None

    assert cloud.until(left) == 1


WAITS = """
    import boto3, json
    def handler(event, context):
        ended = boto3.client("stepfunctions").start_sync_execution(stateMachineArn=event["machine"], name="look-1")
        return {"status": ended["status"], "output": ended.get("output"), "error": ended.get("error")}
"""


def test_a_function_waits_for_an_express_execution_which_knows_its_own_name(cloud: Cloud) -> None:
    may_start = {"Effect": "Allow", "Action": "states:StartSyncExecution", "Resource": "*"}
    function = cloud.function(WAITS, may_start)
    name = {"Name": {"Type": "Pass", "Output": "{% $states.context.Execution.Name %}", "End": True}}
    told = cloud.call(function, {"machine": express(cloud, name)})
    assert (told["status"], json.loads(told["output"])) == ("SUCCEEDED", "look-1")
    busy = {"Busy": {"Type": "Fail", "Error": "FlowBusyError", "Cause": "Another one."}}
    told = cloud.call(function, {"machine": express(cloud, busy)})
    assert (told["status"], told["error"]) == ("FAILED", "FlowBusyError")


def express(cloud: Cloud, states: dict[str, Any]) -> str:
    definition = {"QueryLanguage": "JSONata", "StartAt": next(iter(states)), "States": states}
    made = cloud.client("stepfunctions").create_state_machine(
        name=f"machine-{uuid.uuid4().hex[:8]}", type="EXPRESS", definition=json.dumps(definition), roleArn=cloud.role()
    )
    return str(made["stateMachineArn"])
