"""What can be set on the CourseKey simulator, and the contract's own figures as defaults."""

import dataclasses

from sandbox.simulators.webhooks import PAUSES


@dataclasses.dataclass(frozen=True, slots=True)
class Knobs:
    """Figures of one simulated CourseKey."""

    # Each school may be called so often in one window; the scale multiplies it.
    calls_per_window: float = 100
    window_seconds: float = 10
    rate_scale: float = 1
    # How long an event waits before each further attempt; the scale makes the waits shorter or longer.
    pauses: tuple[float, ...] = PAUSES
    pause_scale: float = 1
    # How long a target may take to answer.
    answer_seconds: float = 15
    # At most so many changes are told with one event (the contract allows 100).
    changes_per_event: int = 20
    # The share of events that is lost on purpose, 0 to 1.
    lose_share: float = 0
    # Whether the postman goes his rounds without being asked.
    deliver_by_itself: bool = False
