"""The rules over all statistics of the sample portal: every attempt goes, or says why it does not (EF7, EF8)."""

from collections import Counter
from collections.abc import Collection
from datetime import date

import pytest

from rollbook.flows.edflex.attempts import wording
from rollbook.model.records import Desired, Json
from sandbox.institution.portal import Attempt, Portal, sample_portal, statistics_day
from tests.unit.flows.edflex.attempts.academy import Academy, Said


@pytest.fixture
def portal() -> Portal:
    return sample_portal(date(2026, 9, 14))


def academy(portal: Portal, attempts: Collection[str] = ()) -> Academy:
    """Return a 360Learning with the portal's accounts, and with all of its contents that are open."""
    accounts = [
        {"id": f"u-{number}", "mail": one.mail, "status": one.status}
        for number, one in enumerate(portal.accounts)
        if one.status != "deleted"
    ]
    return Academy(accounts, {one.id for one in portal.contents.values() if one.status == "opened"}, attempts)


def records(portal: Portal) -> list[Json]:
    return [_record(portal, one) for one in portal.attempts.values()]


def _record(portal: Portal, attempt: Attempt) -> Json:
    first, last, completed = (
        one.isoformat() if one else "" for one in (attempt.first, attempt.last, attempt.completed)
    )
    return {
        "id": attempt.id,
        "content": attempt.content,
        "learner": attempt.learner,
        "email": portal.learners[attempt.learner].email,
        "attempt": attempt.number,
        "status": attempt.status,
        "firstActivityAt": first,
        "lastActivityAt": last,
        "completedAt": completed,
        "timeSpent": attempt.time_spent,
    }


def ends(said: list[Said]) -> Counter[str]:
    return Counter("" if isinstance(item, Desired) else item.reason.sentence for item in said)


def going(said: list[Said]) -> set[str]:
    return {item.key for item in said if isinstance(item, Desired)}


def test_every_attempt_of_the_sample_goes_or_says_why_it_does_not(portal: Portal) -> None:
    said = academy(portal).said(*records(portal))

    assert ends(said) == {
        "": 1_386,
        wording.NO_COURSE.sentence: 939,
        wording.NEVER_BEGUN.sentence: 79,
        wording.WAITS.sentence: 33,
        wording.NO_ACCOUNT.sentence: 16,
        wording.SEVERAL_ACCOUNTS.sentence: 3,
    }
    assert {item.data["progress"] for item in said if isinstance(item, Desired)} == {0, 50, 100}


def test_what_waited_goes_with_the_next_run_and_then_nothing_waits(portal: Portal) -> None:
    first = going(academy(portal).said(*records(portal)))

    second = academy(portal, first).said(*records(portal))

    assert len(going(second) - first) == 33
    assert wording.WAITS.sentence not in ends(second)


def test_a_day_later_who_tried_again_is_not_kept_waiting(portal: Portal) -> None:
    known = going(academy(portal).said(*records(portal)))
    known |= going(academy(portal, known).said(*records(portal)))
    statistics_day(portal)

    said = academy(portal, known).said(*records(portal))

    assert {key.rpartition("/")[2] for key in going(said) - known} == {"1", "2"}
    assert wording.WAITS.sentence not in ends(said)


def test_no_key_no_reason_and_no_data_names_a_learner_of_the_sample(portal: Portal) -> None:
    told = repr(academy(portal).said(*records(portal))).casefold()

    assert "@" not in told
    assert "maple-ridge" not in told
