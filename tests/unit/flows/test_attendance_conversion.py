"""The table of P, L and A (CK10), second by second; the class is from 9:00 to 10:00 unless a test says otherwise."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from rollbook.flows.coursekey.attending.conversion import Pending, Verdict, convert
from rollbook.flows.coursekey.attending.meeting import Meeting
from rollbook.flows.coursekey.attending.sessions import Session
from rollbook.flows.coursekey.attending.settings import AttendanceSettings

ZONE = ZoneInfo("America/New_York")
DAY = datetime(2026, 10, 5, tzinfo=ZONE)
NEXT_DAY = DAY + timedelta(days=1)


def at(clock: str, day: datetime = DAY) -> datetime:
    """Return a moment of the campus's clock, such as `9:15:01`."""
    hours, minutes, seconds = (float(part) for part in (*clock.split(":"), "0")[:3])
    return (day + timedelta(hours=hours, minutes=minutes, seconds=seconds)).astimezone(UTC)


def sessions(told: str) -> list[Session]:
    """Return what `8:55-9:40 9:50-` says: in and out, and in."""
    pairs = [pair.split("-") for pair in told.split()]
    return [Session(at(began), at(ended) if ended else None) for began, ended in pairs]


def judged(
    told: str, now: datetime = NEXT_DAY, *, start: str = "9:00", end: str = "10:00", **settings: Any
) -> Verdict | Pending:
    limits = AttendanceSettings.model_validate(settings).limits
    return convert(Meeting(at(start), at(end), ZONE), sessions(told), limits, now)


def status(told: str, **more: Any) -> str:
    found = judged(told, **more)
    assert isinstance(found, Verdict)
    assert found.reason
    return found.status


@pytest.mark.parametrize(
    ("told", "expected", "reason"),
    [
        ("8:55-10:05", "P", "came on time and stayed to the end"),
        ("9:00-10:00", "P", "came on time and stayed to the end"),
        ("9:00:01-10:00", "L", "in 1 s late; the limit is 15 min"),
        ("9:00-9:59:59", "L", "left 1 s early; the limit is 10 min"),
        ("9:03-10:00", "L", "in 3 min late; the limit is 15 min"),
        ("9:14:59-10:00", "L", "in 14 min 59 s late; the limit is 15 min"),
        ("9:15-10:00", "L", "in 15 min late; the limit is 15 min"),
        ("9:15:01-10:00", "A", "in 15 min 1 s late; the limit is 15 min"),
        ("9:00-9:50:01", "L", "left 9 min 59 s early; the limit is 10 min"),
        ("9:00-9:50", "L", "left 10 min early; the limit is 10 min"),
        ("9:00-9:49:59", "A", "left 10 min 1 s early; the limit is 10 min"),
        ("9:00-9:49", "A", "left 11 min early; the limit is 10 min"),
        ("9:05-9:55", "L", "in 5 min late; the limit is 15 min; also left 5 min early; the limit is 10 min"),
        ("9:05-9:40", "A", "left 20 min early; the limit is 10 min; also in 5 min late; the limit is 15 min"),
        ("9:20-9:55", "A", "in 20 min late; the limit is 15 min"),
        ("", "A", "did not check in"),
        ("7:00-8:59:59", "A", "did not check in"),
        ("7:00-9:00", "A", "left 60 min early; the limit is 10 min"),
        ("10:00:01-11:00", "A", "did not check in"),
        ("10:00-11:00", "A", "in 60 min late; the limit is 15 min"),
        ("9:00-9:30 9:30-10:00", "P", "came on time and stayed to the end"),
        ("9:00-9:40 9:20-10:00", "P", "came on time and stayed to the end"),
        ("9:00-10:00 9:00-10:00", "P", "came on time and stayed to the end"),
        ("9:00-9:30 9:30:01-10:00", "L", "left at 09:30 and came back at 09:30"),
        ("9:00-9:12 9:20-10:00", "L", "left at 09:12 and came back at 09:20"),
        ("9:00-9:12 9:20-9:30 9:40-10:00", "L", "left at 09:12 and came back at 09:20 and once more"),
        ("9:00-9:10 9:20-9:30 9:40-9:45 9:50-10:00", "L", "left at 09:10 and came back at 09:20 and 2 more times"),
        (
            "9:00-9:12 9:20-9:40",
            "A",
            "left 20 min early; the limit is 10 min; also left at 09:12 and came back at 09:20",
        ),
        ("8:30-8:50 9:00-10:00", "P", "came on time and stayed to the end"),
        ("8:30-8:50 9:04-10:00", "L", "in 4 min late; the limit is 15 min"),
        ("9:00-10:00 10:10-10:20", "P", "came on time and stayed to the end"),
        ("9:00:00.9-10:00", "P", "came on time and stayed to the end"),
        ("9:15:00.9-10:00", "L", "in 15 min late; the limit is 15 min"),
        ("9:00-9:59:59.9", "L", "left 1 s early; the limit is 10 min"),
        ("9:00-", "A", "did not check out, which counts as absent"),
        ("9:16-", "A", "in 16 min late; the limit is 15 min"),
        ("10:00-", "A", "in 60 min late; the limit is 15 min"),
        ("10:00:01-", "A", "did not check in"),
        ("9:00- 9:30-10:00", "P", "came on time and stayed to the end"),
        ("9:00-10:00 9:30-", "P", "came on time and stayed to the end"),
        ("9:00-10:00 10:00-", "P", "came on time and stayed to the end"),
        (
            "9:00-9:52 9:55-",
            "L",
            "left 8 min early; the limit is 10 min; also checked in again at 09:55 and did not check out",
        ),
    ],
)
def test_every_border_is_met_to_the_second_and_said_in_words(told: str, expected: str, reason: str) -> None:
    found = judged(told)

    assert isinstance(found, Verdict)
    assert (found.status, found.reason) == (expected, reason)


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ("9:00-10:00", "P"),
        ("9:00:01-10:00", "A"),
        ("9:00-9:59:59", "A"),
        ("8:59:59-10:00:01", "P"),
        ("9:00-9:30 9:40-10:00", "L"),
    ],
)
def test_limits_of_zero_leave_nothing_between_present_and_absent_but_going_out(told: str, expected: str) -> None:
    assert status(told, absent_after_start_minutes=0, absent_before_end_minutes=0) == expected


@pytest.mark.parametrize("told", ["9:20-9:20", "9:00-9:01", "9:20-9:30", "9:00-9:00"])
def test_limits_beyond_a_class_end_with_it(told: str) -> None:
    assert status(told, end="9:20", absent_after_start_minutes=600, absent_before_end_minutes=600) == "L"
    assert status("9:20:01-9:30", end="9:20", absent_after_start_minutes=600) == "A"
    assert status("8:00-8:59:59", end="9:20", absent_before_end_minutes=600) == "A"


@pytest.mark.parametrize(
    ("policy", "told", "expected", "reason"),
    [
        ("absent", "9:00-", "A", "did not check out, which counts as absent"),
        ("late", "9:00-", "L", "did not check out, which counts as late"),
        ("present", "9:00-", "P", "did not check out, which counts as staying to the end"),
        ("late", "9:05-", "L", "in 5 min late; the limit is 15 min; also did not check out, which counts as late"),
        (
            "present",
            "9:05-",
            "L",
            "in 5 min late; the limit is 15 min; also did not check out, which counts as staying to the end",
        ),
        ("present", "9:16-", "A", "in 16 min late; the limit is 15 min"),
        ("late", "9:00-10:00", "P", "came on time and stayed to the end"),
        ("late", "9:00-9:30", "A", "left 30 min early; the limit is 10 min"),
        (
            "present",
            "9:00-9:30 9:40-",
            "L",
            "left at 09:30 and came back at 09:40; also did not check out, which counts as staying to the end",
        ),
        ("absent", "9:00- 9:52-", "L", None),
        ("absent", "9:00-9:10 9:40-", "A", None),
    ],
)
def test_who_does_not_check_out_is_judged_as_settings_say(
    policy: str, told: str, expected: str, reason: str | None
) -> None:
    found = judged(told, missing_check_out=policy)

    assert isinstance(found, Verdict)
    assert (found.status, found.reason) == (expected, reason or found.reason)


@pytest.mark.parametrize("told", ["9:00-9:12 9:20-10:00", "9:00-9:01 9:59-10:00"])
def test_going_out_can_be_ignored(told: str) -> None:
    assert (status(told), status(told, reentry="ignore")) == ("L", "P")


def test_the_first_check_in_and_the_last_check_out_count_also_where_going_out_is_ignored() -> None:
    assert status("9:05-9:12 9:20-10:00", reentry="ignore") == "L"
    assert status("9:00-9:12 9:20-9:40", reentry="ignore") == "A"


YESTERDAY = DAY - timedelta(days=1)


@pytest.mark.parametrize(
    ("ended", "expected"),
    [(at("10:00", YESTERDAY), "A"), (None, "A"), (at("8:59:59"), "A"), (at("10:00"), "P")],
    ids=["out the same day", "never out", "out before the class", "out after the class"],
)
def test_a_check_in_a_day_early_counts_only_with_a_check_out_that_reaches_the_class(
    ended: datetime | None, expected: str
) -> None:
    limits = AttendanceSettings(missing_check_out="present").limits
    found = convert(Meeting(at("9:00"), at("10:00"), ZONE), [Session(at("9:00", YESTERDAY), ended)], limits, NEXT_DAY)

    assert isinstance(found, Verdict)
    assert found.status == expected


def test_a_check_in_a_day_early_does_not_make_up_for_coming_late() -> None:
    limits = AttendanceSettings().limits
    early = Session(at("9:00", YESTERDAY), None)
    found = convert(Meeting(at("9:00"), at("10:00"), ZONE), [early, *sessions("9:05-10:00")], limits, NEXT_DAY)

    assert found == Verdict("L", "in 5 min late; the limit is 15 min")


class TestTime:
    """What is said before a class is over, and since when it has been certain."""

    @pytest.mark.parametrize(
        ("told", "now", "until"),
        [
            ("", "8:00", "9:15:01"),
            ("", "9:15", "9:15:01"),
            ("8:00-8:30", "9:10", "9:15:01"),
            ("9:00-", "9:30", "10:30"),
            ("9:15-", "9:30", "10:30"),
            ("9:00-", "10:00", "10:30"),
            ("9:00-", "10:29:59", "10:30"),
            ("9:00-9:30", "9:31", "10:00"),
            ("9:00-9:55", "9:59:59", "10:00"),
            ("9:00-9:30 9:40-", "10:10", "10:30"),
        ],
    )
    def test_what_is_not_certain_waits(self, told: str, now: str, until: str) -> None:
        assert judged(told, at(now)) == Pending(at(until))
        assert isinstance(judged(told, at(until)), Verdict)

    @pytest.mark.parametrize(
        ("told", "now", "expected", "since"),
        [
            ("", "9:15:01", "A", "9:15:01"),
            ("9:16-", "9:16", "A", None),
            ("9:16-9:17", "9:18", "A", None),
            ("9:00-10:00", "10:00", "P", None),
            ("9:05-10:02", "10:00", "L", None),
            ("9:00-9:55", "10:00", "L", "10:00"),
            ("9:00-9:30", "10:00", "A", "10:00"),
            ("9:00-", "10:30", "A", "10:30"),
        ],
    )
    def test_what_is_certain_is_said_at_once(self, told: str, now: str, expected: str, since: str | None) -> None:
        found = judged(told, at(now))

        assert isinstance(found, Verdict)
        assert (found.status, found.certain_at) == (expected, at(since) if since else None)

    def test_nobody_waits_for_a_check_in_longer_than_the_class_goes_on(self) -> None:
        assert judged("", at("9:30"), absent_after_start_minutes=600) == Pending(at("10:00"))
        assert isinstance(judged("", at("10:00"), absent_after_start_minutes=600), Verdict)

    def test_without_grace_a_missing_check_out_is_judged_at_the_end(self) -> None:
        assert judged("9:00-", at("9:59:59"), check_out_grace_minutes=0) == Pending(at("10:00"))
        assert isinstance(judged("9:00-", at("10:00"), check_out_grace_minutes=0), Verdict)
