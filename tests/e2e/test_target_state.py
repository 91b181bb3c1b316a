"""After the scenes Schoology holds, record by record, what the rules require of it."""

from datetime import date
from typing import Any

import pytest

from tests.e2e.conftest import Ended, Story
from tests.e2e.required import School, after

FIRST_DAY, SECOND_DAY = date(2026, 9, 14), date(2026, 9, 15)
CREATED_BY_HAND = {"sgy-admin"}


@pytest.fixture(scope="module")
def required(story: Story) -> School:
    """Return what Schoology must hold, run by run; the preview and the failed run must have had no effect."""
    school = School(grading_periods={"Fall 2026"})
    school = after(school, story.sources["first"]["eschoolplus"], FIRST_DAY, removals_held=False)
    school = after(school, story.sources["changes"]["eschoolplus"], SECOND_DAY, removals_held=False)
    return after(school, story.sources["mass-loss"]["eschoolplus"], SECOND_DAY, removals_held=True)


def test_every_user_is_there_once_with_the_right_name_role_and_buildings(ended: Ended, required: School) -> None:
    codes = {str(building["id"]): building["building_code"] for building in ended.target["buildings"]}
    users = [user for user in ended.target["users"] if user["school_uid"] not in CREATED_BY_HAND]

    assert len({user["school_uid"] for user in users}) == len(users)
    assert {user["school_uid"]: _user(user, codes) for user in users} == required.users


def test_every_course_is_there_once(ended: Ended, required: School) -> None:
    courses = {
        course["course_code"]: {"title": course["title"], "building": course["building_code"]}
        for course in ended.target["courses"]
    }

    assert len(courses) == len(ended.target["courses"])
    assert courses == required.courses


def test_every_section_is_there_once_in_its_course_and_grading_periods(ended: Ended, required: School) -> None:
    sections = {
        section["section_school_code"]: {
            "title": section["title"],
            "code": section["section_code"],
            "course": section["course_code"],
            "grading_periods": sorted(section["grading_period_titles"]),
        }
        for section in ended.target["sections"]
    }

    assert len(sections) == len(ended.target["sections"])
    assert sections == required.sections


def test_every_enrollment_is_there_once_with_teachers_as_admins(ended: Ended, required: School) -> None:
    enrollments = {
        (enrollment["section_school_code"], enrollment["school_uid"]): str(enrollment["admin"]) == "1"
        for enrollment in ended.target["enrollments"]
    }

    assert len(enrollments) == len(ended.target["enrollments"])
    assert enrollments == required.enrollments


def test_every_term_has_one_grading_period(ended: Ended, required: School) -> None:
    titles = [period["title"] for period in ended.target["gradingperiods"]]

    assert sorted(titles) == sorted(required.grading_periods)


def _user(user: dict[str, Any], codes: dict[str, str]) -> dict[str, Any]:
    additional = [part.strip() for part in str(user["additional_buildings"]).split(",") if part.strip()]
    return {
        "name": (user["name_first"], user["name_middle"], user["name_last"]),
        "username": user["username"],
        "email": user["primary_email"],
        "role": user["role"],
        "building": user["building_code"],
        "additional": sorted(codes[building] for building in additional),
    }
