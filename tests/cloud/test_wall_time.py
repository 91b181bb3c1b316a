from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from sandbox.cloud.wall_time import moment_in_zone, next_in_zone

NEW_YORK = ZoneInfo("America/New_York")


def daily_at_half_past_two(after: datetime) -> datetime:
    today = after.replace(hour=2, minute=30, second=0, microsecond=0)
    return today if today > after else today + timedelta(days=1)


def every_ten_minutes(after: datetime) -> datetime:
    return after.replace(minute=after.minute // 10 * 10, second=0, microsecond=0) + timedelta(minutes=10)


def test_a_daily_time_is_read_on_the_clocks_of_the_zone() -> None:
    after = datetime(2026, 9, 14, 12, 0, tzinfo=UTC)
    assert next_in_zone(daily_at_half_past_two, after, NEW_YORK) == datetime(2026, 9, 15, 6, 30, tzinfo=UTC)


def test_a_time_that_the_clocks_skip_in_spring_comes_after_the_gap() -> None:
    after = datetime(2026, 3, 8, 5, 0, tzinfo=UTC)
    assert next_in_zone(daily_at_half_past_two, after, NEW_YORK) == datetime(2026, 3, 8, 7, 30, tzinfo=UTC)


def test_a_schedule_without_a_next_time_has_none_in_any_zone() -> None:
    assert next_in_zone(lambda _after: None, datetime(2026, 9, 14, tzinfo=UTC), NEW_YORK) is None


@given(
    st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC)),  # noqa: DTZ001 - hypothesis adds the zone
    st.sampled_from(["America/New_York", "Europe/Berlin", "Australia/Lord_Howe", "Asia/Tokyo"]),
)
def test_the_next_time_is_always_still_to_come(after: datetime, zone: str) -> None:
    following = next_in_zone(every_ten_minutes, after, ZoneInfo(zone))
    assert following is not None
    assert following > after


def test_a_single_moment_is_read_on_the_clocks_of_the_zone() -> None:
    written = datetime(2026, 9, 14, 6, 0, tzinfo=UTC).timestamp()
    assert moment_in_zone(written, NEW_YORK) == datetime(2026, 9, 14, 10, 0, tzinfo=UTC).timestamp()
