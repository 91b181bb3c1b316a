"""The school years of Maple Ridge: which sessions there are, which have ended, and what day it is in the demo."""

import random
from datetime import date

from sandbox.institution.records import Institution, Record, new_record, reference

DEMO_TODAY = date(2026, 9, 14)
DEMO_TIME_ZONE = "America/New_York"
BEFORE_SCHOOL = "2026-08-20T12:00:00.000Z"

CURRENT_TERM = "Fall 2026"
NEXT_TERM = "Spring 2027"
ENDED_TERM = "Summer 2026"

# title, type, start, end, title of the parent
_SESSIONS = (
    ("2025-2026", "schoolYear", "2025-08-25", "2026-08-14", None),
    (ENDED_TERM, "term", "2026-06-29", "2026-08-14", "2025-2026"),
    ("Summer 2026 Session", "gradingPeriod", "2026-06-29", "2026-08-14", ENDED_TERM),
    ("2026-2027", "schoolYear", "2026-08-24", "2027-06-18", None),
    ("First Semester 2026-2027", "semester", "2026-08-24", "2027-01-22", "2026-2027"),
    (CURRENT_TERM, "term", "2026-08-24", "2027-01-22", "First Semester 2026-2027"),
    ("Quarter 1 2026-2027", "gradingPeriod", "2026-08-24", "2026-10-30", CURRENT_TERM),
    ("Quarter 2 2026-2027", "gradingPeriod", "2026-11-02", "2027-01-22", CURRENT_TERM),
    ("Second Semester 2026-2027", "semester", "2027-01-25", "2027-06-18", "2026-2027"),
    (NEXT_TERM, "term", "2027-01-25", "2027-06-18", "Second Semester 2026-2027"),
    ("Quarter 3 2026-2027", "gradingPeriod", "2027-01-25", "2027-04-02", NEXT_TERM),
    ("Quarter 4 2026-2027", "gradingPeriod", "2027-04-12", "2027-06-18", NEXT_TERM),
)


def add_sessions(institution: Institution, dice: random.Random) -> dict[str, Record]:
    """Add two school years with their semesters, terms and grading periods; return them by title."""
    by_title: dict[str, Record] = {}
    for title, kind, start, end, parent_title in _SESSIONS:
        session = new_record(
            dice,
            BEFORE_SCHOOL,
            title=title,
            type=kind,
            startDate=start,
            endDate=end,
            # OneRoster names a school year by the calendar year in which it ends.
            schoolYear="2026" if end <= "2026-08-14" else "2027",
            children=[],
        )
        if parent_title is not None:
            parent = by_title[parent_title]
            session["parent"] = reference("academicSession", parent["sourcedId"])
            parent["children"].append(reference("academicSession", session["sourcedId"]))
        by_title[title] = session
        institution.academicSessions[session["sourcedId"]] = session
    return by_title


def current_terms(institution: Institution, today: date = DEMO_TODAY) -> set[str]:
    """Return the sourcedIds of the terms that run on a day."""
    day = today.isoformat()
    return {
        session["sourcedId"]
        for session in institution.academicSessions.values()
        if session["type"] == "term" and session["startDate"] <= day <= session["endDate"]
    }
