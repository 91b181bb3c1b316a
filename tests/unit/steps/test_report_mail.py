"""Which ends of runs ask for an e-mail."""

import pytest

from rollbook.model.messages import Failure
from rollbook.model.runs import Status
from rollbook.model.settings import FlowSettings
from tests.unit.steps.closing import begun, closed
from tests.unit.steps.club import Club, person


@pytest.fixture
def club() -> Club:
    return Club()


@pytest.mark.parametrize(("trigger", "due"), [("webhook", False), ("schedule", True), ("manual", True)])
def test_a_run_that_failed_asks_for_an_e_mail_unless_an_event_started_it(
    club: Club, trigger: str, *, due: bool
) -> None:
    result, record = closed(club, begun(club, trigger=trigger), Failure(Error="States.Timeout"))

    assert (record.status, result.notify) == (Status.FAILED, due)


def test_a_schedule_that_fails_again_and_again_asks_for_one_e_mail_a_day(club: Club) -> None:
    asked = []
    for hour in range(30):
        run = begun(club, f"run-{hour}", trigger="schedule")
        result, record = closed(club, run, Failure(Error="SystemUnavailableError", Cause=f"No answer to {run.run}."))
        assert (record.status, result.status) == (Status.FAILED, "failed")
        asked += [hour] if result.notify else []
        club.clock.sleep(3600)

    assert asked == [0, 20]


def test_what_was_refused_before_is_told_again_when_the_schedule_finds_more(club: Club) -> None:
    asked: list[bool] = []
    for unwanted in ({"p3"}, {"p3"}, {"p3", "p4"}, set(), {"p3"}):
        club.target.unwanted = set(unwanted)
        for number in range(7):
            club.enter("people", person(number, f"Ada {len(asked)}"))
        asked.append(closed_by_schedule(club))

    assert asked == [True, False, True, False, True]


def closed_by_schedule(club: Club) -> bool:
    """Let a schedule run the people, and say whether an e-mail is due, however often that is asked."""
    club.settings = FlowSettings.model_validate({"schedule": "00:00-23:59", "grace_hours": 0})
    run = club.run(trigger="schedule", streams=("people",)).reference
    first, second = closed(club, run)[0].notify, closed(club, run)[0].notify
    assert first is second
    return first


def test_a_good_run_by_hand_makes_what_the_schedule_finds_news_again(club: Club) -> None:
    failure = Failure(Error="CredentialsError", Cause="Put the key in.")
    asked = [closed(club, begun(club, "run-1", trigger="schedule"), failure)[0].notify]
    assert club.run().status is Status.SUCCEEDED
    asked += [closed(club, begun(club, f"run-{number}", trigger="schedule"), failure)[0].notify for number in (2, 3)]

    assert asked == [True, True, False]


def test_what_an_event_brought_to_light_is_told_by_the_record_only(club: Club) -> None:
    club.target.unwanted = {"p3"}

    record = club.run(trigger="webhook")

    assert record.status is Status.ATTENTION
    assert not closed(club, record.reference)[0].notify
