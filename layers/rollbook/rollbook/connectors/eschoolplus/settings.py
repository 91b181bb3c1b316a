"""What an administrator puts in to have eSchoolPLUS read, and its gradebook written."""

from pydantic import BaseModel, ConfigDict, Field, SecretStr

from rollbook.connectors.addresses import Address, OptionalAddress
from rollbook.connectors.patience import Patience

NAME = "eSchoolPLUS"
_ROSTERING, _GRADEBOOK = "/rostering/", "/gradebook/"


class Credentials(BaseModel):
    """An API profile with OAuth 2.0, and where it is used.

    `base_url` ends in the service's path: `/ims/oneroster/rostering/v1p2`, or `/ims/oneroster/v1p1` for 1.1.
    `gradebook_url` is needed only where grades are written and the gradebook is not beside the rosters.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    base_url: Address
    gradebook_url: OptionalAddress = ""
    token_url: Address
    client_id: str = Field(min_length=1)
    client_secret: SecretStr = Field(min_length=1)

    @property
    def gradebook(self) -> str:
        """Where the gradebook is, by default beside the rosters; empty when that cannot be told."""
        root, found, version = self.base_url.rpartition(_ROSTERING)
        return self.gradebook_url or (f"{root}{_GRADEBOOK}{version}" if found else "")


class Settings(Patience):
    """How eSchoolPLUS is read: records per page (the server may give fewer)."""

    page_size: int = Field(default=500, ge=2, le=10_000)
