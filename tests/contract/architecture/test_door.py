"""The way of a vendor's event: the API that lets it in, the queue that keeps it, and what looks at it in the end."""

from datetime import timedelta
from typing import Any

import pytest

from rollbook.webhooks.senders import SENDERS
from tests.contract.architecture.repository import DESK, DOOR
from tests.contract.architecture.template import Json, Resource, function_name, mentioned, template
from tests.contract.architecture.test_state_machine import LONGEST_EXPRESS

RESOURCES = template().resources
API: Json = RESOURCES["Api"].properties
OPEN_API: Json = API["DefinitionBody"]
QUEUES = template().of_kind("AWS::SQS::Queue")
INBOX, DEAD_LETTERS = RESOURCES["InboxQueue"], RESOURCES["InboxDeadLetters"]
INTERPRET = RESOURCES[function_name("interpret")]
INTEGRATION = "x-amazon-apigateway-integration"
SECONDS_OF_API_GATEWAY = 29
"""How long API Gateway waits for a function at most."""
LONGEST_MESSAGE = 256 * 1024
"""Bytes that a message of SQS had before 2025, attributes included, and still has where nobody raised it."""
ATTRIBUTES = 1_000
by_name: dict[str, Any] = {"ids": lambda resource: resource.name}


def operations() -> list[tuple[str, str, Json]]:
    """Return every method of every path with its definition."""
    return [(path, method, found) for path, methods in OPEN_API["paths"].items() for method, found in methods.items()]


def event_source() -> Json:
    (event,) = INTERPRET.properties["Events"].values()
    properties: Json = event["Properties"]
    return properties


def seconds(resource: Resource, name: str) -> timedelta:
    return timedelta(seconds=int(resource.properties[name]))


def timeout(step: str) -> timedelta:
    return timedelta(seconds=template().function_value(RESOURCES[function_name(step)], "Timeout"))


# -------------------------------------------------------------------------------------------------------- the api


def calling(step: str) -> set[tuple[str, str]]:
    """Return the paths and methods that call a step's function."""
    return {
        (path, method)
        for path, method, found in operations()
        if found[INTEGRATION]["type"] != "mock" and function_name(step) in mentioned(found[INTEGRATION]["uri"])
    }


def test_whatever_is_no_mock_calls_the_door_or_the_desk() -> None:
    called = {(path, method) for path, method, found in operations() if found[INTEGRATION]["type"] != "mock"}
    assert called == calling(DOOR) | calling(DESK)


def test_the_door_opens_to_posts_on_the_two_paths_of_webhooks_alone() -> None:
    assert calling(DOOR) == {("/webhooks/{sender}", "post"), ("/webhooks/{sender}/{secret}", "post")}
    for path, method, found in operations():
        if (path, method) in calling(DOOR):
            assert found[INTEGRATION]["type"] == "aws_proxy"
            assert mentioned(found[INTEGRATION]["uri"]) == {"AWS::Partition", "AWS::Region", function_name(DOOR)}


def test_the_desk_is_only_asked_and_only_by_roles_that_may() -> None:
    """Elsewhere a signature that proves nothing would get as far as our function."""
    schemes = OPEN_API["components"]["securitySchemes"]
    for path, method, found in operations():
        if (path, method) in calling(DESK):
            (scheme,) = [schemes[name] for security in found["security"] for name in security]
            assert method == "get"
            assert scheme["x-amazon-apigateway-authtype"] == "awsSigv4"


def test_those_who_may_ask_the_desk_may_ask_all_of_it_and_nothing_else() -> None:
    (policy,) = template().of_kind("AWS::IAM::ManagedPolicy")
    (statement,) = policy.properties["PolicyDocument"]["Statement"]
    rooms = {resource["Fn::Sub"].partition("/v1/GET/")[2].partition("/")[0] for resource in statement["Resource"]}
    assert statement["Action"] == "execute-api:Invoke"
    assert rooms == {path.split("/")[1] for path, _ in calling(DESK)}


def test_every_place_in_a_path_is_declared() -> None:
    for path, _, found in operations():
        declared = [parameter["name"] for parameter in found.get("parameters", []) if parameter["in"] == "path"]
        assert [f"{{{name}}}" for name in declared] == [part for part in path.split("/") if part.startswith("{")]


def test_every_body_reaches_the_door_byte_by_byte() -> None:
    """API Gateway would else take a body for text and put other characters in the place of what is none."""
    assert OPEN_API["x-amazon-apigateway-binary-media-types"] == ["*/*"]


def test_a_flood_is_stopped_before_it_costs_anything() -> None:
    (settings,) = API["MethodSettings"]
    assert (settings["ResourcePath"], settings["HttpMethod"]) == ("/*", "*")
    assert 0 < settings["ThrottlingRateLimit"] <= settings["ThrottlingBurstLimit"]


def test_nothing_writes_down_the_addresses_of_calls_in_which_a_secret_may_be() -> None:
    """Neither an access log nor a trace nor the log of a method.

    https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-understanding-xray-traces.html
    """
    api = template().document["Globals"]["Api"] | API
    assert "AccessLogSetting" not in api
    assert api["TracingEnabled"] is False
    (settings,) = api["MethodSettings"]
    assert not {"LoggingLevel", "DataTraceEnabled"} & settings.keys()
    told = template().global_environment() | template().environment(RESOURCES[function_name(DOOR)])
    assert "POWERTOOLS_LOGGER_LOG_EVENT" not in told


def test_only_the_api_may_call_the_door_and_only_for_webhooks() -> None:
    (permission,) = [
        found
        for found in template().of_kind("AWS::Lambda::Permission")
        if found.properties["FunctionName"] == {"Ref": function_name(DOOR)}
    ]
    assert permission.properties["Principal"] == "apigateway.amazonaws.com"
    source = permission.properties["SourceArn"]["Fn::Sub"]
    assert source.endswith(":${Api}/*/POST/webhooks/*")


@pytest.mark.parametrize("step", [DOOR, DESK])
def test_whoever_calls_is_answered_before_api_gateway_gives_it_up(step: str) -> None:
    assert timeout(step) < timedelta(seconds=SECONDS_OF_API_GATEWAY)


@pytest.mark.parametrize("sender", SENDERS.values(), ids=lambda sender: sender.name)
def test_whatever_the_door_lets_in_fits_into_a_message(sender: Any) -> None:
    assert sender.largest + ATTRIBUTES <= LONGEST_MESSAGE


# -------------------------------------------------------------------------------------------------------- the inbox


@pytest.mark.parametrize("queue", QUEUES, **by_name)
def test_events_are_encrypted_and_kept_over_a_long_weekend(queue: Resource) -> None:
    assert queue.properties["SqsManagedSseEnabled"] is True
    assert seconds(queue, "MessageRetentionPeriod") >= timedelta(days=4)


def test_what_cannot_be_processed_ends_among_the_dead_letters_and_is_kept_there_as_long() -> None:
    redrive = INBOX.properties["RedrivePolicy"]
    assert mentioned(redrive["deadLetterTargetArn"]) == {DEAD_LETTERS.name}
    assert redrive["maxReceiveCount"] == {"Ref": "InboxAttempts"}
    assert seconds(DEAD_LETTERS, "MessageRetentionPeriod") >= seconds(INBOX, "MessageRetentionPeriod")


def test_an_event_is_not_given_up_while_a_long_run_keeps_it_waiting() -> None:
    """A whole run holds the flow for as long as it takes; an event that waits for it comes again all the while."""
    defaults = template().defaults
    tried = int(defaults["InboxAttempts"]) * timedelta(seconds=int(defaults["AgainSeconds"]))
    assert tried >= timedelta(hours=1)


def test_a_message_stays_hidden_while_it_may_still_be_looked_at() -> None:
    window = timedelta(seconds=event_source()["MaximumBatchingWindowInSeconds"])
    assert seconds(INBOX, "VisibilityTimeout") >= timeout("interpret") + window


# ------------------------------------------------------------------------------------------------------- the looks


def test_only_the_events_that_failed_come_again() -> None:
    assert mentioned(event_source()["Queue"]) == {INBOX.name}
    assert event_source()["FunctionResponseTypes"] == ["ReportBatchItemFailures"]


def test_events_are_gathered_for_moments_only() -> None:
    assert event_source()["MaximumBatchingWindowInSeconds"] <= 5
    # More than ten at once are gathered only with a window.
    assert event_source()["BatchSize"] <= 10 or event_source()["MaximumBatchingWindowInSeconds"] >= 1


def test_a_flood_does_not_take_the_workers_of_everybody_else() -> None:
    assert event_source()["ScalingConfig"]["MaximumConcurrency"] <= 10


def test_whoever_starts_a_look_can_wait_for_its_end() -> None:
    assert timeout("interpret") > LONGEST_EXPRESS


# ------------------------------------------------------------------------------------------------------- watching


@pytest.mark.parametrize(
    ("namespace", "metric", "resource"),
    [
        ("AWS/SQS", "ApproximateNumberOfMessagesVisible", DEAD_LETTERS.name),
        ("AWS/SQS", "ApproximateAgeOfOldestMessage", INBOX.name),
        ("AWS/Lambda", "Errors", INTERPRET.name),
    ],
)
def test_somebody_is_told_of_events_that_were_given_up_that_wait_and_that_all_fail(
    namespace: str, metric: str, resource: str
) -> None:
    alarms = [alarm.properties for alarm in template().of_kind("AWS::CloudWatch::Alarm")]
    assert [
        alarm
        for alarm in alarms
        if (alarm["Namespace"], alarm["MetricName"]) == (namespace, metric)
        and mentioned(alarm["Dimensions"]) == {resource}
    ]


def test_somebody_is_told_when_the_door_breaks_down() -> None:
    """API Gateway counts by the API's name, which it takes from the resource or from the body."""
    (alarm,) = [
        alarm.properties
        for alarm in template().of_kind("AWS::CloudWatch::Alarm")
        if alarm.properties["Namespace"] == "AWS/ApiGateway"
    ]
    assert (alarm["MetricName"], alarm["Statistic"], alarm["Threshold"]) == ("5XXError", "Sum", 1)
    assert alarm["Dimensions"] == [{"Name": "ApiName", "Value": API["Name"]}]
    assert API["Name"] == OPEN_API["info"]["title"] == {"Ref": "AWS::StackName"}, "or two stacks would share an alarm"


def test_a_person_finds_the_queues_and_the_address_in_the_outputs() -> None:
    outputs = template().document["Outputs"]
    assert mentioned(outputs["InboxQueueUrl"]["Value"]) == {INBOX.name}
    assert mentioned(outputs["InboxDeadLettersUrl"]["Value"]) == {DEAD_LETTERS.name}
    assert outputs["ApiUrl"]["Value"]["Fn::Sub"].endswith(f"/{API['StageName']}")
