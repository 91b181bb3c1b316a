"""What can be set on the simulator of the student information system."""

import dataclasses

from sandbox.simulators.sis.profiles import BANNER


@dataclasses.dataclass(frozen=True, slots=True)
class Knobs:
    """Choices of one simulated system."""

    # Which system it is: banner, colleague or peoplesoft.
    profile: str = BANNER.name
    # Ellucian publishes no figure: calls that are taken in one window, 0 for no limit.
    calls_per_window: float = 100
    window_seconds: float = 10
    rate_scale: float = 1
    # Whether a 429 of the limit says how long to wait.
    says_when: bool = True
