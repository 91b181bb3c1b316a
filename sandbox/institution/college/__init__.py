"""Maple Ridge Career College: a seeded sample college as GEGI holds it, and the changes that happen to it.

The same day and seed give the same records, to the letter. Nothing here asks a clock.
"""

from sandbox.institution.college.building import DEFAULT_SEED, sample_college
from sandbox.institution.college.campuses import CAMPUSES, CampusPlan, college_day
from sandbox.institution.college.changes import CHANGES, day_of_changes, lose_agreements, one_change
from sandbox.institution.college.records import COLLECTIONS, College, Record

__all__ = [
    "CAMPUSES",
    "CHANGES",
    "COLLECTIONS",
    "DEFAULT_SEED",
    "CampusPlan",
    "College",
    "Record",
    "college_day",
    "day_of_changes",
    "lose_agreements",
    "one_change",
    "sample_college",
]
