"""When a scheduled run may go: inside its daily window, and a full grace period after a manual run (SG2, SG3)."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True)
class Window:
    """A daily span of institution time; one that ends before it starts goes over midnight."""

    start: time
    end: time

    def __str__(self) -> str:
        return f"{self.start:%H:%M}-{self.end:%H:%M}"

    def contains(self, moment: datetime, zone: ZoneInfo) -> bool:
        """Say whether the moment lies in the window, also on the days when clocks change."""
        today = moment.astimezone(zone).date()
        return any(
            start <= moment < end
            for start, end in (self._span(today - timedelta(days=1), zone), self._span(today, zone))
        )

    def _span(self, day: date, zone: ZoneInfo) -> tuple[datetime, datetime]:
        last = day if self.end > self.start else day + timedelta(days=1)
        start = _instant(datetime.combine(day, self.start, zone))
        end = _instant(datetime.combine(last, self.end, zone))
        length = datetime.combine(last, self.end) - datetime.combine(day, self.start)
        return start, end if end > start else start + length


def _instant(local: datetime) -> datetime:
    """Return the moment of a local time; one that a clock change skips counts as the moment of the change onwards."""
    return datetime.fromtimestamp(local.timestamp(), tz=ZoneInfo("UTC"))


@dataclass(frozen=True, slots=True)
class Timetable:
    """What must be remembered between runs: the last manual run, the schedule last seen, and when it changed."""

    schedule: str = ""
    manual_at: datetime | None = None
    changed_at: datetime | None = None

    def to_json(self) -> dict[str, Any]:
        """Return the timetable as a register's value."""
        return {
            "schedule": self.schedule,
            "manual_at": self.manual_at.isoformat() if self.manual_at else None,
            "changed_at": self.changed_at.isoformat() if self.changed_at else None,
        }

    @classmethod
    def from_json(cls, value: dict[str, Any]) -> "Timetable":
        """Return the timetable that a register holds."""
        manual, changed = value.get("manual_at"), value.get("changed_at")
        return cls(
            str(value.get("schedule", "")),
            datetime.fromisoformat(manual) if manual else None,
            datetime.fromisoformat(changed) if changed else None,
        )

    def seen(self, schedule: str, now: datetime) -> "Timetable":
        """Return the timetable after this schedule was seen in the settings; its first sight is no change."""
        if schedule == self.schedule:
            return self
        return Timetable(schedule, self.manual_at, now if self.schedule else self.changed_at)


@dataclass(frozen=True, slots=True)
class NotDue:
    """Why a run must not go now; a `misfit` is a schedule that will never fit the settings by itself."""

    reason: str
    misfit: bool = False


def why_not_due(
    window: Window | None, timetable: Timetable, now: datetime, zone: ZoneInfo, grace: timedelta
) -> NotDue | None:
    """Return the reason why a scheduled run must not go now, or None when it may.

    No window means that the flow is run by hand only. The grace period counts from the last manual run and from the
    last change of the schedule: a manual run on Monday at 14:00 makes a midnight window wait until Wednesday.
    """
    if window is None:
        return NotDue("The flow is set to manual, so schedules do not start it.")
    if not window.contains(now, zone):
        return NotDue(
            f"A schedule started the run at {now.astimezone(zone):%H:%M} ({zone.key}), outside the flow's window "
            f"{window}. Let them fit: the flow's schedule and its time zone in samconfig.toml, schedule and "
            "time_zone in layers/config.",
            misfit=True,
        )
    for moment, what in ((timetable.manual_at, "a manual run"), (timetable.changed_at, "a change of the schedule")):
        if moment and now < moment + grace:
            until = (moment + grace).astimezone(zone)
            hours = f"{grace / timedelta(hours=1):g} h"
            return NotDue(f"Scheduled runs wait {hours} after {what}, until {until:%Y-%m-%d %H:%M} ({zone.key}).")
    return None
