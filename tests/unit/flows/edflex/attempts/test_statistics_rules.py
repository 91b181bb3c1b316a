"""What 360Learning is told of an attempt: progress, moments and time spent, rule by rule (EF7, EF8)."""

from typing import Any

import pytest

from rollbook.model.records import Desired, Json
from tests.unit.flows.edflex.attempts.academy import Academy, record

MINUTE, HOUR = 60_000, 3_600_000
"""Milliseconds."""

WHAT_IS_SENT: list[Any] = [
    pytest.param({"status": "completed"}, {"progress": 100}, id="EF7: completed is 100"),
    pytest.param({"status": "Completed"}, {"progress": 100}, id="EF7: however it is spelled"),
    pytest.param({"status": "in_progress"}, {"progress": 50}, id="EF7: in progress is 50"),
    pytest.param({"status": "in progress"}, {"progress": 50}, id="EF7: in progress, with a space"),
    pytest.param({"status": "In-Progress"}, {"progress": 50}, id="EF7: in progress, with a hyphen"),
    pytest.param({"status": "not_started"}, {"progress": 0}, id="EF7: any other status is 0"),
    pytest.param({"status": ""}, {"progress": 0}, id="EF7: no status is 0"),
    pytest.param({"timeSpent": 1_800}, {"timeSpent": 30 * MINUTE}, id="EF7: the time received, where it is less"),
    pytest.param({"timeSpent": 7_200}, {"timeSpent": HOUR}, id="EF7: from first to last, where that is less"),
    pytest.param({"timeSpent": 3_600}, {"timeSpent": HOUR}, id="EF7: both alike"),
    pytest.param({"timeSpent": 0.0304}, {"timeSpent": 30}, id="EF7: in milliseconds"),
    pytest.param({"timeSpent": 0}, {"timeSpent": 1}, id="EF7: none received is sent as the least that is taken"),
    pytest.param({"lastActivityAt": "2026-09-01T08:00:00Z"}, {"timeSpent": 1}, id="EF7: begun and left at once"),
    pytest.param({"lastActivityAt": ""}, {"timeSpent": 1}, id="EF7: nothing known but the beginning"),
    pytest.param(
        {"lastActivityAt": ""}, {"lastActivityAt": "2026-09-01T08:00:00.000Z"}, id="EF7: the beginning is the last then"
    ),
    pytest.param({}, {"firstActivityAt": "2026-09-01T08:00:00.000Z"}, id="EF7: first activity"),
    pytest.param({}, {"lastActivityAt": "2026-09-01T09:00:00.000Z"}, id="EF7: last activity"),
    pytest.param(
        {"status": "completed", "completedAt": "2026-09-01T08:45:00Z"},
        {"lastActivityAt": "2026-09-01T08:45:00.000Z", "timeSpent": 30 * MINUTE, "progress": 100},
        id="EF7: the completion is the last activity of who has completed",
    ),
    pytest.param(
        {"status": "completed", "completedAt": "2026-09-01T08:10:00Z"},
        {"timeSpent": 10 * MINUTE},
        id="EF7: no more time than until the completion",
    ),
    pytest.param(
        {"status": "completed", "completedAt": "2026-08-31T08:45:00Z"},
        {"lastActivityAt": "2026-09-01T09:00:00.000Z"},
        id="EF7: a completion before the first activity counts for nothing",
    ),
    pytest.param(
        {"status": "completed", "completedAt": "2026-09-01T08:00:00Z"},
        {"lastActivityAt": "2026-09-01T08:00:00.000Z", "timeSpent": 1},
        id="EF7: completed at once",
    ),
    pytest.param(
        {"status": "in_progress", "completedAt": "2026-09-01T08:45:00Z", "lastActivityAt": ""},
        {"lastActivityAt": "2026-09-01T08:00:00.000Z"},
        id="EF8: a completion of who has not completed is no activity either",
    ),
    pytest.param(
        {"status": "in_progress", "completedAt": "2026-09-01T08:45:00Z"},
        {"lastActivityAt": "2026-09-01T09:00:00.000Z", "progress": 50},
        id="EF8: who has not completed leaves the attempt open",
    ),
    pytest.param(
        {"firstActivityAt": "2026-09-01T10:00:00.1239+02:00"},
        {"firstActivityAt": "2026-09-01T08:00:00.123Z"},
        id="EF7: in UTC, to the millisecond",
    ),
    pytest.param(
        {"firstActivityAt": "2019-01-01T08:00:00Z", "lastActivityAt": "2019-01-01T08:20:00Z"},
        {"firstActivityAt": "2019-01-01T08:00:00.000Z", "timeSpent": 20 * MINUTE},
        id="EF8: what was done long before comes too",
    ),
    pytest.param({"email": " ADA@Academy.Example"}, {"user": "u-1"}, id="EF8: by e-mail, in whatever letters"),
    pytest.param({"content": "c-2"}, {"content": "c-2"}, id="EF7: the course by the content's id"),
]


@pytest.mark.parametrize(("fields", "sent"), WHAT_IS_SENT)
def test_what_is_sent_of_an_attempt(fields: Json, sent: Json) -> None:
    data = Academy().sent(record(**fields))

    assert {name: data[name] for name in sent} == sent


def test_an_attempt_has_a_key_that_names_nobody_and_nothing_but_what_360learning_takes() -> None:
    (item,) = Academy().said(record(2))

    assert item == Desired(
        "c-1/l-1/2",
        {
            "content": "c-1",
            "user": "u-1",
            "progress": 50,
            "timeReceived": 30 * MINUTE,
            "timeSpent": 30 * MINUTE,
            "firstActivityAt": "2026-09-02T08:00:00.000Z",
            "lastActivityAt": "2026-09-02T09:00:00.000Z",
        },
        scope="",
    )


# --------------------------------------------------------------------------------------------------- several attempts


def test_time_is_sent_for_the_first_attempt_alone() -> None:
    academy = Academy(attempts=["c-1/l-1/1"])

    first, second = academy.said(record(1), record(2))

    assert isinstance(first, Desired)
    assert isinstance(second, Desired)
    assert (first.data["timeSpent"], second.data["timeSpent"]) == (30 * MINUTE, 1)


def test_the_lowest_attempt_that_there_is_counts_as_the_first() -> None:
    assert Academy().sent(record(2))["timeSpent"] == 30 * MINUTE


def test_an_attempt_that_never_began_is_nobodys_first() -> None:
    never_begun = record(1, firstActivityAt="", lastActivityAt="", timeSpent=0)

    assert Academy().sent(never_begun, record(2))["timeSpent"] == 30 * MINUTE


@pytest.mark.parametrize("other", [{"content": "c-2"}, {"learner": "l-2", "email": "ben@academy.example"}])
def test_attempts_at_another_content_and_of_another_learner_have_a_first_of_their_own(other: Json) -> None:
    assert Academy().sent(record(1, **other), record(2))["timeSpent"] == 30 * MINUTE


def test_the_order_in_which_attempts_come_makes_no_difference() -> None:
    academy = Academy(attempts=["c-1/l-1/1", "c-1/l-1/2"])
    records = [record(1), record(2), record(3)]

    assert academy.said(*reversed(records)) == list(reversed(academy.said(*records)))
