"""What can be set on the EthosCE simulator."""

import dataclasses


@dataclasses.dataclass(frozen=True, slots=True)
class Knobs:
    """Choices of one simulated EthosCE."""

    # No figure is published: calls that are taken in one window, 0 for no limit.
    calls_per_window: float = 0
    window_seconds: float = 10
    rate_scale: float = 1
