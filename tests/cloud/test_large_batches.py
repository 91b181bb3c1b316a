from tests.cloud.embedded import Cloud
from tests.cloud.test_queues import a_queue, batches

MEGABYTE = 1_000_000

COUNTS = """
    def handler(event, context):
        print("took", len(event["Records"]), flush=True)
"""


def test_a_batch_ends_before_it_is_larger_than_six_megabytes(cloud: Cloud) -> None:
    url, queue = a_queue(cloud, 0)
    for number in range(8):
        cloud.client("sqs").send_message(QueueUrl=url, MessageBody=str(number) * MEGABYTE)
    function = cloud.function(COUNTS)
    cloud.client("logs").create_log_group(logGroupName=f"/aws/lambda/{function}")
    cloud.client("lambda").create_event_source_mapping(
        EventSourceArn=queue, FunctionName=function, BatchSize=1000, MaximumBatchingWindowInSeconds=1
    )

    assert sorted(batches(cloud, function, 2)) == [2, 6], (
        "two functions take them side by side, and either may be first"
    )
