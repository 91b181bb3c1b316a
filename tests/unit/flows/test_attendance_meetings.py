"""Class times are those of the campus's clock, also across midnight and on the days when clocks change (CK10)."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rollbook.flows.coursekey.attending.meeting import Meeting, meeting_of
from rollbook.model.records import Reason

NEW_YORK, PHOENIX = "America/New_York", "America/Phoenix"
SPRING, AUTUMN = "2026-03-08", "2026-11-01"
"""The days on which clocks change in New York; in Phoenix they never do."""


def told(day: str, start: str, end: str, zone: str = NEW_YORK) -> dict[str, Any]:
    return {"date": day, "startTime": start, "endTime": end, "timeZone": zone}


def utc(moment: str) -> datetime:
    return datetime.fromisoformat(moment).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("told", "start", "end"),
    [
        (told("2026-10-05", "09:00", "10:00"), "2026-10-05T13:00", "2026-10-05T14:00"),
        (told("2026-12-07", "09:00", "10:00"), "2026-12-07T14:00", "2026-12-07T15:00"),
        (told("2026-10-05", "09:00", "10:00", PHOENIX), "2026-10-05T16:00", "2026-10-05T17:00"),
        (told("2026-12-07", "09:00", "10:00", PHOENIX), "2026-12-07T16:00", "2026-12-07T17:00"),
        (told("2026-10-05", "22:00", "01:00"), "2026-10-06T02:00", "2026-10-06T05:00"),
        (told("2026-10-05", "22:00", "00:00"), "2026-10-06T02:00", "2026-10-06T04:00"),
        (told("2026-10-05", "08:00", "08:00"), "2026-10-05T12:00", "2026-10-06T12:00"),
        # Clocks go from 2:00 to 3:00: the class is an hour shorter, or begins when clocks show 3:30.
        (told(SPRING, "01:00", "04:00"), f"{SPRING}T06:00", f"{SPRING}T08:00"),
        (told(SPRING, "02:30", "04:00"), f"{SPRING}T07:30", f"{SPRING}T08:00"),
        (told(SPRING, "02:15", "02:45"), f"{SPRING}T07:15", f"{SPRING}T07:45"),
        (told("2026-03-07", "23:00", "03:30"), f"{SPRING}T04:00", f"{SPRING}T07:30"),
        (told(SPRING, "02:30", "03:15", PHOENIX), f"{SPRING}T09:30", f"{SPRING}T10:15"),
        # Clocks go from 2:00 back to 1:00: 1:30 is the first of the two.
        (told(AUTUMN, "00:30", "01:30"), f"{AUTUMN}T04:30", f"{AUTUMN}T05:30"),
        (told(AUTUMN, "01:30", "02:30"), f"{AUTUMN}T05:30", f"{AUTUMN}T07:30"),
        (told("2026-10-31", "23:00", "01:00"), f"{AUTUMN}T03:00", f"{AUTUMN}T05:00"),
        (told(AUTUMN, "01:30", "02:30", PHOENIX), f"{AUTUMN}T08:30", f"{AUTUMN}T09:30"),
    ],
)
def test_a_class_takes_place_when_the_clock_of_its_campus_says(told: dict[str, Any], start: str, end: str) -> None:
    found = meeting_of(told)

    assert isinstance(found, Meeting)
    assert (found.start, found.end) == (utc(start), utc(end))


@pytest.mark.parametrize(
    ("told", "words"),
    [
        (told("2026-10-05", "09:00", "10:00", "America/Maple_Ridge"), "time zone that nobody knows"),
        (told("2026-10-05", "09:00", "10:00", "America"), "time zone that nobody knows"),
        (told("2026-10-05", "09:00", "10:00", "../etc/passwd"), "time zone that nobody knows"),
        (told("2026-10-05", "09:00", "10:00", ""), "time zone that nobody knows"),
        ({**told("2026-10-05", "09:00", "10:00"), "timeZone": None}, "time zone that nobody knows"),
        (told("2026-02-30", "09:00", "10:00"), "does not say in a way that can be read"),
        (told("2026-10-05", "25:00", "10:00"), "does not say in a way that can be read"),
        (told("2026-10-05", "09:00", "soon"), "does not say in a way that can be read"),
        (told("9999-12-31", "23:00", "01:00"), "does not say in a way that can be read"),
        ({"timeZone": NEW_YORK}, "does not say in a way that can be read"),
        ({**told("2026-10-05", "09:00", "10:00"), "startTime": None}, "does not say in a way that can be read"),
        (told(SPRING, "02:30", "03:15"), "change to summer time skips"),
    ],
)
def test_a_class_whose_times_cannot_be_told_is_said_to_be_so(told: dict[str, Any], words: str) -> None:
    found = meeting_of(told)

    assert isinstance(found, Reason)
    assert words in found.sentence
    assert found.remedy


@given(
    st.dates(min_value=datetime(2020, 1, 1, tzinfo=UTC).date(), max_value=datetime(2035, 1, 1, tzinfo=UTC).date()),
    st.times(),
    st.times(),
    st.sampled_from([NEW_YORK, PHOENIX, "Europe/Berlin", "Australia/Lord_Howe", "Asia/Kolkata", "UTC"]),
)
def test_a_class_always_ends_after_it_began_and_within_a_day(day: Any, start: Any, end: Any, zone: str) -> None:
    found = meeting_of(told(day.isoformat(), f"{start:%H:%M}", f"{end:%H:%M}", zone))

    if isinstance(found, Meeting):
        assert timedelta(0) < found.end - found.start <= timedelta(hours=25)
