"""A worker that was given up may still be sending: what it writes over a newer value is found and put right."""

from collections.abc import Callable
from typing import Any

import pytest

from rollbook.model.changes import Change, Written
from rollbook.model.runs import RunRecord, Status
from rollbook.sync.lease import LIFETIME
from tests.unit.steps.club import Club, club_with_ears, member, person
from tests.unit.steps.flow import about_member, about_person


@pytest.fixture
def club() -> Club:
    return club_with_ears()


def sends_late(club: Club, meanwhile: Callable[[], object], monkeypatch: pytest.MonkeyPatch) -> RunRecord:
    """Play a run whose first call waits somewhere until its lease has ended and other runs have come and gone."""
    arrives = club.target.apply

    def late(entity: str, changes: list[Change]) -> list[Written]:
        monkeypatch.setattr(club.target, "apply", arrives)
        club.clock.sleep(LIFETIME.total_seconds())
        meanwhile()
        return arrives(entity, changes)

    monkeypatch.setattr(club.target, "apply", late)
    return club.run()


@pytest.mark.parametrize("newer", ["look", "run", "full"])
@pytest.mark.parametrize("finds", [{}, {"full": True}])
def test_an_older_value_over_a_newer_one(
    club: Club, monkeypatch: pytest.MonkeyPatch, newer: str, finds: dict[str, Any]
) -> None:
    def newer_one() -> None:
        club.enter("people", person(0, "Cleo"))
        record = club.look(about_person(0)) if newer == "look" else club.run(full=newer == "full")
        assert (record.status, club.target.held("people")["p0"]["name"]) == (Status.SUCCEEDED, "Cleo")

    club.enter("people", person(0, "Bea"))
    late = sends_late(club, newer_one, monkeypatch)

    assert (late.status, "LeaseLostError" in late.sentence) == (Status.FAILED, True)
    assert club.target.held("people")["p0"]["name"] == "Bea", "nobody could stop it"
    assert club.run(None, **finds).status is Status.SUCCEEDED
    club.assert_in_step()
    club.assert_at_rest()


def test_somebody_who_left_meanwhile(club: Club, monkeypatch: pytest.MonkeyPatch) -> None:
    def leaves() -> None:
        club.strike("members", "m0-0")
        club.look(about_member(0, 0))

    club.enter("members", member(0, 0, "teacher"))
    sends_late(club, leaves, monkeypatch)
    club.run(full=True)

    club.assert_in_step()
    club.assert_at_rest()


def test_a_call_that_nobody_overtook_needs_nobody(club: Club, monkeypatch: pytest.MonkeyPatch) -> None:
    club.enter("people", person(0, "Bea"))

    late = sends_late(club, lambda: None, monkeypatch)

    assert late.status is Status.SUCCEEDED
    club.assert_at_rest()
