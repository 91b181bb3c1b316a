# ruff: noqa: SLF001 - a mend replaces private functions
"""EventBridge Scheduler obeys time zones and date limits, and fills in its keywords.

MiniStack: CloudFormation drops ``ScheduleExpressionTimezone``, ``StartDate`` and ``EndDate``; cron and ``at``
expressions are always read as UTC; ``<aws.scheduler.scheduled-time>`` and the like arrive as they are written.
AWS: https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-schedule-context-attributes.html
Mend: the zone travels on the expression (MiniStack hands the expression alone to its clock), the clock walks the zone's
wall time, and the keywords are replaced when the target is called.
"""

from datetime import UTC, datetime
from typing import Any, Self
from zoneinfo import ZoneInfo

from ministack.services import eventbridge, scheduler

from sandbox.cloud.mends.pins import original
from sandbox.cloud.mends.provisioning import after_provisioning
from sandbox.cloud.wall_time import moment_in_zone, next_in_zone

DROPPED = ("ScheduleExpressionTimezone", "StartDate", "EndDate")


class ZonedExpression(str):
    """A schedule expression that knows its time zone."""

    __slots__ = ("zone",)
    zone: ZoneInfo

    @classmethod
    def of(cls, expression: str, zone: str) -> Self:
        """``expression``, to be read in the IANA ``zone``."""
        zoned = cls(expression)
        zoned.zone = ZoneInfo(zone)
        return zoned


class ZonedFields(tuple[Any, ...]):  # noqa: SLOT001 - a tuple with slots cannot carry another attribute
    """The parsed fields of a cron expression that knows its time zone."""

    zone: ZoneInfo


def install() -> None:
    """Put the mend in place."""
    _keep_zones()
    _walk_wall_time()
    _fill_keywords()


def _keep_zones() -> None:
    create = original(scheduler, "_create_schedule", "name, body")
    update = original(scheduler, "_update_schedule", "name, body")

    def settled(answer: Any, name: str, body: dict[str, Any]) -> Any:
        if answer[0] == 200:  # noqa: PLR2004 - HTTP
            _settle(name, body)
        return answer

    scheduler._create_schedule = lambda name, body: settled(create(name, body), name, body)
    scheduler._update_schedule = lambda name, body: settled(update(name, body), name, body)
    after_provisioning("AWS::Scheduler::Schedule", _settle)


def _settle(name: str, fields: dict[str, Any]) -> None:
    schedule = scheduler._schedules[f"{fields.get('GroupName', 'default')}/{name}"]
    schedule.update({field: fields[field] for field in DROPPED if fields.get(field)})
    schedule["ScheduleExpression"] = ZonedExpression.of(
        schedule["ScheduleExpression"], schedule["ScheduleExpressionTimezone"]
    )


def _walk_wall_time() -> None:
    parse = original(eventbridge, "_parse_cron_fields", "expr")
    next_fire = original(eventbridge, "_cron_next_fire", "fields, after_dt")
    at_time = original(scheduler, "_at_time_epoch", "expr")

    def parse_zoned(expression: str) -> Any:
        fields = parse(expression)
        if fields is None or not isinstance(expression, ZonedExpression):
            return fields
        zoned = ZonedFields(fields)
        zoned.zone = expression.zone
        return zoned

    def next_of_fields(fields: Any, after: datetime) -> datetime | None:
        if not isinstance(fields, ZonedFields):
            return next_fire(fields, after)  # type: ignore[no-any-return] # MiniStack has no types
        return next_in_zone(lambda wall_time: next_fire(fields, wall_time), after, fields.zone)

    def at_in_zone(expression: str) -> float | None:
        epoch: float | None = at_time(expression)
        if epoch is None or not isinstance(expression, ZonedExpression):
            return epoch
        return moment_in_zone(epoch, expression.zone)

    eventbridge._parse_cron_fields = parse_zoned
    eventbridge._cron_next_fire = next_of_fields
    scheduler._at_time_epoch = at_in_zone


def _fill_keywords() -> None:
    invoke = original(eventbridge, "_invoke_target", "target, event, rule, view")

    def invoke_filled(target: dict[str, Any], event: dict[str, Any], rule: dict[str, Any], view: Any = None) -> Any:
        if event.get("Source") == "aws.scheduler" and target.get("Input"):
            target = {**target, "Input": _filled(target["Input"], event, rule)}
        return invoke(target, event, rule, view)

    eventbridge._invoke_target = invoke_filled


def _filled(text: str, event: dict[str, Any], schedule: dict[str, Any]) -> str:
    values = {
        "scheduled-time": datetime.fromtimestamp(event["Time"], UTC).strftime("%Y-%m-%dT%H:%M:00Z"),
        "schedule-arn": schedule["Arn"],
        "execution-id": event["EventId"],
        "attempt-number": "1",
    }
    for keyword, value in values.items():
        text = text.replace(f"<aws.scheduler.{keyword}>", value)
    return text
