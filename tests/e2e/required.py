"""What Schoology must hold after a run, worked out from the source a second time and without a line of Rollbook.

Written from the rules in words (SG5, SG6, SG8-SG10), on the sample institution's settings: every school is selected.
"""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

ROLES = {"teacher": "Teacher", "student": "Student"}

Json = dict[str, Any]


@dataclass
class School:
    """Schoology's contents by natural keys: SIS number, course code, section school code, title."""

    users: dict[str, Json] = field(default_factory=dict)
    courses: dict[str, Json] = field(default_factory=dict)
    sections: dict[str, Json] = field(default_factory=dict)
    enrollments: dict[tuple[str, str], bool] = field(default_factory=dict)
    grading_periods: set[str] = field(default_factory=set)


def after(before: School, source: Json, today: date, *, removals_held: bool) -> School:
    """Return what Schoology must hold after a run that found this source, given what it held before."""
    orgs = {org["sourcedId"]: org for org in source["orgs"] if org["type"] == "school"}
    running = {
        session["sourcedId"]: session["title"]
        for session in source["academicSessions"]
        if session["type"] == "term" and date.fromisoformat(session["endDate"]) >= today
    }
    people = {user["sourcedId"]: user["identifier"] for user in source["users"]}
    classes = {
        found["sourcedId"]: found
        for found in source["classes"]
        if found["status"] == "active" and any(term["sourcedId"] in running for term in found["terms"])
    }
    wanted = {
        (enrollment["class"]["sourcedId"], people[enrollment["user"]["sourcedId"]]): enrollment["role"] == "teacher"
        for enrollment in source["enrollments"]
        if enrollment["status"] == "active" and enrollment["class"]["sourcedId"] in classes
    }
    courses = {course["sourcedId"]: course for course in source["courses"]}
    return School(
        users=before.users | _users(source, orgs),
        courses=before.courses | {course["courseCode"]: _course(course, orgs) for course in courses.values()},
        sections=before.sections | {key: _section(found, courses, running) for key, found in classes.items()},
        enrollments=(before.enrollments if removals_held else {}) | wanted,
        grading_periods=before.grading_periods | set(running.values()),
    )


def _users(source: Json, orgs: dict[str, Json]) -> dict[str, Json]:
    addresses = [user.get("email", "").lower() for user in source["users"] if user.get("email")]
    found = {}
    for user in source["users"]:
        roles = [role for role in user["roles"] if role["role"] in ROLES and role["org"]["sourcedId"] in orgs]
        email = user.get("email") or ""
        nameless = not user["familyName"].strip() or not user["givenName"].strip()
        if not roles or user["status"] != "active" or user["enabledUser"] != "true" or nameless:
            continue
        if email and "@" not in email:
            continue
        roles.sort(key=lambda role: role["roleType"] != "primary")
        held = {role["role"] for role in roles}
        codes = [orgs[role["org"]["sourcedId"]]["identifier"] for role in roles]
        found[user["identifier"]] = {
            "name": (user["givenName"], user.get("middleName") or "", user["familyName"]),
            "username": user["username"],
            "email": "" if addresses.count(email.lower()) > 1 else email,
            "role": "Teacher" if "teacher" in held else "Student",
            "building": codes[0],
            "additional": sorted(set(codes) - {codes[0]}),
        }
    return found


def _course(course: Json, orgs: dict[str, Json]) -> Json:
    return {"title": course["title"], "building": orgs[course["org"]["sourcedId"]]["identifier"]}


def _section(found: Json, courses: dict[str, Json], running: dict[str, str]) -> Json:
    return {
        "title": found["title"],
        "code": found["classCode"],
        "course": courses[found["course"]["sourcedId"]]["courseCode"],
        "grading_periods": sorted(
            running[term["sourcedId"]] for term in found["terms"] if term["sourcedId"] in running
        ),
    }
