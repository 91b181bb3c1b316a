"""How long changes took from the books to the club, as far as a run can know (PL15)."""

from datetime import datetime, timedelta

import pytest

from rollbook.model.messages import Counts
from rollbook.model.records import Json
from rollbook.model.runs import Freshness, Status
from rollbook.steps import looking
from rollbook.sync.cursor import OVERLAP
from tests.unit.steps.club import Club, club_with_ears, group, member, person
from tests.unit.steps.flow import FLOW, about_group, about_member, about_person

BEFORE_A_RUN = 60
"""Seconds that pass before every run."""


@pytest.fixture
def club() -> Club:
    return club_with_ears()


def as_of(record: Json, moment: datetime) -> Json:
    return record | {"at": moment.isoformat()}


def test_a_look_says_how_long_its_changes_took(club: Club) -> None:
    club.enter("members", member(0, 0, "teacher"))
    club.clock.sleep(7.25)
    club.enter("members", member(0, 2, "teacher"))

    record = club.look(about_group(0))

    assert record.freshness == Freshness(count=2, p50=BEFORE_A_RUN, p95=BEFORE_A_RUN + 7.25)


def test_changes_of_all_streams_count(club: Club) -> None:
    club.enter("people", person(0, "Bea"))
    club.enter("groups", group(0, "Choir"))
    club.enter("members", member(0, 0, "teacher"))

    record = club.look(about_person(0), about_group(0))

    assert record.freshness
    assert record.freshness.count == 3


def test_what_a_look_finds_besides_what_it_was_told_of_does_not_count(club: Club) -> None:
    club.books["members"].append(as_of(member(0, 1), club.heard - timedelta(seconds=1)))
    club.books["members"].append(as_of(member(0, 0, "teacher"), club.heard))
    club.books["members"] = [one for one in club.books["members"] if one != member(0, 0)]

    record = club.look(about_group(0))

    assert (record.streams["members"].created, record.streams["members"].updated) == (1, 1)
    assert record.freshness
    assert record.freshness.count == 1
    assert record.freshness.p50 == pytest.approx((club.clock.now() - club.heard).total_seconds())


def test_what_a_person_wanted_to_be_looked_at_may_be_of_any_age(club: Club) -> None:
    club.enter("members", member(0, 1))
    looking.leave(club.stores.plans, "by-hand", [about_group(0)])

    record = club.run("by-hand", scoped=True)

    assert (record.streams["members"].created, record.freshness) == (1, None)


def test_a_run_of_changes_counts_those_since_the_moment_it_reads_from(club: Club) -> None:
    since = club.run().reference.started_at - OVERLAP
    club.books["people"].append(as_of(person(7), since - timedelta(microseconds=1)))
    club.books["people"].append(as_of(person(8), since))

    record = club.run()

    assert record.reference.since == since
    assert record.streams["people"] == Counts(created=2, unchanged=7)
    took = OVERLAP.total_seconds() + BEFORE_A_RUN
    assert record.freshness == Freshness(count=1, p50=took, p95=took)


@pytest.mark.parametrize("wish", [{"full": True}, {"retry": True}])
def test_what_a_full_run_finds_may_be_old_and_does_not_count(club: Club, wish: dict[str, bool]) -> None:
    club.enter("members", member(0, 0, "teacher"))

    record = club.run(None, **wish)

    assert (record.streams["members"].updated, record.freshness) == (1, None)


def test_a_flow_that_always_reads_everything_knows_no_freshness() -> None:
    club = Club(flow=FLOW)
    club.enter("members", member(0, 0, "teacher"))

    assert club.run().freshness is None


def test_what_was_not_written_does_not_count(club: Club) -> None:
    club.enter("people", person(0))
    club.enter("people", person(1, ""))
    club.enter("people", person(8, ""))
    club.enter("members", member(0, 8))
    club.enter("members", member(0, 0, "teacher"))
    club.target.unwanted = {"g0/p0"}

    record = club.look(about_person(0), about_person(1), about_member(0, 8), about_member(0, 0))

    assert record.streams["people"] == Counts(unchanged=1, refused=1)
    assert record.streams["members"] == Counts(blocked=1, refused=1)
    assert record.freshness is None


def test_a_change_whose_moment_is_not_known_does_not_count(club: Club) -> None:
    club.books["members"].append(member(0, 1))
    club.strike("members", "m0-0")

    record = club.look(about_member(0, 0), about_member(0, 1))

    assert record.streams["members"] == Counts(created=1, removed=1)
    assert record.freshness is None


def test_a_clock_that_is_ahead_makes_nothing_arrive_before_it_changed(club: Club) -> None:
    club.books["members"].append(as_of(member(0, 1), club.clock.now() + timedelta(hours=1)))

    assert club.look(about_member(0, 1)).freshness == Freshness(count=1, p50=0, p95=0)


def test_a_change_whose_answer_was_lost_counts_once_it_is_known_to_be_there(club: Club) -> None:
    club.enter("members", member(0, 1))
    club.target.losses = {0: "after"}

    record = club.look(about_member(0, 1))

    assert (record.status, record.freshness) == (
        Status.SUCCEEDED,
        Freshness(count=1, p50=BEFORE_A_RUN, p95=BEFORE_A_RUN),
    )


def test_a_preview_delivers_nothing(club: Club) -> None:
    club.enter("members", member(0, 1))

    assert club.run(preview=True).freshness is None
