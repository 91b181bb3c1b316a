"""A run that reads what changed since the last one."""

import pytest

from rollbook.model.messages import Counts
from rollbook.model.runs import Status
from tests.unit.steps.club import Club, club_with_ears, member, person
from tests.unit.steps.flow import about_member, with_members


@pytest.fixture
def club() -> Club:
    return club_with_ears()


def test_only_what_changed_is_planned_of_a_stream_that_allows_it(club: Club) -> None:
    club.enter("members", member(0, 0, "teacher"))
    club.enter("members", member(0, 2))

    record = club.run()

    assert record.streams == {
        "people": Counts(unchanged=7),
        "groups": Counts(unchanged=2),
        "members": Counts(updated=1, unchanged=1),
    }
    club.assert_in_step()
    club.assert_at_rest()


def test_nothing_changed_costs_no_call(club: Club) -> None:
    record = club.run()

    assert (record.streams["members"], club.asked_and_told) == (Counts(), (0, 0))


def test_it_concludes_no_departure_from_what_it_does_not_see(club: Club) -> None:
    club.strike("members", "m0-0")

    assert club.run().streams["members"] == Counts()
    assert "g0/p0" in club.target.held("members")
    assert club.run(full=True).streams["members"] == Counts(unchanged=6, removed=1)
    club.assert_at_rest()


def test_streams_that_are_read_whole_are_compared_as_ever(club: Club) -> None:
    club.flow = with_members(since=False)
    club.source.collections["members"] = [one | {"at": club.clock.now().isoformat()} for one in club.books["members"]]
    club.strike("members", "m0-0")

    record = club.run()

    assert record.reference.since
    assert record.streams["members"] == Counts(unchanged=6, removed=1)


def test_it_makes_up_for_an_event_that_never_came(club: Club) -> None:
    club.enter("people", person(8))
    club.enter("members", member(1, 8))

    assert club.run().status is Status.SUCCEEDED
    club.assert_in_step()


def test_what_a_look_sent_already_is_unchanged(club: Club) -> None:
    club.enter("members", member(0, 0, "teacher"))
    club.look(about_member(0, 0))
    club.target.forget_calls()

    assert club.run().streams["members"] == Counts(unchanged=1)
    assert club.asked_and_told == (0, 0)


def test_a_preview_of_it_gives_the_same_plan(club: Club) -> None:
    club.enter("members", member(0, 0, "teacher"))
    club.enter("members", member(0, 1))

    preview, run = club.run(preview=True), club.run()

    assert preview.streams == run.streams
    assert preview.planned_calls == run.planned_calls
