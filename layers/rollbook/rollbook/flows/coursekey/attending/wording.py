"""The words in which a status says why it is so; they go into GEGI's System Journal (CK10, CK12)."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

THERE = "came on time and stayed to the end"
NEVER_CAME = "did not check in"
NO_CHECK_OUT_ABSENT = "did not check out, which counts as absent"
NO_CHECK_OUT_LATE = "did not check out, which counts as late"
NO_CHECK_OUT_PRESENT = "did not check out, which counts as staying to the end"


def late(by: timedelta, limit: timedelta) -> str:
    """Say how late somebody came."""
    return f"in {_span(by)} late; the limit is {_span(limit)}"


def early(by: timedelta, limit: timedelta) -> str:
    """Say how early somebody left."""
    return f"left {_span(by)} early; the limit is {_span(limit)}"


def gaps(found: Sequence[tuple[datetime, datetime]], zone: ZoneInfo) -> str:
    """Say when somebody was away: the first time, and how often."""
    left, back = found[0]
    more = f" and {len(found) - 1} more times" if found[2:] else " and once more" if found[1:] else ""
    return f"left at {_clock(left, zone)} and came back at {_clock(back, zone)}{more}"


def back(at: datetime, zone: ZoneInfo) -> str:
    """Say that somebody checked in once more, and that nobody knows for how long."""
    return f"checked in again at {_clock(at, zone)} and did not check out"


def sessions(count: int, *, is_open: bool) -> str:
    """Say what an attendance log holds."""
    if count == 0:
        return NEVER_CAME
    if count == 1:
        return "one check-in, without a check-out" if is_open else "one check-in with its check-out"
    return f"{count} check-ins, {'the last without a check-out' if is_open else 'each with its check-out'}"


def _clock(moment: datetime, zone: ZoneInfo) -> str:
    return f"{moment.astimezone(zone):%H:%M}"


def _span(time: timedelta) -> str:
    minutes, seconds = divmod(int(time.total_seconds()), 60)
    parts = [f"{minutes} min" if minutes or not seconds else "", f"{seconds} s" if seconds else ""]
    return " ".join(part for part in parts if part)
