"""How a sender proves itself can be changed while events come: another key, or a relay that signs."""

import json
from base64 import b64encode
from collections.abc import Callable, Iterator, Mapping

import pytest

from sandbox.demo import knocking
from sandbox.demo.playing import Player
from sandbox.world import mishaps
from sandbox.world.world import World
from tests.e2e import doorstep
from tests.e2e.administrator import rollbook
from tests.e2e.doorstep import JSON, call
from tests.e2e.grading import Cell, cells, looks

NEW_KEY = "rotated-" + "k" * 40
STANDARD_KEY = "whsec_" + b64encode(b"a key of the relay, 32 bytes long").decode()
HMAC_KEY = "another key of the relay".replace(" ", "-")
SIGNED = "/webhooks/schoology"

Proof = dict[str, str]


@pytest.fixture
def cell(player: Player) -> Cell:
    """Return a grade that an event can name."""
    return cells(player, min(player.notes["books"]))[0]


@pytest.fixture
def proof(world: World, player: Player) -> Iterator[Callable[[Mapping[str, str]], None]]:
    """Return a way to change the sender's proof, which is as before when the test is over."""
    player.await_empty_inbox()
    known = _secret(world)

    def change(fields: Mapping[str, str]) -> None:
        text = json.dumps(dict(fields))
        arn = world.places.outputs["SchoologyWebhookSecretArn"]
        world.client("secretsmanager").put_secret_value(SecretId=arn, SecretString=text)
        # A function that is awake keeps a key for up to five minutes.
        mishaps.kill(world, "receive")

    yield change
    change(known)


def test_while_a_key_is_changed_both_addresses_are_accepted_and_then_the_new_one_alone(
    world: World, player: Player, cell: Cell, proof: Callable[[Mapping[str, str]], None]
) -> None:
    known = _secret(world)
    old, new = f"{SIGNED}/{known['key']}", f"{SIGNED}/{NEW_KEY}"
    event = cell.event()
    bodies = [json.dumps(event | {"uid": number}).encode() for number in range(4)]

    proof(known | {"key": NEW_KEY, "previous": known["key"]})
    during = [call(world, old, bodies[0]), call(world, new, bodies[1])]
    subscribed = rollbook(world, "subscribe", "schoology")
    proof(known | {"key": NEW_KEY, "previous": ""})
    afterwards = [call(world, old, bodies[2]), call(world, new, bodies[3])]
    player.await_empty_inbox()

    assert subscribed.returncode == 0, subscribed.stderr
    assert [target["target"] for target in player.systems["schoology"].state()["targets"]] == [
        knocking.address(world, NEW_KEY)
    ]
    assert [reply.status for reply in during] == [200, 200]
    assert [reply.status for reply in afterwards] == [401, 200]


def test_with_the_key_as_it_was_before_schoology_is_subscribed_to_the_old_address_again(
    world: World, player: Player
) -> None:
    done = rollbook(world, "subscribe", "schoology")
    twice = rollbook(world, "subscribe", "schoology")

    assert (done.returncode, twice.returncode) == (0, 0)
    targets = player.systems["schoology"].state()["targets"]
    assert [target["target"] for target in targets] == [knocking.address(world)]
    assert _secret(world)["key"] not in done.stdout + done.stderr


def test_of_a_sender_that_signs_as_standard_webhooks_only_signed_events_are_looked_at(
    world: World, player: Player, cell: Cell, proof: Callable[[Mapping[str, str]], None]
) -> None:
    proof({"scheme": "standard_webhooks", "key": STANDARD_KEY})

    _only_signed_events_are_looked_at(
        world, player, cell, lambda body: doorstep.standard_webhooks(STANDARD_KEY, "message-1", body)
    )


def test_of_a_sender_that_signs_in_a_header_of_its_own_only_signed_events_are_looked_at(
    world: World, player: Player, cell: Cell, proof: Callable[[Mapping[str, str]], None]
) -> None:
    fields = {"header": "X-Signature", "prefix": "sha256=", "timestamp_header": "X-Timestamp"}
    proof({"scheme": "hmac_header", "key": HMAC_KEY, **fields})

    _only_signed_events_are_looked_at(world, player, cell, lambda body: doorstep.hmac_header(HMAC_KEY, body))


def test_a_secret_that_cannot_be_used_lets_nobody_in_and_says_so_without_showing_it(
    world: World, cell: Cell, proof: Callable[[Mapping[str, str]], None]
) -> None:
    body = json.dumps(cell.event()).encode()
    proof({"scheme": "path_secret", "key": "too-short"})

    replies = [call(world, f"{SIGNED}/too-short", body), call(world, f"{SIGNED}/", body), call(world, SIGNED, body)]

    assert {reply.status for reply in replies} <= {401, 403}
    (line,) = doorstep.journal(world, replies[:1], 0)[replies[0].request]
    assert "rollbook/webhooks/schoology cannot be used" in line["problem"]
    assert "too-short" not in line["problem"]


def _only_signed_events_are_looked_at(
    world: World, player: Player, cell: Cell, sign: Callable[[bytes], dict[str, str]]
) -> None:
    before, wanted = len(looks(player)), cell.change(player)
    body = json.dumps(cell.event()).encode()
    signed = sign(body)
    unsigned = [
        call(world, SIGNED, body, JSON),
        call(world, SIGNED, body.replace(b"grades", b"Grades"), signed),
        call(world, f"{SIGNED}/{STANDARD_KEY}", body, JSON),
    ]
    player.await_empty_inbox()
    looked_unsigned = len(looks(player)) - before

    accepted = call(world, SIGNED, body, signed)
    player.await_empty_inbox()

    assert [reply.status for reply in unsigned] == [401, 401, 401]
    assert looked_unsigned == 0
    assert (accepted.status, accepted.code) == (200, "queued")
    assert len(looks(player)) - before == 1
    assert cell.scores(player) == [wanted]


def _secret(world: World) -> Proof:
    arn = world.places.outputs["SchoologyWebhookSecretArn"]
    known: Proof = json.loads(world.client("secretsmanager").get_secret_value(SecretId=arn)["SecretString"])
    return known
