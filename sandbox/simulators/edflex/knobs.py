"""What can be set on the Edflex simulator."""

import dataclasses


@dataclasses.dataclass(frozen=True, slots=True)
class Knobs:
    """Choices of one simulated portal."""

    # How long a token is good for.
    token_seconds: int = 3600
    # Edflex publishes no figure: calls that are taken in one window, 0 for no limit.
    calls_per_window: float = 0
    window_seconds: float = 1
    rate_scale: float = 1
