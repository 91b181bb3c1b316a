import json
import re
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.cloud.embedded import Cloud


def test_an_email_template_is_created_changed_and_deleted_with_its_stack(cloud: Cloud) -> None:
    def deploy(subject: str) -> str:
        template = {"TemplateName": "held", "SubjectPart": subject, "TextPart": "Dear {{name}}"}
        resources = {"Held": {"Type": "AWS::SES::Template", "Properties": {"Template": template}}}
        return cloud.stack("templates", resources, Name={"Ref": "Held"})["Name"]

    ses = cloud.client("ses")
    assert deploy("First") == "held"
    assert deploy("Second") == "held"
    found = ses.get_template(TemplateName="held")["Template"]
    assert (found["SubjectPart"], found["TextPart"]) == ("Second", "Dear {{name}}")
    cloud.client("cloudformation").delete_stack(StackName="templates")
    cloud.until(lambda: not ses.list_templates()["TemplatesMetadata"] and [True])


def test_a_table_gets_its_time_to_live_its_recovery_and_its_encryption(cloud: Cloud) -> None:
    properties = {
        "KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}],
        "AttributeDefinitions": [{"AttributeName": "id", "AttributeType": "S"}],
        "BillingMode": "PAY_PER_REQUEST",
        "TimeToLiveSpecification": {"AttributeName": "expires", "Enabled": True},
        "PointInTimeRecoverySpecification": {"PointInTimeRecoveryEnabled": True},
        "SSESpecification": {"SSEEnabled": True},
    }
    resources = {"Table": {"Type": "AWS::DynamoDB::Table", "Properties": properties}}
    table = cloud.stack("tables", resources, Name={"Ref": "Table"})["Name"]
    dynamodb = cloud.client("dynamodb")
    ttl = dynamodb.describe_time_to_live(TableName=table)["TimeToLiveDescription"]
    assert ttl == {"TimeToLiveStatus": "ENABLED", "AttributeName": "expires"}
    backups = dynamodb.describe_continuous_backups(TableName=table)["ContinuousBackupsDescription"]
    assert backups["PointInTimeRecoveryDescription"]["PointInTimeRecoveryStatus"] == "ENABLED"
    assert dynamodb.describe_table(TableName=table)["Table"]["SSEDescription"]["Status"] == "ENABLED"


def test_a_reference_to_a_secret_is_its_arn_through_update_and_deletion(cloud: Cloud) -> None:
    def deploy(description: str) -> str:
        resources = {"Key": {"Type": "AWS::SecretsManager::Secret", "Properties": {"Description": description}}}
        return cloud.stack("secrets", resources, Arn={"Ref": "Key"})["Arn"]

    secrets = cloud.client("secretsmanager")
    arn = deploy("first")
    assert deploy("second") == arn
    found = secrets.describe_secret(SecretId=arn)
    assert (found["ARN"], found["Description"]) == (arn, "second")
    cloud.client("cloudformation").delete_stack(StackName="secrets")
    with pytest.raises(secrets.exceptions.ResourceNotFoundException):
        cloud.until(lambda: secrets.describe_secret(SecretId=arn) and None)


def test_a_generated_secret_has_only_the_characters_that_are_allowed(cloud: Cloud) -> None:
    rule = {
        "SecretStringTemplate": '{"scheme": "path_secret"}',
        "GenerateStringKey": "key",
        "PasswordLength": 200,
        "ExcludePunctuation": True,
        "ExcludeUppercase": True,
    }
    resources = {"Proof": {"Type": "AWS::SecretsManager::Secret", "Properties": {"GenerateSecretString": rule}}}
    arn = cloud.stack("generated", resources, Arn={"Ref": "Proof"})["Arn"]
    made = json.loads(cloud.client("secretsmanager").get_secret_value(SecretId=arn)["SecretString"])
    assert made["scheme"] == "path_secret"
    assert re.fullmatch("[a-z0-9]{200}", made["key"])


def test_a_schedule_keeps_its_zone_and_fires_by_its_clocks_with_its_keywords(cloud: Cloud) -> None:
    sqs = cloud.client("sqs")
    queue = sqs.create_queue(QueueName="fired")["QueueUrl"]
    arn = sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    # Just past on the clocks of Kiritimati, which are 14 hours ahead; as UTC it would be 14 hours away.
    past = datetime.now(ZoneInfo("Pacific/Kiritimati")) - timedelta(minutes=1)
    properties: dict[str, Any] = {
        "ScheduleExpression": f"at({past:%Y-%m-%dT%H:%M:%S})",
        "ScheduleExpressionTimezone": "Pacific/Kiritimati",
        "FlexibleTimeWindow": {"Mode": "OFF"},
        "Target": {
            "Arn": arn,
            "RoleArn": cloud.role(),
            "Input": '{"as_of": "<aws.scheduler.scheduled-time>"}',
        },
    }
    resources = {"Nightly": {"Type": "AWS::Scheduler::Schedule", "Properties": properties}}
    name = cloud.stack("schedules", resources, Name={"Ref": "Nightly"})["Name"]
    assert cloud.client("scheduler").get_schedule(Name=name)["ScheduleExpressionTimezone"] == "Pacific/Kiritimati"
    [message] = cloud.until(
        lambda: sqs.receive_message(QueueUrl=queue, WaitTimeSeconds=5, MaxNumberOfMessages=1).get("Messages")
    )
    assert "<aws" not in message["Body"]
    assert message["Body"].endswith(':00Z"}')
