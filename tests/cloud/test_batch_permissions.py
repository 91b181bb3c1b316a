import json
from typing import Any

from tests.cloud.embedded import Cloud
from tests.cloud.test_queues import a_queue

HIDES_AND_SENDS = """
    import boto3
    from botocore.exceptions import ClientError
    def handler(event, context):
        sqs, url = boto3.client("sqs"), event["queue"]
        try:
            sqs.send_message_batch(QueueUrl=url, Entries=[{"Id": "1", "MessageBody": "2"}])
            sent = "sent"
        except ClientError as refused:
            sent = refused.response["Error"]["Code"]
        entries = [{"Id": "1", "ReceiptHandle": event["receipt"], "VisibilityTimeout": 600}]
        told = sqs.change_message_visibility_batch(QueueUrl=url, Entries=entries)
        return {"hidden": len(told["Successful"]), "sent": sent}
"""


def test_a_permission_for_one_message_is_one_for_ten_and_for_nothing_else(cloud: Cloud) -> None:
    url, arn = a_queue(cloud, 1)
    message = cloud.client("sqs").receive_message(QueueUrl=url)["Messages"][0]
    allowed: dict[str, Any] = {"Effect": "Allow", "Action": "sqs:ChangeMessageVisibility", "Resource": arn}
    function = cloud.function(HIDES_AND_SENDS, allowed)

    done = cloud.call(function, {"queue": url, "receipt": message["ReceiptHandle"]})

    assert done["hidden"] == 1, json.dumps(done)
    assert "AccessDenied" in done["sent"]
