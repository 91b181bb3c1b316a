"""The door: what is not an event of a known sender is refused in one clear way, told in one line, and has no effect."""

import json
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest

from sandbox.demo import knocking
from sandbox.demo.playing import Player
from sandbox.world.world import World
from tests.e2e import doorstep, logs
from tests.e2e.conftest import Story
from tests.e2e.doorstep import JSON, Reply, call
from tests.e2e.grading import looks

TOKEN = "Quintessa Featherstonehaugh"
"""Stands in every body and in no line."""

LARGEST = 250_000
HOUR, FOUR_DAYS = 3_600, 4 * 24 * 3_600


@dataclass(frozen=True)
class Stranger:
    """A call that must not be let in, and the answer that it must get; the gateway's own answers have no code.

    `path` is below the API's address; `{secret}` in it is the sender's.
    """

    name: str
    status: int
    code: str
    body: bytes = b""
    path: str = "/webhooks/schoology/{secret}"
    headers: dict[str, str] = field(default_factory=lambda: JSON)
    method: str = "POST"


def _event(**fields: Any) -> bytes:
    return json.dumps(
        {"timestamp": int(time.time()), "type": "grades.update", "data": [], "by": TOKEN} | fields
    ).encode()


def _typed(content_type: str) -> dict[str, str]:
    return {"Content-Type": content_type}


_TALE = json.dumps(TOKEN).encode()
_OF_AN_EVENT = _event()
STRANGERS = (
    Stranger("unknown-sender", 404, "unknown_sender", _OF_AN_EVENT, "/webhooks/featherstonehaugh/{secret}"),
    Stranger("no-proof", 401, "unauthenticated", _OF_AN_EVENT, "/webhooks/schoology"),
    Stranger("guessed", 401, "unauthenticated", _OF_AN_EVENT, "/webhooks/schoology/featherstonehaugh"),
    Stranger("almost", 401, "unauthenticated", _OF_AN_EVENT, "/webhooks/schoology/{secret}x"),
    Stranger("stale", 401, "stale", _event(timestamp=int(time.time()) - FOUR_DAYS)),
    Stranger("of-the-future", 401, "stale", _event(timestamp=int(time.time()) + HOUR)),
    Stranger("undated", 400, "undated", _event(timestamp=None)),
    Stranger("dated-in-words", 400, "undated", _event(timestamp="yesterday")),
    Stranger("oversized", 413, "too_large", _event(more="x" * LARGEST)),
    Stranger("no-type", 415, "wrong_type", _OF_AN_EVENT, headers={}),
    Stranger("text", 415, "wrong_type", _OF_AN_EVENT, headers=_typed("text/plain")),
    Stranger("form", 415, "wrong_type", _OF_AN_EVENT, headers=_typed("application/x-www-form-urlencoded")),
    Stranger("latin-type", 415, "wrong_type", _OF_AN_EVENT, headers=_typed("application/json; charset=latin-1")),
    Stranger("latin", 400, "wrong_encoding", _event().replace(b"Quint", "Quïnt".encode("latin-1"))),
    Stranger("utf-16", 400, "wrong_encoding", _event().decode().encode("utf-16")),
    Stranger("byte-order-mark", 400, "wrong_encoding", b"\xef\xbb\xbf" + _event()),
    Stranger("no-character", 400, "wrong_characters", _event().replace(b"Quint", "Qu\uffffint".encode())),
    Stranger("empty", 400, "malformed"),
    Stranger("cut-off", 400, "malformed", _event()[:-1]),
    Stranger("twice", 400, "malformed", _event() * 2),
    Stranger("list", 400, "malformed", b"[" + _event() + b"]"),
    Stranger("text-alone", 400, "malformed", _TALE),
    Stranger("not-a-number", 400, "malformed", _event().replace(b"[]", b"NaN")),
    Stranger("deep", 400, "malformed", b"[" * 100_000),
    Stranger("get", 403, "", method="GET"),
    Stranger("put", 403, "", _event(), method="PUT"),
    Stranger("one-too-deep", 403, "", _event(), "/webhooks/schoology/{secret}/more"),
    Stranger("nobody", 403, "", _event(), "/webhooks"),
)


@dataclass(frozen=True)
class Doorstep:
    """What the strangers were answered, and all that was written meanwhile."""

    secret: str
    replies: dict[str, Reply]
    journal: dict[str, list[dict[str, Any]]]
    lines: Sequence[str]
    interpreted: Sequence[str]
    runs: int


@pytest.fixture(scope="module")
def doorstep_after(world: World, story: Story) -> Doorstep:
    """Have every stranger call, one after the other, at an idle stack."""
    secret = knocking.address(world).rsplit("/", 1)[1]
    story.player.await_empty_inbox()
    since = int(time.time() * 1000)
    runs = len(looks(story.player))
    replies = {
        one.name: call(world, one.path.format(secret=secret), one.body, one.headers, method=one.method)
        for one in STRANGERS
    }
    story.player.await_empty_inbox()
    return Doorstep(
        secret=secret,
        replies=replies,
        journal=doorstep.journal(world, list(replies.values()), since),
        lines=list(logs.lines(world, doorstep.GROUP, since)),
        interpreted=list(logs.lines(world, "/aws/lambda/rollbook-interpret", since)),
        runs=len(looks(story.player)) - runs,
    )


@pytest.mark.parametrize("stranger", STRANGERS, ids=lambda stranger: stranger.name)
def test_a_call_that_is_no_event_of_a_known_sender_gets_one_clear_answer(
    doorstep_after: Doorstep, stranger: Stranger
) -> None:
    reply = doorstep_after.replies[stranger.name]

    assert (reply.status, reply.code) == (stranger.status, stranger.code)


@pytest.mark.parametrize("stranger", [one for one in STRANGERS if one.code], ids=lambda stranger: stranger.name)
def test_each_call_that_gets_as_far_as_the_function_leaves_one_line(
    doorstep_after: Doorstep, stranger: Stranger
) -> None:
    (line,) = doorstep_after.journal[doorstep_after.replies[stranger.name].request]

    assert (line["outcome"], line["status"], line["code"]) == ("refused", stranger.status, stranger.code)
    assert line["sender"] == ("unknown" if stranger.code == "unknown_sender" else "schoology")
    assert line["bytes"] == len(stranger.body)
    assert line["id"] == ""
    assert "problem" not in line


def test_what_the_gateway_refuses_gets_no_further(doorstep_after: Doorstep) -> None:
    reached = [one for one in STRANGERS if one.code]

    assert sum(len(found) for request, found in doorstep_after.journal.items() if request) == len(reached)


def test_no_line_holds_a_word_of_a_body_a_secret_or_a_path(doorstep_after: Doorstep) -> None:
    written = "\n".join(doorstep_after.lines).casefold()

    assert written.count("webhook") >= len(STRANGERS) - 4
    words = (*TOKEN.casefold().split(), doorstep_after.secret.casefold(), "/webhooks", "schoology/", "xxxx")
    assert [word for word in words if word in written] == []


def test_no_stranger_puts_anything_into_the_inbox(doorstep_after: Doorstep) -> None:
    assert (doorstep_after.interpreted, doorstep_after.runs) == ([], 0)


def test_forged_and_stale_events_are_turned_away_without_effect(world: World, player: Player) -> None:
    section, items = min(player.notes["books"].items())
    runs, books, since = len(looks(player)), player.systems["eschoolplus"].state(), int(time.time() * 1000)

    answered = knocking.forged_and_stale(world, section, items[0], 20)

    assert answered == {401: 20}
    assert player.waiting("InboxQueueUrl") == player.waiting("InboxDeadLettersUrl") == 0
    assert list(logs.lines(world, "/aws/lambda/rollbook-interpret", since)) == []
    assert len(looks(player)) == runs
    assert player.systems["eschoolplus"].state() == books


def test_a_call_that_was_accepted_is_accepted_again_and_queued_once(world: World, player: Player) -> None:
    path = f"/webhooks/schoology/{knocking.address(world).rsplit('/', 1)[1]}"
    body = _event(type="attendance.update")
    since = int(time.time() * 1000)

    first = call(world, path, body)
    player.await_empty_inbox()
    looked = len(list(logs.lines(world, "/aws/lambda/rollbook-interpret", since)))
    again = [call(world, path, body) for _ in range(3)]
    player.await_empty_inbox()

    assert (first.status, first.code) == (200, "queued")
    assert {(reply.status, reply.code) for reply in again} == {(200, "known")}
    assert looked > 0
    assert len(list(logs.lines(world, "/aws/lambda/rollbook-interpret", since))) == looked
    journal = doorstep.journal(world, again, since)
    assert {journal[reply.request][0]["id"] for reply in again} == {journal[first.request][0]["id"]}


def test_an_event_of_no_use_is_taken_and_makes_nothing_look(world: World, player: Player) -> None:
    runs, path = len(looks(player)), f"/webhooks/schoology/{knocking.address(world).rsplit('/', 1)[1]}"

    replies = [call(world, path, _event(type=kind)) for kind in ("attendance.update", "dropbox_submission.create")]
    player.await_empty_inbox()

    assert {reply.status for reply in replies} == {200}
    assert len(looks(player)) == runs
    assert player.waiting("InboxDeadLettersUrl") == 0
