"""The sample college as the roster flow sees it, on any day: its plan and the rules mean the same (CK2-CK8)."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from rollbook.model.records import LeftOut, Refusal
from sandbox.institution.college import CAMPUSES, college_day, sample_college
from tests.unit.flows.college import College

MOMENTS = [datetime(2026, 11, 20, 1, tzinfo=UTC) + timedelta(days=day, hours=5 * day) for day in range(0, 210, 30)]


def sample(now: datetime) -> tuple[College, set[str]]:
    """Return the sample on its day at a moment, and the courses that its plan means to be sent."""
    planned = sample_college(college_day(now))
    collections: dict[str, Any] = {
        name: list(records.values()) for name, records in planned.collections.items() if name != "programs"
    }
    places = [{"campus": campus.id, "school": campus.school} for campus in CAMPUSES]
    return College(**collections, settings={"campuses": places}, now=now), planned.sent


@pytest.mark.parametrize("now", MOMENTS, ids=str)
def test_the_courses_that_are_meant_to_be_sent_are(now: datetime) -> None:
    college, meant = sample(now)

    assert {item.data["externalId"] for item in college.made("courses")} == meant


def test_every_other_course_says_why() -> None:
    college, meant = sample(MOMENTS[0])

    others = [item for item in college.all("courses") if isinstance(item, Refusal | LeftOut)]

    assert len(others) == len(college.courses) - len(meant)
    assert Counter(type(item) for item in others) == {LeftOut: 12, Refusal: 4}
    assert all(item.reason.sentence and item.reason.remedy for item in others)


def test_what_belongs_to_the_courses_finds_all_that_it_needs() -> None:
    college, _ = sample(MOMENTS[0])
    sent = {(name, key) for name in ("instructors", "students", "courses") for key in college.keys(name)}
    refused = {("students", key) for key in college.refused("students")}

    needed = {
        (need.stream, need.key)
        for name in ("courses", "enrollments", "classes")
        for item in college.made(name)
        for need in item.requires
    }

    assert needed - sent == refused
    assert len(refused) == 1
