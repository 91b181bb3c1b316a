"""Numbers that may have a fraction, such as credit hours: a whole one is an integer, so that 3 and 3.0 are the same."""

from typing import Annotated

from pydantic import AfterValidator, Field, PlainSerializer


def _plain(amount: float) -> float:
    return int(amount) if amount == int(amount) else amount


Amount = Annotated[
    float,
    Field(ge=0, allow_inf_nan=False),
    AfterValidator(_plain),
    # Without this, what is dumped would have its point again.
    PlainSerializer(_plain, return_type=int | float),
]
"""An amount of something that can be counted in halves."""
