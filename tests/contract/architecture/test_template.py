"""What the template promises of every resource: kept safe, paid for only when used, watched, and allowed little."""

import re
import tomllib
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

import pytest
from cfnlint.api import lint_file

from rollbook import assembly, flows
from rollbook.aws.metrics import NAMESPACE
from rollbook.model.settings import WindowSetting
from rollbook.sync.lease import LIFETIME
from rollbook.sync.timetable import Window
from tests.contract.architecture import cron
from tests.contract.architecture.repository import CONFIG, ROOT
from tests.contract.architecture.template import FUNCTION, MACHINE, Resource, as_list, mentioned, template

PARAMETERS: dict[str, dict[str, Any]] = template().document["Parameters"]
FUNCTIONS = template().of_kind(FUNCTION)
TABLES = template().of_kind("AWS::DynamoDB::Table")
BUCKETS = template().of_kind("AWS::S3::Bucket")
ALARMS = template().of_kind("AWS::CloudWatch::Alarm")
KEPT = [*BUCKETS, *template().of_kind("AWS::SecretsManager::Secret"), *TABLES]
by_name: dict[str, Any] = {"ids": lambda resource: resource.name}


def schedules() -> list[dict[str, Any]]:
    events = template().resources["SyncStateMachine"].properties["Events"].values()
    return [event["Properties"] for event in events if event["Type"] == "ScheduleV2"]


def samconfig() -> dict[str, str]:
    """Return the parameters that `make deploy` gives."""
    document = tomllib.loads((ROOT / "samconfig.toml").read_text(encoding="utf-8"))
    pairs = document["default"]["deploy"]["parameters"]["parameter_overrides"]
    return dict(pair.split("=", 1) for pair in pairs)


def test_cfn_lint_finds_nothing() -> None:
    assert lint_file(ROOT / "template.yaml") == []


# ---------------------------------------------------------------------------------------------------- parameters


@pytest.mark.parametrize("name", PARAMETERS)
def test_a_parameters_default_is_one_of_the_values_that_it_accepts(name: str) -> None:
    parameter = PARAMETERS[name]
    default = parameter.get("Default")
    if default is None:
        return
    assert default in parameter.get("AllowedValues", [default])
    assert re.fullmatch(parameter.get("AllowedPattern", ".*"), str(default))
    if parameter["Type"] == "Number":
        assert parameter.get("MinValue", default) <= default <= parameter.get("MaxValue", default)


def test_every_parameter_is_used_and_every_one_without_default_is_in_samconfig() -> None:
    document = {name: part for name, part in template().document.items() if name != "Parameters"}
    assert PARAMETERS.keys() <= mentioned(document)
    assert {name for name, parameter in PARAMETERS.items() if "Default" not in parameter} <= samconfig().keys()
    assert samconfig().keys() <= PARAMETERS.keys()


def test_the_time_zone_is_one_and_the_same_everywhere() -> None:
    zone = template().defaults["ScheduleTimeZone"]
    assert zone in available_timezones()
    assert assembly.institution(CONFIG).time_zone == zone
    assert samconfig()["ScheduleTimeZone"] == zone


# ------------------------------------------------------------------------------------------------------- storing


@pytest.mark.parametrize("table", TABLES, **by_name)
def test_a_table_is_encrypted_can_be_turned_back_and_costs_nothing_idle(table: Resource) -> None:
    assert table.properties["SSESpecification"]["SSEEnabled"] is True
    assert table.properties["PointInTimeRecoverySpecification"]["PointInTimeRecoveryEnabled"] is True
    assert table.properties["BillingMode"] == "PAY_PER_REQUEST"


@pytest.mark.parametrize("bucket", BUCKETS, **by_name)
def test_a_bucket_is_encrypted_versioned_and_closed(bucket: Resource) -> None:
    (rule,) = bucket.properties["BucketEncryption"]["ServerSideEncryptionConfiguration"]
    assert rule["ServerSideEncryptionByDefault"]["SSEAlgorithm"] in {"AES256", "aws:kms"}
    assert bucket.properties["VersioningConfiguration"] == {"Status": "Enabled"}
    assert bucket.properties["PublicAccessBlockConfiguration"] == {
        "BlockPublicAcls": True,
        "BlockPublicPolicy": True,
        "IgnorePublicAcls": True,
        "RestrictPublicBuckets": True,
    }


@pytest.mark.parametrize("bucket", BUCKETS, **by_name)
def test_a_bucket_is_reached_over_encrypted_connections_alone(bucket: Resource) -> None:
    (policy,) = [
        policy
        for policy in template().of_kind("AWS::S3::BucketPolicy")
        if policy.properties["Bucket"] == {"Ref": bucket.name}
    ]
    (statement,) = policy.properties["PolicyDocument"]["Statement"]
    assert (statement["Effect"], statement["Principal"], statement["Action"]) == ("Deny", "*", "s3:*")
    assert statement["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}


@pytest.mark.parametrize("bucket", BUCKETS, **by_name)
def test_personal_data_in_a_bucket_expires_and_so_do_its_old_versions(bucket: Resource) -> None:
    rules = bucket.properties["LifecycleConfiguration"]["Rules"]
    assert all(rule["Status"] == "Enabled" for rule in rules)
    by_prefix = {rule["Prefix"]: rule for rule in rules if "Prefix" in rule}
    for prefix in ("snapshots/", "plans/"):
        assert "ExpirationInDays" in by_prefix[prefix], prefix
    # A baseline is what the next run compares with: only what was replaced may go.
    assert "ExpirationInDays" not in by_prefix["baselines/"]
    assert all("NoncurrentVersionExpiration" in rule for rule in by_prefix.values())
    assert any("AbortIncompleteMultipartUpload" in rule for rule in rules)


@pytest.mark.parametrize("resource", KEPT, **by_name)
def test_what_cannot_be_made_again_outlives_the_stack(resource: Resource) -> None:
    policies = {resource.definition.get(name) for name in ("DeletionPolicy", "UpdateReplacePolicy")}
    # Leases, credits and intents are made again by the next run.
    kept = {"Retain", "RetainExceptOnCreate"}
    assert policies <= ({"Delete"} if resource.name == "CoordinationTable" else kept)


# ------------------------------------------------------------------------------------------------------- watching


def test_no_log_lives_for_ever() -> None:
    logs = template().of_kind("AWS::Logs::LogGroup")
    assert logs
    assert all(log.properties["RetentionInDays"] == {"Ref": "LogRetentionDays"} for log in logs)


@pytest.mark.parametrize("machine", template().of_kind(MACHINE), **by_name)
def test_a_state_machine_logs_its_failures_without_its_data(machine: Resource) -> None:
    logging = machine.properties["Logging"]
    assert logging["Level"] in {"ERROR", "ALL"}
    assert logging["IncludeExecutionData"] is False
    (destination,) = logging["Destinations"]
    (log,) = mentioned(destination)
    assert template().resources[log].kind == "AWS::Logs::LogGroup"
    assert machine.properties["Tracing"] == {"Enabled": True}


def test_somebody_is_told_of_runs_that_fail_that_are_stopped_and_of_mail_that_does_not_go_out() -> None:
    watched = {(alarm.properties["Namespace"], alarm.properties["MetricName"]) for alarm in ALARMS}
    assert {
        ("AWS/States", "ExecutionsFailed"),
        ("AWS/States", "ExecutionsAborted"),
        ("AWS/Lambda", "Errors"),
    } <= watched
    watching = {name for alarm in ALARMS for name in mentioned(alarm.properties["Dimensions"])}
    assert {"SyncStateMachine", "NotifyFunction"} <= watching


@pytest.mark.parametrize("alarm", ALARMS, **by_name)
def test_an_alarm_reaches_the_administrator_and_knows_what_silence_means(alarm: Resource) -> None:
    (topic,) = [template().resources[name] for name in mentioned(alarm.properties["AlarmActions"])]
    assert {"Protocol": "email", "Endpoint": {"Ref": "AlertAddress"}} in topic.properties["Subscription"]
    waits_for_less = alarm.properties["ComparisonOperator"].startswith("LessThan")
    assert alarm.properties["TreatMissingData"] == ("breaching" if waits_for_less else "notBreaching")
    assert alarm.properties["AlarmDescription"]


def test_alarms_may_publish_to_their_topic() -> None:
    """CloudWatch cannot use the key that AWS manages for SNS, and its policy cannot be changed.

    https://repost.aws/knowledge-center/cloudwatch-configure-alarm-sns
    """
    for topic in template().of_kind("AWS::SNS::Topic"):
        assert topic.properties.get("KmsMasterKeyId") != "alias/aws/sns", topic.name


def test_the_dashboard_looks_for_metrics_by_the_names_that_are_emitted() -> None:
    (dashboard,) = template().of_kind("AWS::CloudWatch::Dashboard")
    schemas = re.findall(r"SEARCH\('\{(\w+),([\w,]+)\}", dashboard.properties["DashboardBody"]["Fn::Sub"])
    assert {(name, frozenset(dimensions.split(","))) for name, dimensions in schemas} == {
        (NAMESPACE, frozenset({"flow", "service"})),
        (NAMESPACE, frozenset({"flow", "service", "stream"})),
    }


# ------------------------------------------------------------------------------------------------------- allowing


@pytest.mark.parametrize("resource", [*FUNCTIONS, *template().of_kind(MACHINE)], **by_name)
def test_policies_are_written_out_in_place(resource: Resource) -> None:
    assert resource.statements
    assert "Role" not in resource.properties
    assert all(set(policy) == {"Statement"} for policy in resource.properties["Policies"]), "no managed policy"
    assert all(statement["Effect"] == "Allow" and statement["Sid"] for statement in resource.statements)


@pytest.mark.parametrize("resource", [*FUNCTIONS, *template().of_kind(MACHINE)], **by_name)
def test_no_action_is_a_pattern(resource: Resource) -> None:
    assert not [action for action, _ in resource.granted if "*" in action]


@pytest.mark.parametrize("resource", [*FUNCTIONS, *template().of_kind(MACHINE)], **by_name)
def test_a_wildcard_resource_has_a_comment_and_is_of_those_that_aws_cannot_scope(resource: Resource) -> None:
    for statement in resource.statements:
        if "*" not in as_list(statement["Resource"]):
            continue
        assert re.search(rf"#[^\n]+\n\s+- Sid: {statement['Sid']}\n", template().text), statement["Sid"]
        assert all(action.startswith("logs:") for action in as_list(statement["Action"]))


@pytest.mark.parametrize("function", FUNCTIONS, **by_name)
def test_data_in_a_bucket_is_reached_by_kind(function: Resource) -> None:
    """No function may touch all of the bucket's objects: snapshots, plans and baselines have rights of their own."""
    for action, resource in function.granted:
        if action in {"s3:GetObject", "s3:PutObject", "s3:DeleteObject"}:
            assert re.match(r"\$\{DataBucket\.Arn\}/(snapshots|plans|baselines)/", resource["Fn::Sub"]), action


def test_no_function_is_always_on() -> None:
    for function in FUNCTIONS:
        for name in ("VpcConfig", "ProvisionedConcurrencyConfig", "AutoPublishAlias"):
            assert template().function_value(function, name) is None


# ------------------------------------------------------------------------------------------------------ scheduling


def test_every_schedule_has_the_institutions_zone_and_a_window_from_parameters() -> None:
    assert schedules()
    for schedule in schedules():
        assert schedule["ScheduleExpressionTimezone"] == {"Ref": "ScheduleTimeZone"}
        assert schedule["State"] == {"Ref": "ScheduleState"}
        assert schedule["FlexibleTimeWindow"] == {
            "Mode": "FLEXIBLE",
            "MaximumWindowInMinutes": {"Ref": "FlexibleWindowMinutes"},
        }
        assert schedule["RetryPolicy"]["MaximumEventAgeInSeconds"] <= 3600


def test_every_schedules_default_is_a_cron_expression() -> None:
    for schedule in schedules():
        assert cron.mistakes(template().defaults[schedule["ScheduleExpression"]["Ref"]]) == []


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


@pytest.mark.parametrize("name", flows.names())
def test_whenever_eventbridge_knocks_the_flows_window_is_open(name: str) -> None:
    (schedule,) = [found for found in schedules() if f'"{name}"' in found["Input"]]
    settings = assembly.flow_settings(CONFIG, flows.load(name)).schedule
    assert isinstance(settings, WindowSetting)
    window = Window(settings.start, settings.end)
    minute, hour, *_ = template().defaults[schedule["ScheduleExpression"]["Ref"]].removeprefix("cron(").split()
    zone = ZoneInfo(template().defaults["ScheduleTimeZone"])
    first = datetime(2026, 9, 14, int(hour), int(minute), tzinfo=zone)
    last = first + timedelta(minutes=int(template().defaults["FlexibleWindowMinutes"]))
    assert window.contains(first, zone)
    assert window.contains(last, zone)


def test_a_lease_outlives_the_longest_step() -> None:
    longest = max(template().function_value(function, "Timeout") for function in FUNCTIONS)
    assert timedelta(seconds=longest) * 2 <= LIFETIME
