"""Maple Ridge Medical Education: a seeded sample of what its EthosCE holds, and good files of course records for it.

The same seed gives the same records and the same files, to the letter. Nothing here asks a clock.
"""

from sandbox.institution.lms.building import DEFAULT_SEED, sample_lms
from sandbox.institution.lms.files import COLUMNS, course_records
from sandbox.institution.lms.records import Course, Lms, Person

__all__ = ["COLUMNS", "DEFAULT_SEED", "Course", "Lms", "Person", "course_records", "sample_lms"]
