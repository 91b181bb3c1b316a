"""Maple Ridge's portal of learning contents: a seeded sample of it, its learners, and what happens there.

The same day and seed give the same records, to the letter. Nothing here asks a clock.
"""

from sandbox.institution.portal.building import DEFAULT_SEED, sample_portal
from sandbox.institution.portal.changes import CHANGES, day_of_changes, one_change, statistics_day
from sandbox.institution.portal.corners import CATEGORY_TWICE, ODD, REFUSED
from sandbox.institution.portal.records import Account, Attempt, Catalog, Category, Content, Learner, Portal

__all__ = [
    "CATEGORY_TWICE",
    "CHANGES",
    "DEFAULT_SEED",
    "ODD",
    "REFUSED",
    "Account",
    "Attempt",
    "Catalog",
    "Category",
    "Content",
    "Learner",
    "Portal",
    "day_of_changes",
    "one_change",
    "sample_portal",
    "statistics_day",
]
