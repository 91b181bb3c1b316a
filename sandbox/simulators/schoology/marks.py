"""Marks as teachers give them: mostly whole points, some halves and odd decimals, some with a word or a reason."""

import dataclasses
import random

from sandbox.simulators.schoology.tables import Row

_COMMENTS = (
    "Well done!",
    "See me after class.",
    "Très bien, keep going",
    "Late, but worth the wait",
    'He said: "again, please"; she did.',
    "Two pages\nare missing",
)
_EXCUSED, _INCOMPLETE = 1, 2
_SHARE_EXCUSED = 0.05
_SHARE_INCOMPLETE = 0.05
_SHARE_WITH_DECIMALS = 0.2
_SHARE_WITH_COMMENT = 0.15
_SHARE_OVERRIDDEN = 0.05


@dataclasses.dataclass(frozen=True, slots=True)
class Mark:
    """What is saved for one student, and what was calculated where the teacher has overridden that."""

    wish: Row
    calculated: float | None = None


def draw_mark(dice: random.Random, max_points: float) -> Mark:
    """Draw a mark of up to `max_points`."""
    comment = dice.choice(_COMMENTS) if dice.random() < _SHARE_WITH_COMMENT else ""
    fate = dice.random()
    if fate < _SHARE_EXCUSED + _SHARE_INCOMPLETE:
        exception = _EXCUSED if fate < _SHARE_EXCUSED else _INCOMPLETE
        return Mark({"exception": exception, "comment": comment})
    wish = {"grade": _points(dice, max_points), "comment": comment}
    return Mark(wish, _points(dice, max_points) if dice.random() < _SHARE_OVERRIDDEN else None)


def values_of(grade: Row | None) -> Row | None:
    """Return what a grade says, apart from when it was said."""
    if grade is None:
        return None
    return {name: grade[name] for name in ("grade", "exception", "comment", "override", "calculated_grade")}


def _points(dice: random.Random, max_points: float) -> float:
    points = max_points * (1 - dice.random() ** 2 / 2)
    return round(points, dice.choice((1, 2))) if dice.random() < _SHARE_WITH_DECIMALS else round(points)
