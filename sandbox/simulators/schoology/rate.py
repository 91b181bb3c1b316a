"""The rate limit: a bucket of credits that refills steadily, from which every call takes its price."""

import math
from collections.abc import Callable

from sandbox.simulators.schoology.knobs import Knobs

READ_CREDITS = 1
WRITE_CREDITS = 3


def price(method: str) -> int:
    """Return the credits that a call costs."""
    return READ_CREDITS if method in {"GET", "OPTIONS"} else WRITE_CREDITS


class CreditBucket:
    """Starts full; holds `capacity` credits and wins as many back in one window. `clock` counts seconds."""

    def __init__(self, knobs: Knobs, clock: Callable[[], float]) -> None:
        self._capacity = knobs.capacity * knobs.rate_scale
        self._per_second = self._capacity / knobs.window_seconds
        self._clock = clock
        self._credits = self._capacity
        self._filled_at = clock()

    def take(self, credits_asked: int) -> int:
        """Take credits and return 0; where there are too few, take none and return the whole seconds to wait."""
        now = self._clock()
        self._credits = min(self._capacity, self._credits + (now - self._filled_at) * self._per_second)
        self._filled_at = now
        if self._credits >= credits_asked:
            self._credits -= credits_asked
            return 0
        return max(1, math.ceil((credits_asked - self._credits) / self._per_second))
