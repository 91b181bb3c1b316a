import uuid

import requests

from tests.cloud.embedded import Cloud

USES_TABLE = """
    import boto3
    def handler(event, context):
        table = boto3.resource("dynamodb").Table(event["table"])
        return table.get_item(Key={"id": "1"}) if event["read"] else table.put_item(Item={"id": "1"})
"""


def test_what_a_role_lacks_is_refused_and_what_it_used_is_recorded(cloud: Cloud) -> None:
    table = f"table-{uuid.uuid4().hex[:8]}"
    made = cloud.client("dynamodb").create_table(
        TableName=table,
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
    )
    arn = made["TableDescription"]["TableArn"]
    allowed = {"Effect": "Allow", "Action": ["dynamodb:GetItem", "dynamodb:Query"], "Resource": arn}
    function = cloud.function(USES_TABLE, allowed)
    assert "Item" not in cloud.call(function, {"table": table, "read": True})
    assert "AccessDenied" in cloud.call(function, {"table": table, "read": False})["errorMessage"]
    used = requests.get(f"{cloud.access.endpoint}/_sandbox/permissions", timeout=20).json()
    assert used[function] == [["dynamodb:GetItem", arn]]
