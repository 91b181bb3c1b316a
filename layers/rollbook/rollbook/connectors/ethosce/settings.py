"""What an administrator puts in to have EthosCE read, and course records written to it."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, SecretStr

from rollbook.connectors.addresses import Address
from rollbook.connectors.patience import Patience
from rollbook.model.descriptors import Limits

NAME = "EthosCE"


class Credentials(BaseModel):
    """The address of the site, and an account for web services, whose user name begins with `restws`."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    base_url: Address
    # A colon would end the name where it stands in the header (RFC 7617).
    username: Annotated[str, Field(pattern=r"^restws[^:]*$")]
    password: SecretStr = Field(min_length=1)


class Settings(Patience):
    """How EthosCE is read and called: records per page, and calls per second where the institution sets a limit."""

    page_size: int = Field(default=100, ge=1, le=100)
    calls_per_second: float | None = Field(default=None, ge=1, le=1_000)


def limits_of(settings: Settings) -> Limits | None:
    """Return the rate limit: no figure is published, so there is none unless the institution sets one."""
    if settings.calls_per_second is None:
        return None
    return Limits(settings.calls_per_second, window_seconds=1, read_cost=1, write_cost=1)
