"""What an administrator puts in to have the schedules of the student information system read and written."""

from collections.abc import Mapping
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, field_validator

from rollbook.connectors.addresses import Address
from rollbook.connectors.header_keys import HeaderKey
from rollbook.connectors.patience import Patience
from rollbook.model.descriptors import Limits

NAME = "The SIS"
_CALL = 1
_VERSIONS: Mapping[str, str] = {
    "academic-periods": "16.1.0",
    "buildings": "6.0.0",
    "course-title-types": "1.0.0",
    "courses": "16.0.0",
    "educational-institution-units": "7.0.0",
    "grade-schemes": "6.0.0",
    "instructional-delivery-methods": "1.0.0",
    "instructional-events": "11.1.0",
    "instructional-methods": "6.0.0",
    "persons": "12.3.0",
    "rooms": "10.0.0",
    "section-crosslists": "6.0.0",
    "section-instructors": "10.1.0",
    "section-title-types": "1.0.0",
    "sections": "16.1.0",
    "sites": "6.0.0",
    "subjects": "6.0.0",
}
_Version = Annotated[str, Field(pattern=r"^[0-9]+(\.[0-9]+\.[0-9]+)?$")]


class Credentials(BaseModel):
    """Where Ethos Integration is, and the API key of an application there."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    base_url: Address = "https://integrate.elluciancloud.com"
    api_key: HeaderKey


class Settings(Patience):
    """How Ethos is called: `allowance` calls in `window_seconds`, records per page, and the version of each resource.

    No rate limit is published. `media_types` names versions in full ("16.1.0") or by their major number ("16"); a
    resource that is left out has the usual one.
    """

    allowance: int = Field(default=100, ge=1, le=10_000)
    window_seconds: float = Field(default=10, gt=0, le=3600)
    page_size: int = Field(default=500, ge=2, le=500)
    media_types: dict[str, _Version] = {}  # noqa: RUF012 - pydantic copies defaults

    @field_validator("media_types")
    @classmethod
    def _known(cls, given: dict[str, str]) -> dict[str, str]:
        if unknown := sorted(given.keys() - _VERSIONS.keys()):
            raise ValueError(f"no use is made of {', '.join(unknown)}; accepted are {', '.join(_VERSIONS)}")
        return given

    @property
    def resources(self) -> tuple[str, ...]:
        """All resources that are read or written."""
        return tuple(_VERSIONS)

    def media_type(self, resource: str) -> str:
        """Return the media type of a resource, which names its version."""
        version = self.media_types.get(resource, _VERSIONS[resource])
        return f"application/vnd.hedtech.integration.v{version}+json"


def limits_of(settings: Settings) -> Limits:
    """Return the rate limit; a write costs as much as a read."""
    return Limits(settings.allowance, settings.window_seconds, _CALL, _CALL)
