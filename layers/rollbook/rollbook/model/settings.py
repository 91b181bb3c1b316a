"""What an institution sets, as far as it is the same for every flow (PL18)."""

from datetime import time
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo, available_timezones

from pydantic import AfterValidator, BeforeValidator, Field

from rollbook.model.records import Frozen


def _known_zone(name: str) -> str:
    if name not in available_timezones():
        raise ValueError("accepted is an IANA time zone such as America/New_York")
    return name


class WindowSetting(Frozen):
    """A daily span of institution time."""

    start: time
    end: time


def _window(value: Any) -> Any:
    """Return "manual" or a window; every other value is one mistake, told in the words of the file."""
    if value == "manual" or isinstance(value, WindowSetting):
        return value
    start, _, end = value.partition("-") if isinstance(value, str) else ("", "", "")
    try:
        return WindowSetting(start=time.fromisoformat(start.strip()), end=time.fromisoformat(end.strip()))
    except ValueError:
        raise ValueError('accepted is "manual" or a span of the day such as "00:00-03:00"') from None


class InstitutionSettings(Frozen):
    """`institution.yaml`: the institution's name and its clock."""

    name: str = Field(min_length=1)
    time_zone: Annotated[str, AfterValidator(_known_zone)]

    @property
    def zone(self) -> ZoneInfo:
        """The institution's time zone."""
        return ZoneInfo(self.time_zone)


class GuardSetting(Frozen):
    """How many removals per school may go without a person: up to `at_least`, and up to `percent` of what was there."""

    percent: float = Field(default=10, ge=0, le=100)
    at_least: int = Field(default=20, ge=0)


class FlowSettings(Frozen):
    """What every flow's file has: whether it runs, when, and how its removals are guarded.

    `schedule` is "manual" or the daily window in which a scheduled run may start (SG2); `grace_hours` is how long
    schedules wait after a manual run (SG3).
    """

    enabled: bool = True
    schedule: Annotated[Literal["manual"] | WindowSetting, BeforeValidator(_window)] = "manual"
    grace_hours: int = Field(default=24, ge=0, le=168)
    guard: GuardSetting = GuardSetting()
    guards: dict[str, GuardSetting] = {}  # noqa: RUF012 - pydantic copies defaults

    def guard_of(self, stream: str) -> GuardSetting:
        """Return the guard of a stream, the flow's own where the stream has none."""
        return self.guards.get(stream, self.guard)
