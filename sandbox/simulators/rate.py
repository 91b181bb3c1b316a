"""A rate limit: a bucket of credits that refills steadily, from which every call takes its price."""

import math
from collections.abc import Callable


class CreditBucket:
    """Starts full; holds `capacity` credits and wins as many back in one window. `clock` counts seconds."""

    def __init__(self, capacity: float, window_seconds: float, clock: Callable[[], float]) -> None:
        self._capacity = capacity
        self._per_second = capacity / window_seconds
        self._clock = clock
        self._credits = capacity
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
