"""How students behave on a class day: a fixed share for each manner, and the sessions that come of it."""

import dataclasses
import random
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sandbox.simulators.coursekey.attendance import Session

_MOST_BEYOND_SECONDS = 20 * 60
_EARLY_BIRD_SECONDS = 10 * 60
_DAY = timedelta(days=1)


@dataclasses.dataclass(frozen=True, slots=True)
class Occasion:
    """One class as somebody comes to it: its times, and the limits in minutes to which "late" and "early" refer.

    `start` and `end` are in UTC, so that no change to summer time gets in between; moments come in the class's zone.
    """

    start: datetime
    end: datetime
    zone: ZoneInfo
    late_minutes: int
    early_minutes: int
    dice: random.Random

    @property
    def in_time(self) -> datetime:
        """A moment shortly before the start."""
        return self._local(self.start - self._seconds(0, _EARLY_BIRD_SECONDS))

    @property
    def after_end(self) -> datetime:
        """A moment shortly after the end."""
        return self._local(self.end + self._seconds(0, _EARLY_BIRD_SECONDS))

    def late(self, *, beyond: bool) -> datetime:
        """Return a moment after the start, within the limit or beyond it."""
        return self._local(self.start + self._off(self.late_minutes, beyond=beyond))

    def early(self, *, beyond: bool) -> datetime:
        """Return a moment before the end, within the limit or beyond it."""
        return self._local(self.end - self._off(self.early_minutes, beyond=beyond))

    def percent(self, share: int) -> datetime:
        """Return the moment at which such a share of the class is over."""
        seconds = int((self.end - self.start).total_seconds())
        return self._local(self.start + timedelta(seconds=seconds * share // 100))

    def _off(self, minutes: int, *, beyond: bool) -> timedelta:
        limit = minutes * 60
        return self._seconds(limit + 1, limit + _MOST_BEYOND_SECONDS) if beyond else self._seconds(1, max(limit, 1))

    def _seconds(self, least: int, most: int) -> timedelta:
        return timedelta(seconds=self.dice.randint(least, most))

    def _local(self, moment: datetime) -> datetime:
        return moment.astimezone(self.zone)


def session(check_in: datetime, check_out: datetime | None) -> Session:
    """Make a session as the app takes it."""
    return {"checkIn": check_in.isoformat(), "checkOut": None if check_out is None else check_out.isoformat()}


def on_time(occasion: Occasion) -> list[Session]:
    """Come before the start and leave after the end."""
    return [session(occasion.in_time, occasion.after_end)]


def _late(occasion: Occasion) -> list[Session]:
    return [session(occasion.late(beyond=False), occasion.after_end)]


def _too_late(occasion: Occasion) -> list[Session]:
    return [session(occasion.late(beyond=True), occasion.after_end)]


def _early(occasion: Occasion) -> list[Session]:
    return [session(occasion.in_time, occasion.early(beyond=False))]


def _too_early(occasion: Occasion) -> list[Session]:
    return [session(occasion.in_time, occasion.early(beyond=True))]


def _absent(_: Occasion) -> list[Session]:
    return []


def _back_again(occasion: Occasion) -> list[Session]:
    """Leave in the middle for a tenth of the class."""
    return [
        session(occasion.in_time, occasion.percent(50)),
        session(occasion.percent(60), occasion.after_end),
    ]


def _no_check_out(occasion: Occasion) -> list[Session]:
    return [session(occasion.in_time, None)]


def _day_before(occasion: Occasion) -> list[Session]:
    """Come on the wrong day."""
    return [session(occasion.in_time - _DAY, occasion.after_end - _DAY)]


BEHAVIOURS: Mapping[str, tuple[int, Callable[[Occasion], list[Session]]]] = {
    "on_time": (62, on_time),
    "late": (9, _late),
    "too_late": (4, _too_late),
    "early": (6, _early),
    "too_early": (4, _too_early),
    "absent": (6, _absent),
    "back_again": (4, _back_again),
    "no_check_out": (3, _no_check_out),
    "day_before": (2, _day_before),
}
"""By name, how many of a hundred behave so, and the sessions that come of it."""


def shared_out(count: int, dice: random.Random) -> list[str]:
    """Return so many behaviours in their shares, in any order; what does not come out even is on time."""
    names = [name for name, (share, _) in BEHAVIOURS.items() for _ in range(count * share // 100)]
    names += ["on_time"] * (count - len(names))
    dice.shuffle(names)
    return names
