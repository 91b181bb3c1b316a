"""When runs begin by themselves: each flow has a schedule, and its window is open whenever that fires."""

import json
from datetime import datetime, time, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from rollbook import assembly, flows
from rollbook.model.messages import BeginRequest
from rollbook.model.settings import FlowSettings, WindowSetting
from rollbook.sync.timetable import Window
from tests.contract.architecture import cron
from tests.contract.architecture.machine import machine, machines
from tests.contract.architecture.repository import CONFIG
from tests.contract.architecture.template import Resource, template

every_flow = pytest.mark.parametrize("name", flows.names())


def schedules() -> list[dict[str, Any]]:
    events = template().resources[machine("sync").resource].properties["Events"].values()
    return [event["Properties"] for event in events if event["Type"] == "ScheduleV2"]


def of_flow(name: str) -> dict[str, Any]:
    """Return the one schedule of a flow."""
    (found,) = [schedule for schedule in schedules() if json.loads(schedule["Input"])["flow"] == name]
    return found


def fires(schedule: dict[str, Any]) -> str:
    """Return the cron expression by which a schedule fires unless an institution sets another one."""
    return template().defaults[schedule["ScheduleExpression"]["Ref"]]


def deployed(name: str) -> FlowSettings:
    return assembly.flow_settings(CONFIG, flows.load(name))


def clock(name: str) -> ZoneInfo:
    """Return the time zone in which a flow's window is meant."""
    return deployed(name).clock(assembly.institution(CONFIG).zone)


def condition(name: str) -> str:
    """Return the condition under which the flows of an integration are scheduled."""
    return f"{name.partition('.')[0].title()}Scheduled"


def lateness(schedule: dict[str, Any]) -> timedelta:
    """Return how much later than its time a schedule may fire unless an institution says otherwise."""
    window = schedule["FlexibleTimeWindow"]
    if window == {"Mode": "OFF"}:
        return timedelta(0)
    assert window == {"Mode": "FLEXIBLE", "MaximumWindowInMinutes": {"Ref": "FlexibleWindowMinutes"}}
    return timedelta(minutes=int(template().defaults["FlexibleWindowMinutes"]))


@every_flow
def test_a_schedule_has_the_zone_of_its_window_and_can_be_switched_off(name: str) -> None:
    schedule = of_flow(name)
    parameter = schedule["ScheduleExpressionTimezone"]["Ref"]
    assert parameter == ("EdflexTimeZone" if deployed(name).time_zone else "ScheduleTimeZone")
    assert template().defaults[parameter] == clock(name).key
    assert schedule["State"] == {"Fn::If": [condition(name), "ENABLED", "DISABLED"]}
    assert schedule["RetryPolicy"]["MaximumEventAgeInSeconds"] <= 3600


@every_flow
def test_a_schedule_that_comes_often_does_not_pile_up(name: str) -> None:
    schedule = of_flow(name)
    often = len(cron.times(fires(schedule))) > 24
    retried = schedule["RetryPolicy"]["MaximumRetryAttempts"] > 0
    assert retried == (not often)
    assert not often or lateness(schedule) == timedelta(0)


def test_what_is_scheduled_is_a_whole_run() -> None:
    assert [found.name for found in machines() if "Events" in template().resources[found.resource].properties] == [
        "sync"
    ]


@every_flow
def test_a_flow_has_settings_and_one_schedule_that_begins_all_of_it(name: str) -> None:
    assert deployed(name).enabled
    request = BeginRequest.model_validate({**json.loads(of_flow(name)["Input"]), "run": "any"})
    assert (request.trigger, request.preview, request.streams, request.scoped) == ("schedule", False, (), False)


def missing(name: str) -> Resource:
    """Return the one alarm that goes off when a flow's scheduled runs stay away."""
    (found,) = [
        alarm
        for alarm in template().of_kind("AWS::CloudWatch::Alarm")
        if alarm.properties["MetricName"] == "scheduled"
        and {"Name": "flow", "Value": name} in alarm.properties["Dimensions"]
    ]
    return found


@every_flow
def test_somebody_is_told_when_the_scheduled_runs_of_a_flow_stay_away_unless_schedules_are_switched_off(
    name: str,
) -> None:
    alarm = missing(name)
    assert (alarm.properties["Statistic"], alarm.properties["Threshold"]) == ("Sum", 1)
    assert alarm.properties["ComparisonOperator"] == "LessThanThreshold"
    assert alarm.definition["Condition"] == condition(name)
    conditions = template().document["Conditions"]
    integration = f"{name.partition('.')[0].title()}State"
    assert conditions["Scheduled"]["Fn::Equals"] == [{"Ref": "ScheduleState"}, "ENABLED"]
    assert conditions[condition(name)]["Fn::And"] == [
        {"Condition": "Scheduled"},
        {"Fn::Equals": [{"Ref": integration}, "ENABLED"]},
    ]


@every_flow
def test_the_alarm_waits_longer_than_a_schedule_ever_pauses(name: str) -> None:
    """CloudWatch looks at a window that slides, so that one run a day is sometimes more than a day away."""
    first, *others = [timedelta(hours=at.hour, minutes=at.minute) for at in cron.times(fires(of_flow(name)))]
    pause = max(later - earlier for earlier, later in pairwise([first, *others, first + timedelta(days=1)]))
    late = lateness(of_flow(name))
    rule = missing(name).properties
    assert pause + late < timedelta(seconds=rule["Period"] * rule["EvaluationPeriods"]) <= timedelta(days=7)


def test_every_schedule_is_of_a_flow() -> None:
    assert sorted(json.loads(schedule["Input"])["flow"] for schedule in schedules()) == sorted(flows.names())


def test_every_schedules_default_is_a_cron_expression() -> None:
    for schedule in schedules():
        assert cron.mistakes(fires(schedule)) == []


@pytest.mark.parametrize(
    "expression",
    [
        "cron(0 0 * * * *)",
        "cron(60 0 * * ? *)",
        "cron(0 0 ? * ? *)",
        "cron(0 0 * * ?)",
        "rate(0)",
        "cron(0 3-1 * * ? *)",
    ],
)
def test_a_mistake_in_a_cron_expression_would_be_found(expression: str) -> None:
    assert cron.mistakes(expression)


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("cron(0 0 * * ? *)", [time(0)]),
        ("cron(30 6-8 * * ? *)", [time(6, 30), time(7, 30), time(8, 30)]),
        ("cron(0/30 5,17 * * ? *)", [time(5), time(5, 30), time(17), time(17, 30)]),
        ("cron(15 */12 * * ? *)", [time(0, 15), time(12, 15)]),
    ],
)
def test_the_times_of_a_cron_expression_are_known(expression: str, expected: list[time]) -> None:
    assert cron.times(expression) == expected


@every_flow
def test_whenever_eventbridge_knocks_the_flows_window_is_open(name: str) -> None:
    setting = deployed(name).schedule
    assert isinstance(setting, WindowSetting)
    window = Window(setting.start, setting.end)
    zone = clock(name)
    late = lateness(of_flow(name))
    for moment in cron.times(fires(of_flow(name))):
        first = datetime(2026, 9, 14, moment.hour, moment.minute, tzinfo=zone)
        assert window.contains(first, zone), f"{moment:%H:%M} is outside of {window}"
        assert window.contains(first + late, zone), f"{late} after {moment:%H:%M} is outside of {window}"


@every_flow
def test_a_schedule_that_fires_more_than_once_a_day_is_not_stopped_by_a_run_by_hand(name: str) -> None:
    """A grace period is for a daily run, which comes again the day after; it must not stop the pulls of a day."""
    assert len(cron.times(fires(of_flow(name)))) == 1 or deployed(name).grace_hours == 0
