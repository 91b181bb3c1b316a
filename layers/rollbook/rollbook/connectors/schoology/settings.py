"""What an administrator puts in to have Schoology read and written."""

from pydantic import BaseModel, ConfigDict, Field, SecretStr

from rollbook.connectors.addresses import Address
from rollbook.connectors.patience import Patience
from rollbook.model.descriptors import Limits

NAME = "Schoology"
_READ_CREDITS, _WRITE_CREDITS = 1, 3


class Credentials(BaseModel):
    """A consumer key of the school's own, with its secret."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    base_url: Address = "https://api.schoology.com/v1"
    consumer_key: str = Field(min_length=1)
    consumer_secret: SecretStr = Field(min_length=1)


class Settings(Patience):
    """How Schoology is read and written.

    `allowance` credits may be spent in `window_seconds`.
    `acting_user` is the Schoology id of the system administrator under whose name changes are made (SG4), by default
    the owner of the consumer key. `ignore_email_conflicts` creates a person whose e-mail belongs to an account of
    another school without an e-mail.
    """

    allowance: int = Field(default=50, ge=3, le=10_000)
    window_seconds: float = Field(default=5, gt=0, le=3600)
    acting_user: str | None = Field(default=None, pattern=r"^[0-9]{1,20}$")
    ignore_email_conflicts: bool = True


def limits_of(settings: Settings) -> Limits:
    """Return the rate limit: a read costs one credit, anything else three (PowerSchool, system requirements)."""
    return Limits(settings.allowance, settings.window_seconds, _READ_CREDITS, _WRITE_CREDITS)


def acting_of(settings: Settings) -> str:
    """Return the account under whose name changes are made, empty for the owner of the consumer key (SG4)."""
    return settings.acting_user or ""
