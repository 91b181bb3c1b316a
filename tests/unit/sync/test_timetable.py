from datetime import UTC, date, datetime, time, timedelta
from itertools import groupby
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from rollbook.sync.timetable import Timetable, Window, why_not_due

NEW_YORK = ZoneInfo("America/New_York")
NIGHT = Window(time(0), time(3))
DAY = timedelta(hours=24)
STEP = timedelta(minutes=15)
SPRING_FORWARD, FALL_BACK = date(2027, 3, 14), date(2026, 11, 1)

quarters = st.integers(0, 95).map(lambda number: time(number // 4, number % 4 * 15))
windows = st.builds(Window, quarters, quarters).filter(lambda window: window.start != window.end)
zones = st.sampled_from(
    ["America/New_York", "Europe/Berlin", "Australia/Lord_Howe", "America/Havana", "Asia/Kolkata", "UTC"]
).map(ZoneInfo)
days = st.sampled_from([SPRING_FORWARD, FALL_BACK]) | st.dates(date(2026, 1, 1), date(2030, 12, 31))


def local(text: str, zone: ZoneInfo = NEW_YORK) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone)


def open_spans(window: Window, zone: ZoneInfo, first: date, count: int) -> list[timedelta]:
    """Return how long each window is that opens in these days, found by asking every quarter of an hour."""
    moment = datetime.combine(first, time(12), zone).astimezone(UTC)
    end = datetime.combine(first + timedelta(days=count), time(12), zone).astimezone(UTC)
    asked = []
    while moment < end:
        asked.append(window.contains(moment, zone))
        moment += STEP
    return [len(list(span)) * STEP for is_open, span in groupby(asked) if is_open]


def nominal(window: Window) -> timedelta:
    start, end = (timedelta(hours=at.hour, minutes=at.minute) for at in (window.start, window.end))
    return end - start if end > start else end + DAY - start


@given(windows, zones, days)
@settings(max_examples=60)
@example(Window(time(2), time(3)), NEW_YORK, SPRING_FORWARD)
@example(Window(time(2, 30), time(3, 15)), NEW_YORK, SPRING_FORWARD)
@example(Window(time(0), time(1)), ZoneInfo("America/Havana"), date(2027, 3, 14))
@example(Window(time(1), time(2)), NEW_YORK, FALL_BACK)
@example(Window(time(23), time(4)), NEW_YORK, FALL_BACK)
def test_every_day_has_one_window_also_when_clocks_change(window: Window, zone: ZoneInfo, day: date) -> None:
    if window.start <= time(12) < window.end or (
        window.end <= window.start and not window.end <= time(12) < window.start
    ):
        return  # it is open at noon, where the test cuts its days
    before = day - timedelta(days=2)

    spans = open_spans(window, zone, before, 4)

    assert len(spans) == 4
    assert all(abs(span - nominal(window)) <= timedelta(hours=1) for span in spans)
    assert sum(span == nominal(window) for span in spans) >= 3


@pytest.mark.parametrize(
    ("moment", "inside"),
    [
        ("2026-09-14T00:00", True),
        ("2026-09-14T02:59:59.999999", True),
        ("2026-09-14T03:00", False),
        ("2026-09-13T23:59:59.999999", False),
    ],
)
def test_a_window_is_open_from_its_start_until_just_before_its_end(moment: str, *, inside: bool) -> None:
    assert NIGHT.contains(local(moment).astimezone(UTC), NEW_YORK) is inside


@pytest.mark.parametrize(
    ("moment", "inside"),
    [
        ("2026-09-14T22:59", False),
        ("2026-09-14T23:00", True),
        ("2026-09-15T00:00", True),
        ("2026-09-15T03:59", True),
        ("2026-09-15T04:00", False),
    ],
)
def test_a_window_may_go_over_midnight(moment: str, *, inside: bool) -> None:
    assert Window(time(23), time(4)).contains(local(moment), NEW_YORK) is inside


def test_a_window_from_an_hour_to_itself_is_always_open() -> None:
    assert open_spans(Window(time(5), time(5)), NEW_YORK, date(2026, 9, 14), 2) == [2 * DAY]


def due(timetable: Timetable, moment: str, grace_hours: int = 24, window: Window | None = NIGHT) -> bool:
    return why_not_due(window, timetable, local(moment), NEW_YORK, timedelta(hours=grace_hours)) is None


def test_a_manual_run_on_monday_afternoon_makes_a_midnight_window_wait_until_wednesday() -> None:
    monday = Timetable("00:00-03:00", manual_at=local("2026-09-14T14:00"))

    assert not due(monday, "2026-09-15T00:00")
    assert not due(monday, "2026-09-15T14:00")
    assert due(monday, "2026-09-16T00:00")


def test_a_change_of_the_schedule_makes_the_window_wait_as_a_manual_run_does() -> None:
    changed = Timetable("00:00-03:00", changed_at=local("2026-09-14T14:00"))

    assert not due(changed, "2026-09-15T00:00")
    assert due(changed, "2026-09-16T00:00")


def test_both_reasons_to_wait_count_and_the_later_one_decides() -> None:
    both = Timetable("00:00-03:00", manual_at=local("2026-09-12T14:00"), changed_at=local("2026-09-14T14:00"))

    assert not due(both, "2026-09-15T00:00")
    assert due(both, "2026-09-16T00:00")


def test_the_grace_period_is_over_to_the_second() -> None:
    manual = Timetable("00:00-03:00", manual_at=local("2026-09-14T01:00"))

    assert not due(manual, "2026-09-15T00:59:59")
    assert due(manual, "2026-09-15T01:00")


def test_no_grace_lets_the_next_window_go() -> None:
    assert due(Timetable("00:00-03:00", manual_at=local("2026-09-14T23:59")), "2026-09-15T00:00", grace_hours=0)


def test_a_grace_period_is_as_long_when_clocks_change_within_it() -> None:
    manual = Timetable("00:00-03:00", manual_at=local("2026-10-31T01:30"))

    assert not due(manual, "2026-11-01T00:30")
    assert due(manual, "2026-11-01T02:30")


def test_a_flow_without_a_window_is_never_due() -> None:
    assert not due(Timetable(), "2026-09-15T00:00", window=None)


@pytest.mark.parametrize(
    ("window", "timetable", "moment", "words"),
    [
        (None, Timetable(), "2026-09-15T00:00", "manual"),
        (NIGHT, Timetable(), "2026-09-15T03:00", "at 03:00 (America/New_York), outside the flow's window 00:00-03:00"),
        (NIGHT, Timetable(manual_at=local("2026-09-14T14:00")), "2026-09-15T00:00", "until 2026-09-15 14:00"),
        (NIGHT, Timetable(changed_at=local("2026-09-14T14:00")), "2026-09-15T00:00", "change of the schedule"),
    ],
)
def test_the_reason_says_what_to_wait_for(window: Window | None, timetable: Timetable, moment: str, words: str) -> None:
    found = why_not_due(window, timetable, local(moment), NEW_YORK, DAY)

    assert found
    assert words in found.reason


@pytest.mark.parametrize(
    ("window", "timetable", "moment", "misfit"),
    [
        (None, Timetable(), "2026-09-15T00:00", False),
        (NIGHT, Timetable(), "2026-09-15T03:00", True),
        (NIGHT, Timetable(manual_at=local("2026-09-14T14:00")), "2026-09-15T00:00", False),
    ],
)
def test_only_a_schedule_outside_of_the_window_will_never_fit_by_itself(
    window: Window | None, timetable: Timetable, moment: str, *, misfit: bool
) -> None:
    found = why_not_due(window, timetable, local(moment), NEW_YORK, DAY)

    assert found
    assert found.misfit is misfit


def test_a_schedule_that_is_seen_for_the_first_time_has_not_changed() -> None:
    assert Timetable().seen("00:00-03:00", local("2026-09-14T14:00")).changed_at is None


def test_a_schedule_that_is_seen_again_leaves_the_timetable_alone() -> None:
    known = Timetable("00:00-03:00", local("2026-09-14T14:00"), local("2026-09-13T14:00"))

    assert known.seen("00:00-03:00", local("2026-09-20T14:00")) == known


def test_another_schedule_is_a_change_and_forgets_no_manual_run() -> None:
    manual, now = local("2026-09-14T14:00"), local("2026-09-15T14:00")

    assert Timetable("manual", manual).seen("00:00-03:00", now) == Timetable("00:00-03:00", manual, now)


moments = st.none() | st.datetimes(timezones=st.just(UTC))


@given(st.builds(Timetable, st.sampled_from(["", "manual", "00:00-03:00"]), moments, moments))
def test_a_timetable_survives_its_register(timetable: Timetable) -> None:
    assert Timetable.from_json(timetable.to_json()) == timetable
