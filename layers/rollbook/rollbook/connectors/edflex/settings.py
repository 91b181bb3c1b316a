"""What an administrator puts in to have an Edflex portal read: its name or address, and the client of its API."""

import re
from typing import Annotated, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, SecretStr, model_validator

from rollbook.connectors.addresses import OptionalAddress
from rollbook.connectors.patience import Patience
from rollbook.model.descriptors import Limits

NAME = "Edflex"
_DOMAIN = "edflex.com"
_LABEL = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")
_CALL = 1


def address_of(organization: str) -> str:
    """Return the address of an organization's portal (EF5).

    Raises ValueError, in words for an administrator, for what is no name, such as a whole address.
    """
    name = organization.strip().lower()
    if not _LABEL.fullmatch(name):
        raise ValueError(
            f"accepted is the organization's name alone, such as mycompany-portal: what stands before .{_DOMAIN} in "
            "the portal's address (a whole address goes into base_url)"
        )
    return f"https://{name}.{_DOMAIN}"


def _named(organization: str) -> str:
    if organization:
        address_of(organization)
    return organization


class Credentials(BaseModel):
    """The client that Edflex gave out, and the portal: by its organization's name, or, instead, by its address."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    organization: Annotated[str, AfterValidator(_named)] = ""
    base_url: OptionalAddress = ""
    client_id: str = Field(min_length=1)
    client_secret: SecretStr = Field(min_length=1)

    @model_validator(mode="after")
    def _has_one_place(self) -> Self:
        if bool(self.organization) == bool(self.base_url):
            raise ValueError("accepted is either organization or base_url, and one of them is needed")
        return self

    @property
    def portal(self) -> str:
        """The address of the portal."""
        return self.base_url or address_of(self.organization)


class Settings(Patience):
    """How Edflex is read: records per page, and, where Edflex sets a limit, `allowance` calls in `window_seconds`."""

    page_size: int = Field(default=50, ge=1, le=50)
    allowance: int | None = Field(default=None, ge=1, le=10_000)
    window_seconds: float = Field(default=1, gt=0, le=3600)


def limits_of(settings: Settings) -> Limits | None:
    """Return the rate limit: no figure is published, so there is none unless the institution sets one."""
    if settings.allowance is None:
        return None
    return Limits(settings.allowance, settings.window_seconds, _CALL, _CALL)
