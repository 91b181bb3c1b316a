import json
import threading
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest
from werkzeug.wrappers import Response

from sandbox.institution import Institution
from sandbox.simulators.outbox import Outbox
from sandbox.simulators.schoology import Knobs
from sandbox.simulators.serving import serving
from tests.unit.simulators.callers import Hand, Schoology
from tests.unit.simulators.conftest import schoology_with
from tests.unit.simulators.receiver import PATIENCE
from tests.unit.simulators.receiver import Receiver as Target


class Receiver(Target):
    """A target of events about graded items."""

    @property
    def titles(self) -> list[str]:
        bodies = [json.loads(request.get_data()) for request in self.got]
        return [body["data"][0]["object"]["title"] for body in bodies]


@pytest.fixture
def receiver() -> Receiver:
    return Receiver()


@pytest.fixture
def url(receiver: Receiver) -> Iterator[str]:
    with serving(receiver) as base_url:
        yield f"{base_url}/hooks/opensesame?from=schoology"


@pytest.fixture
def school(schoology: Schoology, url: str) -> Schoology:
    """Return a school with a section, whose items are told to the receiver."""
    return subscribed(schoology, url)


def subscribed(schoology: Schoology, url: str) -> Schoology:
    schoology.subscribe(url, "grade_item")
    schoology.open_section()
    return schoology


def add_items(school: Schoology, *titles: str) -> None:
    for title in titles:
        school.script("add_item", section_school_code="s-1", title=title)


def postman(school: Schoology) -> Any:
    return school.state()["postman"]


def outcome(**counts: Any) -> dict[str, Any]:
    return {"sent": 0, "dropped": 0, "lost": 0, "answers": {}, **counts}


def test_an_event_is_posted_as_json_to_the_whole_address_without_a_signature(
    school: Schoology, receiver: Receiver
) -> None:
    add_items(school, "Essai ½")

    assert school.script("deliver") == outcome(sent=1, answers={"200": 1})

    (request,) = receiver.got
    assert (request.method, request.full_path) == ("POST", "/hooks/opensesame?from=schoology")
    assert request.headers["Content-Type"] == "application/json"
    assert not {"authorization", "x-signature"} & {name.lower() for name, _ in request.headers}
    assert sorted(json.loads(request.get_data())) == ["data", "timestamp", "type", "uid"]
    assert receiver.titles == ["Essai ½"]
    assert postman(school) == {"waiting": 0, "on_the_way": 0, "delivered": 1, "lost": 0, "dropped": 0}


def test_an_empty_outbox_sends_nothing(school: Schoology) -> None:
    assert school.script("deliver", duplicates=3, shuffle_seed=1, drop=2) == outcome()


@pytest.mark.parametrize("status", [201, 202, 204, 302, 400, 500, 0])
def test_anything_but_200_waits_for_ten_minutes(school: Schoology, receiver: Receiver, status: int) -> None:
    receiver.statuses = [status]
    add_items(school, "Essay")

    assert school.script("deliver") == outcome(sent=1, answers={str(status): 1})
    assert school.script("deliver") == outcome()
    (letter,) = school.script("outbox")
    assert (letter["attempts"], letter["due"]) == (1, 1_000_600)

    school.wall_clock.now += 600
    assert school.script("deliver") == outcome(sent=1, answers={"200": 1})
    assert len(receiver.got) == 2


def test_a_target_that_is_not_there_is_no_answer(schoology: Schoology, receiver: Receiver) -> None:
    with serving(receiver) as base_url:
        school = subscribed(schoology, base_url)
    add_items(school, "Essay")

    assert school.script("deliver") == outcome(sent=1, answers={"0": 1})
    assert len(school.script("outbox")) == 1


def test_after_five_retries_an_event_is_lost_for_ever(school: Schoology, receiver: Receiver) -> None:
    receiver.statuses = [503] * 6
    add_items(school, "Essay")

    rounds = []
    for _ in range(6):
        rounds.append(school.script("deliver"))
        school.script("expire_retries")

    assert rounds == [outcome(sent=1, answers={"503": 1})] * 5 + [outcome(sent=1, lost=1, answers={"503": 1})]
    assert (school.script("deliver"), len(receiver.got)) == (outcome(), 6)
    assert (postman(school)["lost"], postman(school)["waiting"]) == (1, 0)


def test_the_wait_and_the_number_of_retries_can_be_set(institution: Institution, url: str, receiver: Receiver) -> None:
    school = subscribed(schoology_with(institution, Knobs(rate_scale=1_000, retry_seconds=5, most_retries=1)), url)
    receiver.statuses = [500, 500]
    add_items(school, "Essay")

    school.script("deliver")
    school.wall_clock.now += 5

    assert school.script("deliver")["lost"] == 1


def test_waiting_retries_can_be_made_due_at_once(school: Schoology, receiver: Receiver) -> None:
    receiver.statuses = [500]
    add_items(school, "a", "b")
    school.script("deliver", workers=1)

    assert school.script("expire_retries") == 1
    assert school.script("deliver")["sent"] == 1
    assert sorted(receiver.titles) == ["a", "a", "b"]


def test_events_come_in_order_unless_they_are_shuffled(school: Schoology, receiver: Receiver) -> None:
    titles = [f"item {number}" for number in range(20)]
    add_items(school, *titles)
    school.script("deliver", workers=1)
    in_order = receiver.titles
    receiver.got.clear()
    add_items(school, *titles)
    school.script("deliver", workers=1, shuffle_seed=3)

    assert in_order == titles
    assert sorted(receiver.titles) == sorted(titles)
    assert receiver.titles != titles


def test_copies_and_losses_are_chosen_by_seed_and_counted(school: Schoology, receiver: Receiver) -> None:
    titles = [f"item {number}" for number in range(20)]
    seen = []
    for _ in range(2):
        receiver.got.clear()
        add_items(school, *titles)
        report = school.script("deliver", duplicates=6, shuffle_seed=5, drop=4, workers=1)
        assert report == outcome(sent=22, dropped=4, answers={"200": 22})
        seen.append(receiver.titles)

    assert seen[0] == seen[1]
    assert len(set(seen[0])) == 16
    assert postman(school) == {"waiting": 0, "on_the_way": 0, "delivered": 32, "lost": 0, "dropped": 8}


def test_all_may_be_dropped(school: Schoology, receiver: Receiver) -> None:
    add_items(school, "a", "b")

    assert school.script("deliver", drop=5, duplicates=1) == outcome(dropped=2)
    assert (receiver.got, school.script("outbox")) == ([], [])


def test_the_answer_to_a_copy_has_no_consequence(school: Schoology, receiver: Receiver) -> None:
    receiver.statuses = [500, 500, 500]
    add_items(school, "a")

    school.script("deliver", duplicates=2)

    assert [letter["attempts"] for letter in school.script("outbox")] == [1]


@pytest.mark.parametrize("wish", [{"drop": -1}, {"duplicates": -1}, {"workers": 0}])
def test_a_wish_that_makes_no_sense_is_refused_before_anything_is_taken_out(
    school: Schoology, wish: dict[str, int]
) -> None:
    add_items(school, "a")

    assert school.http.post("/_control/script", json={"script": "deliver", **wish}).status_code == 400
    assert len(school.script("outbox")) == 1


def test_a_target_may_call_the_school_while_it_is_being_delivered_to(institution: Institution) -> None:
    school = schoology_with(institution, Knobs(rate_scale=1_000))
    states = []

    def curious(environ: Any, start_response: Any) -> Any:
        states.append(school.state()["postman"]["on_the_way"])
        return Response()(environ, start_response)

    with serving(curious) as base_url:
        subscribed(school, base_url)
        add_items(school, "a")
        report = school.script("deliver")

    assert (report["answers"], states) == ({"200": 1}, [1])


def test_the_postman_goes_by_himself_when_he_is_told_to_and_only_then(school: Schoology, receiver: Receiver) -> None:
    with closing(school.simulator):
        add_items(school, "a")
        assert postman(school)["waiting"] == 1
        school.script("deliver_by_itself")
        receiver.wait_for(1)
        add_items(school, "b")
        receiver.wait_for(2)
        school.script("deliver_by_itself", on=False)
        assert postman(school)["delivered"] == 2
        add_items(school, "c")

        assert postman(school)["waiting"] == 1


def test_the_postman_may_go_by_himself_from_the_start_and_sends_again_what_failed(
    institution: Institution, url: str, receiver: Receiver
) -> None:
    knobs = Knobs(rate_scale=1_000, deliver_by_itself=True, retry_seconds=0)
    school = subscribed(schoology_with(institution, knobs), url)
    receiver.statuses = [500]
    with closing(school.simulator):
        add_items(school, "a")
        receiver.wait_for(2)

    assert postman(school) == {"waiting": 0, "on_the_way": 0, "delivered": 1, "lost": 0, "dropped": 0}


def test_no_thread_is_left_when_the_simulator_is_closed_or_reset(school: Schoology) -> None:
    before = set(threading.enumerate())
    school.script("deliver_by_itself")
    (rounds,) = set(threading.enumerate()) - before
    school.script("reset")
    rounds.join(PATIENCE)
    school.script("deliver_by_itself")
    school.simulator.close()

    assert rounds.daemon
    assert not rounds.is_alive()
    assert set(threading.enumerate()) <= before


def test_every_letter_is_waiting_or_on_its_way_or_accounted_for() -> None:
    clock = Hand(0)
    outbox = Outbox(clock=clock, pauses=[10], taken=lambda status: status == 200)
    for number in range(4):
        outbox.put(number, "http://a.example/", {})
    first, second, *others = outbox.take_due()
    outbox.settle(first, 200)
    outbox.settle(second, 500)
    outbox.drop(1)

    assert outbox.summary() == {"waiting": 1, "on_the_way": 1, "delivered": 1, "lost": 0, "dropped": 1}
    assert not outbox.settle(others[0], 404)
    assert outbox.take_due() == []
    clock.now = 10
    assert [outbox.settle(letter, 500) for letter in outbox.take_due()] == [True, True]
    assert outbox.summary() == {"waiting": 0, "on_the_way": 0, "delivered": 1, "lost": 2, "dropped": 1}
