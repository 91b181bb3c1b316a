"""What can be set on the Schoology simulator, and the documents' own figures as defaults."""

import dataclasses
from datetime import date

from sandbox.institution import DEMO_TODAY


@dataclasses.dataclass(frozen=True, slots=True)
class Knobs:
    """Figures and choices of one simulated school."""

    # 50 credits per 5 s (PowerSchool, system requirements of Schoology); the scale multiplies capacity and refill.
    capacity: float = 50
    window_seconds: float = 5
    rate_scale: float = 1
    # The documents refuse a timestamp older than one already used; parallel callers cannot keep that.
    strict_sequence: bool = False
    # Items of a bulk call; the documents state it for users, courses, sections and enrollments.
    bulk_limit: int = 50
    # What a bulk answer says of an item that was created; the documents' samples show 200.
    bulk_created_code: int = 201
    # Not documented: the largest page.
    max_limit: int = 200
    # Decides which grading periods are past; not the wall clock, so that a demo looks the same every year.
    today: date = DEMO_TODAY
    # Addresses that belong to accounts in other schools (see `ignore_email_conflicts`).
    emails_elsewhere: frozenset[str] = frozenset({"taken@elsewhere.example"})
