"""A record that was sent, and is left out now, is dealt with like one that left the source."""

from typing import Any

import pytest

from rollbook.model.messages import Counts
from rollbook.model.runs import Status
from rollbook.model.settings import FlowSettings, GuardSetting
from tests.unit.steps.club import UNGUARDED, Club, away, club_with_ears, group, member, person
from tests.unit.steps.flow import AWAY, FLOW, about_group, about_member, with_members
from tests.unit.steps.remarks import told

GUARDED = FlowSettings(guard=GuardSetting(percent=0, at_least=0))


@pytest.fixture
def club() -> Club:
    """Return a club that is in step."""
    club = Club()
    club.run()
    club.target.forget_calls()
    return club


def test_it_stays_where_the_stream_never_removes_and_leaves_the_baseline(club: Club) -> None:
    club.enter("people", away(person(0)))

    first, second = club.run(), club.run()

    assert first.streams["people"] == Counts(unchanged=7, departed=1)
    assert second.streams["people"] == Counts(unchanged=6)
    assert told(first.left_out) == told(second.left_out) == {("people", AWAY.sentence): 1}
    assert "p0" in club.target.held("people")
    assert club.stores.baselines.manifest(FLOW.name, "people").entries == 6


def test_it_comes_back_without_a_call_where_it_stayed(club: Club) -> None:
    club.enter("people", away(person(0)))
    club.run()
    club.enter("people", person(0))

    assert club.run().streams["people"] == Counts(unchanged=7)
    assert club.asked_and_told == (0, 0)


def test_it_is_removed_where_the_stream_removes_and_comes_back_as_new(club: Club) -> None:
    club.enter("members", away(member(0, 0)))

    gone = club.run()

    assert gone.streams["members"] == Counts(removed=1, unchanged=6)
    assert (gone.status, told(gone.left_out)) == (Status.SUCCEEDED, {("members", AWAY.sentence): 1})
    assert "g0/p0" not in club.target.held("members")
    club.enter("members", member(0, 0))
    assert club.run().streams["members"] == Counts(created=1, unchanged=6)
    club.assert_at_rest()


def test_its_removal_is_guarded(club: Club) -> None:
    club.settings = GUARDED
    club.enter("members", away(member(0, 0)))

    held = club.run()

    assert (held.status, held.held) == (Status.ATTENTION, ("members",))
    assert held.streams["members"] == Counts(held=1, unchanged=6)
    assert "g0/p0" in club.target.held("members")
    approved = club.run(approved=held.reference.run)
    assert approved.streams["members"] == Counts(removed=1, unchanged=6)


def test_the_guard_does_not_count_the_others_that_are_left_out_as_present(club: Club) -> None:
    """Two of the seven that were sent go; twelve that never came make that no smaller a share."""
    club.settings = FlowSettings(guard=GuardSetting(percent=25, at_least=1))
    for number in range(8, 20):
        club.enter("members", away(member(0, number)))
    for number in (0, 2):
        club.enter("members", away(member(0, number)))

    assert club.run().streams["members"] == Counts(held=2, unchanged=5)


def test_it_stays_when_the_rules_spare_it(club: Club) -> None:
    club.flow = with_members(spares=lambda data, _context: data.get("person") == "p0")
    club.enter("members", away(member(0, 0)))
    club.enter("members", away(member(0, 2)))

    assert club.run(full=True).streams["members"] == Counts(removed=1, unchanged=6, departed=1)
    assert "g0/p0" in club.target.held("members")


def test_one_that_is_refused_besides_does_not_depart(club: Club) -> None:
    club.enter("members", away(member(0, 0)))
    club.books["members"].append(member(0, 0, "") | {"id": "again"})

    assert club.run().streams["members"] == Counts(refused=1, unchanged=6)
    assert "g0/p0" in club.target.held("members")


def test_one_that_goes_besides_does_not_depart(club: Club) -> None:
    club.enter("members", away(member(0, 0)))
    club.books["members"].append(member(0, 0) | {"id": "again"})

    assert club.run().streams["members"] == Counts(unchanged=7)


class TestLooking:
    """So does one that a look was told of; but a run of changes does not."""

    @pytest.fixture
    def club(self) -> Club:
        return club_with_ears()

    @pytest.mark.parametrize(("settings", "counts"), [(UNGUARDED, {"removed": 1}), (GUARDED, {"held": 1})])
    def test_a_named_record_that_was_sent_before_is_removed_and_guarded(
        self, club: Club, settings: FlowSettings, counts: dict[str, Any]
    ) -> None:
        club.settings = settings
        club.enter("members", away(member(0, 0)))

        record = club.look(about_member(0, 0))

        assert record.streams["members"] == Counts(**counts)
        assert told(record.left_out) == {("members", AWAY.sentence): 1}

    def test_a_named_record_stays_where_the_stream_never_removes(self, club: Club) -> None:
        club.enter("groups", away(group(0)))

        record = club.look(about_group(0))

        assert record.streams["groups"] == Counts(unchanged=1, departed=1)
        assert "g0" in club.target.held("groups")
        club.enter("groups", group(0, "Choir"))
        assert club.look(about_group(0)).streams["groups"] == Counts(updated=1)

    def test_a_run_of_changes_leaves_departures_to_the_one_that_reads_everything(self, club: Club) -> None:
        club.enter("members", away(member(0, 0)))

        changes, everything = club.run(), club.run(full=True)

        assert changes.reference.since
        assert (changes.streams["members"].removed, told(changes.left_out)) == (0, {("members", AWAY.sentence): 1})
        assert everything.streams["members"] == Counts(removed=1, unchanged=6)
