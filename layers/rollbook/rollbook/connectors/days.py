"""Days of the calendar as systems write them, such as 2027-01-11; they stay the text that they are."""

from datetime import date
from typing import Annotated

from pydantic import AfterValidator, Field


def _is_a_day(text: str) -> str:
    date.fromisoformat(text)
    return text


Day = Annotated[str, Field(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"), AfterValidator(_is_a_day)]
"""A day that there is."""
