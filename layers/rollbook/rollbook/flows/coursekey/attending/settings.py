"""What an institution sets for bringing attendance from CourseKey into GEGI: `coursekey.attendance.yaml` (CK1)."""

from datetime import timedelta
from typing import ClassVar, Literal

from pydantic import Field

from rollbook.flows.coursekey.attending.conversion import Limits
from rollbook.model.descriptors import Context
from rollbook.model.settings import FlowSettings

_DAY = 24 * 60
"""Minutes: no limit needs more."""


class AttendanceSettings(FlowSettings):
    """When attendance comes and how it is judged, beside what every flow has.

    A student who comes later than `absent_after_start_minutes` after the start, or leaves earlier than
    `absent_before_end_minutes` before the end, counts as absent. Whoever has not checked out when a class is over for
    `check_out_grace_minutes` is judged by `missing_check_out`. `reentry` is about somebody who left and came back.
    `follow_days` is how far back everything is read, which happens every `full_every_hours` (CK9).
    """

    guarded: ClassVar = ()

    live_sync: bool = True
    absent_after_start_minutes: int = Field(default=15, ge=0, le=_DAY)
    absent_before_end_minutes: int = Field(default=10, ge=0, le=_DAY)
    missing_check_out: Literal["absent", "late", "present"] = "absent"
    check_out_grace_minutes: int = Field(default=30, ge=0, le=_DAY)
    reentry: Literal["late", "ignore"] = "late"
    follow_days: int = Field(default=7, ge=1, le=90)
    full_every_hours: int = Field(default=24, ge=1, le=168)

    @property
    def limits(self) -> Limits:
        """What a student's presence is judged by."""
        return Limits(
            late=timedelta(minutes=self.absent_after_start_minutes),
            early=timedelta(minutes=self.absent_before_end_minutes),
            grace=timedelta(minutes=self.check_out_grace_minutes),
            missing_check_out=self.missing_check_out,
            reentry=self.reentry,
        )

    @property
    def full_every(self) -> timedelta:
        """How long a scheduled run may go on reading only what changed."""
        return timedelta(hours=self.full_every_hours)

    @property
    def follow(self) -> timedelta:
        """How far back attendance is read."""
        return timedelta(days=self.follow_days)


def settings(context: Context) -> AttendanceSettings:
    """Return the flow's settings with their type."""
    assert isinstance(context.settings, AttendanceSettings)
    return context.settings
