"""What an institution sets, as far as it is the same for every flow (PL18)."""

from datetime import time
from typing import Annotated, Any, ClassVar, Literal
from zoneinfo import ZoneInfo, available_timezones

from pydantic import AfterValidator, BeforeValidator, Field, field_validator

from rollbook.model.records import Frozen


def _known_zone(name: str) -> str:
    if name not in available_timezones():
        raise ValueError("accepted is an IANA time zone such as America/New_York")
    return name


Zone = Annotated[str, AfterValidator(_known_zone)]


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
    time_zone: Zone

    @property
    def zone(self) -> ZoneInfo:
        """The institution's time zone."""
        return ZoneInfo(self.time_zone)


class GuardSetting(Frozen):
    """How many removals per school may go without a person: up to `at_least`, and up to `percent` of what was there."""

    percent: float = Field(default=10, ge=0, le=100)
    at_least: int = Field(default=20, ge=0)


PLACES = ("institution", "flow", "headline", "started", "run")
"""What may stand in braces in the words of an e-mail."""


def _words(text: str) -> str:
    try:
        text.format(**dict.fromkeys(PLACES, ""))
    except (LookupError, ValueError, AttributeError):
        accepted = ", ".join(f"{{{place}}}" for place in PLACES)
        raise ValueError(f"accepted is a text in which only {accepted} stand in braces") from None
    return text


Words = Annotated[str, AfterValidator(_words)]


class EmailSettings(Frozen):
    """Who is told when a run needs a person, and in which words it begins (CK13); what happened comes after them.

    Without `to` it is the address that the stack was deployed with.
    """

    to: str = Field(default="", pattern=r"^([^@\s,]+@[^@\s,]+)?$")
    subject: Words = Field(default="Rollbook: {flow} {headline}", min_length=1, max_length=200, pattern=r"^.*$")
    text: Words = Field(default="{institution}\n{flow} {headline}. It started at {started}.", max_length=2_000)


class FlowSettings(Frozen):
    """What every flow's file has: whether it runs, when, and how its removals are guarded.

    `schedule` is "manual" or the daily window in which a scheduled run may start (SG2); `grace_hours` is how long
    schedules wait after a manual run (SG3). `time_zone` is the clock of the window, where that is not the
    institution's. A flow names in `guarded` which of its streams remove something.
    """

    guarded: ClassVar[tuple[str, ...] | None] = None

    enabled: bool = True
    schedule: Annotated[Literal["manual"] | WindowSetting, BeforeValidator(_window)] = "manual"
    time_zone: Zone | None = None
    grace_hours: int = Field(default=24, ge=0, le=168)
    guard: GuardSetting = GuardSetting()
    guards: dict[str, GuardSetting] = {}  # noqa: RUF012 - pydantic copies defaults
    email: EmailSettings = EmailSettings()

    @field_validator("guards")
    @classmethod
    def _of_streams_that_remove(cls, guards: dict[str, GuardSetting]) -> dict[str, GuardSetting]:
        """Refuse the guard of a stream that never removes, for it would do nothing."""
        unknown = [] if cls.guarded is None else sorted(set(guards) - set(cls.guarded))
        if unknown:
            accepted = ", ".join(cls.guarded or ()) or "none, for nothing is ever removed"
            raise ValueError(f"{', '.join(unknown)} is no stream that removes; accepted are {accepted}")
        return guards

    def clock(self, institution: ZoneInfo) -> ZoneInfo:
        """Return the time zone of the flow's window."""
        return ZoneInfo(self.time_zone) if self.time_zone else institution

    def guard_of(self, stream: str) -> GuardSetting:
        """Return the guard of a stream, the flow's own where the stream has none."""
        return self.guards.get(stream, self.guard)
