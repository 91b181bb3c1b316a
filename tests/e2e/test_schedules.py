"""The scenes of the university, looked at closely: both ways, what a person sees of a section, and who may see it."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
import requests

from sandbox.demo import schedules
from sandbox.demo.playing import Player
from sandbox.demo.timetables import SCHOOL, differences, in_coursedog, in_sis
from sandbox.world.world import World
from tests.e2e.asking import Asker
from tests.e2e.conftest import Story

SCHEDULER = "u-scheduler-sci"


@pytest.fixture(scope="module")
def reader(world: World, story: Story) -> Asker:
    """Return somebody who may ask."""
    del story
    return Asker(world, world.places.outputs["StatusReadersArn"])


@pytest.fixture
def quiet(player: Player) -> Iterator[Player]:
    """Let no event tell of what schedulers save, and put everything right afterwards."""
    player.systems["coursedog"].script("lose", share=1)
    yield player
    player.systems["coursedog"].script("lose", share=0)


def save(player: Player, key: str, path: str, value: Any) -> None:
    player.systems["coursedog"].script("edit", section=key, path=path, value=value, action="change", by=SCHEDULER)


def post(player: Player, run: str) -> None:
    player.play(run, flow=schedules.POST)


def a_section(player: Player) -> str:
    """Return a section that both sides hold, and that no scene has touched."""
    here = in_coursedog(player.systems)
    return str(next(key for key in reversed(player.notes["untouched"]) if here[key]["times"]))


def test_the_pull_asks_the_sis_for_nothing_but_to_show(story: Story) -> None:
    assert story.mistakes["schedules-rolled"] == []
    assert set(story.answers["schedules-rolled"]["sis"]) == {200}


def test_each_save_is_in_the_sis_within_the_looks_that_its_event_started(story: Story) -> None:
    live = story.played["schedules-live"]

    assert live.freshness is not None
    assert live.freshness.count == schedules.LIVE
    assert 1 <= len(story.looks["schedules-live"]) <= schedules.LIVE / 2


def test_a_crosslist_goes_after_the_section_that_it_needs(story: Story) -> None:
    nightly = story.played["schedules-nightly"]

    assert list(nightly.streams) == ["sections", "relationships"]
    assert nightly.streams["relationships"]["blocked"] == 0


def test_what_the_sis_refuses_is_said_in_plain_words_that_name_no_value(story: Story) -> None:
    refused = [one for one in story.played["schedules-refused"].record.problems if one.kind == "refused"]
    sentences = " ".join(one.reason.sentence for one in refused)

    assert sum(one.count for one in refused) == 4
    assert "meeting" in sentences
    assert "room" in sentences
    assert all(one.reason.remedy and not one.reason.details for one in refused)


def test_a_term_that_is_over_stops_by_itself_and_is_told(story: Story) -> None:
    over = story.played["schedules-over"].record

    assert sum(counts.created + counts.updated + counts.removed for counts in over.streams.values()) == 0
    assert any("202710" in one.reason.sentence and "coursedog.pull.yaml" in one.reason.remedy for one in over.left_out)


def test_a_section_is_not_synced_then_synced_then_synced_with_errors_then_synced(quiet: Player, reader: Asker) -> None:
    here = in_coursedog(quiet.systems)
    model = next(row for row in quiet.systems["coursedog"].state()["schools"][SCHOOL]["sections"] if row["times"])
    key = f"{model['termCode']}/{model['courseCode']}/998"
    assert key not in here
    value = _fields(quiet, f"{model['termCode']}/{model['courseCode']}/{model['sectionNumber']}")
    quiet.systems["coursedog"].script("edit", section=key, value=value, action="create", by=SCHEDULER)

    assert reader.status("sections", key).body["status"] == "not synced"

    post(quiet, "status-first")
    synced = reader.status("sections", key).body
    assert (synced["status"], synced["problems"]) == ("synced", [])
    assert synced["synced_at"]

    save(quiet, key, "maxEnrollment", 17)
    quiet.systems["sis"].script("edit", section=key, path="maxEnrollment", value=19)
    post(quiet, "status-conflict")
    wrong = reader.status("sections", key).body
    assert wrong["status"] == "synced with errors"
    (problem,) = wrong["problems"]
    assert "maximum enrollment" in problem["reason"]["sentence"]
    assert problem["reason"]["remedy"]
    (detail,) = problem["reason"]["details"]
    assert (detail["field"], detail["value"], detail["said"]) == ("maxEnrollment", "17", "The SIS holds: 19")

    save(quiet, key, "maxEnrollment", 19)
    post(quiet, "status-settled")
    assert reader.status("sections", key).body["status"] == "synced"


def _fields(player: Player, key: str) -> dict[str, Any]:
    row = dict(player.systems["sis"].state()["sections"][key])
    del row["id"]
    times = [{**time, "id": "", "room": "", "days": "S"} for time in row["times"]]
    return {**row, "times": times, "professors": [], "callNumber": "", "enrollment": 0}


def test_what_the_sis_said_stands_with_the_section_beside_what_it_means(quiet: Player, reader: Asker) -> None:
    key = a_section(quiet)
    before = in_coursedog(quiet.systems)[key]["maxEnrollment"]
    save(quiet, key, "maxEnrollment", 900)
    post(quiet, "said")

    (problem,) = reader.status("sections", key).body["problems"]
    (detail,) = problem["reason"]["details"]
    codes = {entry["code"]: entry for entry in reader.ask("/systems/sis/errors").body["errors"]}
    assert detail["code"] in codes
    assert detail["said"]
    assert problem["reason"]["remedy"] == codes[detail["code"]]["remedy"]

    save(quiet, key, "maxEnrollment", before)
    post(quiet, "said-no-more")
    assert reader.status("sections", key).body["status"] == "synced"


def test_only_roles_that_may_ask_are_answered(world: World, reader: Asker) -> None:
    assert reader.ask("/records/coursedog/sections?key=x", signed=False).status == 403
    assert Asker(world).status("sections", "x").status == 403
    assert reader.status("sections", "x").body["status"] == "not synced"


def test_whoever_asks_for_what_there_is_not_is_told_so(reader: Asker) -> None:
    assert reader.status("users", "x").status == 404
    assert reader.status("sections", "x", integration="nobody").status == 404
    assert reader.ask("/systems/nobody/errors").status == 404


def test_what_no_event_told_is_asked_for(world: World, quiet: Player) -> None:
    key = a_section(quiet)
    poll = {"FunctionName": world.places.outputs["PollFunctionName"], "Payload": b'{"system": "coursedog"}'}
    ask = world.client("lambda")
    ask.invoke(**poll)
    quiet.await_empty_inbox()
    save(quiet, key, "maxWaitlist", 11)

    told = json.load(ask.invoke(**poll)["Payload"])
    quiet.await_empty_inbox()

    assert told["queued"] >= 1
    assert in_sis(quiet.systems)[key]["maxWaitlist"] == 11
    assert json.load(ask.invoke(**poll)["Payload"])["queued"] == 0


def test_an_event_that_is_not_coursedogs_has_no_effect(world: World, story: Story) -> None:
    del story
    body = json.dumps({"type": "section.saved", "timestamp": "2026-11-22T12:00:00Z", "data": {}}).encode()
    headers = {
        "Content-Type": "application/json",
        "webhook-id": "msg_forged",
        "webhook-timestamp": "1795348800",
        "webhook-signature": "v1,Zm9yZ2VkIHNpZ25hdHVyZSBvZiAzMiBieXRlcyEhISE=",
    }
    answer = requests.post(f"{world.places.outputs['ApiUrl']}/webhooks/coursedog", body, headers=headers, timeout=30)

    assert answer.status_code == 401


def test_a_person_can_bring_one_term_and_one_kind_of_record_alone(quiet: Player) -> None:
    key = a_section(quiet)
    title = in_sis(quiet.systems)[key]["title"]
    quiet.systems["sis"].script("edit", section=key, path="title", value=f"{title} II")
    quiet.systems["sis"].forget()

    said = quiet.rollbook("run", schedules.PULL, "--streams", "sections", "--term", "202710")

    assert in_coursedog(quiet.systems)[key]["title"] == f"{title} II"
    assert "succeeded" in said
    assert schedules.no_writes(quiet, "sis") == []


def test_the_terms_that_can_be_set_are_listed(player: Player) -> None:
    code = player.systems["sis"].script("roll_term")

    listed = player.rollbook("terms", schedules.PULL)

    (line,) = [line for line in listed.splitlines() if line.startswith(code)]
    assert "sis" in line
    assert "coursedog" not in line


def test_both_sides_are_alike_in_the_end(player: Player) -> None:
    assert differences(player.systems) == []
