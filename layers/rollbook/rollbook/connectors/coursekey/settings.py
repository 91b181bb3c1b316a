"""What an administrator puts in to have CourseKey written, and its attendance read."""

import re
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError, ValidatorFunctionWrapHandler, WrapValidator

from rollbook.connectors.addresses import Address
from rollbook.connectors.header_keys import HeaderKey
from rollbook.connectors.patience import Patience
from rollbook.model.descriptors import Limits

NAME = "CourseKey"
SCHOOL_ID = re.compile(r"[0-9]{1,10}")
_CALL = 1


def _by_school(given: Any, read: ValidatorFunctionWrapHandler) -> Any:
    """Tell a mistake as one of the whole field: pydantic would name the entry, and a key may have got in its place."""
    try:
        keys = read(given)
    except ValidationError:
        keys = {}
    if not keys or not all(map(SCHOOL_ID.fullmatch, keys)):
        raise ValueError("accepted is an object of one auth key for each School ID, which is a number")
    return keys


class Credentials(BaseModel):
    """Where CourseKey's API is, and the auth key of each School ID: there, every campus is a school."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    base_url: Address = "https://api.thecoursekey.com/v1"
    keys: Annotated[dict[str, HeaderKey], WrapValidator(_by_school)]


class Settings(Patience):
    """How CourseKey is read and written: `allowance` calls in `window_seconds`, and records per page."""

    allowance: int = Field(default=100, ge=1, le=10_000)
    window_seconds: float = Field(default=10, gt=0, le=3600)
    page_size: int = Field(default=200, ge=1, le=200)


def limits_of(settings: Settings) -> Limits:
    """Return the rate limit. CourseKey counts by school; all schools share it here, which is never too fast."""
    return Limits(settings.allowance, settings.window_seconds, _CALL, _CALL)
