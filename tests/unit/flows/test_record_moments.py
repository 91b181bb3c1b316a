"""Dates and times of a file as moments in UTC, also on the days when clocks change."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rollbook.flows.courserecords.importing.moments import begins, ends
from rollbook.model.records import Refusal
from tests.unit.flows.courserecords import Lms, completed, only
from tests.unit.flows.district import NEW_YORK

HAVANA, BEIRUT = ZoneInfo("America/Havana"), ZoneInfo("Asia/Beirut")
"""Where clocks are changed at midnight: that of the last Sunday in March does not exist in Beirut."""

zones = st.sampled_from([NEW_YORK, HAVANA, BEIRUT, ZoneInfo("UTC"), ZoneInfo("Australia/Lord_Howe")])
days = st.dates(date(1970, 1, 2), date(2199, 12, 29))


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-01-15", "2026-01-15T05:00:00+00:00"),
        ("2026-07-15", "2026-07-15T04:00:00+00:00"),
        ("2026-07-15T14:30:00", "2026-07-15T18:30:00+00:00"),
        ("2026-07-15T14:30", "2026-07-15T18:30:00+00:00"),
        ("2026-07-15T14:30:00Z", "2026-07-15T14:30:00+00:00"),
        ("2026-07-15T14:30:00+05:30", "2026-07-15T09:00:00+00:00"),
        ("2026-03-08T02:30:00", "2026-03-08T07:30:00+00:00"),
        ("2026-11-01T01:30:00", "2026-11-01T05:30:00+00:00"),
        ("2026-11-01T01:30:00-05:00", "2026-11-01T06:30:00+00:00"),
    ],
)
def test_what_has_no_zone_is_in_the_institutions(text: str, moment: str) -> None:
    assert begins(text, NEW_YORK) == moment


@pytest.mark.parametrize(
    ("day", "zone", "first", "last"),
    [
        ("2026-03-08", NEW_YORK, "2026-03-08T05:00:00+00:00", "2026-03-09T03:59:59+00:00"),
        ("2026-11-01", NEW_YORK, "2026-11-01T04:00:00+00:00", "2026-11-02T04:59:59+00:00"),
        ("2026-03-29", BEIRUT, "2026-03-28T22:00:00+00:00", "2026-03-29T20:59:59+00:00"),
        ("2026-03-28", BEIRUT, "2026-03-27T22:00:00+00:00", "2026-03-28T21:59:59+00:00"),
        ("2026-11-01", HAVANA, "2026-11-01T04:00:00+00:00", "2026-11-02T04:59:59+00:00"),
    ],
)
def test_a_day_goes_from_its_first_to_its_last_second_also_when_clocks_change(
    day: str, zone: ZoneInfo, first: str, last: str
) -> None:
    assert (begins(day, zone), ends(day, zone)) == (first, last)


@given(days, zones)
def test_a_day_ends_a_second_before_the_next_one_begins(day: date, zone: ZoneInfo) -> None:
    last, following = ends(day.isoformat(), zone), begins((day + timedelta(days=1)).isoformat(), zone)

    assert last is not None
    assert following is not None
    assert datetime.fromisoformat(last) + timedelta(seconds=1) == datetime.fromisoformat(following)


@given(st.datetimes(datetime(1970, 1, 3), datetime(2199, 12, 29)), zones, zones)  # noqa: DTZ001 - zones are drawn
def test_a_moment_with_its_own_zone_is_the_same_in_every_institution(
    written: datetime, own: ZoneInfo, institution: ZoneInfo
) -> None:
    text = written.replace(tzinfo=own).isoformat()

    for told in (begins(text, institution), ends(text, institution)):
        assert told is not None
        assert datetime.fromisoformat(told).astimezone(UTC) == datetime.fromisoformat(text)
        assert told.endswith("+00:00")


@pytest.mark.parametrize(
    "text", ["", "soon", "0026-03-01", "1899-12-31", "2200-01-02", "9999-12-31", "2026-02-30", "0001-01-01T00:00:00"]
)
def test_what_is_no_moment_of_these_times_is_none(text: str) -> None:
    assert (begins(text, NEW_YORK), ends(text, NEW_YORK)) == (None, None)


@pytest.mark.parametrize("column", ["enrollment_start", "enrollment_end", "credit_expiration", "date_completed"])
def test_a_year_that_is_a_slip_of_the_pen_is_refused(column: str) -> None:
    item = Lms().keeps(completed(credits="1", credit_type="CME", **{column: "0026-03-01"}))

    assert isinstance(item, Refusal)
    assert item.reason.sentence == f"What stands in {column} is no day between 1900 and 2200."
    assert item.reason.remedy == f"Write {column} as 2026-03-31 or 2026-03-31T14:30:00-05:00."


def test_the_zone_of_the_institution_counts() -> None:
    told = completed(date_completed="2026-07-15")

    assert only(Lms(zone=BEIRUT).made("completions", told))["completedAt"] == "2026-07-14T21:00:00+00:00"
