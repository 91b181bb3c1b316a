"""What an administrator puts in to have eSchoolPLUS read."""

from pydantic import BaseModel, ConfigDict, Field, SecretStr

from rollbook.connectors.addresses import Address
from rollbook.connectors.patience import Patience


class Credentials(BaseModel):
    """An API profile with OAuth 2.0, and where it is used.

    `base_url` ends in the service's path: `/ims/oneroster/rostering/v1p2`, or `/ims/oneroster/v1p1` for 1.1.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    base_url: Address
    token_url: Address
    client_id: str = Field(min_length=1)
    client_secret: SecretStr = Field(min_length=1)


class Settings(Patience):
    """How eSchoolPLUS is read: records per page (the server may give fewer)."""

    page_size: int = Field(default=500, ge=2, le=10_000)
