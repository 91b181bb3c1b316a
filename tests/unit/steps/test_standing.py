"""What a run finds wrong with a record is kept by name, until a later run finds it right."""

import pytest

from rollbook.model.changes import OutcomeKind
from rollbook.model.errors import SystemUnavailableError
from rollbook.model.ports import Standing
from rollbook.model.runs import Status
from rollbook.model.settings import FlowSettings, GuardSetting
from tests.unit.steps.club import Club
from tests.unit.steps.crashing import Fuse
from tests.unit.steps.two_systems import UNWANTED, Bridge
from tests.unit.steps.twoway import BOTH_CHANGED, PULL, THINGS, about


@pytest.fixture
def bridge() -> Bridge:
    """Return two systems that are at rest, and of which one does not want three of the things that are new."""
    bridge = Bridge()
    bridge.office.enter("z", {"title": "z", "room": ""})
    bridge.settle()
    for key in "abc":
        bridge.office.enter(key, {"title": key, "room": ""})
        bridge.planner.unwanted.add(key)
    return bridge


def said(bridge: Bridge) -> dict[str, tuple[Standing, ...]]:
    return bridge.stores.standings.read(PULL.name, THINGS)


def test_what_was_refused_is_said_with_its_reason_and_since_when(bridge: Bridge) -> None:
    record = bridge.run(PULL)
    assert said(bridge).keys() == {"a", "b", "c"}
    (standing,) = said(bridge)["a"]
    assert (standing.kind, standing.reason) == (OutcomeKind.REFUSED, UNWANTED)
    assert (standing.run, standing.since) == (record.reference.run, record.ended_at)


def test_the_same_is_said_since_the_first_time(bridge: Bridge) -> None:
    bridge.run(PULL)
    first = said(bridge)
    bridge.run(PULL)
    bridge.run(PULL, about("a"))
    assert said(bridge) == first


def test_another_reason_is_news(bridge: Bridge) -> None:
    bridge.run(PULL)
    (before,) = said(bridge)["a"]
    bridge.planner.enter("a", {"title": "another", "room": ""})
    bridge.run(PULL)

    (after,) = said(bridge)["a"]
    assert (before.reason, after.reason) == (UNWANTED, BOTH_CHANGED)
    assert before.since < after.since


def test_what_is_right_again_is_not_said_any_more(bridge: Bridge) -> None:
    bridge.run(PULL)
    bridge.planner.unwanted.remove("a")
    bridge.run(PULL, retry=True)
    assert said(bridge).keys() == {"b", "c"}


def test_what_has_left_both_sides_is_not_said_any_more(bridge: Bridge) -> None:
    bridge.run(PULL)
    bridge.office.strike("a")
    bridge.run(PULL)
    assert said(bridge).keys() == {"b", "c"}


def test_a_look_says_nothing_of_what_it_did_not_look_at(bridge: Bridge) -> None:
    bridge.run(PULL)
    bridge.planner.unwanted.clear()
    bridge.run(PULL, about("a"), retry=True)
    assert said(bridge).keys() == {"b", "c"}


def test_a_preview_says_nothing(bridge: Bridge) -> None:
    assert bridge.run(PULL, preview=True).status is Status.PREVIEWED
    assert said(bridge) == {}


def test_a_removal_that_waits_for_a_person_is_said(bridge: Bridge) -> None:
    bridge.settings = FlowSettings(guard=GuardSetting(percent=0, at_least=0))
    bridge.office.strike("z")
    assert bridge.run(PULL).streams[THINGS].held == 1
    assert [standing.kind for standing in said(bridge)["z"]] == [OutcomeKind.HELD]


def test_a_run_that_fails_takes_nothing_back(bridge: Bridge, monkeypatch: pytest.MonkeyPatch) -> None:
    bridge.run(PULL)
    before = said(bridge)
    for key in "de":
        bridge.office.enter(key, {"title": key, "room": ""})

    def breaks() -> None:
        raise SystemUnavailableError("It is away.")

    monkeypatch.setattr(bridge.planner, "meanwhile", breaks)
    monkeypatch.setattr(bridge.planner, "change", lambda _change: breaks())
    assert bridge.run(PULL, retry=True).status is Status.FAILED
    assert said(bridge) == before


def test_a_report_that_is_repeated_says_the_same(bridge: Bridge) -> None:
    bridge.run_with_a_death(PULL, Fuse(1, "after", only="MemoryStandings.write"))
    first = said(bridge)
    bridge.run(PULL)
    assert said(bridge) == first
    assert first.keys() == {"a", "b", "c"}


def test_streams_that_do_not_read_the_target_say_nothing() -> None:
    club = Club()
    club.target.unwanted.add("p0")
    assert club.run().streams["people"].refused == 1
    assert club.stores.standings.read(club.flow.name, "people") == {}
