import json
from base64 import b64decode, b64encode
from collections.abc import Iterator
from contextlib import closing
from hashlib import sha256
from hmac import HMAC
from typing import Any

import pytest
from werkzeug.wrappers import Request

from sandbox.simulators.serving import serving
from tests.contract.apis.wire import document
from tests.unit.simulators.receiver import Receiver
from tests.unit.simulators.scheduling import COURSE, PEOPLESOFT, TERM, WEBHOOK, Coursedog

FIRST = f"{TERM}/{COURSE}/001"
SINCE = "/changes?since=2026-01-01T00:00:00Z"
PAUSES = [5, 300, 1800, 7200, 18000, 36000, 36000]


@pytest.fixture
def receiver() -> Receiver:
    return Receiver()


@pytest.fixture
def url(receiver: Receiver) -> Iterator[str]:
    with serving(receiver) as base_url:
        yield f"{base_url}/hooks?from=coursedog"


@pytest.fixture
def coursedog(url: str) -> Coursedog:
    return subscribed(Coursedog.opened(), url)


def subscribed(coursedog: Coursedog, url: str) -> Coursedog:
    assert coursedog.call("PUT", "/webhook", {**WEBHOOK, "url": url}).status_code == 200
    coursedog.fill()
    return coursedog


def is_signed(request: Request, secret: str) -> bool:
    """Verify as Standard Webhooks says, with another part of the standard library than the simulator uses."""
    signed = f"{request.headers['webhook-id']}.{request.headers['webhook-timestamp']}.".encode() + request.get_data()
    digest = HMAC(b64decode(secret.removeprefix("whsec_")), signed, sha256).digest()
    return request.headers["webhook-signature"] == f"v1,{b64encode(digest).decode()}"


def body(request: Request) -> Any:
    return json.loads(request.get_data())


def test_what_is_saved_is_told_in_a_signed_event_that_is_as_agreed(coursedog: Coursedog, receiver: Receiver) -> None:
    coursedog.edit(FIRST, "title", "Cells")
    coursedog.edit(f"{TERM}/XL01", "maxEnrollment", 12)
    coursedog.edit(FIRST, action="delete")

    told = coursedog.script("deliver", workers=1)
    assert told == {"sent": 4, "dropped": 0, "lost": 0, "answers": {"200": 4}}
    for request in receiver.got:
        assert (request.method, request.full_path) == ("POST", "/hooks?from=coursedog")
        assert document("coursedog").faults_of_event("saved", dict(request.headers), request.get_data()) == []
        assert is_signed(request, WEBHOOK["signingSecret"])
    types = ["section.saved", "relationship.saved", "section.deleted", "relationship.deleted"]
    assert [body(request)["type"] for request in receiver.got] == types
    assert [body(request) for request in receiver.got] == coursedog.get(SINCE)["items"]


def test_what_is_written_over_the_api_is_not_told(coursedog: Coursedog) -> None:
    assert coursedog.script("outbox") == []


def test_without_an_address_and_at_another_school_nobody_is_told(coursedog: Coursedog) -> None:
    alone = Coursedog.opened()
    alone.fill()
    alone.edit(FIRST, "title", "Cells")
    create = {"section": FIRST, "value": {}, "action": "create", "by": "u-dean", "school": PEOPLESOFT}
    coursedog.script("edit", **create)

    assert alone.script("outbox") == coursedog.script("outbox") == []


def test_what_is_saved_while_nothing_is_live_stands_in_the_list_only(coursedog: Coursedog) -> None:
    coursedog.script("live", on=False)
    coursedog.edit(FIRST, "title", "Cells")
    coursedog.script("live", on=True)

    assert coursedog.script("outbox") == []
    assert coursedog.get(SINCE)["total"] == 1


def test_events_are_lost_as_many_as_asked_for_and_stand_in_the_list_all_the_same(
    coursedog: Coursedog, receiver: Receiver
) -> None:
    coursedog.script("lose", count=3)
    for number in range(5):
        coursedog.edit(FIRST, "maxEnrollment", number)
    coursedog.script("deliver")

    assert len(receiver.got) == 2
    assert coursedog.simulator.snapshot()["postman"]["dropped"] == 3
    assert coursedog.get(SINCE)["total"] == 5


def test_an_event_that_is_not_taken_comes_again_after_the_pauses_of_the_contract_and_is_then_forgotten(
    coursedog: Coursedog, receiver: Receiver
) -> None:
    receiver.statuses = [500] * 20
    coursedog.edit(FIRST, "title", "Cells")
    last = coursedog.script("deliver")
    for pause in PAUSES:
        (letter,) = coursedog.script("outbox")
        assert letter["due"] == coursedog.clock.now + pause
        coursedog.clock.now += pause
        last = coursedog.script("deliver")

    assert (last["lost"], len(receiver.got)) == (1, 8)
    assert len({request.headers["webhook-id"] for request in receiver.got}) == 1
    assert all(is_signed(request, WEBHOOK["signingSecret"]) for request in receiver.got)


def test_a_new_key_signs_what_is_still_waiting(coursedog: Coursedog, receiver: Receiver, url: str) -> None:
    coursedog.edit(FIRST, "title", "Cells")
    secret = "whsec_" + b64encode(b"x" * 32).decode()
    coursedog.call("PUT", "/webhook", {"url": url, "signingSecret": secret})
    coursedog.script("deliver")

    assert is_signed(receiver.got[0], secret)


def test_the_postman_can_go_by_himself(url: str, receiver: Receiver) -> None:
    coursedog = Coursedog.opened(deliver_by_itself=True)
    with closing(coursedog.simulator):
        subscribed(coursedog, url)
        coursedog.edit(FIRST, "title", "Cells")
        receiver.wait_for(1)
