"""What can be set on the GEGI simulator."""

import dataclasses
from datetime import date


@dataclasses.dataclass(frozen=True, slots=True)
class Knobs:
    """Choices of one simulated GEGI."""

    # The name of the integration user, under which everything is journalled.
    user: str = "Rollbook integration"
    # The registrar has closed every class before this day; none where it is None.
    locked_before: date | None = None
    # The contract promises no figure: calls that are taken in one window, 0 for no limit.
    calls_per_window: float = 0
    window_seconds: float = 10
    rate_scale: float = 1
