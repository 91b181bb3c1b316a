"""Maple Ridge District: a seeded sample institution in OneRoster 1.2 shapes, and the changes that happen to it.

The same seed gives the same records, to the letter. Nothing here asks a clock: the day of the demo is `DEMO_TODAY`.
"""

from sandbox.institution.calendar import DEMO_TIME_ZONE, DEMO_TODAY
from sandbox.institution.changes import Changes, Loss, Move, day_of_changes, lose_enrollments
from sandbox.institution.district import DEFAULT_SEED, sample_institution
from sandbox.institution.gradebook import (
    Gradebook,
    change_category,
    drop_category,
    first_gradebook,
    hand_made_item,
)
from sandbox.institution.records import Institution, Record

__all__ = [
    "DEFAULT_SEED",
    "DEMO_TIME_ZONE",
    "DEMO_TODAY",
    "Changes",
    "Gradebook",
    "Institution",
    "Loss",
    "Move",
    "Record",
    "change_category",
    "day_of_changes",
    "drop_category",
    "first_gradebook",
    "hand_made_item",
    "lose_enrollments",
    "sample_institution",
]
