# ruff: noqa: SLF001 - a mend reads private state
"""``!Ref`` of a secret is its ARN.

MiniStack: it is the secret's name, so that a policy made from it grants nothing.
AWS: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-secretsmanager-secret.html
Mend: the stack knows the secret by its ARN; the name is looked up again for update and delete.
"""

from typing import Any

from ministack.services import secretsmanager

from sandbox.cloud.mends.provisioning import handlers


def install() -> None:
    """Put the mend in place."""
    functions = handlers("AWS::SecretsManager::Secret")
    create, update, delete = functions["create"], functions["update"], functions["delete"]

    def create_with_arn(logical_id: str, properties: dict[str, Any], stack: str) -> tuple[str, dict[str, str]]:
        _name, attributes = create(logical_id, properties, stack)
        return attributes["Arn"], attributes

    def update_by_arn(arn: str, *changes: Any) -> tuple[str, dict[str, str]]:
        _name, attributes = update(_name_of(arn), *changes)
        return attributes["Arn"], attributes

    def delete_by_arn(arn: str, properties: dict[str, Any]) -> None:
        delete(_name_of(arn), properties)

    functions.update(create=create_with_arn, update=update_by_arn, delete=delete_by_arn)


def _name_of(arn: str) -> str:
    return next((name for name, secret in secretsmanager._secrets.items() if secret["ARN"] == arn), arn)
