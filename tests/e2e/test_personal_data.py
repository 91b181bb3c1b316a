"""No person leaves the stores: not into logs, state-machine data, e-mails, keys or names (PL19)."""

import json
import re
from collections.abc import Iterator

import pytest

from sandbox.institution.lms import sample_lms
from sandbox.world.world import World
from tests.e2e import logs
from tests.e2e.conftest import Ended, Story

MACHINES = ("SyncStateMachineArn", "LiveStateMachineArn")
STEPS = ("check", "receive", "interpret", "begin", "extract", "plan", "apply", "report", "notify")
KEYS = {"MappingsTableName": ("id",), "CoordinationTableName": ("name", "part"), "RunsTableName": ("run",)}


@pytest.fixture(scope="module")
def text(world: World, ended: Ended) -> str:
    """Return all that may be read outside of the stores."""
    letters = (letter.text for letter in ended.letters)
    return "\n".join((*_logs(world), *_machine_data(world), *letters, *_names(world)))


def test_every_step_and_both_machines_are_looked_at(world: World, text: str) -> None:
    assert {f"/aws/lambda/rollbook-{step}" for step in STEPS} <= set(logs.groups(world))
    assert len(text) > 1_000_000
    assert '"trigger": "webhook"' in text.replace('\\"', '"')


def test_no_address_no_user_name_and_no_id_of_a_person_is_in_logs_machine_data_letters_or_keys(
    story: Story, text: str
) -> None:
    people = [user for run in ("first", "mass-loss") for user in story.sources[run]["eschoolplus"]["users"]]
    tokens = {user[name] for user in people for name in ("email", "username", "sourcedId") if user.get(name)}
    tokens |= {f"{user['givenName']} {user['familyName']}" for user in people}

    assert [token for token in tokens if token in text] == []


def test_nobody_of_the_college_is_there_either(story: Story, text: str) -> None:
    college = story.sources["attendance-bad"]["gegi"]
    people = [*college["students"], *college["instructors"]]
    tokens = {person["email"] for person in people if person["email"]} | {person["id"] for person in people}
    tokens |= {f"{person['firstName']} {person['lastName']}" for person in people}

    assert len(tokens) > 1_000
    assert [token for token in tokens if token in text] == []


def test_nobody_of_a_file_is_there_either(text: str) -> None:
    lms = sample_lms()
    people = [*lms.people, *lms.strangers]
    tokens = {person.email for person in people} | {person.external_id for person in people}
    # Digits alone can also be the fraction of a second; what names a record stands in quotes or behind a slash.
    numbers = {token for token in tokens if token.isdigit()}
    named = set(re.findall(r"(?<=[\"'/:])\d+(?=[\"'/])", text))
    tokens -= {*numbers, ""}
    tokens |= {f"{person.first_name} {person.last_name}" for person in people}

    assert len(tokens) > 500
    assert [token for token in tokens if token in text] == []
    assert named & numbers == set()


def test_nobody_who_learns_is_there_either(story: Story, text: str) -> None:
    learners = story.player.systems["edflex"].state()["statistics"]
    tokens = {row["attributes"]["learner"]["email"].casefold() for row in learners}
    for user in story.player.systems["learning360"].state()["users"]:
        tokens |= {user["mail"].casefold(), f"{user['firstName']} {user['lastName']}".casefold()}
    told = text.casefold()

    assert len(tokens) > 1_000
    assert [token for token in tokens - {""} if token in told] == []


def test_no_school_uid_is_there_either(story: Story, text: str) -> None:
    uids = {user["identifier"] for run in ("first", "mass-loss") for user in story.sources[run]["eschoolplus"]["users"]}
    # Digits alone can also be the fraction of a second; what names a record stands in quotes or behind a slash.
    named = set(re.findall(r"(?<=[\"'/])[A-Z]*\d+\b", text))

    assert all(re.fullmatch(r"[A-Z]*\d+", uid) for uid in uids)
    assert named & uids == set()


def test_nothing_that_a_teacher_wrote_is_there(ended: Ended, text: str) -> None:
    comments = {grade["comment"] for grade in ended.target["grades"] if grade["comment"]}
    titles = {item["title"] for item in ended.target["grade_items"]}

    assert len(comments) > 1
    assert [words for words in comments | titles if words in text] == []


def test_the_wording_of_a_refusal_names_no_person(story: Story) -> None:
    people = story.sources["mass-loss"]["eschoolplus"]["users"]
    words = "\n".join(
        f"{problem.reason.sentence} {problem.reason.remedy}"
        for played in story.played.values()
        for problem in played.record.problems
    )

    assert [user["username"] for user in people if user["username"] in words] == []


def _logs(world: World) -> Iterator[str]:
    for group in logs.groups(world):
        yield from logs.lines(world, group)


def _machine_data(world: World) -> Iterator[str]:
    steps = world.client("stepfunctions")
    for machine in MACHINES:
        executions = steps.list_executions(stateMachineArn=world.places.outputs[machine])["executions"]
        for execution in executions:
            pages = steps.get_paginator("get_execution_history").paginate(executionArn=execution["executionArn"])
            yield from (json.dumps(event, default=str) for page in pages for event in page["events"])


def _names(world: World) -> Iterator[str]:
    """Yield the keys of all objects and items, and the names of the queues."""
    outputs = world.places.outputs
    objects = world.client("s3").get_paginator("list_objects_v2").paginate(Bucket=outputs["DataBucketName"])
    yield from (found["Key"] for page in objects for found in page["Contents"])
    table = world.client("dynamodb").get_paginator("scan")
    for name, parts in KEYS.items():
        for page in table.paginate(TableName=outputs[name]):
            yield from (item[part]["S"] for item in page["Items"] for part in parts)
    yield from world.client("sqs").list_queues()["QueueUrls"]
