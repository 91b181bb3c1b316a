"""The stack's stores, secrets and e-mail template in moto, all made from `template.yaml`."""

import json
from typing import Any

from rollbook.aws import session
from rollbook.aws.stores import Stores
from rollbook.sync.lease import Lease
from tests.contract.architecture.template import Resource, function_name, resolved, template

NAME = "rollbook"
SENDER = "rollbook@maple-ridge.example"
ADMINISTRATOR = "registrar@maple-ridge.example"
REGION = "us-east-1"
GENERATED = "generated-by-secrets-manager"

_TABLE = ("BillingMode", "AttributeDefinitions", "KeySchema", "GlobalSecondaryIndexes")


class Stack:
    """What a first deploy makes, as far as the functions can see it.

    `names` is what Ref and Sub stand for; `withheld` is a variable that somebody took away from every function.
    """

    def __init__(self) -> None:
        self.withheld = ""
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
        return {name: str(resolved(value, self.names)) for name, value in variables.items() if name != self.withheld}

    def stores(self) -> Stores:
        """Return all stores of the stack."""
        return Stores(
            data_bucket=self.names["DataBucket"],
            mappings_table=self.names["MappingsTable"],
            coordination_table=self.names["CoordinationTable"],
            runs_table=self.names["RunsTable"],
            secrets_prefix=NAME,
        )

    def holder(self, flow: str) -> str:
        """Return the run that holds a flow, empty when none does."""
        register = self.stores().registers.read(f"lease/{flow}")
        return Lease.from_json(register.value).holder if register else ""

    def put_secret(self, system: str, value: Any) -> None:
        """Put credentials in, as an administrator does."""
        session.secretsmanager().put_secret_value(SecretId=f"{NAME}/{system}", SecretString=json.dumps(value))

    def verify_sender(self) -> None:
        """Let e-mails come from the sender's address."""
        session.ses().verify_email_identity(EmailAddress=SENDER)

    def _make_table(self, resource: Resource) -> str:
        name = f"{NAME}-{resource.name}"
        client = session.dynamodb()
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
        client = session.s3()
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
        return str(session.secretsmanager().create_secret(Name=name, SecretString=text)["ARN"])

    def _make_letter(self, resource: Resource) -> str:
        letter = resolved(resource.properties["Template"], self.names)
        session.ses().create_template(Template=letter)
        return str(letter["TemplateName"])
