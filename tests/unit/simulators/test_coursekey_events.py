import json
from base64 import b64decode, b64encode
from collections.abc import Iterator
from contextlib import closing
from hashlib import sha256
from hmac import HMAC
from typing import Any

import pytest
from werkzeug.wrappers import Request

from sandbox.simulators.coursekey import CoursekeySimulator
from sandbox.simulators.serving import serving
from sandbox.simulators.webhooks import signature
from tests.contract.apis.wire import ITEMS, WEBHOOK, Caller, coursekey_caller, document, fill
from tests.unit.simulators.callers import Hand
from tests.unit.simulators.receiver import Receiver

DAY = "2026-09-15"
PAUSES = [5, 300, 1800, 7200, 18000, 36000, 36000]


@pytest.fixture
def receiver() -> Receiver:
    return Receiver()


@pytest.fixture
def url(receiver: Receiver) -> Iterator[str]:
    with serving(receiver) as base_url:
        yield f"{base_url}/hooks?from=coursekey"


@pytest.fixture
def clock() -> Hand:
    return Hand(1_789_500_000.0)


@pytest.fixture
def coursekey(clock: Hand, url: str) -> Caller:
    return subscribed(coursekey_caller(clock), url)


def subscribed(coursekey: Caller, url: str, students: int = 45) -> Caller:
    """Let a school tell the receiver of a class with so many students."""
    assert coursekey.call("PUT", "/webhook", {**WEBHOOK, "url": url}).status_code == 200
    fill(coursekey)
    names = [f"s{number}" for number in range(2, students + 1)]
    coursekey.put(
        "/students", *({**ITEMS["students"], "externalId": one, "email": f"{one}@x.example"} for one in names)
    )
    coursekey.put(
        "/enrollments", *({**ITEMS["enrollments"], "externalId": f"c1.{one}", "student": one} for one in names)
    )
    return coursekey


def bodies(receiver: Receiver) -> list[dict[str, Any]]:
    return [json.loads(request.get_data()) for request in receiver.got]


def ids(receiver: Receiver) -> list[str]:
    return [request.headers["webhook-id"] for request in receiver.got]


def is_signed(request: Request, key: str) -> bool:
    """Verify as Standard Webhooks says, with another part of the standard library than the simulator uses."""
    signed = f"{request.headers['webhook-id']}.{request.headers['webhook-timestamp']}.".encode() + request.get_data()
    digest = HMAC(b64decode(key.removeprefix("whsec_")), signed, sha256).digest()
    return request.headers["webhook-signature"] == f"v1,{b64encode(digest).decode()}"


def test_the_signature_is_the_one_of_the_example_of_standard_webhooks() -> None:
    key = b64decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    body = b'{"test": 2432232314}'

    signed = signature(key, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, body)
    assert signed == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_a_scan_is_told_in_a_signed_event_that_is_as_agreed(coursekey: Caller, receiver: Receiver, clock: Hand) -> None:
    record = coursekey.script("scan", class_id="k1", student="s1")

    assert coursekey.script("deliver") == {"sent": 1, "dropped": 0, "lost": 0, "answers": {"200": 1}}

    (request,) = receiver.got
    assert (request.method, request.full_path) == ("POST", "/hooks?from=coursekey")
    assert document("coursekey").faults_of_event("attendance.updated", dict(request.headers), request.get_data()) == []
    assert is_signed(request, WEBHOOK["key"])
    assert request.headers["webhook-timestamp"] == str(int(clock.now))
    (held,) = coursekey.get("/attendance")["data"]
    assert bodies(receiver)[0]["data"] == {
        "school": "4711",
        "changes": [{"class": record["class"], "student": record["student"], "updatedAt": held["updatedAt"]}],
    }


def test_on_a_class_day_each_record_is_told_alone_and_corrections_twenty_at_a_time(
    coursekey: Caller, receiver: Receiver
) -> None:
    coursekey.script("class_day", day=DAY)
    coursekey.script("deliver")
    assert len(receiver.got) == len(set(ids(receiver))) == 45
    told = {one["data"]["changes"][0]["student"] for one in bodies(receiver)}
    assert told == {f"s{number}" for number in range(1, 46)}

    receiver.got.clear()
    coursekey.put("/courses", {**ITEMS["courses"], "attendanceMode": "log"})
    coursekey.script("deliver", workers=1)
    assert [len(one["data"]["changes"]) for one in bodies(receiver)] == [20, 20, 5]


def test_without_an_address_nobody_is_told() -> None:
    coursekey = coursekey_caller()
    fill(coursekey)
    coursekey.script("class_day", day=DAY)

    assert coursekey.script("outbox") == []


@pytest.mark.parametrize("status", [200, 202, 204])
def test_any_2xx_is_taken(coursekey: Caller, receiver: Receiver, status: int) -> None:
    receiver.statuses = [status]
    coursekey.script("scan", class_id="k1", student="s1")

    assert coursekey.script("deliver")["answers"] == {str(status): 1}
    assert coursekey.script("outbox") == []


@pytest.mark.parametrize("status", [302, 400, 401, 500, 0])
def test_what_is_not_taken_comes_again_with_the_same_id_and_a_new_signature(
    coursekey: Caller, receiver: Receiver, clock: Hand, status: int
) -> None:
    receiver.statuses = [status]
    coursekey.script("scan", class_id="k1", student="s1")
    coursekey.script("deliver")
    clock.now += PAUSES[0]
    coursekey.script("deliver")

    first, second = receiver.got
    assert first.headers["webhook-id"] == second.headers["webhook-id"]
    assert first.get_data() == second.get_data()
    assert first.headers["webhook-timestamp"] != second.headers["webhook-timestamp"]
    assert is_signed(first, WEBHOOK["key"])
    assert is_signed(second, WEBHOOK["key"])


def test_an_event_is_sent_again_after_the_pauses_of_the_contract_and_then_forgotten(
    coursekey: Caller, receiver: Receiver, clock: Hand
) -> None:
    receiver.statuses = [500] * 20
    coursekey.script("scan", class_id="k1", student="s1")
    coursekey.script("deliver")
    for pause in PAUSES:
        (letter,) = coursekey.script("outbox")
        assert letter["due"] == clock.now + pause
        clock.now += pause
        last = coursekey.script("deliver")

    assert (last["lost"], len(receiver.got)) == (1, 8)
    assert coursekey.simulator.snapshot()["postman"]["lost"] == 1


def test_the_pauses_can_be_made_shorter(url: str, receiver: Receiver, clock: Hand) -> None:
    coursekey = subscribed(coursekey_caller(clock, pause_scale=0.01), url, students=2)
    receiver.statuses = [500, 500]
    coursekey.script("scan", class_id="k1", student="s1")
    coursekey.script("deliver")

    assert coursekey.script("outbox")[0]["due"] == clock.now + 0.05


def test_a_new_key_signs_what_is_still_waiting(coursekey: Caller, receiver: Receiver, url: str) -> None:
    coursekey.script("scan", class_id="k1", student="s1")
    key = "whsec_" + b64encode(b"x" * 32).decode()
    coursekey.call("PUT", "/webhook", {"url": url, "key": key})
    coursekey.script("deliver")

    assert is_signed(receiver.got[0], key)


@pytest.mark.parametrize("letters", ["A" * 22, "A" * 43, "A" * 32])
def test_a_key_may_come_without_its_padding(coursekey: Caller, receiver: Receiver, url: str, letters: str) -> None:
    coursekey.call("PUT", "/webhook", {"url": url, "key": f"whsec_{letters}"})
    coursekey.script("scan", class_id="k1", student="s1")
    coursekey.script("deliver")

    assert is_signed(receiver.got[0], letters + "=" * (-len(letters) % 4))


def test_events_are_lost_as_many_as_asked_for(coursekey: Caller, receiver: Receiver) -> None:
    coursekey.script("lose", count=3)
    coursekey.script("class_day", day=DAY)
    coursekey.script("deliver")

    assert len(receiver.got) == 42
    assert coursekey.simulator.snapshot()["postman"]["dropped"] == 3


@pytest.mark.parametrize(("share", "least", "most"), [(1, 45, 45), (0, 0, 0), (0.5, 10, 35)])
def test_events_are_lost_in_a_share_that_is_always_the_same(
    coursekey: Caller, share: float, least: int, most: int
) -> None:
    coursekey.script("lose", share=share)
    coursekey.script("class_day", day=DAY)

    assert least <= coursekey.simulator.snapshot()["postman"]["dropped"] <= most


@pytest.mark.parametrize("wish", [{"count": -1}, {"share": 1.1}, {"share": -0.1}])
def test_a_loss_that_makes_no_sense_is_refused(coursekey: Caller, wish: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="must be"):
        coursekey.script("lose", **wish)


def test_events_can_come_twice_and_in_disorder(coursekey: Caller, receiver: Receiver) -> None:
    coursekey.script("class_day", day=DAY)
    coursekey.script("deliver", duplicates=5, shuffle_seed=3, workers=1)

    assert (len(ids(receiver)), len(set(ids(receiver)))) == (50, 45)
    moments = [one["data"]["changes"][0]["student"] for one in bodies(receiver)]
    assert moments != sorted(moments, key=lambda one: int(one[1:]))


def test_the_postman_can_go_by_himself(url: str, receiver: Receiver, clock: Hand) -> None:
    coursekey = coursekey_caller(clock, deliver_by_itself=True)
    assert isinstance(coursekey.simulator, CoursekeySimulator)
    with closing(coursekey.simulator):
        subscribed(coursekey, url, students=2)
        coursekey.script("scan", class_id="k1", student="s1")
        receiver.wait_for(1)
