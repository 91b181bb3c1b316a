"""Events that fail: alone, not for ever, never in silence, and not without a way back."""

import json
import time
from collections.abc import Iterator

import pytest

from sandbox.demo import knocking
from sandbox.demo.playing import Player
from sandbox.world.world import World
from tests.e2e import logs
from tests.e2e.administrator import rollbook
from tests.e2e.conftest import IMPATIENT
from tests.e2e.grading import Cell, cells, looks

_PATIENCE_SECONDS = 60
_INTERPRET = "/aws/lambda/rollbook-interpret"


@pytest.fixture(autouse=True)
def _no_dead_letters_before_or_after(world: World, player: Player) -> Iterator[None]:
    player.await_empty_inbox()
    assert player.waiting("InboxDeadLettersUrl") == 0
    yield
    world.client("sqs").purge_queue(QueueUrl=world.places.outputs["InboxDeadLettersUrl"])


@pytest.fixture
def neighbours(player: Player) -> dict[Cell, float]:
    """Return grades that were changed just now, and of which no event told, with what they are now."""
    return {cell: cell.change(player) for cell in cells(player, min(player.notes["books"]))[:3]}


def test_an_event_that_nobody_understands_fails_alone_and_is_given_up_after_some_attempts(
    world: World, player: Player, neighbours: dict[Cell, float]
) -> None:
    since = int(time.time() * 1000)
    address = knocking.address(world)
    unclear = {"timestamp": int(time.time()), "type": "weather.update", "data": []}
    events = [unclear, *(cell.event() for cell in neighbours)]

    answered = knocking.push([(address, event) for event in events])
    _await_dead_letters(player, 1)
    before = rollbook(world, "inbox")

    assert answered == {200: len(events)}
    assert {cell: cell.scores(player) for cell in neighbours} == {cell: [wanted] for cell, wanted in neighbours.items()}
    assert player.waiting("InboxQueueUrl") == 0
    assert len(_failures(world, since)) == int(IMPATIENT["InboxAttempts"])
    assert before.returncode == 1, before.stderr
    assert "0 events wait or are being looked at, 1 were given up" in before.stdout
    assert "weather" not in "\n".join(logs.lines(world, _INTERPRET, since))


def test_events_that_were_given_up_are_looked_at_again_once_the_cause_is_mended(
    world: World, player: Player, neighbours: dict[Cell, float]
) -> None:
    secrets, arn = world.client("secretsmanager"), world.places.outputs["SchoologySecretArn"]
    right = secrets.get_secret_value(SecretId=arn)["SecretString"]
    address, before = knocking.address(world), len(looks(player))
    secrets.put_secret_value(SecretId=arn, SecretString=json.dumps(json.loads(right) | {"consumer_secret": "wrong"}))
    try:
        knocking.push([(address, cell.event()) for cell in neighbours])
        _await_dead_letters(player, len(neighbours))
    finally:
        secrets.put_secret_value(SecretId=arn, SecretString=right)
    failed = looks(player)[before:]
    replayed = rollbook(world, "inbox", "--replay")
    player.await_empty_inbox()

    assert {(look.status, look.sentence.split("[")[-1]) for look in failed} == {("failed", "CredentialsError]")}
    assert replayed.returncode == 0, replayed.stderr
    assert f"{len(neighbours)} events that were given up are looked at again" in replayed.stdout
    assert player.waiting("InboxDeadLettersUrl") == 0
    assert {cell: cell.scores(player) for cell in neighbours} == {cell: [wanted] for cell, wanted in neighbours.items()}
    assert looks(player)[-1].status == "succeeded"


def test_an_empty_inbox_is_said_to_be_empty(world: World) -> None:
    done = rollbook(world, "inbox")

    assert (done.returncode, done.stdout) == (0, "0 events wait or are being looked at, 0 were given up.\n")


def _await_dead_letters(player: Player, count: int) -> None:
    """Wait until so many events were given up, or for so long that a test fails on it."""
    give_up = time.monotonic() + _PATIENCE_SECONDS
    while player.waiting("InboxDeadLettersUrl") < count and time.monotonic() < give_up:
        time.sleep(0.1)


def _failures(world: World, since: int) -> list[dict[str, object]]:
    """Return the results of interpret that gave something back."""
    results = [json.loads(line)["result"] for line in set(logs.lines(world, _INTERPRET, since)) if '"result"' in line]
    return [result for result in results if result["batchItemFailures"]]
