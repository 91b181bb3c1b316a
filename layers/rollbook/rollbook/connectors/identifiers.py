"""Ids as systems write them: a number in one place, text in the next; here they are text."""

from typing import Annotated, Any

from pydantic import BeforeValidator, Field


def _as_text(value: Any) -> Any:
    return str(value) if type(value) is int else value


Id = Annotated[str, BeforeValidator(_as_text), Field(min_length=1)]
"""An id that was given as text or as a whole number."""
