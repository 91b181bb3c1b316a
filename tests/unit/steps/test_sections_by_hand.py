"""A person who names sections wants to know when there is no such section; an event may come too late (SG12)."""

import pytest

from rollbook.model.messages import Counts
from rollbook.model.records import Hint
from rollbook.model.runs import RunRecord, Status
from rollbook.steps import looking
from tests.unit.steps.club import Club, club_with_ears
from tests.unit.steps.flow import about_all_of


@pytest.fixture
def club() -> Club:
    return club_with_ears()


def by_hand(club: Club, *parts: int) -> RunRecord:
    """Play a run of groups that a person named."""
    name = club.next_name()
    looking.leave(club.stores.plans, name, [about_all_of(part) for part in parts])
    return club.run(name, scoped=True)


def test_what_was_named_is_looked_at_and_no_more_is_said_of_it(club: Club) -> None:
    record = by_hand(club, 0)

    assert (record.status, record.sentence) == (Status.SUCCEEDED, "What was looked at is in step.")
    assert record.streams["members"] == Counts(unchanged=4)


def test_a_section_that_there_is_not_makes_the_run_red_before_anything_is_sent(club: Club) -> None:
    club.strike("members", "m0-0")

    record = by_hand(club, 0, 7)

    assert record.status is Status.FAILED
    assert record.sentence == (
        "Of the 2 sections that were named, books has only 1; nothing was sent. Name them by the code that "
        "provisioning sends to it. [SettingsError]"
    )
    assert club.asked_and_told == (0, 0)


def test_a_section_that_is_named_twice_is_one(club: Club) -> None:
    assert by_hand(club, 1, 1).status is Status.SUCCEEDED


def test_an_event_of_a_section_that_is_gone_meanwhile_is_done_with(club: Club) -> None:
    assert club.look(Hint(entity="section", part="g7")).status is Status.SUCCEEDED
