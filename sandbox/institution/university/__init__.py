"""Maple Ridge University: a sample of its terms, rooms, people and schedules, and what schedulers and registrars do.

The same day gives the same records, to the letter. Nothing here asks a clock.
"""

from sandbox.institution.university.building import sample_university
from sandbox.institution.university.changes import (
    Edit,
    conflict,
    crosslist_edit,
    edits,
    locked_edit,
    refused_edits,
    registrar_edits,
)
from sandbox.institution.university.records import (
    Course,
    Crosslist,
    Instructor,
    Meeting,
    Room,
    Section,
    Site,
    Subject,
    Teaching,
    Term,
    University,
    User,
)
from sandbox.institution.university.terms import following_term, terms_on

__all__ = [
    "Course",
    "Crosslist",
    "Edit",
    "Instructor",
    "Meeting",
    "Room",
    "Section",
    "Site",
    "Subject",
    "Teaching",
    "Term",
    "University",
    "User",
    "conflict",
    "crosslist_edit",
    "edits",
    "following_term",
    "locked_edit",
    "refused_edits",
    "registrar_edits",
    "sample_university",
    "terms_on",
]
