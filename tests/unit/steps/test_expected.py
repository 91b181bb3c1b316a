"""What a look read whole has left when it is not there: the stream says which records there could be."""

from collections.abc import Iterable, Iterator
from typing import Any

import pytest

from rollbook.model.descriptors import Context
from rollbook.model.messages import Counts
from rollbook.model.records import Json
from rollbook.model.runs import Status
from rollbook.model.settings import FlowSettings, GuardSetting
from tests.unit.steps.club import Club, club_with_ears, group, member
from tests.unit.steps.crashing import Fuse
from tests.unit.steps.flow import about_all_of, about_group, about_member, with_members
from tests.unit.steps.machine import Death, run_with_a_death


def everybody(_records: Iterable[Json], context: Context) -> Iterator[str]:
    """Yield a key for everybody in every group that was looked at, or in every group."""
    for part in sorted({hint.part for hint in context.hints} or {"g0", "g1"}):
        yield from (f"{part}/p{number}" for number in range(9))


@pytest.fixture
def club() -> Club:
    """Return a club in step, which two members of two groups have left without an event."""
    club = club_with_ears()
    club.flow = with_members(expected=everybody)
    club.run(full=True)
    club.target.forget_calls()
    club.strike("members", "m0-0")
    club.strike("members", "m1-1")
    return club


@pytest.mark.parametrize("hint", [about_all_of(0), about_group(0)], ids=["a part", "the beginning of keys"])
def test_who_left_what_was_looked_at_is_removed_without_being_named(club: Club, hint: Any) -> None:
    record = club.look(hint)

    assert record.streams["members"] == Counts(removed=1, unchanged=3)
    assert set(club.target.held("members")) >= {"g1/p1"}, "nobody looked there"
    club.look(about_all_of(1))
    club.assert_in_step()
    club.assert_at_rest()


def test_a_look_at_one_record_concludes_nothing_about_others(club: Club) -> None:
    assert club.look(about_member(0, 2)).streams["members"] == Counts(unchanged=1)
    assert "g0/p0" in club.target.held("members")


def test_who_was_never_there_costs_nothing_and_is_counted_nowhere(club: Club) -> None:
    club.enter("members", member(0, 0))
    club.enter("members", member(1, 1))

    record = club.look(about_all_of(0), about_all_of(1))

    assert (record.streams["members"], club.asked_and_told) == (Counts(unchanged=7), (0, 0))


def test_who_is_removed_is_removed_once(club: Club) -> None:
    club.look(about_all_of(0))

    assert club.look(about_all_of(0)).streams["members"] == Counts(unchanged=3)


def test_who_is_refused_is_not_gone(club: Club) -> None:
    club.enter("members", member(0, 0, ""))

    assert club.look(about_all_of(0)).streams["members"] == Counts(refused=1, unchanged=3)
    assert "g0/p0" in club.target.held("members")


def test_the_rules_may_spare_them_or_want_no_removals(club: Club) -> None:
    club.enter("groups", group(0, closed=True))
    spared = club.look(about_all_of(0))
    club.flow = with_members(expected=everybody, removes=lambda _context: False)
    unwanted = club.look(about_all_of(1))

    assert spared.streams["members"] == Counts(unchanged=4, departed=4)
    assert unwanted.streams["members"] == Counts(unchanged=3, departed=1)
    assert set(club.target.held("members")) >= {"g0/p0", "g1/p1"}


def test_the_guard_watches_them_too(club: Club) -> None:
    club.settings = FlowSettings(guard=GuardSetting(percent=0, at_least=0))

    record = club.look(about_all_of(0))

    assert (record.streams["members"], record.held) == (Counts(held=1, unchanged=3), ("members",))
    assert "g0/p0" in club.target.held("members")


@pytest.mark.parametrize(("percent", "held"), [(14, 1), (15, 0)])
def test_the_guard_measures_by_all_that_the_target_is_known_to_hold(club: Club, percent: int, held: int) -> None:
    """One of seven members leaves, who was one of four in the group."""
    club.settings = FlowSettings(guard=GuardSetting(percent=percent, at_least=0))

    assert club.look(about_all_of(0)).streams["members"].held == held


def test_a_run_of_changes_concludes_nothing(club: Club) -> None:
    assert club.run().streams["members"] == Counts()
    assert set(club.target.held("members")) >= {"g0/p0", "g1/p1"}


def test_nothing_is_concluded_when_the_part_was_not_read_completely(club: Club) -> None:
    club.source.missing["members"] = 1

    assert club.look(about_all_of(0)).status is Status.FAILED
    assert "g0/p0" in club.target.held("members")


@pytest.mark.parametrize("then", ["again", "report", "gone"])
@pytest.mark.parametrize("only", ["TargetClient.write", "MemoryMappings.put", "MemoryRuns.put"])
def test_who_came_with_a_dead_look_and_left_is_removed(club: Club, only: str, then: Death) -> None:
    club.look(about_all_of(0), about_all_of(1))
    club.enter("members", member(0, 1))
    run_with_a_death(club, Fuse(1, "after", only=only), then, about_all_of(0))
    club.strike("members", "m0-1")
    club.look(about_all_of(0))

    club.assert_in_step()
    club.assert_at_rest()
