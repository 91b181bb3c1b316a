"""What an administrator puts in to have 360Learning written to: the API's client, the target group and the author."""

import math
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, SecretStr

from rollbook.connectors.addresses import Address
from rollbook.connectors.patience import Patience
from rollbook.model.descriptors import Limits

NAME = "360Learning"
_READ = 1


class Credentials(BaseModel):
    """Where 360Learning is (app.360learning.com, or app.us.360learning.com), and a client of its API."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    base_url: Address = "https://app.360learning.com"
    client_id: str = Field(min_length=1)
    client_secret: SecretStr = Field(min_length=1)


class Settings(Patience):
    """To whom content belongs, and how 360Learning is called.

    `group_id` is the target group, `author` the e-mail address of the account that becomes the author there, and
    `platform` the name of the integration that holds the content. `bulk_operations_at_once` and the calls per second
    are the vendor's limits for a whole company.
    """

    group_id: Annotated[str, Field(pattern=r"^([0-9a-fA-F]{24})?$")] = ""
    author: Annotated[str, Field(pattern=r"^([^@\s]+@[^@\s]+)?$")] = ""
    platform: str = Field(default="Edflex", min_length=1)
    bulk_operations_at_once: int = Field(default=3, ge=1, le=3)
    reads_per_second: int = Field(default=50, ge=1, le=50)
    writes_per_second: int = Field(default=10, ge=1, le=10)

    @property
    def prefix(self) -> str:
        """What the external ids of our tags begin with."""
        return f"{self.platform.lower()}:"


def limits_of(settings: Settings) -> Limits:
    """Return the rate limit: one allowance, of which a write takes as much more as fewer are allowed."""
    write_cost = max(_READ, math.ceil(settings.reads_per_second / settings.writes_per_second))
    return Limits(settings.reads_per_second, window_seconds=1, read_cost=_READ, write_cost=write_cost)


def at_once_of(settings: Settings) -> int:
    """Return how many bulk operations may go on at the same time."""
    return settings.bulk_operations_at_once
