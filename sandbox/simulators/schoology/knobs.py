"""What can be set on the Schoology simulator, and the documents' own figures as defaults."""

import dataclasses
from datetime import date
from typing import Literal

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
    # An event that was not answered with 200 is sent again after so long, so many times, and is lost then (documents).
    retry_seconds: float = 600
    most_retries: int = 5
    # Not documented: how long a target may take to answer.
    answer_seconds: float = 10
    # How ids go out in events: the documents' samples show both, so "mixed" takes turns from event to event.
    event_ids: Literal["numbers", "strings", "mixed"] = "mixed"
    # Whether the postman goes his rounds without being asked.
    deliver_by_itself: bool = False
