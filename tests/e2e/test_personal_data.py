"""No person leaves the stores: not into logs, state-machine data, e-mails, keys or names (PL19)."""

from collections.abc import Iterator

from sandbox.demo.playing import Player
from sandbox.world.world import World
from tests.e2e.conftest import Story


def test_no_address_and_no_user_name_is_in_logs_machine_data_letters_or_keys(world: World, story: Story) -> None:
    people = [user for run in ("first", "mass-loss") for user in story.sources[run]["users"]]
    tokens = {user[name] for user in people for name in ("email", "username") if user.get(name)}
    tokens |= {f"{user['givenName']} {user['familyName']}" for user in people}

    text = "\n".join((*_logs(world), *_machine_data(world), *(letter.text for letter in story.letters), *_keys(world)))

    assert len(text) > 10_000
    assert [token for token in tokens if token in text] == []


def _logs(world: World) -> Iterator[str]:
    logs = world.client("logs")
    for group in logs.describe_log_groups()["logGroups"]:
        name = group["logGroupName"]
        for stream in logs.describe_log_streams(logGroupName=name)["logStreams"]:
            page = logs.get_log_events(logGroupName=name, logStreamName=stream["logStreamName"], limit=10_000)
            yield from (event["message"] for event in page["events"])


def _machine_data(world: World) -> Iterator[str]:
    steps = world.client("stepfunctions")
    executions = steps.list_executions(stateMachineArn=world.places.outputs["SyncStateMachineArn"])["executions"]
    for execution in executions:
        pages = steps.get_paginator("get_execution_history").paginate(executionArn=execution["executionArn"])
        yield from (str(event) for page in pages for event in page["events"])


def _keys(world: World) -> Iterator[str]:
    outputs = world.places.outputs
    objects = world.client("s3").get_paginator("list_objects_v2").paginate(Bucket=outputs["DataBucketName"])
    yield from (found["Key"] for page in objects for found in page["Contents"])
    table = world.client("dynamodb").get_paginator("scan")
    pages = table.paginate(TableName=outputs["MappingsTableName"], ProjectionExpression="id")
    yield from (item["id"]["S"] for page in pages for item in page["Items"])


def test_the_wording_of_a_refusal_names_no_person(player: Player, story: Story) -> None:
    del player
    people = story.sources["mass-loss"]["users"]
    words = "\n".join(
        f"{problem.reason.sentence} {problem.reason.remedy}"
        for played in story.played.values()
        for problem in played.record.problems
    )

    assert [user["username"] for user in people if user["username"] in words] == []
