"""A course is sent from some weeks before its start until some weeks after its end, on its campus's days (CK2)."""

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.flows.college import SETTINGS, College, course
from tests.unit.flows.district import NEW_YORK

START, END = date(2026, 9, 7), date(2026, 12, 18)
FIRST, LAST = date(2026, 8, 17), date(2027, 1, 1)
"""Three weeks before the start, two after the end."""


def noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=NEW_YORK)


def college(now: datetime, *, weeks: tuple[int, int] = (3, 2), **more: Any) -> College:
    dates = {"startDate": START.isoformat(), "endDate": END.isoformat(), **more}
    before, after = weeks
    chosen = {**SETTINGS, "weeks_before_start": before, "weeks_after_end": after}
    return College(courses=[course(**dates)], settings=chosen, now=now)


def goes(school: College) -> bool:
    return bool(school.made("courses"))


def test_every_day_of_two_years_is_as_a_plain_reading_of_the_rule_says() -> None:
    for offset in range(731):
        today = date(2026, 1, 1) + timedelta(days=offset)

        assert goes(college(noon(today))) == (FIRST <= today <= LAST), today


@settings(max_examples=60)
@given(
    today=st.dates(min_value=date(2026, 1, 1), max_value=date(2027, 12, 31)),
    start=st.dates(min_value=date(2026, 1, 1), max_value=date(2027, 12, 31)),
    length=st.integers(0, 200),
    completed_after=st.none() | st.integers(0, 250),
    weeks=st.tuples(st.integers(0, 8), st.integers(0, 8)),
)
def test_any_course_goes_on_the_days_between_its_lead_and_its_wake(
    today: date, start: date, length: int, completed_after: int | None, weeks: tuple[int, int]
) -> None:
    end = start + timedelta(days=length)
    completed = None if completed_after is None else start + timedelta(days=completed_after)
    days = {start - timedelta(days=7 * weeks[0]) + timedelta(days=count) for count in range(600)}
    days = {day for day in days if (day - (completed or end)).days <= 7 * weeks[1]}

    school = college(
        noon(today),
        weeks=weeks,
        startDate=start.isoformat(),
        endDate=end.isoformat(),
        completedDate=completed and completed.isoformat(),
    )

    assert goes(school) == (today in days)


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (datetime(2026, 8, 17, 0, 0, tzinfo=NEW_YORK), True),
        (datetime(2026, 8, 16, 23, 59, tzinfo=NEW_YORK), False),
        (datetime(2027, 1, 1, 23, 59, tzinfo=NEW_YORK), True),
        (datetime(2027, 1, 2, 0, 0, tzinfo=NEW_YORK), False),
    ],
)
def test_the_window_opens_and_closes_at_midnight_of_the_campus(now: datetime, *, expected: bool) -> None:
    assert goes(college(now)) is expected


def test_each_campus_has_its_own_midnight() -> None:
    early = datetime(2026, 8, 17, 0, 30, tzinfo=NEW_YORK)

    assert goes(college(early))
    assert not goes(college(early, groupId="g2"))
    assert goes(college(early.replace(tzinfo=ZoneInfo("America/Phoenix")), groupId="g2"))


def test_a_course_that_was_completed_early_or_late_ends_on_that_day() -> None:
    assert goes(college(noon(date(2026, 11, 16)), completedDate="2026-11-02"))
    assert not goes(college(noon(date(2026, 11, 17)), completedDate="2026-11-02"))
    assert goes(college(noon(date(2027, 2, 15)), completedDate="2027-02-01"))


@pytest.mark.parametrize(
    ("now", "more", "words"),
    [
        (
            date(2026, 8, 16),
            {},
            "It starts on 2026-09-07, and courses are sent from 3 weeks before their start: from 2026-08-17 on.",
        ),
        (
            date(2027, 1, 2),
            {},
            "It ended on 2026-12-18, and courses are sent until 2 weeks after that: until 2027-01-01.",
        ),
        (
            date(2027, 1, 2),
            {"completedDate": "2026-12-01"},
            "It was completed on 2026-12-01, and courses are sent until 2 weeks after that: until 2026-12-15.",
        ),
        (
            date(2026, 8, 30),
            {"weeks": (1, 1)},
            "It starts on 2026-09-07, and courses are sent from 1 week before their start: from 2026-08-31 on.",
        ),
    ],
)
def test_a_course_outside_of_its_window_is_left_out_with_the_dates(now: date, more: Any, words: str) -> None:
    assert college(noon(now), **more).left_out() == {"4711/c1": words}


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_a_date_far_away_harms_nothing(day: str) -> None:
    assert len(college(noon(START), startDate="0001-01-01", endDate=day).all("courses")) == 1
    assert len(college(noon(START), startDate=day, endDate="9999-12-31").all("courses")) == 1
