"""The stack's stores, secrets and e-mail template in moto, all made from `template.yaml`."""

import json
from typing import Any

import boto3

from rollbook.aws.stores import Stores
from tests.contract.architecture.template import Resource, function_name, resolved, template

NAME = "rollbook"
SENDER = "rollbook@maple-ridge.example"
ADMINISTRATOR = "registrar@maple-ridge.example"
REGION = "us-east-1"
GENERATED = "generated-by-secrets-manager"

_TABLE = ("BillingMode", "AttributeDefinitions", "KeySchema", "GlobalSecondaryIndexes")


class Stack:
    """What a first deploy makes, as far as the functions can see it; `names` is what Ref and Sub stand for."""

    def __init__(self) -> None:
        self.names = template().defaults | {
            "AWS::StackName": NAME,
            "AWS::Region": REGION,
            "SenderAddress": SENDER,
            "AlertAddress": ADMINISTRATOR,
        }
        makers = {
            "AWS::DynamoDB::Table": self._make_table,
            "AWS::S3::Bucket": self._make_bucket,
            "AWS::SecretsManager::Secret": self._make_secret,
            "AWS::SES::Template": self._make_letter,
        }
        for kind, make in makers.items():
            for resource in template().of_kind(kind):
                self.names[resource.name] = make(resource)

    def environment(self, step: str) -> dict[str, str]:
        """Return the environment variables of a step's function."""
        found = template()
        variables = found.global_environment() | found.environment(found.resources[function_name(step)])
        return {name: str(resolved(value, self.names)) for name, value in variables.items()}

    def stores(self) -> Stores:
        """Return all stores of the stack."""
        return Stores(
            data_bucket=self.names["DataBucket"],
            mappings_table=self.names["MappingsTable"],
            coordination_table=self.names["CoordinationTable"],
            runs_table=self.names["RunsTable"],
            secrets_prefix=NAME,
        )

    def put_secret(self, system: str, value: Any) -> None:
        """Put credentials in, as an administrator does."""
        boto3.client("secretsmanager").put_secret_value(SecretId=f"{NAME}/{system}", SecretString=json.dumps(value))

    def verify_sender(self) -> None:
        """Let e-mails come from the sender's address."""
        boto3.client("ses").verify_email_identity(EmailAddress=SENDER)

    def _make_table(self, resource: Resource) -> str:
        name = f"{NAME}-{resource.name}"
        client = boto3.client("dynamodb")
        client.create_table(
            TableName=name, **{key: resource.properties[key] for key in _TABLE if key in resource.properties}
        )
        if "TimeToLiveSpecification" in resource.properties:
            client.update_time_to_live(
                TableName=name, TimeToLiveSpecification=resource.properties["TimeToLiveSpecification"]
            )
        return name

    def _make_bucket(self, resource: Resource) -> str:
        name = f"{NAME}-{resource.name}".lower()
        client = boto3.client("s3")
        client.create_bucket(Bucket=name)
        client.put_bucket_versioning(
            Bucket=name, VersioningConfiguration=resource.properties["VersioningConfiguration"]
        )
        return name

    def _make_secret(self, resource: Resource) -> str:
        rule = resource.properties["GenerateSecretString"]
        text = GENERATED
        if "SecretStringTemplate" in rule:
            text = json.dumps(json.loads(rule["SecretStringTemplate"]) | {rule["GenerateStringKey"]: GENERATED})
        name = resolved(resource.properties["Name"], self.names)
        return str(boto3.client("secretsmanager").create_secret(Name=name, SecretString=text)["ARN"])

    def _make_letter(self, resource: Resource) -> str:
        letter = resolved(resource.properties["Template"], self.names)
        boto3.client("ses").create_template(Template=letter)
        return str(letter["TemplateName"])
