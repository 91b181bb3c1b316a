import itertools
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sandbox.simulators.learning360.attempts import take
from sandbox.simulators.learning360.moments import read, written
from sandbox.simulators.learning360.platform import Course, Platform, User
from tests.unit.simulators.learning import BEGUN, COURSE, ENDED, GONE, INVITED, LEARNER, TWINS, Learning, course

START = datetime(2026, 9, 1, tzinfo=UTC)


@pytest.fixture
def learning() -> Learning:
    found = Learning.opened()
    found.done("PUT", "courses", course(1))
    return found


def shown(attempt: dict[str, Any]) -> dict[str, Any]:
    names = ("firstActivityAt", "lastActivityAt", "progress", "timeSpent", "completedAt")
    return {name: attempt[name] for name in names if name in attempt}


def test_first_statistics_make_an_attempt_and_name_it(learning: Learning) -> None:
    (result,) = learning.done("POST", "stats", learning.statistics())
    (attempt,) = learning.attempts()

    assert attempt["_id"] == result["resourceId"]
    assert shown(attempt) == {
        "firstActivityAt": BEGUN,
        "lastActivityAt": ENDED,
        "progress": 50,
        "timeSpent": 60_000,
    }
    assert attempt["lang"] == "en"


def test_an_attempt_may_have_lasted_for_no_time_at_all(learning: Learning) -> None:
    assert learning.outcomes("POST", "stats", learning.statistics(lastActivityAt=BEGUN)) == [""]


def test_a_progress_of_100_completes_an_attempt_at_its_last_activity(learning: Learning) -> None:
    learning.done("POST", "stats", learning.statistics(progress=100))

    assert learning.attempts()[0]["completedAt"] == ENDED


def test_what_began_before_the_end_of_an_open_attempt_changes_it_but_not_its_beginning(learning: Learning) -> None:
    learning.done("POST", "stats", learning.statistics())
    later = learning.statistics(
        progress=100, timeSpent=9, firstActivityAt="2026-09-01T10:10:00Z", lastActivityAt="2026-09-02T08:00:00+02:00"
    )
    learning.done("POST", "stats", later)

    (attempt,) = learning.attempts()
    assert shown(attempt) == {
        "firstActivityAt": BEGUN,
        "lastActivityAt": "2026-09-02T06:00:00.000Z",
        "completedAt": "2026-09-02T06:00:00.000Z",
        "progress": 100,
        "timeSpent": 9,
    }


def test_sending_statistics_again_changes_nothing(learning: Learning) -> None:
    item = learning.statistics(progress=100)
    results = [learning.done("POST", "stats", item)[0]["resourceId"] for _ in range(3)]

    assert len(set(results)) == len(learning.attempts()) == 1


@pytest.mark.parametrize("progress", [50, 100])
def test_what_began_after_the_end_of_all_attempts_is_a_new_one(learning: Learning, progress: int) -> None:
    learning.done("POST", "stats", learning.statistics(progress=progress))
    moments = {"firstActivityAt": "2026-09-01T10:30:00.001Z", "lastActivityAt": "2026-09-01T11:00:00Z"}
    learning.done("POST", "stats", learning.statistics(**moments))

    assert [one["progress"] for one in learning.attempts()] == [progress, 50]


def test_a_new_attempt_can_be_forced(learning: Learning) -> None:
    learning.done("POST", "stats", learning.statistics(), learning.statistics(forceNew=True))

    assert len(learning.attempts()) == 2


def test_two_attempts_in_the_wrong_order_become_one(learning: Learning) -> None:
    late = {"firstActivityAt": "2026-09-03T10:00:00Z", "lastActivityAt": "2026-09-03T11:00:00Z"}
    learning.done("POST", "stats", learning.statistics(**late), learning.statistics())

    (attempt,) = learning.attempts()
    assert attempt["firstActivityAt"] == "2026-09-03T10:00:00.000Z"


def test_people_and_courses_are_found_in_both_ways(learning: Learning) -> None:
    ways = [
        {"courseIdentifier": {"type": "internalId", "value": learning.course_id("c-1")}},
        {"userIdentifier": {"type": "internalId", "value": learning.user(LEARNER.mail)}},
        {"userIdentifier": {"type": "mail", "value": LEARNER.mail.upper()}},
        {"userIdentifier": {"type": "mail", "value": INVITED.mail}},
    ]

    assert learning.outcomes("POST", "stats", *(learning.statistics(**way) for way in ways)) == [""] * 4
    assert len(learning.attempts()) == 2
    assert len(learning.get(f"/courses/stats?userId[eq]={learning.user(INVITED.mail)}")) == 1
    assert len(learning.get(f"/courses/stats?courseId[eq]={learning.course_id('c-1')}")) == 2
    assert learning.get("/courses/stats?completedAt[gte]=2020-01-01T00:00:00.000Z") == []


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"courseIdentifier": {"type": "externalId", "value": "c-9"}}, "courseNotFound"),
        ({"courseIdentifier": {"type": "internalId", "value": "0" * 24}}, "courseNotFound"),
        ({"userIdentifier": {"type": "mail", "value": "nobody@maple-ridge.example"}}, "userNotFound"),
        ({"userIdentifier": {"type": "mail", "value": GONE.mail}}, "userNotFound"),
        ({"userIdentifier": {"type": "internalId", "value": "0" * 24}}, "userNotFound"),
        ({"userIdentifier": {"type": "mail", "value": TWINS[0].mail}}, "multipleUsersFound"),
        ({"userIdentifier": {"type": "username", "value": "ada"}}, "invalidInput"),
        ({"timeSpent": 0}, "invalidInput"),
        ({"timeSpent": "60000"}, "invalidInput"),
        ({"progress": 101}, "invalidInput"),
        ({"progress": True}, "invalidInput"),
        ({"firstActivityAt": "2026-09-01"}, "invalidInput"),
        ({"firstActivityAt": "2026-09-01T10:30:00.001Z"}, "invalidInput"),
        ({"lang": "xx"}, "invalidInput"),
        ({"attempt": 1}, "invalidInput"),
    ],
)
def test_statistics_that_cannot_be_taken_fail_by_themselves(
    learning: Learning, fields: dict[str, Any], code: str
) -> None:
    items = [learning.statistics(**fields), learning.statistics()]

    assert learning.outcomes("POST", "stats", *items) == [code, ""]


def test_statistics_are_taken_for_an_archived_course(learning: Learning) -> None:
    learning.done("DELETE", "courses", {"externalId": "c-1"})

    assert learning.outcomes("POST", "stats", learning.statistics()) == [""]


def test_what_a_learner_plays_on_the_platform_itself_is_an_attempt_too(learning: Learning) -> None:
    played = learning.script("play", external_id="c-1", mail=LEARNER.mail, minutes=5)

    assert (played["progress"], played["timeSpent"], played["completedAt"]) == (
        100,
        300_000,
        played["lastActivityAt"],
    )
    assert read(played["lastActivityAt"]) - read(played["firstActivityAt"]) == timedelta(minutes=5)
    assert learning.attempts() == [played]
    assert learning.witness.bad_answers == []


ITEM = st.builds(
    lambda first, length, progress: {
        "firstActivityAt": written(START + timedelta(minutes=first)),
        "lastActivityAt": written(START + timedelta(minutes=first + length)),
        "progress": progress,
        "timeSpent": 1,
    },
    st.integers(0, 30),
    st.integers(0, 10),
    st.sampled_from([0, 50, 100]),
)


@settings(max_examples=200, deadline=None)
@given(items=st.lists(ITEM, max_size=12))
def test_any_statistics_leave_completed_attempts_alone_and_make_later_ones_only(
    items: list[dict[str, Any]],
) -> None:
    platform = Platform()
    learner = User("u", "u@maple-ridge.example", "U", "V", "active", "en")
    made = platform.add_course(Course("c", "i", "g", "a", COURSE, START, START))
    for item in items:
        before = {one.id: (one.completed_at, one.progress) for one in platform.attempts.values() if one.completed_at}
        named = take(platform, made, learner, item)
        held = platform.attempts_of("c", "u")
        assert named in held
        assert before.items() <= {one.id: (one.completed_at, one.progress) for one in held}.items()
        assert all(earlier.first < later.first for earlier, later in itertools.pairwise(held))
        assert all(one.first <= one.last for one in held)
