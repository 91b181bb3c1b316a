"""What happens while a record is undecided: looks, previews, failures and deaths neither lose it nor move anything."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rollbook.model.messages import Counts
from rollbook.model.records import Json
from rollbook.model.runs import Status
from tests.unit.steps.club import Club, club_with_ears, member, on_trial, person
from tests.unit.steps.crashing import Fuse
from tests.unit.steps.flow import LIVE, ON_TRIAL, WEEK, about_member
from tests.unit.steps.machine import run_with_a_death
from tests.unit.steps.trials import HOUR, TRIAL, somebody_on_trial, wait_until


def cursor(club: Club) -> Json | None:
    register = club.stores.registers.read(f"cursor/{LIVE.name}")
    return register.value if register else None


@pytest.fixture
def club() -> Club:
    return club_with_ears()


class TestWhatDoesNotMoveTheCursor:
    """Whether something undecided is found there or not."""

    @pytest.fixture(autouse=True)
    def _nothing_moves(self, club: Club) -> Any:
        somebody_on_trial(club)
        club.run()
        wait_until(club, club.clock.now() + HOUR)
        before = cursor(club)
        yield
        assert cursor(club) == before

    def test_a_look_that_finds_it(self, club: Club) -> None:
        record = club.look(about_member(0, 1))

        assert [(one.reason, one.count) for one in record.left_out] == [(ON_TRIAL, 1)]

    def test_a_look_that_finds_an_older_one(self, club: Club) -> None:
        older = club.clock.now() - 2 * WEEK
        found = on_trial(member(1, 0), club.clock.now() + TRIAL) | {"at": older.isoformat()}
        club.books["members"].append(found)

        assert club.look(about_member(1, 0)).left_out

    def test_a_look_that_finds_it_decided(self, club: Club) -> None:
        club.clock.sleep(TRIAL.total_seconds())

        assert club.look(about_member(0, 1)).streams["members"] == Counts(created=1)

    def test_a_preview(self, club: Club) -> None:
        assert club.run(preview=True).left_out

    def test_a_run_of_some_streams(self, club: Club) -> None:
        assert club.run(streams=("members",)).left_out

    def test_a_run_that_failed_while_it_read(self, club: Club) -> None:
        club.source.missing["members"] = 1
        assert club.run().status is Status.FAILED
        club.source.missing.clear()

    def test_a_run_whose_answers_were_lost(self, club: Club) -> None:
        club.enter("people", person(0, "Bea"))
        club.target.losses = dict.fromkeys(range(club.target.writes, club.target.writes + 9), "before")
        assert club.run().status is Status.FAILED
        club.target.losses.clear()

    def test_a_run_in_which_a_worker_died(self, club: Club) -> None:
        club.enter("people", person(0, "Bea"))

        run_with_a_death(club, Fuse(1, "before", only="TargetClient.write"), "report")


def a_run_that_fails(club: Club) -> None:
    club.source.missing["groups"] = 1
    club.run()
    club.source.missing.clear()


def a_run_that_sends_something_else(club: Club) -> None:
    club.enter("people", person(0, f"Ada {club.runs}"))
    club.run()


MEANWHILE: list[Callable[[Club], object]] = [
    Club.run,
    lambda club: club.run(full=True),
    lambda club: club.run(retry=True),
    lambda club: club.run(preview=True),
    lambda club: club.run(streams=("members",)),
    lambda club: club.look(about_member(0, 1)),
    lambda club: club.look(about_member(1, 0)),
    lambda club: run_with_a_death(club, Fuse(20, "after"), "report"),
    a_run_that_fails,
    a_run_that_sends_something_else,
]


@given(st.lists(st.tuples(st.sampled_from(MEANWHILE), st.integers(0, 12 * 60)), max_size=8), st.integers(0, 60))
def test_whatever_happens_meanwhile_the_next_run_of_changes_decides_it(
    happens: list[tuple[Callable[[Club], object], int]], minutes_before: int
) -> None:
    club = club_with_ears()
    club.clock.sleep(minutes_before * 60)
    until = somebody_on_trial(club)
    for something, minutes in happens:
        something(club)
        club.clock.sleep(minutes * 60)
    wait_until(club, until)

    record = club.run()

    assert record.reference.since
    assert (record.status, record.left_out) == (Status.SUCCEEDED, ())
    assert "g0/p1" in club.target.held("members")
    club.run()
    club.assert_at_rest()
