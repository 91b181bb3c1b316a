"""What a deployed stack says of itself: the names of its tables, its bucket and its state machine."""

from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from rollbook.model.errors import SettingsError

if TYPE_CHECKING:
    from mypy_boto3_cloudformation import CloudFormationClient


def outputs(client: "CloudFormationClient", stack: str) -> dict[str, str]:
    """Return the outputs of a stack by name; raises SettingsError when it is not deployed here."""
    try:
        described = client.describe_stacks(StackName=stack)["Stacks"][0]
    except ClientError as error:
        code = error.response["Error"]["Code"]
        raise SettingsError(
            f"The stack {stack} cannot be read here ({code}). Name the right one (--stack), and the right account and "
            "region (AWS_PROFILE, AWS_REGION); or deploy it first (make deploy)."
        ) from None
    return {output["OutputKey"]: output["OutputValue"] for output in described.get("Outputs", [])}
