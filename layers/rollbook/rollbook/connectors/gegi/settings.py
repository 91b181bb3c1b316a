"""What an administrator puts in to have GEGI read, and attendance written to it."""

from pydantic import BaseModel, ConfigDict, Field

from rollbook.connectors.addresses import Address
from rollbook.connectors.header_keys import HeaderKey
from rollbook.connectors.patience import Patience

NAME = "GEGI"


class Credentials(BaseModel):
    """Where GEGI's API is, and the key of an integration user, under whose name attendance is journalled."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    base_url: Address
    api_key: HeaderKey


class Settings(Patience):
    """How GEGI is read: records per page."""

    page_size: int = Field(default=500, ge=1, le=500)
