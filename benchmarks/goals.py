"""What is aimed at, beside what was reached."""

from collections.abc import Sequence
from dataclasses import dataclass

from rollbook.admin.rendering import table


@dataclass(frozen=True, slots=True)
class Goal:
    """One figure to reach, in words; what was measured; and whether it is reached."""

    aim: str
    measured: str
    met: bool


def shown(goals: Sequence[Goal]) -> str:
    """Return the goals as a table."""
    rows = [(goal.aim, goal.measured, "yes" if goal.met else "NO") for goal in goals]
    return table(("goal", "measured", "met"), rows)
