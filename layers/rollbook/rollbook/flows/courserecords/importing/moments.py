"""Dates and times of a file as moments in UTC: what has no time zone of its own is in the institution's."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

_EARLIEST, _LATEST = datetime(1900, 1, 2, tzinfo=UTC), datetime(2199, 12, 31, tzinfo=UTC)
"""What lies outside is a slip of the pen, and more than some systems can hold."""

_SECOND = timedelta(seconds=1)


def begins(text: str, zone: ZoneInfo) -> str | None:
    """Return the moment, in ISO 8601, of something that begins or happens; a date is meant from its first second.

    None for what is no moment between 1900 and 2200. A time that occurs twice, on the day on which summer time ends, is
    the first of the two; one that is skipped, on the day on which it begins, is counted on from the time before the
    change, so that 02:30 is the moment at which clocks show 03:30.
    """
    return _told(text, zone, to_the_end=False)


def ends(text: str, zone: ZoneInfo) -> str | None:
    """Return the moment of something that ends; a date is meant to its last second, a time as in `begins`."""
    return _told(text, zone, to_the_end=True)


def _told(text: str, zone: ZoneInfo, *, to_the_end: bool) -> str | None:
    try:
        found = _moment(text, zone, to_the_end=to_the_end)
    except (ValueError, OverflowError):
        return None
    return found.isoformat() if _EARLIEST <= found <= _LATEST else None


def _moment(text: str, zone: ZoneInfo, *, to_the_end: bool) -> datetime:
    day = _day(text)
    if day is None:
        written = datetime.fromisoformat(text)
        return (written if written.tzinfo else written.replace(tzinfo=zone)).astimezone(UTC)
    if to_the_end:
        return _midnight(day + timedelta(days=1), zone) - _SECOND
    return _midnight(day, zone)


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    """Return the first moment of a day, also where clocks are changed at midnight."""
    return datetime.combine(day, time.min, zone).astimezone(UTC)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
