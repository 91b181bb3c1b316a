"""Credentials from Secrets Manager, one secret per system, named `<stack>/<system>`."""

from typing import TYPE_CHECKING, TypeVar

from pydantic import BaseModel, ValidationError

from rollbook.model.errors import CredentialsError

if TYPE_CHECKING:
    from mypy_boto3_secretsmanager import SecretsManagerClient

Credentials = TypeVar("Credentials", bound=BaseModel)


class Secrets:
    """Reads secrets; what is in them leaves this module only as the credentials model of a connector."""

    def __init__(self, client: "SecretsManagerClient", prefix: str) -> None:
        self._client = client
        self._prefix = prefix

    def text(self, name: str) -> str:
        """Return a secret's text."""
        return self._client.get_secret_value(SecretId=f"{self._prefix}/{name}")["SecretString"]

    def credentials(self, system: str, model: type[Credentials]) -> Credentials:
        """Return a system's credentials; raises CredentialsError naming the fields that are missing or wrong."""
        try:
            return model.model_validate_json(self.text(system))
        except ValidationError as wrong:
            fields = ", ".join(sorted({".".join(map(str, error["loc"])) or "all" for error in wrong.errors()}))
            accepted = ", ".join(model.model_fields)
            raise CredentialsError(
                f"The secret {self._prefix}/{system} is not complete: look at {fields}. "
                f"It must be a JSON object with {accepted}; put it into Secrets Manager."
            ) from None
