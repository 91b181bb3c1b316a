"""What others refer to may come long after them: a run of changes that brings it has the next one read everything."""

from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import Any

import pytest

from rollbook.model.descriptors import Context
from rollbook.model.messages import Counts
from rollbook.model.records import Desired, Json, LeftOut, Reason, Refusal
from rollbook.model.runs import Status
from rollbook.model.settings import FlowSettings, GuardSetting
from tests.unit.steps.club import Club, club_with_ears, group, member, person
from tests.unit.steps.crashing import Fuse
from tests.unit.steps.flow import about_group, about_member, about_person, members, with_members
from tests.unit.steps.machine import Death, run_with_a_death

DAY = timedelta(days=1)
CLOSED = Reason(sentence="Its group is closed.", remedy="Open it.")


def minding_closed_groups(records: Iterable[Json], context: Context) -> Iterator[Desired | Refusal | LeftOut]:
    """Yield members as ever; those of a closed group are refused instead of left out."""
    for record in records:
        if context.lookups["groups"][record["group"]]["closed"]:
            yield Refusal(f"{record['group']}/{record['person']}", CLOSED)
        else:
            yield from members([record], context)


@pytest.fixture
def club() -> Club:
    """Return a club in which a closed group has had a member for a day, and that was read since."""
    club = club_with_ears()
    club.enter("groups", group(2, closed=True))
    club.enter("members", member(2, 1))
    club.clock.sleep(DAY.total_seconds())
    club.run()
    club.clock.sleep(DAY.total_seconds())
    return club


def reads_everything(club: Club) -> bool:
    """Say what the next run will do, without doing anything."""
    return club.run(preview=True).reference.since is None


def test_members_come_after_the_group_that_they_have_been_waiting_for(club: Club) -> None:
    club.enter("groups", group(2))
    first, second = club.run(), club.run()

    assert (first.streams["groups"], first.streams["members"]) == (Counts(created=1, unchanged=2), Counts())
    assert second.streams["members"] == Counts(created=1, unchanged=7)
    club.assert_in_step()
    assert not reads_everything(club)


def test_what_was_refused_because_of_something_else_comes_when_that_is_mended(club: Club) -> None:
    club.flow = with_members(desired=minding_closed_groups)
    refused = club.run(full=True)
    club.clock.sleep(DAY.total_seconds())
    club.enter("groups", group(2))
    later = [club.run().streams["members"] for _ in range(3)]

    assert (refused.status, refused.streams["members"]) == (Status.ATTENTION, Counts(refused=1, unchanged=7))
    assert later == [Counts(), Counts(created=1, unchanged=7), Counts()]
    club.assert_in_step()


def test_what_was_blocked_comes_when_the_other_record_can_be_sent(club: Club) -> None:
    club.enter("people", person(8, ""))
    club.enter("members", member(0, 8))
    blocked = club.run()
    club.clock.sleep(DAY.total_seconds())
    quiet = club.run()
    club.enter("people", person(8))
    later = [club.run().streams["members"] for _ in range(3)]

    assert (blocked.streams["members"], quiet.streams["members"]) == (Counts(blocked=1), Counts(blocked=1))
    assert later[0] == Counts(created=1)
    assert {counts.created for counts in later[1:]} == {0}
    club.assert_members_in_step()


@pytest.mark.parametrize("loss", ["before", "after"])
def test_members_come_also_when_the_run_that_brought_the_group_failed(club: Club, loss: Any) -> None:
    club.enter("groups", group(2))
    club.enter("members", member(0, 1))
    club.target.losses = dict.fromkeys(range(club.target.writes + 1, club.target.writes + 9), loss)
    failed = club.run()
    club.target.losses.clear()

    assert (failed.status is Status.FAILED) == (loss == "before")
    for _ in range(2):
        club.clock.sleep(DAY.total_seconds())
        club.run()
    club.assert_in_step()


@pytest.mark.parametrize("wish", [{"full": True}, {"retry": True}])
def test_members_come_also_when_a_full_run_that_somebody_wanted_failed_after_the_group(
    club: Club, wish: dict[str, bool]
) -> None:
    club.enter("groups", group(2))
    club.target.losses = dict.fromkeys(range(club.target.writes + 1, club.target.writes + 9), "before")
    failed = club.run(None, **wish)
    club.target.losses.clear()

    assert (failed.status, failed.streams["groups"].created) == (Status.FAILED, 1)
    for _ in range(2):
        club.clock.sleep(DAY.total_seconds())
        club.run()
    club.assert_in_step()


@pytest.mark.parametrize("more", [{}, {"full": True}, {"approved": "run-001"}])
def test_members_come_after_a_group_that_was_brought_by_itself(club: Club, more: dict[str, Any]) -> None:
    club.enter("groups", group(2))
    club.run(streams=("groups",), **more)
    for _ in range(2):
        club.clock.sleep(DAY.total_seconds())
        club.run()

    club.assert_in_step()


@pytest.mark.parametrize("then", ["again", "report", "gone"])
@pytest.mark.parametrize("only", ["TargetClient.write", "MemoryMappings.put", "MemoryRuns.put", "MemoryRegisters.swap"])
@pytest.mark.parametrize("at", range(1, 7))
def test_members_come_whatever_became_of_the_run_that_brought_the_group(
    club: Club, only: str, then: Death, at: int
) -> None:
    club.enter("groups", group(2))
    club.enter("members", member(0, 1))
    run_with_a_death(club, Fuse(at, "after", only=only), then)
    for _ in range(3):
        club.clock.sleep(DAY.total_seconds())
        club.run()

    club.assert_in_step()


@pytest.mark.parametrize("wish", [{"preview": True}, {"preview": True, "prepare": True}])
def test_a_preview_that_sees_a_newcomer_has_nobody_read_anything(club: Club, wish: dict[str, bool]) -> None:
    club.enter("groups", group(2))
    club.run(None, **wish)

    assert not reads_everything(club)


def test_newcomers_of_the_stream_that_is_read_in_part_are_nothing_special(club: Club) -> None:
    club.enter("members", member(0, 1))

    assert club.run().streams["members"].created == 1
    assert not reads_everything(club)


def test_a_full_run_that_brings_newcomers_has_seen_everything(club: Club) -> None:
    club.enter("groups", group(2))
    club.run(full=True)

    assert not reads_everything(club)
    club.assert_in_step()


def test_a_look_that_brings_a_group_with_all_its_members_leaves_nothing_to_do(club: Club) -> None:
    club.enter("groups", group(2))

    assert club.look(about_group(2)).streams["members"] == Counts(created=1)
    assert not reads_everything(club)
    club.assert_in_step()


def test_a_look_that_could_not_remove_has_the_next_run_measure_by_everything(club: Club) -> None:
    club.settings = FlowSettings(guard=GuardSetting(percent=0, at_least=0))
    club.run()
    club.strike("members", "m0-0")
    held = club.look(about_member(0, 0))

    assert (held.streams["members"], held.held) == (Counts(held=1), ("members",))
    assert reads_everything(club)
    assert club.run().held == ("members",)


def test_a_look_in_which_somebody_left_has_the_next_run_read_everything(club: Club) -> None:
    club.strike("members", "m0-0")

    assert club.look(about_member(0, 0)).streams["members"] == Counts(removed=1)
    assert reads_everything(club)


def test_a_look_that_only_met_a_departure_puts_nothing_off(club: Club) -> None:
    club.strike("people", "p6")
    club.look(about_person(6))

    assert not reads_everything(club)
