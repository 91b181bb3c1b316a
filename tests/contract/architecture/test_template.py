"""What the template promises of every resource: kept safe, paid for only when used, watched, and allowed little."""

import json
import re
import tomllib
from datetime import timedelta
from fnmatch import fnmatchcase
from typing import Any
from zoneinfo import available_timezones

import pytest
from cfnlint.api import lint_file

from rollbook import assembly, flows
from rollbook.aws.metrics import NAMESPACE, emit, emit_schedule
from rollbook.model.messages import BeginResult
from rollbook.model.runs import Freshness
from rollbook.sync.lease import LIFETIME
from tests.contract.architecture.repository import CONFIG, ROOT
from tests.contract.architecture.said import begun
from tests.contract.architecture.template import FUNCTION, MACHINE, Resource, as_list, mentioned, template
from tests.contract.stores.samples import record

PARAMETERS: dict[str, dict[str, Any]] = template().document["Parameters"]
FUNCTIONS = template().of_kind(FUNCTION)
TABLES = template().of_kind("AWS::DynamoDB::Table")
BUCKETS = template().of_kind("AWS::S3::Bucket")
ALARMS = template().of_kind("AWS::CloudWatch::Alarm")
KEPT = [*BUCKETS, *template().of_kind("AWS::SecretsManager::Secret"), *TABLES]
by_name: dict[str, Any] = {"ids": lambda resource: resource.name}


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
    for prefix in ("snapshots/", "plans/", "reports/", "uploads/", "results/"):
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


def test_an_alarm_on_our_own_metrics_looks_for_what_is_emitted(capsys: pytest.CaptureFixture[str]) -> None:
    ours = [alarm.properties for alarm in ALARMS if alarm.properties["Namespace"] == NAMESPACE]
    assert ours
    for alarm in ours:
        wanted = {dimension["Name"]: dimension["Value"] for dimension in alarm["Dimensions"]}
        flow = flows.load(wanted["flow"]).name
        ended = record("run").model_copy(update={"freshness": Freshness(count=1, p50=1, p95=2)})
        run = ended.reference.model_copy(update={"flow": flow, "trigger": "schedule"})
        emit(ended.model_copy(update={"reference": run}))
        emit_schedule(BeginResult.model_validate(begun() | {"run": run.model_dump()}))
        lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
        told = [line for line in lines if alarm["MetricName"] in line]
        assert [
            {name: line[name] for name in line["_aws"]["CloudWatchMetrics"][0]["Dimensions"][0]} for line in told
        ] == [wanted]


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


KINDS_OF_DATA = "snapshots|plans|baselines|reports|uploads|results|standings"


@pytest.mark.parametrize("function", FUNCTIONS, **by_name)
def test_data_in_a_bucket_is_reached_by_kind(function: Resource) -> None:
    """No function may touch all of the bucket's objects: each kind of data has rights of its own."""
    for action, resource in function.granted:
        if action in {"s3:GetObject", "s3:PutObject", "s3:DeleteObject"}:
            assert re.match(rf"\$\{{DataBucket\.Arn\}}/({KINDS_OF_DATA})/", resource["Fn::Sub"]), action


def reaching(action: str, key: str) -> set[str]:
    """Return the functions that may do this to an object of the bucket."""
    return {
        function.name.removesuffix("Function").lower()
        for function in FUNCTIONS
        for allowed, resource in function.granted
        if allowed == action and fnmatchcase(key, resource["Fn::Sub"].removeprefix("${DataBucket.Arn}/"))
    }


@pytest.mark.parametrize(
    ("key", "read_by", "written_by"),
    [
        ("snapshots/run/users/part-00000.jsonl.gz", {"plan", "report"}, {"extract"}),
        ("uploads/courserecords.import/global/history.csv", {"extract"}, set()),
        ("results/courserecords.import/run.csv", set(), {"extract", "report"}),
        ("standings/coursedog.post/sections.jsonl.gz", {"report", "status"}, {"report"}),
        ("plans/run/notes/hints.json", {"extract", "plan", "report"}, {"interpret", "extract", "plan", "apply"}),
        ("plans/run/users/chunks/changes-00000.jsonl.gz", {"apply", "plan"}, {"plan"}),
        ("plans/run/users/outcomes/changes-00000.jsonl.gz", {"plan", "report"}, {"plan", "apply"}),
        ("baselines/flow/users/manifest.json", {"plan", "report"}, {"report"}),
        # A mapping report is read by the administrator, whose rights are none of a function's.
        ("reports/run/users/part-00000.jsonl.gz", set(), {"plan"}),
    ],
)
def test_each_kind_of_data_has_those_who_make_it_and_those_who_need_it(
    key: str, read_by: set[str], written_by: set[str]
) -> None:
    assert reaching("s3:GetObject", key) == read_by
    assert reaching("s3:PutObject", key) == written_by
    assert reaching("s3:DeleteObject", key) == ({"report"} if key.startswith("baselines/") else set())


def test_no_function_is_always_on() -> None:
    for function in FUNCTIONS:
        for name in ("VpcConfig", "ProvisionedConcurrencyConfig", "AutoPublishAlias"):
            assert template().function_value(function, name) is None


# ------------------------------------------------------------------------------------------------------- lasting


def test_a_lease_outlives_the_longest_step() -> None:
    longest = max(template().function_value(function, "Timeout") for function in FUNCTIONS)
    assert timedelta(seconds=longest) * 2 <= LIFETIME
