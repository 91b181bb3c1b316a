"""A pace that never waits and remembers what it was asked for."""

from dataclasses import dataclass, field


@dataclass
class RecordingPace:
    """Credits taken, one entry per attempt, and the waits that were asked for."""

    taken: list[int] = field(default_factory=list)
    penalties: list[float] = field(default_factory=list)

    def take(self, credits_needed: int) -> None:
        self.taken.append(credits_needed)

    def penalise(self, seconds: float) -> None:
        self.penalties.append(seconds)
