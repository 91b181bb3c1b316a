"""What an administrator puts in to have Coursedog's class schedules read and written."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, SecretStr

from rollbook.connectors.addresses import Address
from rollbook.connectors.patience import Patience
from rollbook.model.descriptors import Limits

NAME = "Coursedog"
_CALL = 1


class Credentials(BaseModel):
    """Where Coursedog's API is, the school in its paths, and the account of an API user."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    base_url: Address = "https://app.coursedog.com/api/v1"
    school: Annotated[str, Field(pattern=r"^[a-z0-9_]+$")]
    email: str = Field(min_length=1)
    password: SecretStr = Field(min_length=1)


class Settings(Patience):
    """How Coursedog is called: `allowance` calls in `window_seconds`, and records per page."""

    allowance: int = Field(default=100, ge=1, le=10_000)
    window_seconds: float = Field(default=10, gt=0, le=3600)
    page_size: int = Field(default=200, ge=2, le=200)


def limits_of(settings: Settings) -> Limits:
    """Return the rate limit; a write costs as much as a read."""
    return Limits(settings.allowance, settings.window_seconds, _CALL, _CALL)
