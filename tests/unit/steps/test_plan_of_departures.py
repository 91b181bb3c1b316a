"""A record that a hint names and that the books do not hold any more has left them."""

import pytest

from rollbook.model.messages import Counts
from rollbook.model.runs import RunRecord, Status
from rollbook.model.settings import FlowSettings, GuardSetting
from tests.unit.steps.club import UNGUARDED, Club, club_with_ears, group, member, person
from tests.unit.steps.crashing import Fuse
from tests.unit.steps.flow import about_all_of, about_group, about_member, about_person, with_members
from tests.unit.steps.machine import Death, run_with_a_death

NOTHING = {"people": Counts(), "groups": Counts(), "members": Counts()}


@pytest.fixture
def club() -> Club:
    return club_with_ears()


def left(club: Club) -> RunRecord:
    club.strike("members", "m0-0")
    return club.look(about_member(0, 0))


def test_it_is_removed(club: Club) -> None:
    assert left(club).streams == {**NOTHING, "members": Counts(removed=1)}
    assert club.target.told == [["g0/p0"]]
    club.assert_in_step()
    club.assert_at_rest()


def test_it_is_removed_once(club: Club) -> None:
    left(club)
    club.target.forget_calls()

    again = club.look(about_member(0, 0))

    assert (again.status, club.asked_and_told) == (Status.SUCCEEDED, (0, 0))


def test_it_can_come_back(club: Club) -> None:
    left(club)
    club.enter("members", member(0, 0))

    assert club.look(about_member(0, 0)).streams["members"] == Counts(created=1)
    club.assert_at_rest()


def test_it_stays_where_the_stream_never_removes(club: Club) -> None:
    club.strike("people", "p6")
    club.strike("members", "m0-6")

    record = club.look(about_person(6))

    assert record.streams == {**NOTHING, "people": Counts(unchanged=1, departed=1)}
    assert "p6" in club.target.held("people")
    club.enter("people", person(6, "Bea"))
    assert club.look(about_person(6)).streams["people"] == Counts(updated=1)


def test_it_stays_where_the_settings_do_not_want_removals(club: Club) -> None:
    club.flow = with_members(removes=lambda context: not context.settings.enabled)

    assert left(club).streams["members"] == Counts(unchanged=1, departed=1)
    assert "g0/p0" in club.target.held("members")
    club.assert_at_rest()


def test_it_is_removed_where_the_settings_want_removals(club: Club) -> None:
    club.flow = with_members(removes=lambda context: context.settings.enabled)

    assert left(club).streams["members"] == Counts(removed=1)


def test_it_stays_when_the_rules_spare_it(club: Club) -> None:
    club.enter("groups", group(0, closed=True))

    assert left(club).streams["members"] == Counts(unchanged=1, departed=1)
    assert "g0/p0" in club.target.held("members")


def test_it_waits_for_a_person_when_the_guard_says_so(club: Club) -> None:
    club.settings = FlowSettings(guard=GuardSetting(percent=0, at_least=0))

    held = left(club)

    assert (held.streams["members"], held.held, held.status) == (Counts(held=1), ("members",), Status.ATTENTION)
    assert club.asked_and_told == (0, 0)
    approved = club.run(approved=held.reference.run, streams=("members",))
    assert approved.streams["members"] == Counts(removed=1, unchanged=6)
    club.settings = UNGUARDED
    club.assert_at_rest()


def test_the_guard_measures_it_by_all_that_the_target_is_known_to_hold(club: Club) -> None:
    club.settings = FlowSettings(guard=GuardSetting(percent=15, at_least=0))
    club.strike("members", "m0-0")

    record = club.look(about_group(0), about_member(0, 0))

    assert record.streams["members"] == Counts(removed=1, unchanged=3)


def test_nothing_is_asked_or_sent_of_what_was_never_there(club: Club) -> None:
    record = club.look(about_member(0, 5), about_person(99))

    assert (record.status, club.asked_and_told) == (Status.SUCCEEDED, (0, 0))
    club.assert_at_rest()


def test_nothing_is_concluded_from_a_beginning(club: Club) -> None:
    club.strike("members", "m0-0")

    assert club.look(about_group(0)).streams["members"] == Counts(unchanged=3)
    assert "g0/p0" in club.target.held("members")
    assert club.run(full=True).streams["members"] == Counts(unchanged=6, removed=1)


def test_nothing_is_concluded_from_a_part(club: Club) -> None:
    club.strike("members", "m0-0")

    assert club.look(about_all_of(0)).streams["members"] == Counts(unchanged=3)
    assert "g0/p0" in club.target.held("members")


def test_nothing_is_concluded_when_the_part_was_not_read_completely(club: Club) -> None:
    club.source.missing["members"] = 1

    assert left(club).status is Status.FAILED
    assert "g0/p0" in club.target.held("members")


@pytest.mark.parametrize("then", ["again", "report", "gone"])
@pytest.mark.parametrize("only", ["TargetClient.write", "MemoryMappings.put", "MemoryRuns.put"])
def test_it_is_gone_whatever_becomes_of_the_worker(club: Club, only: str, then: Death) -> None:
    club.strike("members", "m0-0")

    run_with_a_death(club, Fuse(1, "after", only=only), then, about_member(0, 0))
    club.look(about_member(0, 0))

    club.assert_in_step()
    club.assert_at_rest()
