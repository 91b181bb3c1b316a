"""The stack's stores, queues, secrets and e-mail template in moto, all made from `template.yaml`."""

import json
from typing import Any

from rollbook.aws import session
from rollbook.aws.stores import Stores
from rollbook.sync.lease import Lease
from tests.contract.architecture.template import MACHINE, Resource, function_name, resolved, template

NAME = "rollbook"
SENDER = "rollbook@maple-ridge.example"
ADMINISTRATOR = "registrar@maple-ridge.example"
REGION = "us-east-1"
GENERATED = "generated-by-secrets-manager"

_QUEUE = ("MessageRetentionPeriod", "RedrivePolicy", "VisibilityTimeout")
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
            "AWS::SQS::Queue": self._make_queue,
            MACHINE: self._name_machine,
        }
        for kind, make in makers.items():
            for resource in sorted(template().of_kind(kind), key=lambda found: "RedrivePolicy" in found.properties):
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
        rule = resource.properties.get("GenerateSecretString", {})
        text = resource.properties.get("SecretString", GENERATED)
        if "SecretStringTemplate" in rule:
            text = json.dumps(json.loads(rule["SecretStringTemplate"]) | {rule["GenerateStringKey"]: GENERATED})
        name = resolved(resource.properties["Name"], self.names)
        return str(session.secretsmanager().create_secret(Name=name, SecretString=text)["ARN"])

    def _make_letter(self, resource: Resource) -> str:
        letter = resolved(resource.properties["Template"], self.names)
        session.ses().create_template(Template=letter)
        return str(letter["TemplateName"])

    def _make_queue(self, resource: Resource) -> str:
        """Make a queue; one that hands over to another comes after it."""
        wanted = {
            name: resolved(resource.properties[name], self.names) for name in _QUEUE if name in resource.properties
        }
        attributes = {name: value if isinstance(value, str) else json.dumps(value) for name, value in wanted.items()}
        client = session.sqs()
        name = resolved(resource.properties["QueueName"], self.names)
        url = client.create_queue(QueueName=name, Attributes=attributes)["QueueUrl"]  # type: ignore[arg-type]  # names of a template are those of the service
        told = client.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]
        self.names[f"{resource.name}.Arn"] = told["QueueArn"]
        return url

    def _name_machine(self, resource: Resource) -> str:
        """Return the address of a state machine that only a test itself can play."""
        return f"arn:aws:states:{REGION}:123456789012:stateMachine:{resolved(resource.properties['Name'], self.names)}"
